// Package http2conn puts HTTP/2 PINGs between the frames that grpc-go's server sends, and says when they are answered.
//
// That server sends no PING on demand, so a Conn stands between it and the socket, above TLS. It reads the heads of the frames in
// both directions and changes nothing that passes. The answer to a PING passes, too: grpc-go ignores one that it has not asked for.
package http2conn

import (
	"context"
	"encoding/binary"
	"net"
	"sync"
	"time"
)

// The bytes with which a client's side of a connection starts.
const prefaceSize = len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

// Conn is the plain side of a server's connection.
type Conn struct {
	net.Conn

	// writing holds what is written together: a PING stands between two frames.
	writing  sync.Mutex
	outgoing frameReader
	waiting  [][]byte

	incoming frameReader

	mutex   sync.Mutex
	lastID  uint64
	pings   map[uint64]chan struct{}
	queued  int64
	written int64
	// moved is closed, and made anew, when written grows.
	moved chan struct{}

	// lifetime ends when the connection is closed.
	lifetime context.Context //nolint:containedctx // It is the connection's own.
	end      context.CancelFunc
}

// New wraps a connection that a client has just made.
func New(inner net.Conn) *Conn {
	c := &Conn{Conn: inner, pings: map[uint64]chan struct{}{}, moved: make(chan struct{})}
	c.lifetime, c.end = context.WithCancel(context.Background())
	c.outgoing = frameReader{onData: c.wrote}
	c.incoming = frameReader{skip: prefaceSize, onPingAck: c.answered}
	return c
}

// Read hands on what comes. The server has one reader.
func (c *Conn) Read(into []byte) (int, error) {
	count, err := c.Conn.Read(into)
	c.incoming.feed(into[:count])
	return count, err
}

// Write sends what the server writes, and then the PINGs that wait for the end of a frame.
func (c *Conn) Write(piece []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	count, err := c.Conn.Write(piece)
	c.outgoing.feed(piece[:count])
	if err != nil {
		return count, err
	}
	return count, c.sendWaiting()
}

// Close ends all waits.
func (c *Conn) Close() error {
	c.end()
	return c.Conn.Close()
}

// Closed is closed when the connection is.
func (c *Conn) Closed() <-chan struct{} { return c.lifetime.Done() }

// Queue counts the bytes of a message before it is handed to the server: Drained waits for them.
func (c *Conn) Queue(bytes int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.queued += int64(bytes)
}

// Drained returns when as many bytes of messages have left as were queued, and when the context ends or the connection is closed.
func (c *Conn) Drained(ctx context.Context) {
	c.mutex.Lock()
	target := c.queued
	c.mutex.Unlock()
	for {
		c.mutex.Lock()
		isDone, moved := c.written >= target, c.moved
		c.mutex.Unlock()
		if isDone {
			return
		}
		select {
		case <-moved:
		case <-c.lifetime.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}

// Ping sends a PING between two frames and waits for its answer. False when the context ends, or the connection closes, before.
func (c *Conn) Ping(ctx context.Context) (roundTrip time.Duration, isAnswered bool) {
	id, answer := c.register()
	defer c.forget(id)
	start := time.Now()
	// A full socket must not hold up who waits for the context.
	go c.sendPing(pingFrame(id))
	select {
	case <-answer:
		return time.Since(start), true
	case <-ctx.Done():
	case <-c.lifetime.Done():
	}
	return 0, false
}

func (c *Conn) sendPing(ping []byte) {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.waiting = append(c.waiting, ping)
	// The server's own reader and writer see an error of the connection, too.
	_ = c.sendWaiting()
}

func (c *Conn) sendWaiting() error {
	if !c.outgoing.atBoundary() {
		return nil
	}
	for len(c.waiting) > 0 {
		ping := c.waiting[0]
		c.waiting = c.waiting[1:]
		if _, err := c.Conn.Write(ping); err != nil {
			return err
		}
	}
	return nil
}

// Our PINGs have a mark in front, so that none is taken for one of the server's own.
const pingMark = 0x6c616e6900000000

func (c *Conn) register() (uint64, chan struct{}) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.lastID = (c.lastID + 1) & 0xffffffff
	id := pingMark | c.lastID
	answer := make(chan struct{})
	c.pings[id] = answer
	return id, answer
}

func (c *Conn) forget(id uint64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	delete(c.pings, id)
}

func (c *Conn) answered(payload [pingPayload]byte) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	id := binary.BigEndian.Uint64(payload[:])
	if answer, ok := c.pings[id]; ok {
		close(answer)
		delete(c.pings, id)
	}
}

func (c *Conn) wrote(count int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.written += int64(count)
	close(c.moved)
	c.moved = make(chan struct{})
}

func pingFrame(id uint64) []byte {
	frame := make([]byte, headSize, headSize+pingPayload)
	frame[2] = pingPayload
	frame[3] = typePing
	return binary.BigEndian.AppendUint64(frame, id)
}
