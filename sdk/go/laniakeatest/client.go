package laniakeatest

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// client calls the service of a plugin.
type client struct {
	connection *grpc.ClientConn
	// service is the one that the plugin has, by its type.
	service string
}

func newClient(connection *grpc.ClientConn, isDatasource bool) client {
	if isDatasource {
		return client{connection: connection, service: facts.ServiceDatasource}
	}
	return client{connection: connection, service: facts.ServiceController}
}

func (c client) pushVersion(ctx context.Context, version string) error {
	request := &proto.VersionNumber{Version: version}
	return c.connection.Invoke(ctx, "/"+c.service+"/PushVersion", request, &proto.Empty{})
}

func (c client) stopRecord(ctx context.Context) error {
	return c.connection.Invoke(ctx, "/"+facts.ServiceDatasource+"/StopRecord", &proto.Empty{}, &proto.Empty{})
}

func (c client) startRecord(ctx context.Context) (grpc.ServerStreamingClient[proto.Frame], error) {
	return stream(ctx, c.connection, "/"+facts.ServiceDatasource+"/StartRecord", &proto.Empty{})
}

func (c client) command(ctx context.Context, request *proto.Frame) (grpc.ServerStreamingClient[proto.Frame], error) {
	return stream(ctx, c.connection, "/"+facts.ServiceController+"/Command", request)
}

func stream[Request any](
	ctx context.Context, connection *grpc.ClientConn, method string, request *Request,
) (grpc.ServerStreamingClient[proto.Frame], error) {
	opened, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method)
	if err != nil {
		return nil, err
	}
	frames := &grpc.GenericClientStream[Request, proto.Frame]{ClientStream: opened}
	if err := frames.SendMsg(request); err != nil {
		return nil, err
	}
	return frames, frames.CloseSend()
}
