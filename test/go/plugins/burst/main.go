// Command burst is a datasource that sends as fast as it may.
package main

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	laniakea.Serve(laniakea.Datasource{
		Name: "burst", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0",
		Record: func(_ context.Context, emit laniakea.Emit) error {
			for n := 0; ; n++ {
				if err := emit(map[string]int{"n": n}); err != nil {
					return err
				}
			}
		},
	})
}
