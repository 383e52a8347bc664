package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Frame is one frame as the SDK's client handed it on; that client swallows the first one of each stream.
type Frame struct {
	Source    string `json:"source"`
	Type      string `json:"type"`
	Timestamp int64  `json:"timestamp"`
	Payload   string `json:"payload"`
	// Milliseconds since the stream was asked for.
	At float64 `json:"at"`
}

// stream reads all the time, as the daemon does, and keeps what came.
type stream struct {
	opened time.Time
	mutex  sync.Mutex
	news   *sync.Cond
	frames []Frame
	// How many of the frames were handed to the caller.
	taken  int
	closed time.Time
}

func (s *session) open(name string, call func() (chan *proto.Frame, error)) (any, error) {
	opened := &stream{opened: time.Now()}
	opened.news = sync.NewCond(&opened.mutex)
	channel, err := call()
	if err != nil {
		return nil, err
	}
	if channel == nil {
		return nil, errors.New("neither a stream nor an error")
	}
	s.streams[name] = opened
	go opened.read(channel)
	return nil, nil
}

func (st *stream) read(channel chan *proto.Frame) {
	for frame := range channel {
		at := milliseconds(time.Since(st.opened))
		st.mutex.Lock()
		st.frames = append(st.frames, Frame{frame.Source, frame.Type, frame.Timestamp, string(frame.Payload), at})
		st.mutex.Unlock()
		st.news.Broadcast()
	}
	st.mutex.Lock()
	st.closed = time.Now()
	st.mutex.Unlock()
	st.news.Broadcast()
}

// wait blocks until the condition holds; the caller of a step gives up before it does for ever.
func (st *stream) wait(timeout time.Duration, holds func() bool) error {
	deadline := time.Now().Add(timeout)
	timer := time.AfterFunc(timeout, st.news.Broadcast)
	defer timer.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			return fmt.Errorf("still waiting after %s, with %d frames", timeout, len(st.frames))
		}
		st.news.Wait()
	}
	return nil
}

// frames waits for that many more frames.
func (s *session) frames(name string, count int, timeout time.Duration) (any, error) {
	st, ok := s.streams[name]
	if !ok {
		return nil, fmt.Errorf("no stream %q is open", name)
	}
	st.mutex.Lock()
	defer st.mutex.Unlock()
	err := st.wait(timeout, func() bool { return len(st.frames)-st.taken >= count || !st.closed.IsZero() })
	frames := st.frames[st.taken:min(len(st.frames), st.taken+count)]
	st.taken += len(frames)
	if err == nil && len(frames) < count {
		err = fmt.Errorf("the stream ended after %d of %d frames", len(frames), count)
	}
	return frames, err
}

// end waits for the end of the stream and hands over the frames that nobody asked for.
func (s *session) end(name string, timeout time.Duration) (any, error) {
	st, ok := s.streams[name]
	if !ok {
		return nil, fmt.Errorf("no stream %q is open", name)
	}
	st.mutex.Lock()
	defer st.mutex.Unlock()
	err := st.wait(timeout, func() bool { return !st.closed.IsZero() })
	frames := st.frames[st.taken:]
	st.taken = len(st.frames)
	return frames, err
}

// stopRecord says how long before (negative) or after its answer the stream ended, and what came in between.
func (s *session) stopRecord(name string) (any, error) {
	err := s.remote.(sdk.Datasource).StopRecord()
	answered := time.Now()
	st, ok := s.streams[name]
	if err != nil || !ok {
		return nil, err
	}
	st.mutex.Lock()
	defer st.mutex.Unlock()
	before := len(st.frames)
	if err := st.wait(5*time.Second, func() bool { return !st.closed.IsZero() }); err != nil {
		return nil, fmt.Errorf("StopRecord was answered and the stream goes on: %w", err)
	}
	return map[string]any{
		"endedAfterAnswerMs": milliseconds(st.closed.Sub(answered)), "framesAfterAnswer": len(st.frames) - before,
	}, nil
}
