package main

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"go.bug.st/serial"
)

type sendArgs struct {
	Line string `json:"line" maxLength:"200" pattern:"^[ -~]+$" allowed:"one line of printable ASCII"`
}

// commands are what an operator can do: {"command":"send","args":{"line":"LED ON"}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{"send": laniakea.Answer(send)}
}

func send(ctx context.Context, args sendArgs) (any, error) {
	set := laniakea.SettingsOf[settings](ctx)
	device, err := ports.Join(ctx, set)
	if err != nil {
		return nil, err
	}
	defer device.Leave()
	return map[string]string{"sent": args.Line}, device.Use(ctx, func(port serial.Port) error {
		if _, err := port.Write([]byte(args.Line + "\r\n")); err != nil {
			return laniakea.ErrorAt(set.Port, err)
		}
		return port.Drain()
	})
}
