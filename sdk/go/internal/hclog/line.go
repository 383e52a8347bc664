package hclog

import (
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

const (
	// Bytes. A host reads lines through a buffer of 64 KiB; what is left of it is for the host's own prefix.
	maxRecord = 60 * 1024
	maxModule = 256
	maxKey    = 64
	// Exactly six digits of a second: with another number of them a host takes the line for plain text.
	timeLayout = "2006-01-02T15:04:05.000000Z07:00"
)

// line is a record with its newline, shorter than 64 KiB whatever is in it. All values are strings: a host panics on others.
func line(level, message, module string, fields []field, at time.Time) []byte {
	var text strings.Builder
	text.WriteString(`{"@level":` + facts.JSONString(level))
	text.WriteString(`,"@message":` + cutJSON(message, facts.LogMaxMessageBytes))
	text.WriteString(`,"@module":` + cutJSON(module, maxModule))
	text.WriteString(`,"@timestamp":` + facts.JSONString(at.Format(timeLayout)))
	seen := map[string]bool{}
	for _, each := range fields {
		key := cutJSON(keyOf(each.key), maxKey)
		room := maxRecord - text.Len() - len(key)
		if room < 2*maxKey || seen[key] {
			continue
		}
		seen[key] = true
		text.WriteString("," + key + ":" + cutJSON(each.value, room/2))
	}
	text.WriteString("}\n")
	return []byte(text.String())
}

// cutJSON is a text of at most room bytes as JSON; marked when it was longer.
func cutJSON(text string, room int) string {
	for keep := room; ; keep = keep * 3 / 4 {
		encoded := facts.JSONString(facts.Cut(text, keep))
		if len(encoded) <= room || keep == 0 {
			return encoded
		}
	}
}
