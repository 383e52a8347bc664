// Command counter is a datasource whose frames show loss and disorder: n counts up, the recording's number stays.
package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type reading struct {
	N         int   `json:"n"`
	Recording int64 `json:"recording"`
}

func main() {
	var recordings atomic.Int64
	laniakea.Serve(laniakea.Datasource{
		Name: "counter", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0, < 2.0.0",
		Record: func(ctx context.Context, emit laniakea.Emit) error {
			recording := recordings.Add(1)
			defer slog.Info("recording ended", "recording", recording)
			for n := 0; ; n++ {
				if err := emit(reading{N: n, Recording: recording}); err != nil {
					return err
				}
				select {
				case <-time.After(50 * time.Millisecond):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		},
	})
}
