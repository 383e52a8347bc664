package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"
)

// fileName is empty where nobody knows what the executable is.
func fileName() string {
	if chosen := os.Getenv(Variable); chosen != "" {
		return chosen
	}
	executable, err := os.Executable()
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(executable, ".exe") + ".settings.json"
}

func readFile(file string) (written map[string]any, problems []string) {
	wrong := func(what string) []string {
		return []string{fmt.Sprintf("%s: %s; it must hold one JSON object", file, what)}
	}
	// Reading what is no file may have no end, or wait for a writer for ever.
	if about, err := os.Stat(file); err == nil && !about.Mode().IsRegular() && !about.IsDir() {
		return nil, wrong(fmt.Sprintf("it is %s, not a file", kindOf(about.Mode())))
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv(Variable) == "" {
		return nil, nil
	}
	if err != nil {
		return nil, wrong(unreadable(file, err))
	}
	written, what := objectIn(text)
	if what != "" {
		return nil, wrong(what)
	}
	for _, key := range doubledKeys(text) {
		problems = append(problems, fmt.Sprintf("%s: there are two settings %q; keep one", file, key))
	}
	return written, problems
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// doubledKeys are the keys that a text of one JSON object has more than once, but for comments; of each, encoding/json takes the last.
func doubledKeys(text []byte) (doubled []string) {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, byteOrderMark)))
	_, _ = decoder.Token() // Its brace.
	seen := map[string]int{}
	for decoder.More() {
		key, err := decoder.Token()
		name, isKey := key.(string)
		var value json.RawMessage
		if err != nil || !isKey || decoder.Decode(&value) != nil {
			break // The text is JSON: that has been looked at.
		}
		if seen[name]++; seen[name] == 2 && !strings.HasPrefix(name, comment) {
			doubled = append(doubled, name)
		}
	}
	return doubled
}

// Some editors on Windows begin a file with it.
var byteOrderMark = []byte("\ufeff")

// unreadable is why a file cannot be read, in plain words where there are some.
func unreadable(file string, err error) string {
	if about, statErr := os.Stat(file); statErr == nil && about.IsDir() {
		return "it is a folder"
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "the user of this process may not read it"
	}
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	return fmt.Sprintf("it cannot be read (%s)", err)
}

// objectIn is the object that a person's text holds, or what the text is in place of one.
func objectIn(text []byte) (object map[string]any, problem string) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, "it is empty"
	}
	if !utf8.Valid(text) {
		return nil, "it is no text in UTF-8"
	}
	var found any
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, "it is no JSON: " + explained(text, err)
	}
	switch typed := found.(type) {
	case map[string]any:
		return typed, ""
	case []any:
		return nil, "it holds a list"
	case nil:
		return nil, "it holds null"
	case bool:
		return nil, "it holds a boolean"
	case float64:
		return nil, "it holds a number"
	}
	return nil, "it holds a string"
}

// explained is a mistake in JSON with its place.
func explained(text []byte, err error) string {
	var mistake *json.SyntaxError
	if !errors.As(err, &mistake) {
		return err.Error()
	}
	if strings.Contains(err.Error(), "unexpected end") {
		return "it ends too early, in " + place(bytes.TrimRight(text, " \t\r\n"))
	}
	// The offset is behind the character that is not understood.
	return fmt.Sprintf("%s in %s", err, place(text[:max(mistake.Offset-1, 0)]))
}

// place is where a text goes on after what stands before.
func place(before []byte) string {
	last := before[bytes.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("line %d, column %d", bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(last)+1)
}
