// Command unpaced is a datasource for other hosts than the daemon: nothing holds its frames back, and it listens on TCP.
package main

import (
	"context"
	"log/slog"
	"os"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	payload := []byte(strings.Repeat("x", 64))
	network := "tcp"
	if chosen, ok := os.LookupEnv("PLUGIN_NETWORK"); ok {
		network = chosen
	}
	laniakea.Serve(laniakea.Datasource{
		Name: "unpaced", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0",
		Record: func(_ context.Context, emit laniakea.Emit) error {
			for {
				if err := emit(payload); err != nil {
					return err
				}
			}
		},
		Stop: func(context.Context) error {
			slog.Info("everything is off")
			return nil
		},
	}, laniakea.MinFrameInterval(0), laniakea.Network(network))
}
