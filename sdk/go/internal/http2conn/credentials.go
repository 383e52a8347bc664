package http2conn

import (
	"context"
	"net"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Credentials puts a Conn above the connection that other credentials make, such as TLS's.
func Credentials(inner credentials.TransportCredentials, onConn func(*Conn)) credentials.TransportCredentials {
	return &wrapped{TransportCredentials: inner, onConn: onConn}
}

type wrapped struct {
	credentials.TransportCredentials

	onConn func(*Conn)
}

func (w *wrapped) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	inner, info, err := w.TransportCredentials.ServerHandshake(raw)
	if err != nil {
		return nil, nil, err
	}
	conn := New(inner)
	w.onConn(conn)
	return conn, authInfo{AuthInfo: info, conn: conn}, nil
}

func (w *wrapped) Clone() credentials.TransportCredentials {
	return &wrapped{TransportCredentials: w.TransportCredentials.Clone(), onConn: w.onConn}
}

// authInfo is where a call finds its connection.
type authInfo struct {
	credentials.AuthInfo

	conn *Conn
}

// Of is the connection on which a call came; nil where there is none of ours.
func Of(ctx context.Context) *Conn {
	caller, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	info, ok := caller.AuthInfo.(authInfo)
	if !ok {
		return nil
	}
	return info.conn
}
