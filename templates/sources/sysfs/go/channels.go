package main

import (
	"errors"
	"fmt"
	"io/fs"
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

// beside is of a channel's own file or of that of its kind: in_accel_x_raw has in_accel_x_scale, or in_accel_scale.
func beside(raw, what string, otherwise float64) (float64, error) {
	folder, name := filepath.Split(strings.TrimSuffix(raw, "_raw"))
	for _, each := range []string{name, kind.FindString(digits.ReplaceAllString(name, ""))} {
		value, err := number(filepath.Join(folder, each+"_"+what))
		if !errors.Is(err, fs.ErrNotExist) {
			return value, err
		}
	}
	return otherwise, nil
}

func number(file string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, explained(err)
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
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
