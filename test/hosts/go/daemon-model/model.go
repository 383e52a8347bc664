package main

import (
	"sync"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// model is the daemon's side of one recording, or of a round of commands: whatever its streams, a plugin has one queue.
type model struct {
	source, listener *queue
	// Closed at the first failure, and at a good end.
	failed, ended chan struct{}
	mutex         sync.Mutex
	run           Run
	last          time.Time
}

// newModel has one subscriber, who leaves at the end of the last of so many streams.
func newModel(streams int) *model {
	m := &model{
		source: newQueue(sourceSize), listener: newQueue(listenerSize),
		failed: make(chan struct{}), ended: make(chan struct{}),
		run: Run{Outcome: "ok", Received: []string{}, Delivered: []string{}},
	}
	go forward(m.source, m.listener, m.failed)
	go func() {
		if !subscribe(m.listener, streams, m.deliver, m.failed) {
			m.fail("crash")
		} else {
			close(m.ended)
		}
	}()
	return m
}

// read pushes what the plugin sends, and watches for a push that does not come back.
func (m *model) read(frames chan *proto.Frame) {
	for frame := range frames {
		m.receive(frame)
		m.push(frame)
	}
	m.push(&proto.Frame{Type: endOfStream})
}

func (m *model) push(frame *proto.Frame) {
	m.measure()
	watchdog := time.AfterFunc(hangAfter, func() { m.fail("hang") })
	defer watchdog.Stop()
	m.source.push(frame)
}

func (m *model) receive(frame *proto.Frame) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.run.Received = append(m.run.Received, string(frame.Payload))
}

func (m *model) measure() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	gap := float64(now.Sub(m.last).Microseconds()) / 1000
	if !m.last.IsZero() && (m.run.ShortestGapMs == 0 || gap < m.run.ShortestGapMs) {
		m.run.ShortestGapMs = gap
	}
	m.last = now
}

func (m *model) deliver(frame *proto.Frame) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.run.Delivered = append(m.run.Delivered, string(frame.Payload))
}

func (m *model) fail(outcome string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.run.Outcome == "ok" {
		m.run.Outcome = outcome
		close(m.failed)
	}
}

func (m *model) outcome() Run {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.run
}

// atEnd waits for the end of all streams, or for what keeps it from coming.
func (m *model) atEnd() Run {
	select {
	case <-m.failed:
	case <-m.ended:
	case <-time.After(2 * hangAfter):
		m.fail("hang")
	}
	return m.outcome()
}
