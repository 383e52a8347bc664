//go:build goplugin144

package main

import "github.com/hashicorp/go-plugin"

// newOptions: 1.4.4 has none of them.
func newOptions(options, *plugin.ClientConfig) {}
