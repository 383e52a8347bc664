package process

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// Why a plugin ends, as the log says it.
const (
	shutdown = "Shutdown"
	sigterm  = "SIGTERM"
	hostGone = "host gone"
)

// ending is the end of the plugin, which begins once.
type ending struct {
	once   sync.Once
	begun  chan struct{}
	reason string
}

func newEnding() *ending { return &ending{begun: make(chan struct{})} }

func (e *ending) begin(reason string) {
	e.once.Do(func() {
		e.reason = reason
		close(e.begun)
	})
}

// budget is the time that the plugin's own work gets to end: half of the host's patience after Shutdown; nothing else hurries.
func (e *ending) budget() time.Duration {
	switch e.reason {
	case shutdown:
		return facts.TimeExitAfterShutdown
	case hostGone:
		return facts.TimeExitAfterHostGone
	}
	return facts.TimeExitAfterSigterm
}

// watchSignals ends the plugin at SIGTERM. SIGINT is ignored: a terminal sends it to the host's whole group, and the host drives the
// stop.
func (e *ending) watchSignals(ctx context.Context) {
	signal.Ignore(os.Interrupt)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	defer signal.Stop(signals)
	select {
	case <-signals:
		e.begin(sigterm)
	case <-ctx.Done():
	}
}

// watchParent ends the plugin when the process that started it has gone: go-plugin itself leaves it running for ever.
func (e *ending) watchParent(ctx context.Context) {
	parent := os.Getppid()
	ticker := time.NewTicker(facts.TimeParentPoll)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if os.Getppid() != parent {
				e.begin(hostGone)
			}
		case <-ctx.Done():
			return
		}
	}
}
