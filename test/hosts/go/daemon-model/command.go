package main

import (
	"errors"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-plugin"
)

// command is one round: so many callers at the same moment, and one who listens to all their answers. The daemon itself
// refuses some of them ("plugin not ready") while it waits for the first frame of another; here all of them get through.
func command(client *plugin.Client, callers int, request []byte) Run {
	raw, err := dispense(client, controllerName)
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	controller := raw.(sdk.Controller)
	m := newModel(callers)
	refusals := make(chan error, callers)
	for range callers {
		go func() {
			frames, err := controller.Command(&proto.Frame{Type: "application/json", Payload: request})
			if err == nil && frames == nil {
				err = errors.New("neither a stream nor an error")
			}
			refusals <- err
			if err == nil {
				m.read(frames)
			}
		}()
	}
	for range callers {
		if err := <-refusals; err != nil {
			return Run{Outcome: "error", Error: err.Error()}
		}
	}
	return m.atEnd()
}
