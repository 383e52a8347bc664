package session

import "time"

const (
	// Frames after which it is looked at: a burst that is shorter is soon caught up with.
	rateFrames = 100
	// The share of the time that the author's code has to itself, below which it only waits.
	rateOwnShare = 0.05
)

// rateWatch notices an author whose readings come faster than the daemon takes frames. It is true once a session.
type rateWatch struct {
	frames int
	own    time.Duration
	since  time.Time
	left   time.Time
	isTold bool
}

// sent notes that emit has had a frame from one time to another. It is true when the author is to be told.
func (r *rateWatch) sent(entered, left time.Time) bool {
	if r.isTold {
		return false
	}
	if r.left.IsZero() {
		r.since, r.left = left, left
		return false
	}
	r.frames++
	r.own += entered.Sub(r.left)
	r.left = left
	if r.frames < rateFrames {
		return false
	}
	r.isTold = r.own.Seconds() < rateOwnShare*left.Sub(r.since).Seconds()
	r.frames, r.own, r.since = 0, 0, left
	return r.isTold
}
