package main

import (
	"encoding/json"
	"testing"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakeatest"
)

func TestRecordsReadingsUntilItIsStopped(t *testing.T) {
	laniakea := laniakeatest.Start(t, plugin())
	frames, err := laniakea.Record(2)
	if err != nil {
		t.Fatal(err)
	}
	if len(frames) != 2 {
		t.Fatalf("got %d frames, want 2", len(frames))
	}
	for _, frame := range frames {
		if frame.Source != pluginName {
			t.Errorf("the source is %q, want %q", frame.Source, pluginName)
		}
		// Say here what your readings have.
		var got map[string]float64
		if err := json.Unmarshal(frame.Payload, &got); err != nil {
			t.Errorf("%s: %v", frame.Payload, err)
		}
		if len(got) == 0 {
			t.Error("a reading is empty")
		}
	}
}
