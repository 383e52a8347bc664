package facts

import (
	"bytes"
	"encoding/json"
	"strings"
)

// JSONString is a text in JSON, as a person reads it: without the escapes that only a web page needs.
func JSONString(text string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	// A string can always be written, and a buffer takes all.
	_ = encoder.Encode(text)
	return strings.TrimSuffix(buffer.String(), "\n")
}
