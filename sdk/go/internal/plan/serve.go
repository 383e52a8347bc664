package plan

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/hclog"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/process"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/service"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	settingsfile "github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/settings"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/stdout"
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

// SettingsOf are the defaults with an author's changes: the plugin's, and those of where it is served.
func (p Plan) SettingsOf(options []Option) Settings {
	settings := Settings{
		Session: session.Options{
			Interval: facts.TimeFrameGap, PrimeAfter: facts.TimePrimeAfter, Silence: facts.TimeSilence,
			StopBound: facts.TimeStopBound, OpenBound: openBound,
		},
		LogLevel: hclog.Trace,
		Network:  "unix",
	}
	for _, change := range slices.Concat(p.Options, options) {
		change(&settings)
	}
	return settings
}

// Serve serves a plugin on this process and returns its exit code.
//
// Asked by its one argument, it only prints the plugin's settings file.
func Serve(plan Plan, options ...Option) int {
	if slices.Equal(os.Args[1:], []string{settingsfile.Flag}) {
		return printSettings(plan)
	}
	settings := plan.SettingsOf(options)
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

func printSettings(plan Plan) int {
	table, err := settingsfile.New(plan.Name, plan.Settings)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if _, err := io.WriteString(stdout.Captured.Handshake, table.Text()); err != nil {
		return 1
	}
	return 0
}
