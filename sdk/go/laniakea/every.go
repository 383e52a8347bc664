package laniakea

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// Every gives a turn at once, and then one each interval until the context ends, for what is asked for its readings:
//
//	for range laniakea.Every(ctx, time.Second) {
//		if err := emit(read()); err != nil {
//			return err
//		}
//	}
//	return context.Cause(ctx)
//
// The value of a turn is the time at which it begins. The work of a turn does not put off the next one. Turns that are missed while a
// longer one lasts are not made up for: the next one then comes at once. It panics for an interval that is not above 0.
func Every(ctx context.Context, interval time.Duration) iter.Seq[time.Time] {
	if interval <= 0 {
		panic(fmt.Sprintf("a time between two turns is above 0, got %s", interval))
	}
	return func(yield func(time.Time) bool) {
		timer := time.NewTimer(0)
		defer timer.Stop()
		for due := time.Now(); ; {
			select {
			case <-timer.C:
			case <-ctx.Done():
			}
			// Where both are there, select takes any of them.
			if ctx.Err() != nil || !yield(time.Now()) {
				return
			}
			now := time.Now()
			if due = due.Add(interval); due.Before(now) {
				due = now
			}
			timer.Reset(due.Sub(now))
		}
	}
}
