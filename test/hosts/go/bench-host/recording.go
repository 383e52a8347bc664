package main

import (
	"sync/atomic"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

const (
	// A slow reader takes this many frames, then pauses: a thousand a second.
	slowBatch = 10
	slowPause = 10 * time.Millisecond
)

// recording reads a stream all the time, as the daemon does.
type recording struct {
	frames atomic.Int64
	slow   atomic.Bool
	ended  chan time.Time
}

func read(channel chan *proto.Frame) *recording {
	r := &recording{ended: make(chan time.Time, 1)}
	go func() {
		for range channel {
			if n := r.frames.Add(1); n%slowBatch == 0 && r.slow.Load() {
				time.Sleep(slowPause)
			}
		}
		r.ended <- time.Now()
	}()
	return r
}
