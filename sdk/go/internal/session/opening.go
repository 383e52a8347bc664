package session

import (
	"context"
	"errors"
	"sync"
	"time"
)

// opening is the author's code opening hardware. The empty first frame is held back meanwhile, so that an error is still the answer
// to the call.
type opening struct {
	mutex   sync.Mutex
	running int
	over    chan struct{}
	failure error
}

type openingKey struct{}

// Opening calls what opens hardware for the recording or command that a context is of; with another context it only calls it.
func Opening(ctx context.Context, how func() error) error {
	own, ok := ctx.Value(openingKey{}).(*opening)
	if !ok {
		return how()
	}
	own.begin()
	defer own.end()
	err := how()
	own.mutex.Lock()
	defer own.mutex.Unlock()
	own.failure = err
	return err
}

// caused says whether an error comes from opening hardware.
func (o *opening) caused(err error) bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.failure != nil && errors.Is(err, o.failure)
}

func (o *opening) begin() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.running == 0 {
		o.over = make(chan struct{})
	}
	o.running++
}

func (o *opening) end() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.running--; o.running == 0 {
		close(o.over)
	}
}

// wait is a channel that is closed when what is being opened now is open, or has failed; nil when nothing is.
func (o *opening) wait() <-chan struct{} {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.running == 0 {
		return nil
	}
	return o.over
}

// waitForFirst holds the empty first frame back until the first value is there, as only an error before it is shown: for a short
// time, which begins anew when hardware has been opened.
func (s *Session) waitForFirst() {
	bound := time.NewTimer(s.options.OpenBound)
	defer bound.Stop()
	for !s.isFirstWithin(s.options.PrimeAfter) {
		over := s.opening.wait()
		if over == nil {
			return
		}
		select {
		case <-over:
		case <-bound.C:
			return
		case <-s.first:
		case <-s.authorDone:
		case <-s.ctx.Done():
		}
	}
}

// isFirstWithin is true also when nothing is left to wait for.
func (s *Session) isFirstWithin(duration time.Duration) bool {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-s.first:
	case <-s.authorDone:
	case <-s.ctx.Done():
	case <-timer.C:
		return false
	}
	return true
}
