package laniakea

import (
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
)

// At is a value with the time at which it was measured, for emit: the time becomes that of the frame. Without it a frame has the time
// at which it was given to emit.
func At(at time.Time, value any) any { return frames.Timed{At: at, Value: value} }

// stamped is a value with the time of now, unless it has one.
func stamped(value any) any {
	switch typed := value.(type) {
	case frames.Timed:
		return typed
	case *Frame:
		if typed != nil && typed.Timestamp != 0 {
			return typed
		}
	}
	return At(time.Now(), value)
}
