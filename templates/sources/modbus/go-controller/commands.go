package main

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"github.com/simonvetter/modbus"
)

type location struct {
	Address uint16 `json:"address" min:"0" max:"65535"`
}

type word struct {
	Address uint16 `json:"address" min:"0" max:"65535"`
	Value   uint16 `json:"value" min:"0" max:"65535"`
}

type coil struct {
	Address uint16 `json:"address" min:"0" max:"65535"`
	Value   bool   `json:"value"`
}

// commands are what an operator can do: {"command":"write-register","args":{"address":10,"value":215}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{
		"read-register": command(func(client *modbus.ModbusClient, args location) (any, error) {
			value, err := client.ReadRegister(args.Address, modbus.HOLDING_REGISTER)
			return word{args.Address, value}, err
		}),
		"write-register": command(func(client *modbus.ModbusClient, args word) (any, error) {
			return args, client.WriteRegister(args.Address, args.Value)
		}),
		"read-coil": command(func(client *modbus.ModbusClient, args location) (any, error) {
			value, err := client.ReadCoil(args.Address)
			return coil{args.Address, value}, err
		}),
		"write-coil": command(func(client *modbus.ModbusClient, args coil) (any, error) {
			return args, client.WriteCoil(args.Address, args.Value)
		}),
	}
}

func command[Args any](do func(client *modbus.ModbusClient, args Args) (any, error)) laniakea.Command {
	return laniakea.Answer(func(ctx context.Context, args Args) (answer any, err error) {
		device, err := join(ctx, laniakea.SettingsOf[settings](ctx))
		if err != nil {
			return nil, err
		}
		defer device.Leave()
		err = ask(ctx, device, func(client *modbus.ModbusClient) (err error) {
			answer, err = do(client, args)
			return err
		})
		return answer, err
	})
}
