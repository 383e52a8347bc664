package http2conn

import (
	"context"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
	"google.golang.org/protobuf/proto"
)

// Bytes before each message of gRPC's.
const messageHead = 5

// ServerOptions make a server count what it sends, and tell when a call has ended.
func ServerOptions() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.StatsHandler(callWatch{}),
		grpc.ChainUnaryInterceptor(countUnary),
		grpc.ChainStreamInterceptor(countStream),
	}
}

func countUnary(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	response, err := handler(ctx, request)
	if err == nil {
		count(Of(ctx), response)
	}
	return response, err
}

func countStream(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	return handler(server, &countedStream{ServerStream: stream, conn: Of(stream.Context())})
}

type countedStream struct {
	grpc.ServerStream

	conn *Conn
}

func (s *countedStream) SendMsg(message any) error {
	count(s.conn, message)
	return s.ServerStream.SendMsg(message)
}

func count(conn *Conn, message any) {
	if typed, ok := message.(proto.Message); ok && conn != nil {
		conn.Queue(messageHead + proto.Size(typed))
	}
}

type callKey struct{}

type call struct {
	closed chan struct{}
	once   sync.Once
}

// CallClosed is closed when the end of a call has been handed to the connection. It never is on a server without ServerOptions.
func CallClosed(ctx context.Context) <-chan struct{} {
	if watched, ok := ctx.Value(callKey{}).(*call); ok {
		return watched.closed
	}
	return ctx.Done()
}

// Lifetime is a context that ends with the connection on which a call came, and has nothing else of the call's.
func Lifetime(ctx context.Context) context.Context {
	conn := Of(ctx)
	if conn == nil {
		return context.WithoutCancel(ctx)
	}
	return conn.lifetime
}

type callWatch struct{}

func (callWatch) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	return context.WithValue(ctx, callKey{}, &call{closed: make(chan struct{})})
}

func (callWatch) HandleRPC(ctx context.Context, event stats.RPCStats) {
	if _, ok := event.(*stats.End); !ok {
		return
	}
	if watched, ok := ctx.Value(callKey{}).(*call); ok {
		watched.once.Do(func() { close(watched.closed) })
	}
}

func (callWatch) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (callWatch) HandleConn(context.Context, stats.ConnStats)                       {}
