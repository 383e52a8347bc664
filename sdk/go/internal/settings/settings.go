// Package settings reads what differs from lab to lab, without a rebuild: the environment variable LANIAKEA_<NAME>_<KEY>, over the
// file <executable>.settings.json beside the executable, over the defaults.
package settings

import (
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/fields"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Variable names another settings file than the one beside the executable; `dev` sets it to the project's.
const Variable = facts.SettingsVariable

// Of the daemon's cookie and of what an SDK reads: they are no slip in a setting's name, whatever a plugin is called.
const ownPrefix = facts.SettingsOwnPrefix

// Flag has the executable print a settings file.
const Flag = "--settings"

// What begins so in a settings file is a comment.
const comment = "//"

// Table is an author's struct.
type Table struct {
	plugin   string
	defaults reflect.Value
	fields   []fields.Field
}

// New is the table of a struct whose values are the defaults; nil for a plugin without settings.
func New(plugin string, defaults any) (*Table, error) {
	if defaults == nil {
		return &Table{plugin: plugin}, nil
	}
	found, err := fields.Of(reflect.TypeOf(defaults))
	if err != nil {
		return nil, fmt.Errorf("the Settings cannot be read: %w", err)
	}
	for _, field := range found {
		if field.Type() == "" {
			return nil, fmt.Errorf("the setting %s must be a string, a number or a bool", field.Key)
		}
	}
	return &Table{plugin: plugin, defaults: reflect.ValueOf(defaults), fields: found}, nil
}

// Read is the struct with the values of now: a change is seen by the next recording. The error is FAILED_PRECONDITION, with all that
// is wrong: where, which key, what was found, and what is allowed.
func (t *Table) Read() (any, error) {
	if !t.defaults.IsValid() {
		return nil, nil //nolint:nilnil // A plugin without settings has none.
	}
	file := fileName()
	written, problems := readFile(file)
	for _, key := range slices.Sorted(maps.Keys(written)) {
		if !t.has(key) && !strings.HasPrefix(key, comment) {
			problems = append(problems, fmt.Sprintf("%s: there is no setting %q%s; there are: %s", file, key, t.meant(key), strings.Join(t.keys(), ", ")))
		}
	}
	values := reflect.New(t.defaults.Type()).Elem()
	values.Set(t.defaults)
	for _, field := range t.fields {
		place, found, isThere := t.find(field, file, written)
		if !isThere {
			continue
		}
		problem := field.Set(values, found)
		if problem == "" && found == "" && field.Default(t.defaults) != found {
			problem = "must not be empty"
		}
		if problem != "" {
			problems = append(problems, fmt.Sprintf("%s is %s and %s%s", place, fields.Shown(found), problem, t.example(field, found)))
		}
	}
	if problems != nil {
		return nil, status.Error(codes.FailedPrecondition, facts.Fill(facts.MessageWrongSettings, "problems", strings.Join(problems, "; ")))
	}
	return values.Interface(), nil
}

// find is where a value stands and what it is; isThere is false where the default counts.
func (t *Table) find(field fields.Field, file string, written map[string]any) (place string, found any, isThere bool) {
	variable := t.variable(field.Key)
	if text, ok := os.LookupEnv(variable); ok {
		return variable, parsed(text, field), true
	}
	found, isThere = written[field.Key]
	return file + ": " + field.Key, found, isThere
}

// parsed: a variable is text. What is no value of the setting's type stays text, and is told as such.
func parsed(text string, field fields.Field) any {
	switch field.Type() {
	case "number":
		number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err == nil && !math.IsNaN(number) && !math.IsInf(number, 0) {
			return number
		}
	case "boolean":
		if lower := strings.ToLower(text); lower == "true" || lower == "false" {
			return lower == "true"
		}
	}
	return text
}

// example is a value of the right type, for one of the wrong type.
func (t *Table) example(field fields.Field, found any) string {
	kinds := map[string]reflect.Kind{"string": reflect.String, "number": reflect.Float64, "boolean": reflect.Bool}
	if reflect.ValueOf(found).Kind() == kinds[field.Type()] {
		return ""
	}
	return ", such as " + fields.Shown(field.Default(t.defaults))
}

func (t *Table) has(key string) bool {
	return slices.ContainsFunc(t.fields, func(field fields.Field) bool { return field.Key == key })
}

// meant is a question after the setting that is most like a key; empty where none is.
func (t *Table) meant(key string) string {
	if near := nearest(key, t.keys()); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

func (t *Table) keys() []string {
	keys := make([]string, len(t.fields))
	for i, field := range t.fields {
		keys[i] = field.Key
	}
	return keys
}

var (
	wordBorder = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	noLetter   = regexp.MustCompile(`[^A-Z0-9_]`)
)

func (t *Table) variable(key string) string {
	name := "LANIAKEA_" + t.plugin + "_" + wordBorder.ReplaceAllString(key, "${1}_$2")
	return noLetter.ReplaceAllString(strings.ToUpper(name), "_")
}

// Stray is what a person is told of variables that begin as the plugin's settings do and are none: a slip in a name has no other effect.
// Empty: there are none. They are not refused, as the variables of a plugin x-two begin like those of x.
func (t *Table) Stray() string {
	var known, stray []string
	for _, field := range t.fields {
		known = append(known, t.variable(field.Key))
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, t.variable("")) && !strings.HasPrefix(name, ownPrefix) && !slices.Contains(known, name) {
			stray = append(stray, name)
		}
	}
	if known == nil || stray == nil {
		return ""
	}
	slices.Sort(stray)
	are := "is no setting"
	if len(stray) > 1 {
		are = "are no settings"
	}
	return fmt.Sprintf("%s %s of this plugin; there are: %s", strings.Join(stray, ", "), are, strings.Join(known, ", "))
}

// Text is a settings file with the defaults as comments.
func (t *Table) Text() string {
	if len(t.fields) == 0 {
		return "{}\n"
	}
	var text strings.Builder
	about := fmt.Sprintf("Settings of %s: take the // from a key to change its value. A variable such as %s counts more.",
		t.plugin, t.variable(t.fields[0].Key))
	fmt.Fprintf(&text, "{\n  %q: %s", comment, fields.Shown(about))
	for _, field := range t.fields {
		fmt.Fprintf(&text, ",\n  %q: %s", comment+" "+field.Key, fields.Shown(field.Default(t.defaults)))
	}
	text.WriteString("\n}\n")
	return text.String()
}
