package frames

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

type inner struct {
	Volts float64 `json:"volts"`
}

type reading struct {
	inner

	At     time.Time          `json:"-"`
	Values []float32          `json:"values"`
	By     map[string]float64 `json:"by,omitempty"`
	Next   *reading           `json:"next,omitempty"`
	Any    any                `json:"any,omitempty"`
}

func TestNoNumberIsNullAndItsPathIsKnown(t *testing.T) {
	nan := math.NaN()
	for _, each := range []struct {
		value        any
		text, nulled string
	}{
		{nan, "null", "it is NaN"},
		{[]float64{1, math.Inf(1), nan}, "[1,null,null]", "[1] is +Inf"},
		{map[string]any{"v": math.Inf(-1)}, `{"v":null}`, "v is -Inf"},
		{reading{Values: []float32{float32(nan), 2}}, `{"values":[null,2]}`, "values[0] is NaN"},
		{&reading{By: map[string]float64{"a": nan}}, `{"values":null,"by":{"a":null}}`, "by.a is NaN"},
		{reading{Next: &reading{Any: []any{"x", nan}}}, `{"values":null,"next":{"values":null,"any":["x",null]}}`, "next.any[1] is NaN"},
		{[2]inner{{1}, {nan}}, `[{"volts":1},{"volts":null}]`, "[1].volts is NaN"},
		{reading{inner: inner{nan}}, `{"volts":null,"values":null}`, "volts is NaN"},
		{[]float64{1, 2.5}, "[1,2.5]", ""},
	} {
		text, nulled, err := JSON(each.value)
		if err != nil {
			t.Errorf("%v: %v", each.value, err)
			continue
		}
		// A struct that is embedded without being exported has its fields among the others.
		if got := strings.ReplaceAll(string(text), `"volts":0,`, ""); got != each.text {
			t.Errorf("%v: got %s, want %s", each.value, text, each.text)
		}
		got := ""
		if nulled != nil {
			got = nulled.Path + " is " + nulled.Value
		}
		if got != each.nulled {
			t.Errorf("%v: got %q, want %q", each.value, got, each.nulled)
		}
	}
}

func TestAValueIsLeftAsItIs(t *testing.T) {
	values := []float64{math.NaN()}
	value := &reading{Any: values}
	if _, _, err := JSON(value); err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(values[0]) {
		t.Error("the author's slice was changed")
	}
}

func TestWhatHasNoJSONIsRefusedByPath(t *testing.T) {
	circle := map[string]any{"nan": math.NaN()}
	circle["self"] = circle
	for _, each := range []struct {
		value any
		says  string
	}{
		{map[string]any{"reading": map[string]any{"v": func() {}}}, "reading.v is a func(): call it"},
		{[]any{1, make(chan int)}, "[1] is a chan int: send what comes out of it"},
		{reading{Any: complex(1, 2)}, "Any is a complex128"},
		{map[string]any{"err": errors.New("x")}, "err is an error, of which JSON makes {}: send its text"},
		{map[string]any{"lock": &sync.Mutex{}}, "lock is a sync.Mutex without exported fields"},
		{make(chan int), "it is a chan int"},
		{circle, "JSON can hold: "},
	} {
		_, _, err := JSON(each.value)
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "any is", "Any is"), each.says) {
			t.Errorf("%T: got %v, want %s", each.value, err, each.says)
		}
	}
	for _, fine := range []any{struct{}{}, map[string]any{}, []any{map[string]int{}}, map[string]any{"at": time.Now(), "o": struct{}{}}} {
		if _, nulled, err := JSON(fine); err != nil || nulled != nil {
			t.Errorf("%v: %v", fine, err)
		}
	}
}

func TestAValueBringsItsOwnTime(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_123)
	made, err := Of(Timed{At: at, Value: map[string]int{"n": 1}}, "sensor")
	if err != nil || made.Timestamp != at.UnixMilli() || string(made.Payload) != `{"n":1}` || made.Source != "sensor" {
		t.Errorf("%v, %v", made, err)
	}
}
