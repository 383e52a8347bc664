// Command commands is a controller with one command of each sort: a stream, one answer, refusals, none at all.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type none struct{}

type counted struct {
	N int `json:"n"`
}

func main() {
	laniakea.Serve(laniakea.Controller{
		Name: "commands", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0, < 2.0.0",
		Commands: map[string]laniakea.Command{
			"start-record": laniakea.Stream(func(ctx context.Context, _ none, emit laniakea.Emit) error {
				for n := 0; ; n++ {
					if err := emit(counted{n}); err != nil {
						return err
					}
					select {
					case <-time.After(50 * time.Millisecond):
					case <-ctx.Done():
						return ctx.Err()
					}
				}
			}),
			"count": laniakea.Stream(func(_ context.Context, args struct{ To int }, emit laniakea.Emit) error {
				for n := range args.To {
					if err := emit(counted{n}); err != nil {
						return err
					}
				}
				return nil
			}),
			"read": laniakea.Answer(func(_ context.Context, args map[string]any) (any, error) {
				return struct {
					Celsius float64        `json:"celsius"`
					Args    map[string]any `json:"args"`
				}{21.5, args}, nil
			}),
			"values": laniakea.Stream(func(_ context.Context, _ none, emit laniakea.Emit) error {
				return errors.Join(emit([]any{1, 2.5, nil}), emit("21 °C"), emit([]byte{0, 0xff}))
			}),
			"fail": laniakea.Answer(func(context.Context, none) (any, error) {
				return nil, status.Error(codes.Unavailable, "the heater is not connected")
			}),
			"fail-with": laniakea.Answer(func(_ context.Context, args struct {
				Text  string
				Times int
			}) (any, error) {
				return nil, errors.New(strings.Repeat(args.Text, args.Times))
			}),
			"wrapped": laniakea.Answer(func(context.Context, none) (any, error) {
				return nil, fmt.Errorf("set: %w", status.Error(codes.NotFound, "no heater"))
			}),
			"panic": laniakea.Answer(func(context.Context, none) (any, error) {
				var heater *counted
				return heater.N, nil
			}),
			"nothing": laniakea.Answer(func(context.Context, none) (any, error) { return nil, nil }), //nolint:nilnil // No answer.
			"eof": laniakea.Stream(func(_ context.Context, _ none, emit laniakea.Emit) error {
				return emit(map[string]string{"refused": emit(&laniakea.Frame{Type: "EOF"}).Error()})
			}),
			"large": laniakea.Answer(func(context.Context, none) (any, error) { return strings.Repeat("x", 5<<20), nil }),
		},
	})
}
