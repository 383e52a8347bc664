package main

import (
	"context"
	"fmt"
	"io"
	"sort"
	"time"

	"google.golang.org/grpc"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// ask sends one request to the reflection service of that version (v1 or v1alpha: the messages are the same).
func (h *host) ask(version string, request *reflection.ServerReflectionRequest) (*reflection.ServerReflectionResponse, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	desc := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	stream, err := h.remote.conn.NewStream(ctx, desc, "/grpc.reflection."+version+".ServerReflection/ServerReflectionInfo")
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(request); err != nil {
		return nil, err
	}
	response := &reflection.ServerReflectionResponse{}
	if err := stream.RecvMsg(response); err != nil {
		return nil, err
	}
	if failure := response.GetErrorResponse(); failure != nil {
		return nil, fmt.Errorf("%d %s", failure.ErrorCode, failure.ErrorMessage)
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	// As grpcurl does: a stream that the plugin does not end would hang it.
	if err := stream.RecvMsg(&reflection.ServerReflectionResponse{}); err != io.EOF {
		return nil, fmt.Errorf("the stream did not end: %w", err)
	}
	return response, nil
}

// services lists them by name.
func (h *host) services(version string) (any, error) {
	response, err := h.ask(version, &reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_ListServices{ListServices: "*"},
	})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, service := range response.GetListServicesResponse().GetService() {
		names = append(names, service.Name)
	}
	sort.Strings(names)
	return names, nil
}

// describe asks for the file with a symbol, has protobuf's own library check it, and lists its services' methods.
func (h *host) describe(symbol string) (any, error) {
	response, err := h.ask("v1alpha", &reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: symbol},
	})
	if err != nil {
		return nil, err
	}
	set := &descriptorpb.FileDescriptorSet{}
	for _, bytes := range response.GetFileDescriptorResponse().GetFileDescriptorProto() {
		file := &descriptorpb.FileDescriptorProto{}
		if err := proto.Unmarshal(bytes, file); err != nil {
			return nil, err
		}
		set.File = append(set.File, file)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		return nil, err
	}
	descriptor, err := files.FindDescriptorByName(protoreflect.FullName(symbol))
	if err != nil {
		return nil, err
	}
	return methodsOf(descriptor), nil
}

func methodsOf(descriptor protoreflect.Descriptor) []string {
	lines := []string{}
	services := descriptor.ParentFile().Services()
	for i := 0; i < services.Len(); i++ {
		methods := services.Get(i).Methods()
		for j := 0; j < methods.Len(); j++ {
			method := methods.Get(j)
			lines = append(lines, fmt.Sprintf("%s(%s%s) %s%s", method.FullName(),
				stream(method.IsStreamingClient()), method.Input().FullName(),
				stream(method.IsStreamingServer()), method.Output().FullName()))
		}
	}
	return lines
}

func stream(streaming bool) string {
	if streaming {
		return "stream "
	}
	return ""
}
