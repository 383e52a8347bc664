package process

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"math/big"
	"os"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	envClientCert = "PLUGIN_CLIENT_CERT"
	serverName    = "localhost"
	serialBits    = 128
	// As go-plugin has it.
	backdated = 30 * time.Second
	lifetime  = 262980 * time.Hour
)

// security is what protects the connection: nothing, or AutoMTLS where the host asks for it. The certificate is the one that the
// host is told, in the form of the handshake.
func security() (security credentials.TransportCredentials, config *tls.Config, certificate string, err error) {
	clientCert := os.Getenv(envClientCert)
	if clientCert == "" {
		return insecure.NewCredentials(), nil, "", nil
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM([]byte(clientCert)) {
		return nil, nil, "", errors.New(envClientCert + " has no certificate")
	}
	own, err := ownCertificate()
	if err != nil {
		return nil, nil, "", err
	}
	config = &tls.Config{
		Certificates: []tls.Certificate{own},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    trusted,
		RootCAs:      trusted,
		MinVersion:   tls.VersionTLS12,
		ServerName:   serverName,
	}
	return credentials.NewTLS(config), config, base64.RawStdEncoding.EncodeToString(own.Certificate[0]), nil
}

func ownCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		Subject:      pkix.Name{CommonName: serverName, Organization: []string{"HashiCorp"}},
		DNSNames:     []string{serverName},
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
		SerialNumber: serial,
		NotBefore:    now.Add(-backdated),
		NotAfter:     now.Add(lifetime),
		IsCA:         true,

		BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key}, nil
}
