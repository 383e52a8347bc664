package session

import (
	"context"
	"strings"
	"testing"
	"time"
)

// told is the number of the frame at which an author is told who takes so long for each reading, while a frame takes 25 ms; 0 for never.
func told(own time.Duration) (frame int) {
	watch := rateWatch{}
	now := time.Unix(0, 0)
	for n := range 1000 {
		entered := now.Add(own)
		now = entered.Add(25 * time.Millisecond)
		if watch.sent(entered, now) {
			if frame != 0 {
				return -1
			}
			frame = n + 1
		}
	}
	return frame
}

func TestAnAuthorWhoseReadingsWaitIsToldOnce(t *testing.T) {
	for own, want := range map[time.Duration]int{
		0:                      rateFrames + 1,
		time.Millisecond:       rateFrames + 1,
		2 * time.Millisecond:   0, // 37 a second.
		975 * time.Millisecond: 0,
	} {
		if got := told(own); got != want {
			t.Errorf("%s between two frames: told at %d, want %d", own, got, want)
		}
	}
}

func TestABurstThatIsCaughtUpWithIsNotTold(t *testing.T) {
	watch := rateWatch{}
	now := time.Unix(0, 0)
	for range 10 {
		for range rateFrames - 1 {
			now = now.Add(25 * time.Millisecond)
			if watch.sent(now.Add(-25*time.Millisecond), now) {
				t.Fatal("told")
			}
		}
		now = now.Add(time.Second)
	}
}

func TestTheLogSaysThatReadingsWait(t *testing.T) {
	fast := options()
	for interval, want := range map[time.Duration]int{time.Millisecond: 1, 0: 0} {
		fast.Interval = interval
		run := start(newStream(), NewGate(interval), fast, func(_ context.Context, emit func(any) error) error {
			for range 3 * rateFrames {
				if err := emit(1); err != nil {
					return err
				}
			}
			return nil
		})
		if err := run.wait(t); err != nil {
			t.Error(err)
		}
		const says = "emit waits most of the time: the daemon takes 1000 frames a second of a plugin at most"
		if got := strings.Count(run.log.String(), says); got != want {
			t.Errorf("%s between two frames: told %d times: %s", interval, got, run.log)
		}
	}
}
