// Package service answers the daemon's calls: the life of one plugin, its recordings and its commands.
package service

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Emit sends a value as a frame.
type Emit = func(value any) error

// Plugin is what the services need of an author's plugin.
type Plugin struct {
	// Name is the source of its frames, and its name in the log.
	Name string
	// Version answers GetVersion.
	Version func() (string, error)
	// AcceptVersion checks the daemon's version.
	AcceptVersion func(version string) error
	// Record makes it a datasource.
	Record func(ctx context.Context, emit Emit) error
	// Command makes it a controller.
	Command func(ctx context.Context, request *proto.Frame, emit Emit) error
	// Stop is the author's hook; nil where there is none.
	Stop func(ctx context.Context) error
}
