package process

import (
	"context"
	"crypto/tls"
	"io"
	"math"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/http2conn"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/types/known/emptypb"
)

const shutdownMethod = "/plugin.GRPCController/Shutdown"

type serverOptions struct {
	served      Served
	credentials credentials.TransportCredentials
	tls         *tls.Config
	end         *ending
}

// newServer has go-plugin's own services, and the plugin's.
func newServer(options serverOptions) (*grpc.Server, error) {
	watched := &connections{onGone: func() { options.end.begin(hostGone) }}
	grpcOptions := append(http2conn.ServerOptions(),
		// As the host's own client has it.
		grpc.MaxRecvMsgSize(math.MaxInt32),
		grpc.Creds(http2conn.Credentials(options.credentials, watched.add)),
		grpc.ChainUnaryInterceptor(answerShutdown(options.end)))
	var server *grpc.Server
	silent, _ := io.Pipe() // What is printed is in the log, and nothing for the host to stream.
	goPlugin := &plugin.GRPCServer{
		Plugins: plugin.PluginSet{"plugin": registered{register: options.served.Register}},
		Server: func([]grpc.ServerOption) *grpc.Server {
			server = grpc.NewServer(grpcOptions...)
			return server
		},
		TLS:    options.tls,
		Stdout: silent,
		Stderr: silent,
		DoneCh: make(chan struct{}),
	}
	return server, goPlugin.Init()
}

// answerShutdown: go-plugin's own answer ends all streams at once, before the plugin has stopped.
func answerShutdown(end *ending) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if info.FullMethod != shutdownMethod {
			return handler(ctx, request)
		}
		end.begin(shutdown)
		return &emptypb.Empty{}, nil
	}
}

type registered struct {
	plugin.NetRPCUnsupportedPlugin

	register func(server grpc.ServiceRegistrar)
}

func (r registered) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	r.register(server)
	return nil
}

func (registered) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, nil //nolint:nilnil // A plugin is no client.
}
