package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// channel is a file with a number. Its name has that of the device, such as coretemp/temp1.
type channel struct{ name, file string }

// called is how the log calls the sensors of the settings.
func called(set settings) string {
	if set.Device != "" {
		return "the sensor " + set.Device
	}
	return "each sensor of " + set.Root
}

// channels are looked for each time: the number of a device, such as hwmon3, may be another one when it is back.
func channels(set settings) (found []channel) {
	folders := map[string]string{}
	for _, pattern := range patterns {
		files, _ := filepath.Glob(filepath.Join(set.Root, pattern))
		for _, file := range files {
			folder, name := filepath.Split(file)
			device := filepath.Base(folder)
			if text, err := os.ReadFile(filepath.Join(folder, "name")); err == nil {
				device = strings.TrimSpace(string(text))
			}
			// Another one of the same name.
			if other, isTaken := folders[device]; isTaken && other != folder {
				device += "@" + filepath.Base(folder)
			}
			folders[device] = folder
			if set.Device == "" || set.Device == device {
				name = strings.TrimSuffix(strings.TrimSuffix(name, "_raw"), "_input")
				found = append(found, channel{device + "/" + name, file})
			}
		}
	}
	return found
}

var (
	letters = regexp.MustCompile(`^[a-z]+`)
	digits  = regexp.MustCompile(`\d`)
	kind    = regexp.MustCompile(`^in_[a-z]+(-[a-z]+)?`)
)

// beside is of a channel's own file or of that of its kind: in_voltage0_i_raw has in_voltage0_i_scale, in_voltage_i_scale or
// in_voltage_scale.
func beside(raw, what string, otherwise float64) (float64, error) {
	folder, name := filepath.Split(strings.TrimSuffix(raw, "_raw"))
	withoutNumber := digits.ReplaceAllString(name, "")
	for _, each := range []string{name, withoutNumber, kind.FindString(withoutNumber)} {
		value, err := number(filepath.Join(folder, each+"_"+what))
		if !errors.Is(err, fs.ErrNotExist) {
			return value, err
		}
	}
	return otherwise, nil
}

// Readings have V, A, W, J, °C, Pa, F, T and % of humidity. The kernel's documentation has the units of its files, in sysfs-class-hwmon and
// sysfs-bus-iio.
var (
	// Of others hwmon counts thousandths.
	hwmon = map[string]float64{"fan": 1, "freq": 1, "power": 1e6, "energy": 1e6}
	// Others of IIO stay as they are: m/s², lux, Ω and so on.
	iio = map[string]float64{
		"voltage": 1e3, "current": 1e3, "power": 1e3, "temp": 1e3, "humidityrelative": 1e3, "positionrelative": 1e3,
		"pressure": 1e-3, "capacitance": 1e9, "magn": 1e4,
	}
)

// unitOf is how many of a file's unit make one of a reading's.
func unitOf(name string) float64 {
	units, usual := hwmon, 1e3
	if strings.HasPrefix(name, "in_") {
		units, usual = iio, 1
	}
	if unit, isKnown := units[letters.FindString(strings.TrimPrefix(name, "in_"))]; isKnown {
		return unit
	}
	return usual
}

// rounded has 12 digits: 0.1 + 0.2 is 0.30000000000000004.
func rounded(value float64) float64 {
	value, _ = strconv.ParseFloat(strconv.FormatFloat(value, 'g', 12, 64), 64)
	return value
}

func number(file string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, explained(err)
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, fmt.Errorf("%s: it is no number: %.40q", file, text)
	}
	return value, nil
}

func explained(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: the user that runs Laniakea has no right to it; a rule of udev can give it", err)
	}
	return err
}
