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
	"time"

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
	// Settings is what differs from lab to lab: a struct with the defaults, of strings, numbers and bools. SettingsOf gives Record and
	// the commands its values. They are, in this order, the environment variable LANIAKEA_<NAME>_<KEY>, what the file
	// <executable>.settings.json beside the executable says, and the default. A change counts from the next recording or command on.
	// What is wrong is in the log when the plugin starts, and is the answer to the operator's call. A string whose default is not empty must
	// not be empty. A variable that begins as those of the plugin do and is none of them is a warning in the log. Tags limit the values,
	// as Answer says:
	//
	//	type settings struct {
	//		Port     string // "port" in the file, LANIAKEA_<NAME>_PORT in the environment
	//		BaudRate int    `min:"300" max:"4000000"` // "baudRate", and LANIAKEA_<NAME>_BAUD_RATE
	//		Parity   string `oneOf:"none,even,odd"`
	//	}
	//
	// Nil is none. The executable prints such a file, with the defaults, when its one argument is --settings.
	Settings any
	// Heartbeat is the silence after which an empty frame of the type "heartbeat" goes out; 0 for never. It is for sensors that are
	// silent for longer than the timeout of the plugin's entry in config.yaml, 30 s when it says nothing: the daemon would restart the
	// plugin. Every subscriber gets the frame.
	Heartbeat time.Duration
	// Options change what Serve does by default.
	Options []Option
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
	// Settings is as in a Datasource.
	Settings any
	// Heartbeat is as in a Datasource, for the answers of each command.
	Heartbeat time.Duration
	// Options change what Serve does by default.
	Options []Option
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
		Settings: d.Settings, Options: options(d.Heartbeat, d.Options),
		Lacks: lacking("Datasource", d.Name, d.Record == nil, "Record"),
	}
}

// Plan is for this module's own packages.
func (c Controller) Plan() plan.Plan {
	return plan.Plan{
		Name: c.Name, Version: c.Version, LaniakeaVersion: c.LaniakeaVersion, Command: c.dispatch, Stop: c.Stop,
		Settings: c.Settings, Options: options(c.Heartbeat, c.Options),
		Lacks: lacking("Controller", c.Name, c.Commands == nil && c.Raw == nil, "Commands"),
	}
}

func options(heartbeat time.Duration, others []Option) []Option {
	if heartbeat == 0 {
		return others
	}
	return append([]Option{Heartbeat(heartbeat)}, others...)
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
