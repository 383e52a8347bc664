// Package commands reads what an operator sends with `lanicli plugin-command`.
package commands

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Request is one command.
type Request struct {
	Command string
	// Args is a JSON object.
	Args json.RawMessage
	// ID is JSON; empty where the operator gave none.
	ID json.RawMessage
}

// IsJSON says whether a frame is of the type that commands have.
func IsJSON(frame *proto.Frame) bool { return frame.GetType() == facts.FrameJsonType }

// Parse reads a command. Its error says what is expected.
func Parse(frame *proto.Frame) (Request, error) {
	expected := "expected a frame of type " + facts.FrameJsonType + ` like {"command":"NAME"}`
	if !IsJSON(frame) {
		return Request{}, invalid("%s, got type %s", expected, facts.JSONString(frame.GetType()))
	}
	var parsed struct {
		Command *string         `json:"command"`
		Args    json.RawMessage `json:"args"`
		ID      json.RawMessage `json:"id"`
	}
	payload := frame.GetPayload()
	if !isObject(payload) || json.Unmarshal(payload, &parsed) != nil || parsed.Command == nil {
		return Request{}, invalid("%s, got %s", expected, shortened(string(payload)))
	}
	if parsed.Args == nil {
		parsed.Args = json.RawMessage("{}")
	}
	if !isObject(parsed.Args) {
		return Request{}, invalid(`"args" must be an object, got %s`, shortened(string(parsed.Args)))
	}
	return Request{Command: *parsed.Command, Args: parsed.Args, ID: parsed.ID}, nil
}

// Unknown names the commands that there are.
func Unknown[Command any](name, plugin string, commands map[string]Command) error {
	known := strings.Join(slices.Sorted(maps.Keys(commands)), ", ")
	if known == "" {
		known = "none"
	}
	return invalid("unknown command %s; %s knows: %s", shortened(facts.JSONString(name)), plugin, known)
}

// WithID puts the request's id into each answer that is a JSON object: every caller gets every answer.
func WithID(emit func(any) error, id json.RawMessage) func(any) error {
	if len(id) == 0 {
		return emit
	}
	return func(value any) error {
		made, err := frames.Of(value, "")
		if err != nil {
			return err
		}
		if _, isFrame := value.(*proto.Frame); !isFrame && IsJSON(made.Frame) && isObject(made.GetPayload()) {
			made.Payload = withMember(made.GetPayload(), id)
		}
		return emit(made)
	}
}

// withMember puts the id behind the other members, of which an id of their own gives way.
func withMember(object, id json.RawMessage) []byte {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(object, &members) != nil {
		return object
	}
	if _, hasOwn := members["id"]; hasOwn {
		members["id"] = id
		if changed, err := json.Marshal(members); err == nil {
			return changed
		}
		return object
	}
	rest := object[:bytes.LastIndexByte(object, '}')]
	separator := ","
	if len(members) == 0 {
		separator = ""
	}
	return fmt.Appendf(nil, `%s%s"id":%s}`, rest, separator, id)
}

func isObject(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) && json.Valid(text)
}

func invalid(format string, args ...any) error {
	return status.Errorf(codes.InvalidArgument, format, args...)
}

const longest = 80

func shortened(text string) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
