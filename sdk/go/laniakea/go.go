package laniakea

import (
	"log/slog"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
)

// Go calls work in a goroutine of its own, as the statement go does, and a panic of it does not end the plugin. The panic is an error
// with its stack in the host's log at once. What work returns, or the panic as an error, comes over the channel: Record or a command
// has to look at it together with its context, and usually returns it. The channel has room, so nobody has to read it.
//
//	lost := laniakea.Go(func() error { return port.Watch(ctx) })
//	select {
//	case err := <-lost:
//		return err
//	case <-ctx.Done():
//		return ctx.Err()
//	}
//
// Without it, a panic in a goroutine that Record has started ends the whole process, as Go has it, and the host's log has the stack
// line by line at its lowest level only.
func Go(work func() error) <-chan error {
	result := make(chan error, 1)
	go func() {
		err := session.Guard(work)
		if session.IsPanic(err) {
			slog.Error("a goroutine ended: "+session.Reason(err), session.Details(err)...)
		}
		result <- err
	}()
	return result
}
