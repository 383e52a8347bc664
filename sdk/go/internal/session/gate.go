package session

import (
	"sync"
	"time"
)

// After that time the gate is given up for what does not leave: the daemon does not read that stream any more, and the other
// streams go on.
const stuckBound = time.Second

// Gate is what all that enters the daemon's queue passes alone and in order: each frame, and the end of each stream, of all the
// streams of a plugin, because they share that queue. The empty first frames do not pass here: the daemon's client drops them, and
// a command that waits for its own is refused when it comes late.
type Gate struct {
	interval time.Duration

	mutex sync.Mutex
	free  chan struct{}
}

// NewGate makes a gate with the least time between two that pass; 0 opens it for good.
func NewGate(interval time.Duration) *Gate {
	free := make(chan struct{})
	close(free)
	return &Gate{interval: interval, free: free}
}

// IsOpen says whether nothing waits here.
func (g *Gate) IsOpen() bool { return g.interval <= 0 }

// Pass waits for its turn and calls enter, which returns when something was handed to the transport. Pass returns when something
// else may follow. It returns what enter returns, and the reason for the call's end when that comes before the turn.
func (g *Gate) Pass(connection Connection, enter func() error) error {
	if g.IsOpen() {
		return enter()
	}
	g.mutex.Lock()
	turn, next := g.free, make(chan struct{})
	g.free = next
	g.mutex.Unlock()
	leave := sync.OnceFunc(func() { close(next) })
	defer leave()
	<-turn
	if err := connection.Context().Err(); err != nil {
		return err
	}
	entered := make(chan error, 1)
	go func() { entered <- enter() }()
	stuck := time.NewTimer(stuckBound)
	defer stuck.Stop()
	select {
	case err := <-entered:
		entered <- err
	case <-stuck.C:
	}
	pace(connection, g.interval)
	leave()
	return <-entered
}
