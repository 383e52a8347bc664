package facts

import (
	"strings"
	"unicode/utf8"
)

// Bytes for the mark that says how much is missing.
const markBytes = 64

// Reason is a message as the reason of a failed call: never empty, at most 4 KiB, and valid UTF-8. HTTP/2 takes no more of it:
// a host ends the connection, and with it all calls of the plugin.
func Reason(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.TrimSpace(text) == "" {
		return ErrorReasonWhenEmpty
	}
	return Cut(text, ErrorReasonMaxBytes)
}

// Cut shortens a text to at most room bytes, at a character's border, and says how many characters are missing.
func Cut(text string, room int) string {
	if len(text) <= room {
		return text
	}
	end := max(room-markBytes, 0)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + Fill(MessageCharactersCut, "count", utf8.RuneCountInString(text[end:]))
}

// ReasonOf is the reason in an error, for a person. The text of an error is foreign code, which may panic.
func ReasonOf(err error) (reason string) {
	defer func() {
		if recovered := recover(); recovered != nil {
			reason = Reason(Fill(MessageUnreadable, "reason", typeName(err)))
		}
	}()
	return Reason(err.Error())
}
