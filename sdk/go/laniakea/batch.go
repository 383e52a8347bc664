package laniakea

import (
	"errors"
	"sync"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
)

// BatchOptions say when a Batch sends a frame: at either bound, whichever comes first.
type BatchOptions struct {
	// Count is the most values of a frame; default 1000.
	Count int
	// Within is the longest time that a value waits for others; default 100 ms.
	Within time.Duration
	// Interval is the time between two values that are sampled at a fixed rate; 0 for values that each have their own time.
	Interval time.Duration
}

const (
	batchCount  = 1000
	batchWithin = 100 * time.Millisecond
)

// Batch puts many values into one frame: the daemon takes 40 frames a second, and instruments sample faster. Values at a fixed
// interval become
//
//	{"start":1700000000000.5,"intervalMs":0.1,"values":[...]}
//
// with start in ms since 1970, and the time of the last value as that of the frame. Others have a time of their own each, in ms:
//
//	{"readings":[{"time":1700000000000,"volts":1.5},{"time":1700000000003,"volts":1.6}]}
//
// where a value that is no object is in "value".
type Batch[Value any] struct {
	emit    Emit
	options BatchOptions

	blocks chan block[Value]
	// ended is closed when no more is sent.
	ended chan struct{}
	err   error

	mutex   sync.Mutex
	current block[Value]
	timer   *time.Timer
	closed  bool
}

type block[Value any] struct {
	values []Value
	times  []time.Time
}

var errBatchClosed = errors.New("the batch is closed")

// NewBatch makes a batch that sends by emit. Close sends the rest:
//
//	batch := laniakea.NewBatch[float64](emit, laniakea.BatchOptions{Interval: time.Millisecond / 10})
//	defer batch.Close()
func NewBatch[Value any](emit Emit, options BatchOptions) *Batch[Value] {
	if options.Count <= 0 {
		options.Count = batchCount
	}
	if options.Within <= 0 {
		options.Within = batchWithin
	}
	batch := &Batch[Value]{emit: emit, options: options, blocks: make(chan block[Value], 1), ended: make(chan struct{})}
	go batch.send()
	return batch
}

// Add takes a value that was measured now. It waits only when two frames of values wait to be sent. It returns the error of an emit
// that failed, such as the end of the recording.
func (b *Batch[Value]) Add(value Value) error { return b.AddAt(time.Now(), value) }

// AddAt is Add for a value with a time of its own.
func (b *Batch[Value]) AddAt(at time.Time, value Value) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return errBatchClosed
	}
	b.current.values = append(b.current.values, value)
	b.current.times = append(b.current.times, at)
	switch count := len(b.current.values); {
	case count >= b.options.Count:
		return b.handOver()
	case count == 1:
		b.timer = time.AfterFunc(b.options.Within, b.handOverInTime)
	}
	select {
	case <-b.ended:
		return b.err
	default:
		return nil
	}
}

// Close sends the values that wait, and returns when they are sent. It returns the error of an emit that failed.
func (b *Batch[Value]) Close() error {
	b.mutex.Lock()
	if !b.closed {
		_ = b.handOver() // Its error is that of the end.
		b.closed = true
		close(b.blocks)
	}
	b.mutex.Unlock()
	<-b.ended
	return b.err
}

func (b *Batch[Value]) handOverInTime() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.closed {
		_ = b.handOver() // The next Add gets its error.
	}
}

// handOver needs the mutex.
func (b *Batch[Value]) handOver() error {
	if b.timer != nil {
		b.timer.Stop()
	}
	if len(b.current.values) == 0 {
		return nil
	}
	full := b.current
	b.current = block[Value]{}
	select {
	case b.blocks <- full:
		return nil
	case <-b.ended:
		return b.err
	}
}

func (b *Batch[Value]) send() {
	defer close(b.ended)
	for full := range b.blocks {
		made, err := frames.Block(full.values, full.times, b.options.Interval)
		if err == nil {
			err = b.emit(made)
		}
		if err != nil {
			b.err = err
			return
		}
	}
}
