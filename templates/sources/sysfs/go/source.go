package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// What hwmon counts otherwise than in thousandths: see the kernel's documentation of its sysfs interface.
var units = map[string]float64{"fan": 1, "freq": 1, "power": 1e6, "energy": 1e6}

// Adapt valueOf to your sensors. It gives degrees, volts and so on; those of IIO have units of their own, such as millivolts.
func valueOf(file string) (*float64, error) {
	name := filepath.Base(file)
	value, err := number(file)
	switch {
	case name == "temperature" && value == 85_000: // 1-wire: it has had power, but no time to measure.
		return nil, err
	case strings.HasSuffix(name, "_raw"):
		offset, noOffset := beside(file, "offset", 0)
		scale, noScale := beside(file, "scale", 1)
		value, err = (value+offset)*scale, errors.Join(err, noOffset, noScale)
	case !strings.HasPrefix(name, "in_"):
		unit, isOther := units[letters.FindString(name)]
		if !isOther {
			unit = 1e3
		}
		value /= unit
	}
	if err != nil {
		return nil, err
	}
	return &value, nil
}

// reading has the values by channel. It has nil for what could not be read or measured.
type reading map[string]*float64

// sensors are those of the settings, and the channels of them that could not be read.
type sensors struct {
	set        settings
	unreadable map[string]bool
}

// readings are those of all channels again and again, also when a sensor goes and comes back.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	all := sensors{set: set, unreadable: map[string]bool{}}
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

// read fails when no channel can be read. One of several that cannot is nil, which the log says once.
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
			slog.Warn("a channel cannot be read", "channel", each.name, "reason", err)
		}
		if err != nil {
			reason = err
		}
	}
	if !isThere {
		return nil, reason
	}
	return values, nil
}
