package frames

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// JSON is a value as encoding/json writes it, with null for what is no number. It returns the first part that became null so.
//
// It returns an error for a value with a part that has no JSON, and for one with an error or a struct without exported fields in it:
// encoding/json makes {} of those without a word.
func JSON(value any) ([]byte, *Nulled, error) {
	var nulled *Nulled
	text, err := json.Marshal(value)
	if isNoNumber(err) {
		text, nulled, err = withNulls(value)
	}
	var unsupported *json.UnsupportedTypeError
	// Few values have these, and only they need a look at each of their parts.
	if errors.As(err, &unsupported) || bytes.Contains(text, []byte("{}")) {
		if found := findFormless(reflect.ValueOf(value), "", 0); found != nil {
			return nil, nil, fmt.Errorf("a frame needs a value that JSON can hold: %s is %s", named(found.path), found.what)
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("a frame needs a value that JSON can hold: %w", err)
	}
	return text, nulled, nil
}

func isNoNumber(err error) bool {
	var unsupported *json.UnsupportedValueError
	if !errors.As(err, &unsupported) {
		return false
	}
	kind := unsupported.Value.Kind()
	return kind == reflect.Float64 || kind == reflect.Float32
}
