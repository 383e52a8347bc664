// Package frames makes frames of what an author sends.
package frames

import (
	"errors"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Timed is a value with the time at which it was measured.
type Timed struct {
	At    time.Time
	Value any
}

// Made is a frame, and what became of the value that it was made of. It is itself a value that a frame can be made of.
type Made struct {
	*proto.Frame

	// Nulled is the first part of the value that JSON has only null for; nil where there is none.
	Nulled *Nulled
}

// Of makes a frame. A frame is taken as it is, a string is text, a []byte is bytes, and everything else is JSON. What a frame does
// not say, its source and its time, is filled in.
//
// It returns an error for what has no JSON, and for a frame that would end the stream for every subscriber.
func Of(value any, source string) (Made, error) {
	made, err := asFrame(value)
	if err != nil {
		return Made{}, err
	}
	if made.GetType() == facts.FrameReservedType {
		return Made{}, errors.New(facts.Fill(facts.MessageReservedType, "type", facts.FrameReservedType))
	}
	if made.Source == "" {
		made.Source = source
	}
	if made.Timestamp == 0 {
		made.Timestamp = time.Now().UnixMilli()
	}
	return made, nil
}

// Heartbeat is a frame without a payload.
func Heartbeat(source string) *proto.Frame {
	return &proto.Frame{Source: source, Type: facts.FrameHeartbeatType, Timestamp: time.Now().UnixMilli()}
}

func asFrame(value any) (Made, error) {
	switch typed := value.(type) {
	case Made:
		return typed, nil
	case Timed:
		made, err := asFrame(typed.Value)
		if err == nil {
			made.Timestamp = typed.At.UnixMilli()
		}
		return made, err
	case *proto.Frame:
		if typed == nil {
			return Made{}, errors.New("a frame could not be made: it is nil")
		}
		// A copy: the author may send the same frame again.
		copied := &proto.Frame{Source: typed.Source, Type: typed.Type, Timestamp: typed.Timestamp, Payload: typed.Payload}
		return Made{Frame: copied}, nil
	case string:
		return Made{Frame: &proto.Frame{Type: facts.FrameTextType, Payload: []byte(typed)}}, nil
	case []byte:
		return Made{Frame: &proto.Frame{Type: facts.FrameBytesType, Payload: typed}}, nil
	}
	payload, nulled, err := JSON(value)
	return Made{Frame: &proto.Frame{Type: facts.FrameJsonType, Payload: payload}, Nulled: nulled}, err
}
