package plan

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/hclog"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/process"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/service"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"google.golang.org/grpc"
)

// The daemon's default timeout, less what the rest takes.
const openBound = (facts.EntryTimeoutSeconds - 5) * time.Second

// Settings are what an author may have in another way.
type Settings struct {
	Session  session.Options
	LogLevel slog.Leveler
	Network  string
}

// Option changes a setting.
type Option func(settings *Settings)

// SettingsOf are the defaults with an author's changes.
func SettingsOf(options []Option) Settings {
	settings := Settings{
		Session: session.Options{
			Interval: facts.TimeFrameGap, PrimeAfter: facts.TimePrimeAfter, Silence: facts.TimeSilence,
			StopBound: facts.TimeStopBound, OpenBound: openBound,
		},
		LogLevel: hclog.Trace,
		Network:  "unix",
	}
	for _, change := range options {
		change(&settings)
	}
	return settings
}

// Serve serves a plugin on this process and returns its exit code.
func Serve(plan Plan, options ...Option) int {
	settings := SettingsOf(options)
	log := slog.New(hclog.NewHandler(os.Stderr, plan.Name, settings.LogLevel))
	var life *service.Lifecycle
	return process.Serve(process.Served{
		Check: func() error {
			plugin, err := plan.Plugin(log)
			life = service.NewLifecycle(plugin, log, settings.Session)
			return err
		},
		Register: func(server grpc.ServiceRegistrar) { life.Register(server) },
		Stop:     func(ctx context.Context) error { return life.Stop(ctx) },
		Log:      log,
		Network:  settings.Network,
	})
}
