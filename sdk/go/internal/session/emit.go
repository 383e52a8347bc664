package session

import (
	"context"
	"fmt"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

const mib = 1 << 20

// emit sends a value and returns when the frame may be followed by another. What is given to it before a stop is sent; after the
// stop it returns the reason for that and sends nothing. Any goroutine may call it.
func (s *Session) emit(value any) error {
	made, err := frames.Of(value, s.source)
	if err != nil {
		return err
	}
	frame := made.Frame
	s.emitting.Lock()
	defer s.emitting.Unlock()
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	s.warnOfLarge(frame)
	s.warnOfNull(made.Nulled)
	s.markFirst()
	select {
	case <-s.primed:
		return s.send(frame)
	case <-s.finished:
		return context.Cause(s.ctx)
	}
}

func (s *Session) send(frame *proto.Frame) error {
	defer s.speak()
	if s.gate.IsOpen() {
		return s.stream.Send(frame)
	}
	defer s.warnOfRate(time.Now())
	sent := make(chan error, 1)
	s.pending.Add(1)
	go func() {
		defer s.pending.Done()
		sent <- s.inTurn(frame)
	}()
	select {
	case err := <-sent:
		return err
	case <-s.ctx.Done():
		// The frame is on its way, ahead of the end; the author's code need not wait for it.
		return context.Cause(s.ctx)
	}
}

// inTurn: a stop ends the author's wait behind the empty first frame, and does not shorten it for what follows.
func (s *Session) inTurn(frame *proto.Frame) error {
	<-s.primerPaced
	return s.gate.Pass(s.stream, func() error { return s.stream.Send(frame) })
}

func (s *Session) warnOfLarge(frame *proto.Frame) {
	if s.warnedOfLarge || len(frame.Payload) <= facts.FrameLargeBytes {
		return
	}
	s.warnedOfLarge = true
	size := fmt.Sprintf("%.1f", float64(len(frame.Payload))/mib)
	s.log.Warn(facts.Fill(facts.MessageLargeFrame, "size", size, "limit", facts.FrameLargeBytes/mib))
}

func (s *Session) warnOfNull(nulled *frames.Nulled) {
	if s.warnedOfNull || nulled == nil {
		return
	}
	s.warnedOfNull = true
	s.log.Warn(facts.Fill(facts.MessageSentAsNull, "path", nulled.Path, "value", nulled.Value))
}

func (s *Session) warnOfRate(entered time.Time) {
	if !s.rate.sent(entered, time.Now()) {
		return
	}
	rate := 1 / s.options.Interval.Seconds()
	s.log.Warn(facts.Fill(facts.MessageReadingsWait, "call", "emit", "rate", rate, "batch", "laniakea.NewBatch"))
}
