package proto_test

import (
	"encoding/json"
	"math"
	"testing"

	messages "github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// wire is a frame's bytes, field by field.
func wire(source, mediaType string, timestamp int64, payload []byte) []byte {
	bytes := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), source)
	bytes = protowire.AppendString(protowire.AppendTag(bytes, 2, protowire.BytesType), mediaType)
	bytes = protowire.AppendVarint(protowire.AppendTag(bytes, 3, protowire.VarintType), uint64(timestamp))
	return protowire.AppendBytes(protowire.AppendTag(bytes, 4, protowire.BytesType), payload)
}

func TestAFrameIsItsBytes(t *testing.T) {
	for _, timestamp := range []int64{1, -1, math.MaxInt64, math.MinInt64} {
		frame := &messages.Frame{Source: "sensor", Type: "text/plain", Timestamp: timestamp, Payload: []byte{0, 0xff}}
		want := wire("sensor", "text/plain", timestamp, []byte{0, 0xff})
		got, err := proto.Marshal(frame)
		if err != nil || string(got) != string(want) {
			t.Errorf("%x, %v, want %x", got, err, want)
		}
		if size := proto.Size(frame); size != len(want) {
			t.Errorf("size %d, want %d", size, len(want))
		}
		// What was in it goes.
		read := &messages.Frame{Source: "another", Payload: []byte("old")}
		if err := proto.Unmarshal(want, read); err != nil || !proto.Equal(read, frame) {
			t.Errorf("read %v, %v", read, err)
		}
	}
}

func TestAnEmptyFrameHasNoBytes(t *testing.T) {
	for _, frame := range []*messages.Frame{nil, {}} {
		if bytes, err := proto.Marshal(frame); err != nil || len(bytes) != 0 {
			t.Errorf("%x, %v", bytes, err)
		}
		if frame.GetSource() != "" || frame.GetType() != "" || frame.GetTimestamp() != 0 || frame.GetPayload() != nil {
			t.Errorf("%v", frame)
		}
	}
}

func TestDamagedAndForeignBytes(t *testing.T) {
	bytes := wire("sensor", "text/plain", 1, []byte("x"))
	if err := proto.Unmarshal(bytes[:len(bytes)-1], &messages.Frame{}); err == nil {
		t.Error("half a frame was read")
	}
	if err := proto.Unmarshal([]byte("\x0a\x01\xff"), &messages.Frame{}); err == nil {
		t.Error("a source that is no UTF-8 was read")
	}
	// A field of a later protocol.
	read := &messages.Frame{}
	later := protowire.AppendString(protowire.AppendTag(bytes, 9, protowire.BytesType), "new")
	if err := proto.Unmarshal(later, read); err != nil || read.Source != "sensor" || string(read.Payload) != "x" {
		t.Errorf("read %v, %v", read, err)
	}
}

func TestJSON(t *testing.T) {
	frame := &messages.Frame{Source: "sensor", Timestamp: 5, Payload: []byte("x")}
	if text, err := json.Marshal(frame); err != nil || string(text) != `{"source":"sensor","timestamp":5,"payload":"eA=="}` {
		t.Errorf("%s, %v", text, err)
	}
	read := &messages.VersionNumber{}
	if err := protojson.Unmarshal([]byte(`{"version":"1.2.0"}`), read); err != nil || read.GetVersion() != "1.2.0" {
		t.Errorf("%v, %v", read, err)
	}
}
