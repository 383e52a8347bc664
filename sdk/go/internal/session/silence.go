package session

import (
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
)

// speak notes that a frame has gone. It wakes nobody: there may be many in a second.
func (s *Session) speak() { s.spoke.Store(int64(time.Since(s.opened))) }

// silentFor is the time since the last frame.
func (s *Session) silentFor() time.Duration {
	return time.Since(s.opened) - time.Duration(s.spoke.Load())
}

// watchSilence answers a stream on which nothing comes: with heartbeats, where the plugin has them, and with one warning a silence,
// because the daemon restarts a plugin that is silent for too long.
func (s *Session) watchSilence() {
	go s.inSilence(s.options.Heartbeat, s.beat)
	warned := int64(-1)
	s.inSilence(s.options.Silence, func() {
		if last := s.spoke.Load(); last != warned {
			warned = last
			seconds := s.options.Silence.Seconds()
			s.log.Warn(facts.Fill(facts.MessageSilence, "seconds", seconds, "default", facts.EntryTimeoutSeconds))
		}
	})
}

// inSilence calls answer whenever nothing has gone for that time; never for 0.
func (s *Session) inSilence(length time.Duration, answer func()) {
	if length <= 0 {
		return
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.authorDone:
			return
		case <-timer.C:
		}
		left := length - s.silentFor()
		if left <= 0 {
			answer()
			left = length
		}
		timer.Reset(left)
	}
}

func (s *Session) beat() {
	s.emitting.Lock()
	defer s.emitting.Unlock()
	if s.ctx.Err() == nil && s.isPrimed() {
		// The call's end is told to the author's code, too.
		_ = s.send(frames.Heartbeat(s.source))
	}
}
