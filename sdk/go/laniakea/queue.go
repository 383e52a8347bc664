package laniakea

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Queue stands between a callback, which must not wait, and emit, which does. What finds it full takes the place of the oldest value
// in it. The log has a warning at the first value that is dropped, at most one a minute then, and the total at the end.
type Queue struct {
	capacity int
	wake     chan struct{}

	mutex   sync.Mutex
	waiting []any
	pushed  int
	dropped int
	warned  time.Time
	err     error
	closed  bool
}

const (
	queueCapacity  = 64
	betweenWarning = time.Minute
)

// NewQueue makes a queue for that many values; 0 for 64.
func NewQueue(capacity int) *Queue {
	if capacity <= 0 {
		capacity = queueCapacity
	}
	return &Queue{capacity: capacity, wake: make(chan struct{}, 1)}
}

// Push takes a value, whose time is now unless it is one of At. It never waits.
func (q *Queue) Push(value any) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.closed {
		return
	}
	q.pushed++
	if len(q.waiting) == q.capacity {
		q.waiting = q.waiting[1:]
		q.dropped++
		q.warn()
	}
	q.waiting = append(q.waiting, stamped(value))
	q.wakeUp()
}

// Close ends Drain once it has emitted what waits. The error is what Drain then returns; nil for none.
func (q *Queue) Close(err error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if !q.closed {
		q.closed, q.err = true, err
		q.wakeUp()
	}
}

// Drain emits what is pushed, until the queue is closed or the context ends.
func (q *Queue) Drain(ctx context.Context, emit Emit) error {
	defer q.tellTotal()
	for {
		value, isThere, isEnd := q.next()
		switch {
		case isThere:
			if err := emit(value); err != nil {
				return err
			}
		case isEnd:
			return q.err
		default:
			select {
			case <-q.wake:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
}

func (q *Queue) next() (value any, isThere, isEnd bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if len(q.waiting) == 0 {
		return nil, false, q.closed
	}
	value, q.waiting = q.waiting[0], q.waiting[1:]
	return value, true, false
}

func (q *Queue) wakeUp() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *Queue) warn() {
	if !q.warned.IsZero() && time.Since(q.warned) < betweenWarning {
		return
	}
	q.warned = time.Now()
	slog.Warn(fmt.Sprintf("values come faster than they can be sent: %d of %d are dropped, the oldest of the %d that wait",
		q.dropped, q.pushed, q.capacity))
}

func (q *Queue) tellTotal() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.closed = true
	if q.dropped > 0 {
		slog.Warn(fmt.Sprintf("%d of %d values were dropped in all", q.dropped, q.pushed))
	}
}
