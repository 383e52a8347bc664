package hclog

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

func logged(t *testing.T, say func(*slog.Logger)) map[string]any {
	t.Helper()
	var text bytes.Buffer
	say(slog.New(NewHandler(&text, "sensor", Trace)))
	if !bytes.HasSuffix(text.Bytes(), []byte("}\n")) || bytes.Count(text.Bytes(), []byte("\n")) != 1 || text.Len() >= 64*1024 {
		t.Fatalf("no line that a host reads: %d bytes", text.Len())
	}
	var record map[string]any
	if err := json.Unmarshal(text.Bytes(), &record); err != nil {
		t.Fatal(err)
	}
	for key, value := range record {
		if _, ok := value.(string); !ok {
			t.Errorf("%s is no string: a host may panic", key)
		}
	}
	return record
}

type angry struct{}

func (angry) Error() string { panic("no words") }

func TestRecords(t *testing.T) {
	record := logged(t, func(log *slog.Logger) {
		log.With("unit", "C").WithGroup("bus").Warn("slow", "count", 3, slog.Group("at", "x", 1), "err", errors.New("none"))
	})
	want := map[string]string{
		"@level": "warn", "@message": "slow", "@module": "sensor",
		"unit": "C", "bus.count": "3", "bus.at.x": "1", "bus.err": "none",
	}
	for key, value := range want {
		if record[key] != value {
			t.Errorf("%s is %v, want %s", key, record[key], value)
		}
	}
	if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$`).MatchString(record["@timestamp"].(string)) {
		t.Errorf("a host takes a line with the time %v for plain text", record["@timestamp"])
	}
}

func TestNothingMakesALineThatAHostDoesNotRead(t *testing.T) {
	long := strings.Repeat("\x00é\"", 100_000)
	record := logged(t, func(log *slog.Logger) {
		log.Error(long, "@message", 5, "a", long, "b", long, strings.Repeat("k", 1000), "v", "angry", angry{}, "half", "\xff")
	})
	if record["_message"] != "5" {
		t.Errorf("a field takes a place of the host's: %v", record["_message"])
	}
	if !strings.Contains(record["@message"].(string), "characters cut]") {
		t.Error("nothing says that the message was cut")
	}
	if !strings.HasPrefix(record["angry"].(string), "[unreadable: ") {
		t.Errorf("angry: %v", record["angry"])
	}
}

func TestLevels(t *testing.T) {
	for level, name := range map[slog.Level]string{
		Trace: "trace", slog.LevelDebug: "debug", slog.LevelInfo: "info", slog.LevelWarn: "warn", slog.LevelError: "error",
		slog.LevelError + 4: "error",
	} {
		if got := levelName(level); got != name {
			t.Errorf("%v is %s, want %s", level, got, name)
		}
	}
	var text bytes.Buffer
	slog.New(NewHandler(&text, "sensor", slog.LevelWarn)).Info("quiet")
	if text.Len() > 0 {
		t.Errorf("logged below the level: %s", text.String())
	}
}
