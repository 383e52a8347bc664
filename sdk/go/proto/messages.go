// Package proto has the messages of the daemon's protocol for plugins, under the names that Laniakea's SDK gives them.
//
// They are written by hand: the struct tags say which field of the wire each is, and protobuf's own library does the rest.
package proto

import (
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoimpl"
)

// Frame is what the daemon and a plugin send one another: a reading, a request or an answer.
type Frame struct {
	state protoimpl.MessageState

	// Source is the name of the plugin.
	Source string `protobuf:"bytes,1,opt,name=source,proto3" json:"source,omitempty"`
	// Type says what the payload is, as a media type.
	Type string `protobuf:"bytes,2,opt,name=type,proto3" json:"type,omitempty"`
	// Timestamp is in ms since 1970.
	Timestamp int64 `protobuf:"varint,3,opt,name=timestamp,proto3" json:"timestamp,omitempty"`
	// Payload is the reading itself.
	Payload []byte `protobuf:"bytes,4,opt,name=payload,proto3" json:"payload,omitempty"`
}

// VersionNumber is the version of the daemon or of a plugin.
type VersionNumber struct {
	state protoimpl.MessageState

	Version string `protobuf:"bytes,1,opt,name=version,proto3" json:"version,omitempty"`
}

// Empty says nothing.
type Empty struct {
	state protoimpl.MessageState
}

// GetSource is "" for nil.
func (f *Frame) GetSource() string {
	if f == nil {
		return ""
	}
	return f.Source
}

// GetType is "" for nil.
func (f *Frame) GetType() string {
	if f == nil {
		return ""
	}
	return f.Type
}

// GetTimestamp is 0 for nil.
func (f *Frame) GetTimestamp() int64 {
	if f == nil {
		return 0
	}
	return f.Timestamp
}

// GetPayload is nil for nil.
func (f *Frame) GetPayload() []byte {
	if f == nil {
		return nil
	}
	return f.Payload
}

// GetVersion is "" for nil.
func (v *VersionNumber) GetVersion() string {
	if v == nil {
		return ""
	}
	return v.Version
}

// ProtoMessage is protobuf's.
func (*Frame) ProtoMessage() {}

// ProtoMessage is protobuf's.
func (*VersionNumber) ProtoMessage() {}

// ProtoMessage is protobuf's.
func (*Empty) ProtoMessage() {}

// ProtoReflect is protobuf's.
func (f *Frame) ProtoReflect() protoreflect.Message {
	if f == nil {
		return frameType.Zero()
	}
	return stateOf(protoimpl.Pointer(f), frameType)
}

// ProtoReflect is protobuf's.
func (v *VersionNumber) ProtoReflect() protoreflect.Message {
	if v == nil {
		return versionNumberType.Zero()
	}
	return stateOf(protoimpl.Pointer(v), versionNumberType)
}

// ProtoReflect is protobuf's.
func (e *Empty) ProtoReflect() protoreflect.Message {
	if e == nil {
		return emptyType.Zero()
	}
	return stateOf(protoimpl.Pointer(e), emptyType)
}

// String is for people.
func (f *Frame) String() string { return protoimpl.X.MessageStringOf(f) }

// String is for people.
func (v *VersionNumber) String() string { return protoimpl.X.MessageStringOf(v) }

// String is for people.
func (e *Empty) String() string { return protoimpl.X.MessageStringOf(e) }

// Reset empties it; a message that is being read still knows its type.
func (f *Frame) Reset() {
	*f = Frame{}
	_ = f.ProtoReflect()
}

// Reset is as a Frame's.
func (v *VersionNumber) Reset() {
	*v = VersionNumber{}
	_ = v.ProtoReflect()
}

// Reset is as a Frame's.
func (e *Empty) Reset() {
	*e = Empty{}
	_ = e.ProtoReflect()
}

// stateOf is the message's own state, which needs no memory of its own for each frame.
func stateOf(message protoimpl.Pointer, of *protoimpl.MessageInfo) protoreflect.Message {
	state := protoimpl.X.MessageStateOf(message)
	if state.LoadMessageInfo() == nil {
		state.StoreMessageInfo(of)
	}
	return state
}
