package frames

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

const perMs = 1_000.0

// Block is readings in one frame. With an interval they are {"start":ms,"intervalMs":ms,"values":[...]}, whose last value has the time
// of the frame; without one each has its own time, {"readings":[{"time":ms,...},...]}, among its fields or beside its value.
func Block[Value any](values []Value, times []time.Time, interval time.Duration) (Made, error) {
	last := times[len(times)-1]
	if interval <= 0 {
		return readings(values, times)
	}
	start := last.Add(-time.Duration(len(values)-1) * interval)
	made, err := asFrame(struct {
		Start    float64 `json:"start"`
		Interval float64 `json:"intervalMs"`
		Values   []Value `json:"values"`
	}{Start: float64(start.UnixMicro()) / perMs, Interval: float64(interval) / float64(time.Millisecond), Values: values})
	if err == nil {
		made.Timestamp = last.UnixMilli()
	}
	return made, err
}

func readings[Value any](values []Value, times []time.Time) (Made, error) {
	var first *Nulled
	parts := make([]json.RawMessage, len(values))
	for i, value := range values {
		text, nulled, err := JSON(value)
		if err != nil {
			return Made{}, err
		}
		if first == nil {
			first = nulled
		}
		parts[i] = withTime(text, times[i])
	}
	payload, err := json.Marshal(map[string]any{"readings": parts})
	frame := &proto.Frame{Type: facts.FrameJsonType, Payload: payload, Timestamp: times[len(times)-1].UnixMilli()}
	return Made{Frame: frame, Nulled: first}, err
}

func withTime(text []byte, at time.Time) json.RawMessage {
	ms := at.UnixMilli()
	if text[0] != '{' {
		return fmt.Appendf(nil, `{"time":%d,"value":%s}`, ms, text)
	}
	if string(text) == "{}" {
		return fmt.Appendf(nil, `{"time":%d}`, ms)
	}
	return fmt.Appendf(nil, `{"time":%d,%s`, ms, text[1:])
}
