// Command settings is a datasource that sends its settings.
package main

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type settings struct {
	Port     string `json:"port"`
	BaudRate int    `json:"baudRate" min:"300" max:"4000000"`
}

func main() {
	laniakea.Serve(laniakea.Datasource{
		Name: "my-sensor", Version: "1.2.3", Settings: settings{Port: "/dev/ttyUSB0", BaudRate: 9600},
		Record: func(ctx context.Context, emit laniakea.Emit) error {
			return emit(laniakea.SettingsOf[settings](ctx))
		},
	})
}
