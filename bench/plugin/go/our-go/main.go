// Command our-go is the same datasource as test/hosts/go/plugin, on our SDK. PLUGIN_INTERVAL is the pause between frames (a Go
// duration, default 50ms; 0 for none, and no pacing either), PLUGIN_PAYLOAD the bytes per frame (default: a small JSON object).
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	interval, payload := 50*time.Millisecond, 0
	var err error
	if text, ok := os.LookupEnv("PLUGIN_INTERVAL"); ok {
		if interval, err = time.ParseDuration(text); err != nil {
			log.Fatal(err)
		}
	}
	if text, ok := os.LookupEnv("PLUGIN_PAYLOAD"); ok {
		if payload, err = strconv.Atoi(text); err != nil {
			log.Fatal(err)
		}
	}
	record := func(ctx context.Context, emit laniakea.Emit) error {
		for n := 0; ; n++ {
			text := fmt.Sprintf(`{"n":%d}`, n)
			if payload > 0 {
				text = strings.Repeat("x", payload)
			}
			if err := emit(&laniakea.Frame{Type: "application/json", Payload: []byte(text)}); err != nil {
				return err
			}
			if interval > 0 {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(interval):
				}
			}
		}
	}
	var options []laniakea.Option
	if interval == 0 {
		options = append(options, laniakea.MinFrameInterval(0))
	}
	laniakea.Serve(laniakea.Datasource{
		Name: "go-plugin", Version: "1.0.0", LaniakeaVersion: ">= 1.0.0, < 2.0.0", Record: record,
	}, options...)
}
