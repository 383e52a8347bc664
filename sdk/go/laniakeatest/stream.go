package laniakeatest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// Stream is a recording, or the answers of a command, while it goes on. It lasts as long as the daemon's timeout, 30 s, at most.
type Stream struct {
	frames grpc.ServerStreamingClient[proto.Frame]
	stop   func() error
	cancel context.CancelFunc
}

// StartRecord starts a recording. The error is what the operator would see.
func (h *Host) StartRecord() (*Stream, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	frames, err := h.client.startRecord(ctx)
	return opened(&Stream{frames: frames, cancel: cancel, stop: func() error { return h.client.stopRecord(ctx) }}, err)
}

// StartCommand sends {"command":name,"args":args}. Nil as args sends none. The error is what the operator would see.
func (h *Host) StartCommand(name string, args any) (*Stream, error) {
	request := map[string]any{"command": name}
	if args != nil {
		request["args"] = args
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	frames, err := h.client.command(ctx, &proto.Frame{Type: facts.FrameJsonType, Payload: payload})
	return opened(&Stream{frames: frames, cancel: cancel, stop: func() error { return nil }}, err)
}

// opened drops the first frame, as the daemon's client does.
func opened(stream *Stream, err error) (*Stream, error) {
	if err == nil {
		_, err = stream.frames.Recv()
	}
	if err != nil {
		stream.cancel()
		return nil, err
	}
	return stream, nil
}

// Next is the next frame; io.EOF when there are no more.
func (s *Stream) Next() (*laniakea.Frame, error) { return s.frames.Recv() }

// Reading reads the JSON of the next frame that is no heartbeat into a value. What fails ends the test.
func (s *Stream) Reading(t testing.TB, into any) *laniakea.Frame {
	t.Helper()
	for {
		frame, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if frame.Type == facts.FrameHeartbeatType {
			continue
		}
		if err := json.Unmarshal(frame.Payload, into); err != nil {
			t.Fatalf("%s: %v", frame.Payload, err)
		}
		return frame
	}
}

// Stop ends it: a recording as the daemon does, a command by giving up its call.
func (s *Stream) Stop() error {
	defer s.cancel()
	return s.stop()
}

func (s *Stream) take(count int) ([]*laniakea.Frame, error) {
	var frames []*laniakea.Frame
	for count <= 0 || len(frames) < count {
		frame, err := s.Next()
		if err != nil {
			s.cancel()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return frames, err
		}
		frames = append(frames, frame)
	}
	return frames, s.Stop()
}
