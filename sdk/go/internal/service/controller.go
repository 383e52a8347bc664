package service

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// controller answers each command by a session of its own.
type controller struct {
	proto.UnimplementedControllerServer
	base
}

func (c *controller) Command(request *proto.Frame, call proto.Controller_CommandServer) error {
	opened, err := c.life.open(newCallStream(call))
	if err != nil {
		return err
	}
	defer c.life.forget(opened)
	return opened.Run(func(ctx context.Context, emit func(any) error) error {
		return c.life.plugin.Command(ctx, request, emit)
	})
}

func (c *controller) PushVersion(ctx context.Context, version *proto.VersionNumber) (*proto.Empty, error) {
	return c.base.PushVersion(ctx, version)
}

func (c *controller) GetVersion(ctx context.Context, empty *proto.Empty) (*proto.VersionNumber, error) {
	return c.base.GetVersion(ctx, empty)
}

func (c *controller) Stop(ctx context.Context, empty *proto.Empty) (*proto.Empty, error) {
	return c.base.Stop(ctx, empty)
}
