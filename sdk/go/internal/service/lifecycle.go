package service

import (
	"context"
	"log/slog"
	"sync"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Lifecycle is the life of one plugin: its sessions, and its one stop.
type Lifecycle struct {
	plugin  Plugin
	log     *slog.Logger
	options session.Options
	gate    *session.Gate

	mutex    sync.Mutex
	sessions map[*session.Session]struct{}
	stopped  chan struct{}
	stopErr  error
}

// NewLifecycle makes the life of a plugin.
func NewLifecycle(plugin Plugin, log *slog.Logger, options session.Options) *Lifecycle {
	return &Lifecycle{
		plugin: plugin, log: log, options: options, gate: session.NewGate(options.Interval),
		sessions: map[*session.Session]struct{}{},
	}
}

// open makes a session on a stream. It returns UNAVAILABLE once the plugin stops.
func (l *Lifecycle) open(stream session.Stream) (*session.Session, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.stopped != nil {
		return nil, status.Error(codes.Unavailable, facts.MessageStopping)
	}
	opened := session.New(stream, l.plugin.Name, l.log, l.options, l.gate)
	l.sessions[opened] = struct{}{}
	return opened, nil
}

func (l *Lifecycle) forget(ended *session.Session) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	delete(l.sessions, ended)
}

// Stop ends every session, because the daemon stops a plugin without StopRecord, and then runs the author's hook. A second call
// shares the first one's outcome. The context bounds the wait and reaches the hook.
func (l *Lifecycle) Stop(ctx context.Context) error {
	l.mutex.Lock()
	isFirst := l.stopped == nil
	if isFirst {
		l.stopped = make(chan struct{})
		go l.stop(context.WithoutCancel(ctx))
	}
	stopped := l.stopped
	l.mutex.Unlock()
	select {
	case <-stopped:
		return l.stopErr
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Lifecycle) stop(ctx context.Context) {
	defer close(l.stopped)
	l.mutex.Lock()
	var ending sync.WaitGroup
	for opened := range l.sessions {
		ending.Add(1)
		go func() {
			defer ending.Done()
			opened.Stop(facts.MessagePluginStops)
		}()
	}
	l.mutex.Unlock()
	ending.Wait()
	if l.plugin.Stop == nil {
		return
	}
	if err := session.Guard(func() error { return l.plugin.Stop(ctx) }); err != nil {
		l.log.Error(facts.Fill(facts.MessageStopFailed, "reason", session.Reason(err)), session.Details(err)...)
		l.stopErr = session.Status(err)
	}
}
