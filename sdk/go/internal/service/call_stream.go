package service

import (
	"context"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/http2conn"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// callStream is a call of the daemon's that is answered by frames.
type callStream struct {
	connection

	call grpc.ServerStreamingServer[proto.Frame]
}

func newCallStream(call grpc.ServerStreamingServer[proto.Frame]) *callStream {
	ctx := call.Context()
	return &callStream{connection: connection{ctx: ctx, conn: http2conn.Of(ctx)}, call: call}
}

func (s *callStream) Send(frame *proto.Frame) error { return s.call.Send(frame) }
func (s *callStream) Closed() <-chan struct{}       { return http2conn.CallClosed(s.ctx) }

func (s *callStream) Lasting() session.Connection {
	return &connection{ctx: http2conn.Lifetime(s.ctx), conn: s.conn}
}

// connection is nil-safe: a server that is not ours has no PING, and the gap alone has to do.
type connection struct {
	ctx  context.Context //nolint:containedctx // It is the call's, as in grpc's own streams.
	conn *http2conn.Conn
}

func (c *connection) Context() context.Context { return c.ctx }

func (c *connection) Drained(ctx context.Context) {
	if c.conn != nil {
		c.conn.Drained(ctx)
	}
}

func (c *connection) Ping(ctx context.Context) (time.Duration, bool) {
	if c.conn == nil {
		return 0, false
	}
	return c.conn.Ping(ctx)
}
