package laniakea

import (
	"context"
	"encoding/json"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/commands"
)

// Command is one command of a Controller.
type Command struct {
	run func(ctx context.Context, args json.RawMessage, emit Emit) error
}

// Answer is a command with one answer. Its arguments are read by encoding/json into a value of the function's own type; what does
// not fit is refused as INVALID_ARGUMENT. Nil as the answer is an empty object.
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
	return Command{run: func(ctx context.Context, raw json.RawMessage, emit Emit) error {
		var args Args
		if err := commands.ReadArgs(raw, &args); err != nil {
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
