package laniakea

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/commands"
)

// Command is one command of a Controller.
type Command struct {
	run func(ctx context.Context, args json.RawMessage, emit Emit) error
}

// Answer is a command with one answer. Its arguments are read by encoding/json into a value of the function's own type; what does
// not fit is refused as INVALID_ARGUMENT. Nil as the answer is an empty object.
//
// Tags limit the arguments, as they limit settings:
//
//	type writeArgs struct {
//		Register uint16  `json:"register" min:"0" max:"9999"`
//		Value    float64 `json:"value" min:"-100" max:"100"`
//		Unit     string  `json:"unit,omitempty" oneOf:"C,F"`
//		Path     string  `json:"path" maxLength:"80" pattern:"^/[a-z/]*$" allowed:"a path such as /led"`
//	}
//
// The words of allowed are what a person reads who is refused, in place of the pattern: "must be a path such as /led".
//
// Where one has a limit, all must be given that have no omitempty, and no others are taken.
func Answer[Args any](answer func(ctx context.Context, args Args) (any, error)) Command {
	return Stream(func(ctx context.Context, args Args, emit Emit) error {
		value, err := answer(ctx, args)
		if err != nil {
			return err
		}
		if value == nil {
			value = struct{}{}
		}
		return emit(value)
	})
}

// Stream is a command with any number of answers. Its arguments are read as those of Answer.
func Stream[Args any](stream func(ctx context.Context, args Args, emit Emit) error) Command {
	limits := commands.LimitsOf(reflect.TypeFor[Args]())
	return Command{run: func(ctx context.Context, raw json.RawMessage, emit Emit) error {
		var args Args
		if err := limits.Read(raw, &args); err != nil {
			return err
		}
		return stream(ctx, args, emit)
	}}
}

func (c Controller) dispatch(ctx context.Context, frame *Frame, emit Emit) error {
	if c.Raw != nil && !commands.IsJSON(frame) {
		return c.Raw(ctx, frame, emit)
	}
	request, err := commands.Parse(frame)
	if err != nil {
		return err
	}
	command, ok := c.Commands[request.Command]
	if !ok {
		return commands.Unknown(request.Command, c.Name, c.Commands)
	}
	return command.run(ctx, request.Args, commands.WithID(emit, request.ID))
}
