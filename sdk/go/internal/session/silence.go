package session

import (
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
)

// speak notes that a frame has gone.
func (s *Session) speak() {
	select {
	case s.spoke <- struct{}{}:
	default:
	}
}

// watchSilence answers a stream on which nothing comes: with heartbeats, where the plugin has them, and with one warning, because
// the daemon restarts a plugin that is silent for too long.
func (s *Session) watchSilence() {
	if s.options.Heartbeat <= 0 && s.options.Silence <= 0 {
		return
	}
	heartbeat, silence := timerOf(s.options.Heartbeat), timerOf(s.options.Silence)
	defer heartbeat.Stop()
	defer silence.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.authorDone:
			return
		case <-s.spoke:
			restart(heartbeat, s.options.Heartbeat)
			restart(silence, s.options.Silence)
		case <-heartbeat.C:
			s.beat()
			restart(heartbeat, s.options.Heartbeat)
		case <-silence.C:
			seconds := s.options.Silence.Seconds()
			text := facts.Fill(facts.MessageSilence, "seconds", seconds, "default", facts.EntryTimeoutSeconds)
			s.log.Warn(text)
		}
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

// timerOf is a timer that never fires for 0.
func timerOf(duration time.Duration) *time.Timer {
	timer := time.NewTimer(max(duration, time.Hour))
	restart(timer, duration)
	if duration <= 0 {
		timer.Stop()
	}
	return timer
}

func restart(timer *time.Timer, duration time.Duration) {
	if duration > 0 {
		timer.Reset(duration)
	}
}
