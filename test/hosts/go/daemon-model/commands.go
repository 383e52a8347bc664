package main

import (
	"sync"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-plugin"
)

// shared is the daemon's side of all commands that run at the same time: one queue for the plugin, and one for each caller.
type shared struct {
	source *queue
	// Closed when the daemon would be gone, or when the round is over.
	done      chan struct{}
	mutex     sync.Mutex
	listeners map[int]*queue
	run       Run
	last      time.Time
}

// commandsAtOnce is one round of callers that send the same command at the same moment.
func commandsAtOnce(client *plugin.Client, callers int, payload string) Run {
	controller, err := dispense[sdk.Controller](client)
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	s := &shared{
		source: newQueue(sourceSize), done: make(chan struct{}), listeners: map[int]*queue{},
		run: Run{Outcome: "ok", Received: []string{}, Delivered: []string{}},
	}
	go forward(s.source, s.all, s.done)
	var waiting sync.WaitGroup
	for caller := range callers {
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			s.call(controller, caller, payload)
		}()
	}
	answered := make(chan struct{})
	go func() {
		waiting.Wait()
		close(answered)
	}()
	select {
	case <-answered:
	case <-s.done:
	case <-time.After(5 * hangAfter):
		s.fail("hang", "")
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.run
}

// call is one caller: the daemon begins to listen for it when the plugin's client has dropped the empty first frame.
func (s *shared) call(controller sdk.Controller, caller int, payload string) {
	frames, err := controller.Command(&proto.Frame{Type: "application/json", Payload: []byte(payload)})
	if err != nil {
		s.fail("error", err.Error())
		return
	}
	listener := newQueue(listenerSize)
	s.listen(caller, listener)
	pushed := make(chan struct{})
	go func() {
		defer close(pushed)
		for frame := range frames {
			s.push(frame)
		}
		s.push(&proto.Frame{Type: endOfStream})
	}()
	if !subscribe(listener, s.deliver, s.done) {
		s.fail("crash", "")
	}
	s.listen(caller, nil)
	// Any caller's end ends the wait of all of them; the stream goes on behind it.
	<-pushed
}

func (s *shared) push(frame *proto.Frame) {
	s.mutex.Lock()
	now := time.Now()
	gap := float64(now.Sub(s.last).Microseconds()) / 1000
	if !s.last.IsZero() && (s.run.ShortestGapMs == 0 || gap < s.run.ShortestGapMs) {
		s.run.ShortestGapMs = gap
	}
	s.last = now
	s.run.Received = append(s.run.Received, frame.Type+string(frame.Payload))
	s.mutex.Unlock()
	watchdog := time.AfterFunc(hangAfter, func() { s.fail("hang", "") })
	defer watchdog.Stop()
	s.source.push(frame)
}

func (s *shared) deliver(frame *proto.Frame) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.run.Delivered = append(s.run.Delivered, string(frame.Payload))
}

func (s *shared) listen(caller int, listener *queue) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if listener == nil {
		delete(s.listeners, caller)
	} else {
		s.listeners[caller] = listener
	}
}

func (s *shared) all() []*queue {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all := make([]*queue, 0, len(s.listeners))
	for _, listener := range s.listeners {
		all = append(all, listener)
	}
	return all
}

func (s *shared) fail(outcome, reason string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.run.Outcome == "ok" {
		s.run.Outcome, s.run.Error = outcome, reason
		close(s.done)
	}
}
