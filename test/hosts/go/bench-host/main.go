// Command bench-host launches a plugin as the Laniakea daemon does, takes it through the steps named on its command line and
// prints what it measured as one JSON object. It reads /proc: Linux only.
//
//	bench-host -plugin EXE launch pause:1s memory idle:10s start-record rate:3s stop-record exit
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

// Figures are named by what they are and their unit.
type Figures map[string]any

func main() {
	executable := flag.String("plugin", "", "the plugin's executable")
	flag.Parse()
	log.SetFlags(0)

	s := newSession(*executable)
	if err := takeAll(s, flag.Args()); err != nil {
		s.abandon()
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(s.figures); err != nil {
		log.Fatal(err)
	}
}

func takeAll(s *session, steps []string) error {
	for _, step := range steps {
		verb, argument, _ := strings.Cut(step, ":")
		if err := take(s, verb, argument); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return nil
}

func take(s *session, verb, argument string) error {
	var duration time.Duration
	if argument != "" {
		parsed, err := time.ParseDuration(argument)
		if err != nil {
			return err
		}
		duration = parsed
	}
	switch verb {
	case "launch":
		return s.launch()
	case "pause":
		time.Sleep(duration)
		return nil
	case "memory":
		return s.memory()
	case "idle":
		return s.idle(duration)
	case "start-record":
		return s.startRecord()
	case "rate":
		return s.rate(duration)
	case "slow":
		return s.slow(duration)
	case "stop-record":
		return s.stopRecord()
	case "exit":
		return s.exit()
	}
	return fmt.Errorf("unknown step")
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Microseconds()) / 1000
}
