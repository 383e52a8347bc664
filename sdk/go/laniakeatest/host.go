// Package laniakeatest plays the daemon's part for a plugin in a test, in the test's own process and over gRPC.
package laniakeatest

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/http2conn"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/service"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"
)

// timeout of each call, as long as the daemon's default.
const timeout = facts.EntryTimeoutSeconds * time.Second

const bufferBytes = 1 << 20

// Host speaks to one plugin.
type Host struct{ client client }

// Start serves a plugin and pushes the daemon's version to it, as the daemon does. The plugin is stopped when the test ends. What is
// wrong with the plugin ends the test.
func Start(t testing.TB, plugin laniakea.Plugin, options ...laniakea.Option) *Host {
	t.Helper()
	log := slog.New(slog.NewTextHandler(testLog{t}, nil))
	own := plugin.Plan()
	planned, err := own.Plugin(log)
	if err != nil {
		t.Fatal(err)
	}
	life := service.NewLifecycle(planned, log, own.SettingsOf(options).Session)
	creds := http2conn.Credentials(insecure.NewCredentials(), func(*http2conn.Conn) {})
	server := grpc.NewServer(append(http2conn.ServerOptions(), grpc.Creds(creds))...)
	life.Register(server)
	listener := bufconn.Listen(bufferBytes)
	go func() { _ = server.Serve(listener) }()
	dial := grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) { return listener.Dial() })
	connection, err := grpc.NewClient("passthrough:plugin", dial, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		if err := life.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
		_ = connection.Close()
		server.Stop()
	})
	return &Host{client: newClient(connection, planned.Record != nil)}
}

// PushVersion tells the plugin the daemon's version. The error is the plugin's refusal.
func (h *Host) PushVersion(version string) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return h.client.pushVersion(ctx, version)
}

// Record starts a recording, takes that many frames of it, and stops it. It returns fewer when the recording ends before.
func (h *Host) Record(count int) ([]*laniakea.Frame, error) {
	recording, err := h.StartRecord()
	if err != nil {
		return nil, err
	}
	return recording.take(count)
}

// Command sends {"command":name,"args":args} and returns the answers: all of them, or for a count above 0 that many at most. Nil as
// args sends none.
func (h *Host) Command(name string, args any, count int) ([]*laniakea.Frame, error) {
	answers, err := h.StartCommand(name, args)
	if err != nil {
		return nil, err
	}
	return answers.take(count)
}
