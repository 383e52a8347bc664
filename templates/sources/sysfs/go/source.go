package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// Where Linux has the values of each kind of sensor, below the root.
var patterns = []string{
	"class/hwmon/hwmon*/*_input",
	"bus/iio/devices/iio:device*/in_*_raw", "bus/iio/devices/iio:device*/in_*_input",
	"bus/w1/devices/28-*/temperature",
}

// Adapt valueOf to your sensors: it gives V, °C and so on, see unitOf. It gives nil for a 1-wire sensor that has not measured yet.
func valueOf(file string) (*float64, error) {
	name := filepath.Base(file)
	value, err := number(file)
	switch {
	case err != nil || value == 85_000 && isOneWire(file):
		return nil, err
	case strings.HasSuffix(name, "_raw"):
		offset, noOffset := beside(file, "offset", 0)
		scale, noScale := beside(file, "scale", 1)
		if err = errors.Join(noOffset, noScale); err != nil {
			return nil, err
		}
		value = (value + offset) * scale
	}
	value = rounded(value / unitOf(name))
	return &value, nil
}

// isOneWire is also true where hwmon has such a sensor.
func isOneWire(file string) bool {
	chip, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "name"))
	return filepath.Base(file) == "temperature" || strings.TrimSpace(string(chip)) == "w1_slave_temp"
}

// reading has the values by channel. It has nil for what could not be read or measured.
type reading map[string]*float64

// sensors are those of the settings, and the channels of them that could not be read, and that have not measured.
type sensors struct {
	set                    settings
	unreadable, unmeasured map[string]bool
}

// readings are those of all channels again and again, also when a sensor goes and comes back.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	all := sensors{set: set, unreadable: map[string]bool{}, unmeasured: map[string]bool{}}
	return laniakea.Reconnecting[reading]{
		What: called(set),
		// A first reading is what shows that they are there.
		Open: func(context.Context) (reading, error) { return all.read() },
		Read: all.poll,
	}.Record(ctx, emit)
}

func (s sensors) poll(ctx context.Context, values reading, emit laniakea.Emit) (err error) {
	for range laniakea.Every(ctx, time.Duration(s.set.IntervalMs)*time.Millisecond) {
		if values == nil {
			values, err = s.read()
		}
		if err == nil {
			err = emit(values)
		}
		if err != nil {
			return err
		}
		values = nil
	}
	return context.Cause(ctx)
}

// read fails when no channel can be read. One of several that cannot is nil, which the log says once. So it is with what has not measured.
func (s sensors) read() (reading, error) {
	values, isThere := reading{}, false
	missing := strings.TrimSpace("no sensor " + s.set.Device)
	reason := fmt.Errorf("%s has %s: is it there, and its driver loaded?", s.set.Root, missing)
	for _, each := range channels(s.set) {
		value, err := valueOf(each.file)
		values[each.name] = value
		switch {
		case err == nil:
			isThere = true
			delete(s.unreadable, each.name)
		case !s.unreadable[each.name]:
			s.unreadable[each.name] = true
			slog.Warn(fmt.Sprintf("%s cannot be read: %s", each.name, err))
		}
		if err != nil {
			reason = err
		} else if value == nil && !s.unmeasured[each.name] {
			s.unmeasured[each.name] = true
			slog.Warn(each.name + " has not measured: it shows 85 °C, as it does when it has just got power; null is sent. " +
				"If that lasts, look at its wires")
		}
	}
	if !isThere {
		return nil, reason
	}
	return values, nil
}
