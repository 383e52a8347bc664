package commands

import (
	"strings"
	"testing"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/frames"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestParse(t *testing.T) {
	for payload, want := range map[string]string{
		`{"command":"read"}`:                        "",
		` {"command":"read","args":{"x":1},"id":7}`: "",
		`{}`:                        `like {"command":"NAME"}, got {}`,
		`[1]`:                       `got [1]`,
		`{"command":5}`:             `got {"command":5}`,
		`{"command":"a","args":[]}`: `"args" must be an object, got []`,
		`nonsense`:                  `got nonsense`,
		``:                          `got `,
	} {
		_, err := Parse(&proto.Frame{Type: "application/json", Payload: []byte(payload)})
		if want == "" && err != nil {
			t.Errorf("%s: %v", payload, err)
		}
		if want != "" && (status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", payload, err, want)
		}
	}
	if _, err := Parse(&proto.Frame{Type: "text/plain"}); err == nil || !strings.Contains(err.Error(), `got type "text/plain"`) {
		t.Errorf("text: %v", err)
	}
}

func TestTheIDComesBackInEachObject(t *testing.T) {
	for want, value := range map[string]any{
		`{"n":1,"id":"42"}`: map[string]int{"n": 1},
		`{"id":"42"}`:       struct{}{},
		`[1]`:               []int{1},
		"text":              "text",
		`{"id":"42","n":1}`: map[string]any{"id": "own", "n": 1},
		`{"frame":1}`:       &proto.Frame{Type: "application/json", Payload: []byte(`{"frame":1}`)},
	} {
		var got string
		emit := WithID(func(value any) error {
			got = string(value.(frames.Made).Payload)
			return nil
		}, []byte(`"42"`))
		if err := emit(value); err != nil || got != want {
			t.Errorf("%v: %s (%v), want %s", value, got, err, want)
		}
	}
}
