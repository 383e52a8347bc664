package laniakea

import (
	"context"
	"testing"
	"time"
)

func TestATurnComesAtOnceAndThenOneEachInterval(t *testing.T) {
	const interval, work = 200 * time.Millisecond, 150 * time.Millisecond
	start := time.Now()
	n := 0
	for at := range Every(t.Context(), interval) {
		switch n++; n {
		case 1:
			time.Sleep(work) // It does not put off the next turn.
		case 2:
			if took := at.Sub(start); took < interval || took >= interval+work {
				t.Errorf("the second turn came after %s", took)
			}
			return
		}
	}
}

func TestATurnThatIsLateIsNotMadeUpFor(t *testing.T) {
	const interval = 20 * time.Millisecond
	var ended time.Time
	n := 0
	for at := range Every(t.Context(), interval) {
		switch n++; n {
		case 1:
			time.Sleep(interval * 7 / 2)
			ended = time.Now()
		case 3:
			if pause := at.Sub(ended); pause < interval {
				t.Errorf("a turn came %s after the one that was late", pause)
			}
			return
		}
	}
}

func TestTurnsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for range Every(ctx, time.Hour) {
		n++
		time.AfterFunc(time.Millisecond, cancel)
	}
	for range Every(ctx, time.Nanosecond) {
		n++
	}
	if n != 1 {
		t.Errorf("%d turns", n)
	}
}

func TestTurnsNeedATimeBetweenThem(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("0 is taken")
		}
	}()
	Every(t.Context(), 0)
}
