// Package laniakea makes plugins for the Laniakea daemon.
//
// A datasource records readings and a controller answers commands. Either is a struct with functions, which Serve serves:
//
//	func main() {
//		laniakea.Serve(laniakea.Datasource{
//			Name:            "room-climate",
//			Version:         "1.2.0",
//			LaniakeaVersion: ">= 1.0.0, < 2.0.0",
//			Record:          record,
//		})
//	}
//
// The daemon crashes or hangs when two frames reach it together. So emit returns only when the frame may be followed by another.
package laniakea

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/plan"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Frame is what the daemon gets: its source, its type, its time in ms since 1970, and its payload. A value that is no frame
// becomes one.
type Frame = proto.Frame

// Emit sends a value as a frame. A string is text, a []byte is bytes, a *Frame is taken as it is, and everything else is JSON as
// encoding/json makes it.
//
// It returns when the frame may be followed by another, by default after 25 ms and when the daemon has read it. Any goroutine may
// call it. After a stop it sends nothing and returns the reason for the stop: return that error, or look at the context. It
// returns an error, too, for a value that has no JSON and for a frame of the type "EOF", which would end the stream for everyone.
type Emit = func(value any) error

// Plugin is a Datasource or a Controller.
type Plugin interface {
	// Plan is for this module's own packages.
	Plan() plan.Plan
}

// Datasource records readings.
type Datasource struct {
	// Name is the source of its frames and its name in the log.
	Name string
	// Version is the plugin's own.
	Version string
	// LaniakeaVersion says with which versions of the daemon it runs, such as ">= 1.0.0, < 2.0.0"; empty for all.
	LaniakeaVersion string
	// Record is called by each StartRecord. Its context ends with the recording. An error before the first frame is shown to the
	// operator; a later one only ends the stream, and is in the log. The error of a grpc status keeps its code.
	Record func(ctx context.Context, emit Emit) error
	// Stop switches off what has to be off before the plugin ends; nil for nothing. All recordings have ended by then. It has 1 s
	// when the host asks for the end without a Stop, and the daemon's timeout for the plugin otherwise.
	Stop func(ctx context.Context) error
}

// Controller answers commands.
type Controller struct {
	// Name is the source of its frames and its name in the log.
	Name string
	// Version is the plugin's own.
	Version string
	// LaniakeaVersion says with which versions of the daemon it runs, such as ">= 1.0.0, < 2.0.0"; empty for all.
	LaniakeaVersion string
	// Commands by their names, made by Answer and Stream. An operator sends {"command":"NAME","args":{...},"id":...}. The id comes
	// back in each JSON object, because every caller gets every answer.
	Commands map[string]Command
	// Raw answers frames that are no JSON; nil refuses them.
	Raw func(ctx context.Context, request *Frame, emit Emit) error
	// Stop is as in a Datasource.
	Stop func(ctx context.Context) error
}

// Plan is for this module's own packages.
func (d Datasource) Plan() plan.Plan {
	return plan.Plan{
		Name: d.Name, Version: d.Version, LaniakeaVersion: d.LaniakeaVersion, Record: d.Record, Stop: d.Stop,
		Lacks: lacking("Datasource", d.Name, d.Record == nil, "Record"),
	}
}

// Plan is for this module's own packages.
func (c Controller) Plan() plan.Plan {
	return plan.Plan{
		Name: c.Name, Version: c.Version, LaniakeaVersion: c.LaniakeaVersion, Command: c.dispatch, Stop: c.Stop,
		Lacks: lacking("Controller", c.Name, c.Commands == nil && c.Raw == nil, "Commands"),
	}
}

func lacking(kind, name string, lacks bool, what string) string {
	if name == "" {
		return "the " + kind + " has no Name"
	}
	if lacks {
		return "the " + kind + " has no " + what
	}
	return ""
}
