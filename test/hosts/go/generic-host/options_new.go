//go:build !goplugin144

package main

import "github.com/hashicorp/go-plugin"

// newOptions are those that came after 1.4.4.
func newOptions(o options, config *plugin.ClientConfig) {
	config.GRPCBrokerMultiplex = o.multiplex
	if o.socketGroup != "" {
		config.UnixSocketConfig = &plugin.UnixSocketConfig{Group: o.socketGroup}
	}
}
