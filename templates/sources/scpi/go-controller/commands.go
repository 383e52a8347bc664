package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type queryArgs struct {
	Line string `json:"line" maxLength:"500" pattern:"^[ -~]*[?][ -~]*$" allowed:"a question: one line of printable ASCII with a ?"`
}

type writeArgs struct {
	// No question: its answer would stay unread.
	Line string `json:"line" maxLength:"500" pattern:"^[ ->@-~]+$" allowed:"one line of printable ASCII without a ?"`
}

// commands are what an operator can do: {"command":"query","args":{"line":"*IDN?"}}, {"command":"write","args":{"line":"VOLT 5"}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{"query": laniakea.Answer(query), "write": laniakea.Answer(write)}
}

func query(ctx context.Context, args queryArgs) (any, error) {
	device, err := join(ctx, laniakea.SettingsOf[settings](ctx))
	if err != nil {
		return nil, err
	}
	defer device.Leave()
	answer, err := ask(ctx, device, args.Line)
	return map[string]string{"answer": answer}, err
}

func write(ctx context.Context, args writeArgs) (any, error) {
	device, err := join(ctx, laniakea.SettingsOf[settings](ctx))
	if err != nil {
		return nil, err
	}
	defer device.Leave()
	var reasons []string
	err = device.Use(ctx, func(device *instrument) error {
		// The errors of former lines are none of this one's.
		_, before := errorsOf(ctx, device)
		sent := device.send(args.Line)
		var after error
		reasons, after = errorsOf(ctx, device)
		return errors.Join(before, sent, after)
	})
	if err == nil && reasons != nil {
		err = refused(args.Line, reasons)
	}
	return map[string]string{"written": args.Line}, err
}

// What is wrong with the line itself or with its values. Other errors are of the instrument, as it is set now.
var wrongLine = regexp.MustCompile(`^-(1|22[02-9])`)

func refused(line string, reasons []string) error {
	text := fmt.Sprintf("the instrument refuses %s: %s", line, strings.Join(reasons, "; "))
	if wrongLine.MatchString(reasons[0]) {
		return laniakea.Invalid("%s", text)
	}
	return laniakea.Permanent(errors.New(text))
}

// errorsOf empties the instrument's queue of errors, such as -113,"Undefined header".
func errorsOf(ctx context.Context, device *instrument) (found []string, err error) {
	for len(found) < 50 {
		said, err := device.ask(ctx, "SYST:ERR?")
		if code, _, _ := strings.Cut(said, ","); err != nil || strings.Trim(code, "+-0") == "" {
			return found, err
		}
		found = append(found, said)
	}
	return found, nil
}
