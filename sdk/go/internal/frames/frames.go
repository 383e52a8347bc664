// Package frames makes frames of what an author sends.
package frames

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Of makes a frame. A frame is taken as it is, a string is text, a []byte is bytes, and everything else is JSON. What a frame does
// not say, its source and its time, is filled in.
//
// It returns an error for what has no JSON, and for a frame that would end the stream for every subscriber.
func Of(value any, source string) (*proto.Frame, error) {
	frame, err := asFrame(value)
	if err != nil {
		return nil, err
	}
	if frame.GetType() == facts.FrameReservedType {
		return nil, errors.New(facts.Fill(facts.MessageReservedType, "type", facts.FrameReservedType))
	}
	if frame.Source == "" {
		frame.Source = source
	}
	if frame.Timestamp == 0 {
		frame.Timestamp = time.Now().UnixMilli()
	}
	return frame, nil
}

// Heartbeat is a frame without a payload.
func Heartbeat(source string) *proto.Frame {
	return &proto.Frame{Source: source, Type: facts.FrameHeartbeatType, Timestamp: time.Now().UnixMilli()}
}

func asFrame(value any) (*proto.Frame, error) {
	switch typed := value.(type) {
	case *proto.Frame:
		if typed == nil {
			return nil, errors.New("a frame could not be made: it is nil")
		}
		// A copy: the author may send the same frame again.
		return &proto.Frame{Source: typed.Source, Type: typed.Type, Timestamp: typed.Timestamp, Payload: typed.Payload}, nil
	case string:
		return &proto.Frame{Type: facts.FrameTextType, Payload: []byte(typed)}, nil
	case []byte:
		return &proto.Frame{Type: facts.FrameBytesType, Payload: typed}, nil
	}
	payload, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("a frame could not be made: %w", err)
	}
	return &proto.Frame{Type: facts.FrameJsonType, Payload: payload}, nil
}
