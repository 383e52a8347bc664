package service

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// controller answers each command by a session of its own.
type controller struct{ base }

func (c *controller) Command(request *proto.Frame, call grpc.ServerStreamingServer[proto.Frame]) error {
	opened, err := c.life.open(newCallStream(call))
	if err != nil {
		return err
	}
	defer c.life.forget(opened)
	return opened.Run(func(ctx context.Context, emit func(any) error) error {
		return c.life.plugin.Command(ctx, request, emit)
	})
}

func controllerMethods() *grpc.ServiceDesc {
	const name = facts.ServiceController
	return &grpc.ServiceDesc{
		ServiceName: name, HandlerType: (*any)(nil), Metadata: proto.FileName,
		Methods: []grpc.MethodDesc{
			unary(name, "Stop", (*controller).Stop),
			unary(name, "PushVersion", (*controller).PushVersion),
			unary(name, "GetVersion", (*controller).GetVersion),
		},
		Streams: []grpc.StreamDesc{streaming("Command", (*controller).Command)},
	}
}
