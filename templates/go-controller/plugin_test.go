package main

import (
	"encoding/json"
	"testing"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakeatest"
)

func TestAnswersCommands(t *testing.T) {
	laniakea := laniakeatest.Start(t, plugin())
	for command, count := range map[string]int{"read": 1, "start-record": 2} {
		frames, err := laniakea.Command(command, nil, count)
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		if len(frames) != count {
			t.Fatalf("%s: got %d frames, want %d", command, len(frames), count)
		}
		for _, frame := range frames {
			// Say here what your answers have.
			var got map[string]float64
			if err := json.Unmarshal(frame.Payload, &got); err != nil {
				t.Errorf("%s: %s: %v", command, frame.Payload, err)
			}
			if len(got) == 0 {
				t.Errorf("%s: an answer is empty", command)
			}
		}
	}
}

func TestRefusesACommandThatItDoesNotHave(t *testing.T) {
	if _, err := laniakeatest.Start(t, plugin()).Command("launch-rocket", nil, 0); err == nil {
		t.Error("the command was taken")
	}
}
