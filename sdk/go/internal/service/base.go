package service

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// Register puts the service of a plugin's type on a server.
func (l *Lifecycle) Register(server grpc.ServiceRegistrar) {
	base := base{life: l}
	if l.plugin.Record != nil {
		server.RegisterService(datasourceMethods(), &datasource{base: base})
		return
	}
	server.RegisterService(controllerMethods(), &controller{base: base})
}

// base is what both types of plugin answer.
type base struct{ life *Lifecycle }

func (b base) PushVersion(_ context.Context, version *proto.VersionNumber) (*proto.Empty, error) {
	err := session.Guard(func() error { return b.life.plugin.AcceptVersion(version.GetVersion()) })
	return &proto.Empty{}, b.told(err)
}

func (b base) GetVersion(context.Context, *proto.Empty) (*proto.VersionNumber, error) {
	var version string
	err := session.Guard(func() (err error) {
		version, err = b.life.plugin.Version()
		return err
	})
	return &proto.VersionNumber{Version: version}, b.told(err)
}

func (b base) Stop(ctx context.Context, _ *proto.Empty) (*proto.Empty, error) {
	return &proto.Empty{}, b.life.Stop(ctx)
}

// told is an error for the daemon; the log has its stack.
func (b base) told(err error) error {
	if err != nil {
		b.life.log.Error(session.Reason(err), session.Details(err)...)
	}
	return session.Status(err)
}
