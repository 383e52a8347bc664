package laniakea

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"google.golang.org/grpc/status"
)

// Reconnecting is hardware that comes and goes, such as a cable that is pulled or a broker that restarts: how it is opened, read and
// closed.
type Reconnecting[Device any] struct {
	// What is how the log calls it, such as "the port /dev/ttyUSB0".
	What string
	// Open finds it and opens it. The first time its error reaches the operator; later it is tried again.
	Open func(ctx context.Context) (Device, error)
	// Read emits readings. When it returns, with an error or without one, the hardware has gone. An error of Permanent, or one with
	// the status of a grpc call, ends the recording.
	Read func(ctx context.Context, device Device, emit Emit) error
	// Close is called after each Read, however that has ended; nil for nothing.
	Close func(device Device)
	// FirstDelay is the time before the second try; default 250 ms. Each further one is twice as long, less a random part of up to a
	// half.
	FirstDelay time.Duration
	// MaxDelay is the longest of these times; default 3 s.
	MaxDelay time.Duration
}

const (
	firstDelay = 250 * time.Millisecond
	maxDelay   = 3 * time.Second
)

// Record opens the hardware and reads it, again and again until the recording ends. The log has one warning when it is lost and one
// line when it is back, not one for each try.
//
// It returns the error of the first Open, one that no further try mends, and that of the context.
func (r Reconnecting[Device]) Record(ctx context.Context, emit Emit) error {
	device, err := Open(ctx, r.Open)
	if err != nil {
		return err
	}
	failures := 0
	var refused error
	for {
		err := r.read(ctx, device, func(value any) error {
			failures = 0
			refused = emit(value)
			return refused
		})
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case refused != nil: // The value's fault, not the hardware's.
			return refused
		case isLast(err):
			return err
		}
		if failures == 0 {
			slog.Warn(fmt.Sprintf("%s is lost: %s; it is tried again until it is back", r.What, session.Reason(err)))
		}
		if device, failures, err = r.openAgain(ctx, failures); err != nil {
			return err
		}
		slog.Info(r.What+" is back", "tries", failures)
	}
}

func (r Reconnecting[Device]) read(ctx context.Context, device Device, emit Emit) error {
	if r.Close != nil {
		defer r.Close(device)
	}
	if err := r.Read(ctx, device, emit); err != nil {
		return err
	}
	return errors.New("it has ended")
}

func (r Reconnecting[Device]) openAgain(ctx context.Context, failures int) (device Device, tries int, err error) {
	for tries = failures + 1; ; tries++ {
		timer := time.NewTimer(r.delay(tries))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return device, tries, context.Cause(ctx)
		}
		device, err = r.Open(ctx)
		if err == nil || isLast(err) {
			return device, tries, err
		}
	}
}

func (r Reconnecting[Device]) delay(tries int) time.Duration {
	first, longest := r.FirstDelay, r.MaxDelay
	if first <= 0 {
		first = firstDelay
	}
	if longest <= 0 {
		longest = maxDelay
	}
	delay := first
	for range tries - 1 {
		if delay >= longest {
			break
		}
		delay *= 2
	}
	delay = min(delay, longest)
	return delay - time.Duration(rand.Int64N(int64(delay)/2+1)) //nolint:gosec // So that many do not come together.
}

func isLast(err error) bool {
	var carrier interface{ GRPCStatus() *status.Status }
	return errors.As(err, &carrier)
}
