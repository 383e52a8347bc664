package main

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type publishArgs struct {
	Topic   string `json:"topic" maxLength:"200" pattern:"^[^#+\\x00]+$" allowed:"a topic without the wildcards + and #"`
	Payload string `json:"payload" maxLength:"10000"`
	Retain  bool   `json:"retain,omitempty"`
}

// commands are what an operator can do: {"command":"publish","args":{"topic":"heater/set","payload":"21.5"}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{"publish": laniakea.Answer(publish)}
}

// publish is done when the broker has confirmed the message.
func publish(ctx context.Context, args publishArgs) (any, error) {
	set := laniakea.SettingsOf[settings](ctx)
	client, err := connect(ctx, set, func(error) {})
	if err != nil {
		return nil, err
	}
	defer client.Disconnect(100)
	return map[string]string{"published": args.Topic}, wait(ctx, set, client.Publish(args.Topic, 1, args.Retain, args.Payload))
}
