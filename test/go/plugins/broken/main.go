// Command broken is a plugin with the defect that its file's name says.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	plugin := laniakea.Datasource{Name: "broken", Version: "1.0.0", LaniakeaVersion: ">= 1.0.0"}
	plugin.Record = func(ctx context.Context, emit laniakea.Emit) error {
		if err := emit("21"); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	}
	switch filepath.Base(os.Args[0]) {
	case "npm-constraint":
		plugin.LaniakeaVersion = "^1.0.0"
	case "refuses-laniakea":
		plugin.LaniakeaVersion = ">= 2.0.0"
	case "no-record":
		plugin.Record = nil
	case "no-version":
		plugin.Version = ""
	case "recording-fails":
		plugin.Record = func(context.Context, laniakea.Emit) error { return errors.New("no sensor at /dev/ttyUSB0") }
	case "recording-panics":
		plugin.Record = func(context.Context, laniakea.Emit) error { panic("no sensor") }
	case "goroutine-panics":
		plugin.Record = func(ctx context.Context, _ laniakea.Emit) error {
			go func() { panic("the watcher lost its sensor") }()
			<-ctx.Done()
			return nil
		}
	case "sends-nothing":
		plugin.Record = func(context.Context, laniakea.Emit) error { select {} }
	case "stop-fails":
		plugin.Stop = func(context.Context) error { return errors.New("the valve is stuck") }
	case "logs-badly":
		// Another logger than log/slog: the daemon's panics for a message that is no string.
		fmt.Fprintln(os.Stderr, `{"@message":5}`)
	case "exits":
		os.Exit(3)
	}
	laniakea.Serve(plugin)
}
