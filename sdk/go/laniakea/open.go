package laniakea

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
)

// Open calls what opens hardware, and returns what that returns. It may take up to 25 s, and its error, which Record or a command then
// returns, reaches the operator however long it has taken. The context is that of the recording or command.
//
// Without it an error reaches the operator only when it comes within 200 ms: then the daemon is told that the recording has started.
func Open[Device any](ctx context.Context, how func(ctx context.Context) (Device, error)) (device Device, err error) {
	err = session.Opening(ctx, func() error {
		device, err = how(ctx)
		return err
	})
	return device, err
}
