package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// The plugin's service, store.Store: each method takes and gives a message with one field of bytes.
const service = "/store.Store/"

func invoke(conn *grpc.ClientConn, method string, request []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	response := &wrapperspb.BytesValue{}
	err := conn.Invoke(ctx, method, wrapperspb.Bytes(request), response)
	return response.Value, err
}

// call takes a method's name and hands over its answer.
func (h *host) call(method string) (any, error) {
	answer, err := invoke(h.remote.conn, service+method, nil)
	return string(answer), err
}

// echo sends that many bytes and wants them back.
func (h *host) echo(size string) (any, error) {
	count, err := strconv.Atoi(size)
	if err != nil {
		return nil, err
	}
	sent := bytes.Repeat([]byte{0xa5}, count)
	got, err := invoke(h.remote.conn, service+"Echo", sent)
	if err == nil && !bytes.Equal(sent, got) {
		err = fmt.Errorf("sent %d bytes and got %d others", count, len(got))
	}
	return len(got), err
}

// stream counts the bytes of each message of a server stream.
func (h *host) stream(request string) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	desc := &grpc.StreamDesc{ServerStreams: true}
	stream, err := h.remote.conn.NewStream(ctx, desc, service+"Stream")
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(wrapperspb.Bytes([]byte(request))); err != nil {
		return nil, err
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	sizes := []int{}
	for {
		message := &wrapperspb.BytesValue{}
		err := stream.RecvMsg(message)
		if err == io.EOF {
			return sizes, nil
		}
		if err != nil {
			return sizes, err
		}
		sizes = append(sizes, len(message.Value))
	}
}

// brokerAccept serves "host.Greeter" under a number; the plugin is told it, dials, calls, and answers with what it heard.
func (h *host) brokerAccept() (any, error) {
	id := h.remote.broker.NextId()
	go h.remote.broker.AcceptAndServe(id, func(opts []grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(opts...)
		server.RegisterService(&greeter, nil)
		return server
	})
	answer, err := invoke(h.remote.conn, service+"CallBack", []byte(strconv.Itoa(int(id))))
	return string(answer), err
}

// brokerDial asks the plugin to serve under a number of its own, and calls it there.
func (h *host) brokerDial() (any, error) {
	text, err := invoke(h.remote.conn, service+"Open", nil)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseUint(string(text), 10, 32)
	if err != nil {
		return nil, err
	}
	conn, err := h.remote.broker.Dial(uint32(id))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answer, err := invoke(conn, "/store.Shelf/Read", []byte("top"))
	return string(answer), err
}

var greeter = grpc.ServiceDesc{
	ServiceName: "host.Greeter",
	HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "Greet",
		Handler: func(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			request := &wrapperspb.BytesValue{}
			if err := decode(request); err != nil {
				return nil, err
			}
			return proto.Message(wrapperspb.Bytes(append([]byte("hello "), request.Value...))), nil
		},
	}},
}
