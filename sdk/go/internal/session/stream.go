// Package session runs one recording or one command: an author's function on one side, a stream to the daemon on the other.
package session

import (
	"context"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Stream is what a session needs of the call that it answers. Its context ends when the call is cancelled or its connection is lost.
type Stream interface {
	Connection
	// Closed is closed when the end of the call has left.
	Closed() <-chan struct{}
	// Lasting is the call's connection, which lives longer.
	Lasting() Connection
	// Send hands a frame to the transport. It blocks while the reader takes nothing.
	Send(frame *proto.Frame) error
}

// Connection is what a wait for the daemon needs.
type Connection interface {
	// Context ends when nobody is left to wait for.
	Context() context.Context
	// Drained returns when what was sent has left, or the context ends.
	Drained(ctx context.Context)
	// Ping is false where there is no PING to send, and when the context ends first.
	Ping(ctx context.Context) (roundTrip time.Duration, isAnswered bool)
}
