package proto

import (
	"reflect"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/runtime/protoimpl"
	"google.golang.org/protobuf/types/descriptorpb"
)

// FileName is that of the protocol in protobuf's registry.
const FileName = "plugin.proto"

// What protobuf knows of the messages; gRPC's reflection serves the file.
//
//nolint:gochecknoglobals // As in every package of messages.
var (
	file              = register(describe())
	emptyType         = typeOf((*Empty)(nil), "Empty")
	frameType         = typeOf((*Frame)(nil), "Frame")
	versionNumberType = typeOf((*VersionNumber)(nil), "VersionNumber")
)

// describe says in protobuf's own words what Laniakea's protocol is.
func describe() *descriptorpb.FileDescriptorProto {
	text, number, bytes := descriptorpb.FieldDescriptorProto_TYPE_STRING, descriptorpb.FieldDescriptorProto_TYPE_INT64,
		descriptorpb.FieldDescriptorProto_TYPE_BYTES
	return &descriptorpb.FileDescriptorProto{
		Name:    proto.String(FileName),
		Package: proto.String("proto"),
		Syntax:  proto.String("proto3"),
		Options: &descriptorpb.FileOptions{GoPackage: proto.String("github.com/SSSOC-CAN/laniakea-plugin-sdk/proto")},
		MessageType: []*descriptorpb.DescriptorProto{
			message("Empty"),
			message("Frame", field("source", text), field("type", text), field("timestamp", number), field("payload", bytes)),
			message("VersionNumber", field("version", text)),
		},
		Service: []*descriptorpb.ServiceDescriptorProto{
			service("Datasource",
				streaming("StartRecord", "Empty"), unary("StopRecord", "Empty", "Empty"), unary("Stop", "Empty", "Empty"),
				unary("PushVersion", "VersionNumber", "Empty"), unary("GetVersion", "Empty", "VersionNumber")),
			service("Controller",
				unary("Stop", "Empty", "Empty"), streaming("Command", "Frame"),
				unary("PushVersion", "VersionNumber", "Empty"), unary("GetVersion", "Empty", "VersionNumber")),
		},
	}
}

// message has its fields numbered from 1.
func message(name string, fields ...*descriptorpb.FieldDescriptorProto) *descriptorpb.DescriptorProto {
	for i, each := range fields {
		each.Number = proto.Int32(int32(i + 1)) //nolint:gosec // There are four at most.
	}
	return &descriptorpb.DescriptorProto{Name: proto.String(name), Field: fields}
}

func field(name string, of descriptorpb.FieldDescriptorProto_Type) *descriptorpb.FieldDescriptorProto {
	return &descriptorpb.FieldDescriptorProto{
		Name: proto.String(name), JsonName: proto.String(name), Type: of.Enum(),
		Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
	}
}

func service(name string, methods ...*descriptorpb.MethodDescriptorProto) *descriptorpb.ServiceDescriptorProto {
	return &descriptorpb.ServiceDescriptorProto{Name: proto.String(name), Method: methods}
}

func unary(name, request, response string) *descriptorpb.MethodDescriptorProto {
	return &descriptorpb.MethodDescriptorProto{
		Name: proto.String(name), InputType: proto.String(".proto." + request), OutputType: proto.String(".proto." + response),
	}
}

func streaming(name, request string) *descriptorpb.MethodDescriptorProto {
	method := unary(name, request, "Frame")
	method.ServerStreaming = proto.Bool(true)
	return method
}

// register panics when the description contradicts itself, or when another package of the program has the same names.
func register(description *descriptorpb.FileDescriptorProto) protoreflect.FileDescriptor {
	described, err := protodesc.NewFile(description, nil)
	if err == nil {
		err = protoregistry.GlobalFiles.RegisterFile(described)
	}
	if err != nil {
		panic(err)
	}
	return described
}

func typeOf(message proto.Message, name protoreflect.Name) *protoimpl.MessageInfo {
	info := &protoimpl.MessageInfo{GoReflectType: reflect.TypeOf(message), Desc: file.Messages().ByName(name)}
	if err := protoregistry.GlobalTypes.RegisterMessage(info); err != nil {
		panic(err)
	}
	return info
}
