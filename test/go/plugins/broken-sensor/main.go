// Command broken-sensor is a datasource that fails before its first frame, then, in the next recording, after it.
package main

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	var recordings atomic.Int64
	laniakea.Serve(laniakea.Datasource{
		Name: "broken-sensor", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0",
		Record: func(_ context.Context, emit laniakea.Emit) error {
			if recordings.Add(1) == 1 {
				return errors.New("no sensor at /dev/ttyUSB0")
			}
			if err := emit(map[string]int{"n": 0}); err != nil {
				return err
			}
			return errors.New("the sensor was unplugged")
		},
	})
}
