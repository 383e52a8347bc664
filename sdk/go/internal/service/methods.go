package service

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// unary is a method that answers once.
func unary[Server, Request, Response any](
	service, name string, call func(Server, context.Context, *Request) (*Response, error),
) grpc.MethodDesc {
	handler := func(
		server any, ctx context.Context, decode func(any) error, intercept grpc.UnaryServerInterceptor,
	) (any, error) {
		request := new(Request)
		if err := decode(request); err != nil {
			return nil, err
		}
		answer := func(ctx context.Context, request any) (any, error) {
			return call(server.(Server), ctx, request.(*Request)) //nolint:forcetypeassert // What Register was given.
		}
		if intercept == nil {
			return answer(ctx, request)
		}
		return intercept(ctx, request, &grpc.UnaryServerInfo{Server: server, FullMethod: "/" + service + "/" + name}, answer)
	}
	return grpc.MethodDesc{MethodName: name, Handler: handler}
}

// streaming is a method that answers with frames.
func streaming[Server, Request any](
	name string, call func(Server, *Request, grpc.ServerStreamingServer[proto.Frame]) error,
) grpc.StreamDesc {
	handler := func(server any, stream grpc.ServerStream) error {
		request := new(Request)
		if err := stream.RecvMsg(request); err != nil {
			return err
		}
		frames := &grpc.GenericServerStream[Request, proto.Frame]{ServerStream: stream}
		return call(server.(Server), request, frames) //nolint:forcetypeassert // What Register was given.
	}
	return grpc.StreamDesc{StreamName: name, Handler: handler, ServerStreams: true}
}
