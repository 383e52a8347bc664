package session

import "time"

// Options say how frames leave.
type Options struct {
	// Interval is the least time between two frames of the plugin; 0 turns pacing off.
	Interval time.Duration
	// PrimeAfter is how long the first value may take before the empty first frame goes ahead of it.
	PrimeAfter time.Duration
	// OpenBound is how long opening hardware may hold that frame back.
	OpenBound time.Duration
	// Heartbeat is the silence after which a heartbeat frame goes out; 0 never.
	Heartbeat time.Duration
	// Silence is the time without a frame after which the log explains the daemon's timeout; 0 never.
	Silence time.Duration
	// StopBound is how long a stop waits for the author's code and for the end of the stream.
	StopBound time.Duration
}
