package commands

import (
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type writeArgs struct {
	Register uint16 `json:"register" min:"0" max:"9999"`
	Unit     string `json:"unit" maxLength:"3" pattern:"^[A-Z]+$"`
	On       bool   `json:"on,omitempty"`
	Path     string `json:"path,omitempty" pattern:"^/[a-z]*$" allowed:"a path such as /led"`
	Rest     []int  `json:"rest"`
}

func TestArgumentsHaveTheirLimits(t *testing.T) {
	limits := LimitsOf(reflect.TypeFor[writeArgs]())
	var args writeArgs
	if err := limits.Read([]byte(`{"register":7,"unit":"K","rest":[1]}`), &args); err != nil || args.Register != 7 || len(args.Rest) != 1 {
		t.Errorf("got %+v, %v", args, err)
	}
	for raw, says := range map[string]string{
		`{"unit":"K"}`:                           "args.register: must be a number, got none",
		`{"register":"7","unit":"K"}`:            `args.register: must be a number, got "7"`,
		`{"register":65536,"unit":"K"}`:          "args.register: must be between 0 and 9999, got 65536",
		`{"register":1.5,"unit":"K"}`:            "args.register: must be a whole number between 0 and 9999, got 1.5",
		`{"register":1,"unit":"KELVIN"}`:         "args.unit: must have at most 3 characters, got \"KELVIN\"",
		`{"register":1,"unit":"k","on":1}`:       "args.unit: must be like ^[A-Z]+$, got \"k\"; args.on: must be a boolean, got 1",
		`{"register":1,"unit":"K","path":"led"}`: `args.path: must be a path such as /led, got "led"`,
		`{"register":1,"unit":"K","speed":1}`:    "args.speed: there is none of that name",
		`{"register":1,"unit":"K","rest":"all"}`: `"args" does not fit the command`,
	} {
		got := status.Convert(limits.Read([]byte(raw), &args))
		if got.Code() != codes.InvalidArgument || !strings.Contains(got.Message(), says) {
			t.Errorf("%s: got %s, want %s", raw, got.Message(), says)
		}
	}
}
