// Command silent is a datasource with nothing to say: the first recording is over at once, the second one waits for ever.
package main

import (
	"context"
	"sync/atomic"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

func main() {
	var recordings atomic.Int64
	laniakea.Serve(laniakea.Datasource{
		Name: "silent", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0",
		Record: func(ctx context.Context, _ laniakea.Emit) error {
			if recordings.Add(1) > 1 {
				<-ctx.Done()
			}
			return nil
		},
	})
}
