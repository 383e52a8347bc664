// Command descriptors prints what protobuf knows of the services that a plugin serves: FileDescriptorSets in base64, as
// sdk/typescript/src has them. The services are those of go-plugin and gRPC (go-plugin-descriptors.ts) and of Laniakea (plugin-proto.ts).
package main

import (
	"encoding/base64"
	"encoding/json"
	"log"
	"os"
	"sort"

	_ "github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	_ "github.com/hashicorp/go-plugin"
	_ "google.golang.org/grpc/health/grpc_health_v1"
	_ "google.golang.org/grpc/reflection/grpc_reflection_v1"
	_ "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	_ "google.golang.org/protobuf/types/known/emptypb"
)

var wanted = map[string][]protoreflect.FullName{
	"go-plugin": {
		"google.protobuf.Empty", "plugin.GRPCBroker", "plugin.GRPCController", "plugin.GRPCStdio", "grpc.health.v1.Health",
		"grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
	},
	"laniakea": {"proto.Datasource"},
}

func main() {
	sets := map[string]string{}
	for name, symbols := range wanted {
		set := &descriptorpb.FileDescriptorSet{}
		for _, symbol := range symbols {
			descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(symbol)
			if err != nil {
				log.Fatal(err)
			}
			set.File = append(set.File, protodesc.ToFileDescriptorProto(descriptor.ParentFile()))
		}
		sort.Slice(set.File, func(i, j int) bool { return set.File[i].GetName() < set.File[j].GetName() })
		bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(set)
		if err != nil {
			log.Fatal(err)
		}
		sets[name] = base64.StdEncoding.EncodeToString(bytes)
	}
	if err := json.NewEncoder(os.Stdout).Encode(sets); err != nil {
		log.Fatal(err)
	}
}
