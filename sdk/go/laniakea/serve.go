package laniakea

import (
	"log/slog"
	"os"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/plan"
)

// Option changes what Serve does by default. It stands in a plugin's Options, or is given to Serve or to a test's host.
type Option = plan.Option

// MinFrameInterval is the least time between two frames of the plugin; default 25 ms. The daemon crashes or hangs when two frames
// reach it together, so emit waits also until the daemon has read the frame and is awake. 0 turns all of that off, for other hosts.
func MinFrameInterval(interval time.Duration) Option {
	return func(settings *plan.Settings) { settings.Session.Interval = interval }
}

// PrimeAfter is how long the first value of a recording or command may take for an error before it to reach the operator; default
// 200 ms. After that time the daemon is told that the stream has started, and shows a later error only as the end of the stream.
func PrimeAfter(duration time.Duration) Option {
	return func(settings *plan.Settings) { settings.Session.PrimeAfter = duration }
}

// Heartbeat is what the field of that name says, for a plugin that is served in several ways.
func Heartbeat(silence time.Duration) Option {
	return func(settings *plan.Settings) { settings.Session.Heartbeat = silence }
}

// LogLevel is the least level that is logged; default all, because the daemon has a level of its own.
func LogLevel(level slog.Leveler) Option {
	return func(settings *plan.Settings) { settings.LogLevel = level }
}

// Network is "unix", the default, or "tcp": 127.0.0.1 with a port of the host's range. Windows has only "tcp".
func Network(network string) Option {
	return func(settings *plan.Settings) { settings.Network = network }
}

// Serve serves a plugin to the daemon that started this process. It returns when the daemon ends it, on SIGTERM, and when the
// daemon is gone; main should return then. Started by hand, or when the plugin cannot be served, it says why on stderr and ends the
// process with exit code 1.
//
// The default logger of slog, and with it that of log, is the host's log from then on.
func Serve(plugin Plugin, options ...Option) {
	if code := plan.Serve(plugin.Plan(), options...); code != 0 {
		os.Exit(code)
	}
}
