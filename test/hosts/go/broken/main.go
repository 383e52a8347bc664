// Command broken is a Go plugin with the defect that its file's name says: wrong-cookie, wrong-protocol, net-rpc, panics.
package main

import (
	"os"
	"path/filepath"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/hashicorp/go-plugin"
)

func main() {
	config := &plugin.ServeConfig{
		HandshakeConfig: sdk.HandshakeConfig,
		Plugins:         plugin.PluginSet{"plugin": &sdk.DatasourcePlugin{}},
		GRPCServer:      plugin.DefaultGRPCServer,
	}
	switch filepath.Base(os.Args[0]) {
	case "go-wrong-cookie":
		config.MagicCookieKey = "BASIC_PLUGIN"
		config.MagicCookieValue = "hello"
	case "go-wrong-protocol":
		config.ProtocolVersion = 2
	case "go-net-rpc":
		config.GRPCServer = nil
	case "go-panics":
		panic("no sensor")
	}
	plugin.Serve(config)
}
