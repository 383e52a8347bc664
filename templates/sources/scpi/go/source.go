package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// reading has nil for what the instrument could not measure.
type reading map[string]*float64

// What instruments send for "too much" and for "no value", besides numbers from 9.9E37 on.
var overload = regexp.MustCompile(`(?i)^[+-]?(OVLD|OVER|OL|INF|NAN)$`)

// Adapt parse to your query: its answer is one number, or several with commas between them. What is no number is nil, such as OVLD. It is
// false where something is neither: the log says so.
func parse(answer string) (values reading, ok bool) {
	values, ok = reading{}, true
	for n, part := range strings.Split(answer, ",") {
		name := "value"
		if n > 0 {
			name += strconv.Itoa(n + 1)
		}
		text := strings.TrimSpace(part)
		value, err := strconv.ParseFloat(text, 64)
		switch {
		case overload.MatchString(text), err == nil && math.Abs(value) >= 9.9e37:
			values[name] = nil
		case err != nil:
			values[name], ok = nil, false
		default:
			values[name] = &value
		}
	}
	return values, ok
}

// readings are the answers to the query of the settings again and again, also when the instrument is switched off and on.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	source := poller{set: set, level: slog.LevelWarn}
	return laniakea.Reconnecting[joined]{
		What: "the instrument " + address(set),
		Open: func(ctx context.Context) (joined, error) {
			device, err := join(ctx, set)
			if err != nil {
				return nil, err
			}
			// It may not know the query, and then says nothing.
			if _, err = ask(ctx, device, set.Query); err != nil {
				device.Leave()
			}
			return device, err
		},
		Read:  source.poll,
		Close: joined.Leave,
	}.Record(ctx, emit)
}

// poller is one recording.
type poller struct {
	set settings
	// level is that of an answer that is no number: the first one is a warning.
	level slog.Level
}

func (p *poller) poll(ctx context.Context, device joined, emit laniakea.Emit) error {
	for range laniakea.Every(ctx, time.Duration(p.set.IntervalMs)*time.Millisecond) {
		answer, err := ask(ctx, device, p.set.Query)
		if err != nil {
			return err
		}
		values, ok := parse(answer)
		if !ok {
			slog.Log(ctx, p.level, fmt.Sprintf("an answer is no number, so null is sent: %.200q; adapt parse in source.go", answer))
			p.level = slog.LevelDebug
		}
		if err := emit(values); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}
