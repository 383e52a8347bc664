package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type readArgs struct {
	Channel string `json:"channel" maxLength:"200"`
}

// Adapt the pattern to what an operator may write.
type setArgs struct {
	File  string `json:"file" maxLength:"300" pattern:"^(class/(leds|backlight)/[\\w:-][\\w:.-]*/brightness|class/pwm/[\\w:-][\\w:.-]*/pwm[0-9]+/(period|duty_cycle|enable)|class/gpio/[\\w:-][\\w:.-]*/value|class/hwmon/[\\w:-][\\w:.-]*/(pwm[0-9]+(_enable)?|fan[0-9]+_target)|bus/iio/devices/[\\w:-][\\w:.-]*/out_[a-z0-9_-]+_raw)$" allowed:"an output such as class/leds/led0/brightness"`
	Value int32  `json:"value" min:"-2147483648" max:"2147483647"`
}

// commands are what an operator can do: {"command":"read","args":{"channel":"coretemp/temp1"}},
// {"command":"set","args":{"file":"class/leds/led0/brightness","value":255}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{"read": laniakea.Answer(readOne), "set": laniakea.Answer(setFile)}
}

func readOne(ctx context.Context, args readArgs) (any, error) {
	var names []string
	for _, each := range channels(laniakea.SettingsOf[settings](ctx)) {
		if each.name == args.Channel {
			value, err := valueOf(each.file)
			return map[string]any{"channel": args.Channel, "value": value}, err
		}
		names = append(names, each.name)
	}
	return nil, laniakea.Invalid("there is no channel %s; there are: %s", args.Channel, strings.Join(names, ", "))
}

func setFile(ctx context.Context, args setArgs) (any, error) {
	set := laniakea.SettingsOf[settings](ctx)
	// Nothing outside of it is opened, wherever a link leads.
	root, err := os.OpenRoot(set.Root)
	if err != nil {
		return nil, laniakea.Permanent(explained(err))
	}
	defer func() { _ = root.Close() }()
	// It is not made: what is not there is none of a driver's.
	file, err := root.OpenFile(args.File, os.O_WRONLY|os.O_TRUNC, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, laniakea.Invalid("there is no %s in %s", args.File, set.Root)
	case err != nil:
		return nil, laniakea.Permanent(explained(err))
	}
	_, err = file.WriteString(strconv.Itoa(int(args.Value)))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, laniakea.Invalid("%s does not take %d: %s", args.File, args.Value, err)
	}
	// Nil for what is no number, and for a file that can only be written.
	answer := map[string]any{"file": args.File, "value": nil}
	if holds, err := number(filepath.Join(set.Root, args.File)); err == nil {
		answer["value"] = holds
	}
	return answer, nil
}
