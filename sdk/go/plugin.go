package laniakea_sdk //nolint:revive,staticcheck // The name is Laniakea's.

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/plan"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// Datasource is a plugin that records.
type Datasource interface {
	StartRecord() (chan *proto.Frame, error)
	StopRecord() error
	Stop() error
	PushVersion(versionNumber string) error
	GetVersion() (string, error)
}

// Controller is a plugin that answers commands.
type Controller interface {
	Stop() error
	Command(request *proto.Frame) (chan *proto.Frame, error)
	PushVersion(versionNumber string) error
	GetVersion() (string, error)
}

// DatasourcePlugin gives a datasource to plugin.Serve.
type DatasourcePlugin struct {
	plugin.NetRPCUnsupportedPlugin

	Impl Datasource
}

// ControllerPlugin gives a controller to plugin.Serve.
type ControllerPlugin struct {
	plugin.NetRPCUnsupportedPlugin

	Impl Controller
}

// GRPCServer is called by plugin.Serve, and does not return to it.
func (p *DatasourcePlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	takeOver(planOf(p.Impl, plan.Plan{Record: recorder(p.Impl)}))
	return nil
}

// GRPCServer is called by plugin.Serve, and does not return to it.
func (p *ControllerPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	takeOver(planOf(p.Impl, plan.Plan{Command: commander(p.Impl)}))
	return nil
}

// GRPCClient is not a plugin's part.
func (*DatasourcePlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, plugin.ErrProcessNotFound
}

// GRPCClient is not a plugin's part.
func (*ControllerPlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, plugin.ErrProcessNotFound
}

// versioned is what both kinds have.
type versioned interface {
	Stop() error
	PushVersion(versionNumber string) error
	GetVersion() (string, error)
}

func planOf(impl versioned, own plan.Plan) plan.Plan {
	own.Name = strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	own.Versions = impl
	own.Stop = func(context.Context) error { return impl.Stop() }
	if checked, ok := impl.(interface{ refusedConstraint() error }); ok {
		own.Refused = checked.refusedConstraint()
	}
	return own
}

// What deferred calls of the author's main get.
const exitGrace = 50 * time.Millisecond

// takeOver serves the plugin instead of plugin.Serve, which cannot pace frames, and ends the process. plugin.Serve has a socket of its
// own by now, which its deferred calls remove: so this goroutine, which is main's, ends by Goexit.
func takeOver(own plan.Plan) {
	code := plan.Serve(own, func(settings *plan.Settings) {
		// The guide's StopRecord waits for a goroutine that sleeps for a second.
		settings.Session.StopBound = facts.TimeBlockingStopBound
	})
	time.AfterFunc(exitGrace, func() { os.Exit(code) })
	runtime.Goexit()
}
