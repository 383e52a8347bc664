package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// stranger connects to the plugin as somebody who is not its host: "plain" without TLS, "no-certificate" with TLS but
// nothing to show, "wrong-certificate" with a certificate that looks like the host's. It says what became of its call.
func (h *host) stranger(how string) (any, error) {
	creds := insecure.NewCredentials()
	if how != "plain" {
		config := &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"}
		if how == "wrong-certificate" {
			certificate, err := lookalike()
			if err != nil {
				return nil, err
			}
			// Shown even though the server asks for another issuer.
			config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
		}
		creds = credentials.NewTLS(config)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	conn, err := grpc.DialContext(ctx, "passthrough:///localhost",
		grpc.WithTransportCredentials(creds),
		grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) {
			return net.Dial(h.address.Network(), h.address.String())
		}))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := invoke(conn, service+"Echo", []byte("x")); err != nil {
		return "refused: " + err.Error(), nil
	}
	return "served", nil
}

// lookalike has all that go-plugin's own certificates have, but another key.
func lookalike() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		NotBefore:   time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
	}
	template.Subject.CommonName, template.Subject.Organization = "localhost", []string{"HashiCorp"}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
