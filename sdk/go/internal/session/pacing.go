package session

import (
	"context"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// What a reader does not take must not hold up what others wait for.
const drainBound = time.Second

// pace waits after a frame until the next one, or the end of a stream, can go without harm to the daemon. It crashes or hangs on
// two frames that reach it together, and a fixed gap does not help when the daemon pauses in between. So: a PING, answered once it
// has read the frame, then the gap, then a PING that must be answered quickly.
//
// A daemon that answers each PING slowly is slow, not paused: then the gap alone has to do. A paused one does not answer at all,
// and that wait is not bounded. All waits end with the stream's call.
func pace(connection Connection, interval time.Duration) {
	if interval <= 0 {
		return
	}
	ctx := connection.Context()
	quick := max(facts.TimeQuickPingFloor, time.Duration(float64(interval)*facts.PacingQuickPingShare))
	ping(ctx, connection)
	for range facts.PacingMostTries {
		if !sleep(ctx, interval) {
			return
		}
		if roundTrip, ok := ping(ctx, connection); !ok || roundTrip < quick {
			return
		}
	}
}

func ping(ctx context.Context, connection Connection) (time.Duration, bool) {
	bounded, cancel := context.WithTimeout(ctx, drainBound)
	defer cancel()
	connection.Drained(bounded)
	return connection.Ping(ctx)
}

// sleep is false when the context ends first.
func sleep(ctx context.Context, duration time.Duration) bool {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
