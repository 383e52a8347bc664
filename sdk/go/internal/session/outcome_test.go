package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTheLogHasTheReasonOfAnErrorAndTheStackOfAPanic(t *testing.T) {
	for says, author := range map[string]func() error{
		`msg="no sensor at /dev/ttyUSB0: unplugged"` + "\n": func() error {
			return fmt.Errorf("no sensor at /dev/ttyUSB0: %w", errors.New("unplugged"))
		},
		"outcome_test.go": func() error { panic("index out of range") },
	} {
		run := start(newStream(), NewGate(gap), options(), func(context.Context, func(any) error) error { return author() })
		if err := run.wait(t); err == nil {
			t.Error("no error")
		}
		if log := run.log.String(); !strings.Contains(log, says) || strings.Contains(log, "*errors.") || strings.Contains(log, "*fmt.") {
			t.Errorf("got %s, want %s", log, says)
		}
	}
}
