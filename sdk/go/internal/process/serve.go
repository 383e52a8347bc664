package process

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/stdout"
	"google.golang.org/grpc"
)

// Served is what a process serves.
type Served struct {
	// Check says what is wrong with the plugin before it is served; nil when nothing is.
	Check func() error
	// Register puts its service on a server.
	Register func(server grpc.ServiceRegistrar)
	// Stop ends its own work, once.
	Stop func(ctx context.Context) error
	Log  *slog.Logger
	// Network is "unix" or "tcp".
	Network string
}

// What the last words of a stopping plugin get to reach the host.
const closeGrace = 250 * time.Millisecond

// Serve serves a plugin until the host asks for its end, SIGTERM comes or the host is gone. It returns the exit code of the process.
func Serve(served Served) int {
	if !UnderHost() {
		hint := facts.Fill(facts.MessageTryWithoutDaemon, "command", "`make dev` in its project")
		fmt.Fprintf(os.Stderr, "%s%s\n", facts.MessageNotAHost, hint)
		return 1
	}
	slog.SetDefault(served.Log)
	out := routeOutput(served.Log)
	defer out.end()
	code := serve(served)
	return code
}

func serve(served Served) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	end := newEnding()
	// Before there is a socket: one that is told to end while it starts removes it, too.
	go end.watchSignals(ctx)
	go end.watchParent(ctx)
	running, err := start(served, end)
	if err != nil {
		reason := facts.Fill(facts.MessageCannotBeServed, "reason", facts.ReasonOf(err))
		served.Log.Error(reason, session.Details(err)...)
		return 1
	}
	<-end.begun
	level := slog.LevelWarn // The host has not asked for the other ends, and does not explain them.
	if end.reason == shutdown {
		level = slog.LevelDebug
	}
	served.Log.Log(ctx, level, facts.Fill(facts.MessagePluginEnds, "reason", end.reason))
	stop(served, end.budget())
	running.close()
	return 0
}

func stop(served Served, budget time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), budget)
	defer cancel()
	_ = served.Stop(ctx) // Its error is in the log.
	if ctx.Err() != nil {
		served.Log.Warn(facts.Fill(facts.MessageDidNotStop, "seconds", budget.Seconds()))
	}
}

type running struct {
	server   *grpc.Server
	listener net.Listener
}

func start(served Served, end *ending) (*running, error) {
	if err := served.Check(); err != nil {
		return nil, err
	}
	creds, config, certificate, err := security()
	if err != nil {
		return nil, err
	}
	listener, err := listen(served.Network)
	if err != nil {
		return nil, err
	}
	server, err := newServer(serverOptions{served: served, credentials: creds, tls: config, end: end})
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	go func() {
		if err := server.Serve(listener); err != nil {
			served.Log.Error("the server ended: " + facts.ReasonOf(err))
		}
	}()
	_, err = io.WriteString(stdout.Captured.Handshake, handshake(listener.Addr(), certificate))
	return &running{server: server, listener: listener}, err
}

// handshake is the line that tells the host where the plugin is.
func handshake(address net.Addr, certificate string) string {
	fields := []string{
		fmt.Sprint(facts.ProtocolCoreVersion), fmt.Sprint(facts.ProtocolVersion),
		address.Network(), address.String(), "grpc", certificate,
	}
	// An older host takes a seventh field for a part of the sixth.
	if os.Getenv("PLUGIN_MULTIPLEX_GRPC") != "" {
		fields = append(fields, "false")
	}
	return strings.Join(fields, "|") + "\n"
}

// close ends the connections; closing the listener removes the socket.
func (r *running) close() {
	closed := make(chan struct{})
	go func() {
		r.server.GracefulStop()
		close(closed)
	}()
	timer := time.NewTimer(closeGrace)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
		r.server.Stop()
	}
}
