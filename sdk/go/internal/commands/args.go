package commands

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/fields"
)

// Limits are what the tags of a command's arguments allow.
type Limits struct {
	// fields is nil where no tag limits any of them.
	fields []fields.Field
}

// LimitsOf panics for a tag that cannot be read: that is a mistake in the author's code, and seen at its first start.
func LimitsOf(args reflect.Type) Limits {
	if args.Kind() != reflect.Struct {
		return Limits{}
	}
	found, err := fields.Of(args)
	if err != nil {
		panic(err)
	}
	if !slices.ContainsFunc(found, func(field fields.Field) bool { return field.IsLimited }) {
		return Limits{}
	}
	return Limits{fields: found}
}

// Read reads the arguments of a command into a value of its own type.
func (l Limits) Read(raw json.RawMessage, into any) error {
	if err := l.check(raw); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return invalid(`"args" does not fit the command: %s`, err)
	}
	return nil
}

func (l Limits) check(raw json.RawMessage) error {
	if l.fields == nil {
		return nil
	}
	var given map[string]any
	if err := json.Unmarshal(raw, &given); err != nil {
		return invalid(`"args" must be an object: %s`, err)
	}
	var problems []string
	known := map[string]bool{}
	for _, field := range l.fields {
		known[field.Key] = true
		if problem := problemOf(field, given); problem != "" {
			problems = append(problems, "args."+field.Key+": "+problem)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if !known[key] {
			problems = append(problems, "args."+shortened(key)+": there is none of that name")
		}
	}
	if problems != nil {
		return invalid("%s", strings.Join(problems, "; "))
	}
	return nil
}

func problemOf(field fields.Field, given map[string]any) string {
	value, isGiven := given[field.Key]
	if field.Type() == "" || !isGiven && field.IsOptional {
		return ""
	}
	problem := field.Problem(value)
	switch {
	case problem == "":
		return ""
	case !isGiven:
		return problem + ", got none"
	}
	return fmt.Sprintf("%s, got %s", problem, shortened(fields.Shown(value)))
}
