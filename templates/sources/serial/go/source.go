package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"go.bug.st/serial"
)

// reading has nil for what the device could not measure.
type reading map[string]*float64

var (
	// silentAfter is the silence of an open port after which the log says so.
	silentAfter = 10 * time.Second
	field       = regexp.MustCompile(`^\s*(\w+)\s*=\s*(\S+)\s*$`)
	// What instruments send for "too much". So is 9.9E37.
	overload = regexp.MustCompile(`(?i)^[+-]?(OVLD|OVER|OL)$`)
)

// Adapt parse to your device: it reads lines such as T=21.5;H=40. It is false for a line that is no reading.
func parse(line string) (reading, bool) {
	values := reading{}
	for _, part := range strings.Split(line, ";") {
		pair := field.FindStringSubmatch(part)
		if pair == nil {
			return nil, false
		}
		value, err := strconv.ParseFloat(strings.Replace(pair[2], ",", ".", 1), 64)
		switch {
		case overload.MatchString(pair[2]), math.IsNaN(value), math.Abs(value) >= 9.9e37:
			values[pair[1]] = nil
		case err != nil:
			return nil, false
		default:
			values[pair[1]] = &value
		}
	}
	return values, true
}

var (
	// A port opens once, for the recording and for commands.
	ports = laniakea.Shared[settings, serial.Port]{Open: openPort, Close: func(port serial.Port) { _ = port.Close() }}
	// Of two recordings each would get a part of what comes.
	isRecorded atomic.Bool
)

type joined = *laniakea.Joined[serial.Port]

// readings are those of the port, also when its cable is pulled and put back in.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	if !isRecorded.CompareAndSwap(false, true) {
		return laniakea.Permanent(fmt.Errorf("%s: another recording has it open", set.Port))
	}
	defer isRecorded.Store(false)
	level := slog.LevelWarn // The first line that is no reading is a warning.
	return laniakea.Reconnecting[joined]{
		What: "the port " + set.Port,
		Open: func(ctx context.Context) (joined, error) { return ports.Join(ctx, set) },
		Read: func(ctx context.Context, shared joined, emit laniakea.Emit) error {
			return listen(ctx, shared.Device(), &level, emit)
		},
		Close: joined.Leave,
	}.Record(ctx, emit)
}

func listen(ctx context.Context, port serial.Port, level *slog.Level, emit laniakea.Emit) error {
	defer context.AfterFunc(ctx, func() { _ = port.Close() })() // It ends a read that waits.
	silence := time.AfterFunc(silentAfter, func() {
		slog.Warn("the port is open, but silent: look at the baud rate and at the device")
	})
	defer silence.Stop()
	// The first line may be half of one: somebody begins to listen in the middle.
	bytes := watched{port, func() { silence.Reset(silentAfter) }}
	for line, err := range laniakea.Lines(bytes, laniakea.LineOptions{Longest: 200, SkipFirst: true}) {
		if err != nil {
			return err
		}
		if values, ok := parse(line); !ok {
			slog.Log(ctx, *level, "a line is no reading, such as T=21.5;H=40: adapt parse in source.go, or look at the baud rate", "line", line)
			*level = slog.LevelDebug
		} else if err := emit(values); err != nil {
			return err
		}
	}
	return errors.New("it was closed")
}

// openPort takes the first of a pattern such as /dev/ttyUSB*, for a port that comes back under another name.
func openPort(_ context.Context, set settings) (serial.Port, error) {
	path := set.Port
	if found, _ := filepath.Glob(path); len(found) > 0 {
		path = found[0]
	}
	return openSerial(path, set.BaudRate)
}
