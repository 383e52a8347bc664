// Package fields reads the values of an author's struct, whose tags say what is allowed: settings, and the arguments of a command.
package fields

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field is one exported field of a struct.
type Field struct {
	// Key is its name for a person: that of its tag json, else its own, which then starts with a small letter.
	Key string
	// IsOptional says whether its tag json has omitempty or omitzero.
	IsOptional bool
	// IsLimited says whether its tags limit its values.
	IsLimited bool

	index              int
	typ                reflect.Type
	minimum, maximum   float64
	oneOf              []string
	maxLength          int
	pattern            *regexp.Regexp
	allowed            string
	hasBounds, isWhole bool
}

// Of is a struct's fields. The error names a tag that cannot be read.
func Of(typ reflect.Type) ([]Field, error) {
	if typ == nil || typ.Kind() != reflect.Struct {
		return nil, fmt.Errorf("it is of type %v and must be a struct", typ)
	}
	var fields []Field
	for i := range typ.NumField() {
		member := typ.Field(i)
		key, options, _ := strings.Cut(member.Tag.Get("json"), ",")
		if !member.IsExported() || key == "-" {
			continue
		}
		if key == "" {
			key = small(member.Name)
		}
		field := Field{Key: key, IsOptional: strings.Contains(options, "omit"), index: i, typ: member.Type}
		if err := field.limit(member.Tag); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", typ.Name(), member.Name, err)
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// small is BaudRate as baudRate, and URL as url.
func small(name string) string {
	letters := []rune(name)
	for i := range letters {
		if i > 0 && i+1 < len(letters) && unicode.IsLower(letters[i+1]) {
			break
		}
		if !unicode.IsUpper(letters[i]) {
			break
		}
		letters[i] = unicode.ToLower(letters[i])
	}
	return string(letters)
}

func (f *Field) limit(tag reflect.StructTag) (err error) {
	f.minimum, f.maximum = math.Inf(-1), math.Inf(1)
	switch f.typ.Kind() {
	case reflect.String, reflect.Bool, reflect.Float64, reflect.Float32:
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f.isWhole = true
		f.minimum, f.maximum = -math.Ldexp(1, f.typ.Bits()-1), math.Ldexp(1, f.typ.Bits()-1)-1
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f.isWhole = true
		f.minimum, f.maximum = 0, math.Ldexp(1, f.typ.Bits())-1
	}
	if err := f.bound(tag, "min", &f.minimum); err != nil {
		return err
	}
	if err := f.bound(tag, "max", &f.maximum); err != nil {
		return err
	}
	if words, ok := tag.Lookup("oneOf"); ok {
		f.IsLimited, f.oneOf = true, strings.Split(words, ",")
	}
	if length, ok := tag.Lookup("maxLength"); ok {
		f.IsLimited = true
		if f.maxLength, err = strconv.Atoi(length); err != nil {
			return fmt.Errorf("the tag maxLength: %w", err)
		}
	}
	if pattern, ok := tag.Lookup("pattern"); ok {
		f.IsLimited = true
		f.pattern, err = regexp.Compile(pattern)
		f.allowed = "like " + pattern
	}
	if words, ok := tag.Lookup("allowed"); ok {
		f.allowed = words
	}
	return err
}

func (f *Field) bound(tag reflect.StructTag, name string, into *float64) (err error) {
	text, ok := tag.Lookup(name)
	if !ok {
		return nil
	}
	f.IsLimited, f.hasBounds = true, true
	if *into, err = strconv.ParseFloat(text, 64); err != nil {
		return fmt.Errorf("the tag %s: %w", name, err)
	}
	return nil
}

// Default is what a struct has in the field.
func (f Field) Default(of reflect.Value) any { return of.Field(f.index).Interface() }

// Type is string, number or boolean; empty for another one.
func (f Field) Type() string {
	switch f.typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64, reflect.Float32:
		return "number"
	}
	if f.isWhole {
		return "number"
	}
	return ""
}

// Set puts a value, as encoding/json gives it, into the field of a struct. The problem says what is allowed instead; it is empty
// where there is none.
func (f Field) Set(into reflect.Value, found any) (problem string) {
	if problem := f.Problem(found); problem != "" {
		return problem
	}
	field := into.Field(f.index)
	switch typed := found.(type) {
	case string:
		field.SetString(typed)
	case bool:
		field.SetBool(typed)
	case float64:
		field.Set(reflect.ValueOf(typed).Convert(f.typ))
	}
	return ""
}

// Problem says what is allowed instead of a value, as encoding/json gives it; it is empty for one that is allowed.
func (f Field) Problem(found any) string {
	switch typed := found.(type) {
	case string:
		if f.Type() == "string" {
			return f.textProblem(typed)
		}
	case bool:
		if f.Type() == "boolean" {
			return ""
		}
	case float64:
		if f.Type() == "number" {
			return f.numberProblem(typed)
		}
	}
	return "must be a " + f.Type()
}

func (f Field) numberProblem(number float64) string {
	if f.isWhole && number != math.Trunc(number) {
		return "must be a whole number" + f.between()
	}
	if number < f.minimum || number > f.maximum {
		return "must be" + f.between()
	}
	if !f.isOneOf(Shown(number)) {
		return "must be one of " + strings.Join(f.oneOf, ", ")
	}
	return ""
}

func (f Field) between() string {
	switch {
	case math.IsInf(f.minimum, -1) && math.IsInf(f.maximum, 1), !f.hasBounds && f.isWhole && f.typ.Bits() == 64:
		return ""
	case math.IsInf(f.maximum, 1):
		return fmt.Sprintf(" at least %s", Shown(f.minimum))
	case math.IsInf(f.minimum, -1):
		return fmt.Sprintf(" at most %s", Shown(f.maximum))
	}
	return fmt.Sprintf(" between %s and %s", Shown(f.minimum), Shown(f.maximum))
}

func (f Field) textProblem(text string) string {
	if !f.isOneOf(text) {
		return "must be one of " + strings.Join(f.oneOf, ", ")
	}
	if length := utf8.RuneCountInString(text); f.maxLength > 0 && length > f.maxLength {
		return fmt.Sprintf("must have at most %d characters", f.maxLength)
	}
	if f.pattern != nil && !f.pattern.MatchString(text) {
		return "must be " + f.allowed
	}
	return ""
}

func (f Field) isOneOf(text string) bool {
	for _, word := range f.oneOf {
		if word == text {
			return true
		}
	}
	return f.oneOf == nil
}

// Shown is a value of JSON for a person.
func Shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
