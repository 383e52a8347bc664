package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// The silence of all devices after which the log says so.
const silentAfter = time.Minute

// reading is what came of a topic. It has nil for what the device could not measure.
type reading map[string]any

// What devices send for "too much" and for "no value", besides numbers from 9.9E37 on.
var overload = regexp.MustCompile(`(?i)^[+-]?(OVLD|OVER|OL|INF|INFINITY|NAN)$`)

// Adapt parse to your devices: it takes numbers, and JSON objects. It is false for what is no reading, such as a number that is too
// large for any program.
func parse(payload []byte) (value any, ok bool) {
	text := strings.TrimSpace(string(payload))
	number, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	switch {
	case overload.MatchString(text), err == nil && math.Abs(number) >= 9.9e37:
		return nil, true
	case err == nil:
		return number, true
	}
	var object map[string]any
	err = json.Unmarshal(payload, &object) // It refuses such numbers, too.
	return json.RawMessage(text), err == nil && object != nil
}

// readings are the messages of the topic, also when the broker restarts.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	var isTold atomic.Bool
	take := func(topic string, payload []byte) (any, bool) {
		value, ok := parse(payload)
		if !ok {
			level := slog.LevelWarn
			if isTold.Swap(true) {
				level = slog.LevelDebug
			}
			slog.Log(ctx, level, fmt.Sprintf("a message of %s is no reading: %.40q; adapt parse in source.go", topic, payload))
		}
		return reading{topic: value}, ok
	}
	return laniakea.Reconnecting[*subscription]{
		What: "the broker " + address(set),
		Open: func(ctx context.Context) (*subscription, error) { return subscribe(ctx, set, take) },
		Read: func(ctx context.Context, s *subscription, emit laniakea.Emit) error {
			return s.readings.Drain(ctx, emit)
		},
		Close: (*subscription).end,
	}.Record(ctx, emit)
}
