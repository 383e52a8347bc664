package frames

import (
	"fmt"
	"reflect"
)

// formless is a part of a value that has no JSON, and what to do about it.
type formless struct{ path, what string }

func findFormless(value reflect.Value, path string, depth int) *formless {
	if !value.IsValid() || depth > deepest || hasOwnForm(value.Type()) {
		return nil
	}
	switch value.Kind() {
	case reflect.Func:
		return &formless{path, fmt.Sprintf("a %s: call it", value.Type())}
	case reflect.Chan:
		return &formless{path, fmt.Sprintf("a %s: send what comes out of it", value.Type())}
	case reflect.Complex64, reflect.Complex128:
		return &formless{path, fmt.Sprintf("a %s: send its real and its imaginary part", value.Type())}
	case reflect.Pointer, reflect.Interface:
		if value.Type().Implements(errorType) && isOpaque(value.Elem()) {
			return &formless{path, "an error, of which JSON makes {}: send its text, err.Error()"}
		}
		return findFormless(value.Elem(), path, depth+1)
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			if found := findFormless(value.Index(i), indexPath(path, i), depth+1); found != nil {
				return found
			}
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			if found := findFormless(entries.Value(), keyPath(path, entries.Key()), depth+1); found != nil {
				return found
			}
		}
	case reflect.Struct:
		return findInStruct(value, path, depth)
	}
	return nil
}

func findInStruct(value reflect.Value, path string, depth int) *formless {
	if isOpaque(value) {
		return &formless{path, fmt.Sprintf("a %s without exported fields, of which JSON makes {}: send what is in it", value.Type())}
	}
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, isWritten := written(field)
		if !isWritten {
			continue
		}
		if found := findFormless(value.Field(i), fieldPath(path, name, field), depth+1); found != nil {
			return found
		}
	}
	return nil
}

// isOpaque says whether a value is a struct that has fields, all of them its own.
func isOpaque(value reflect.Value) bool {
	for value.IsValid() && (value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface) {
		value = value.Elem()
	}
	if !value.IsValid() || value.Kind() != reflect.Struct || value.NumField() == 0 {
		return false
	}
	for i := range value.NumField() {
		if field := value.Type().Field(i); field.IsExported() || field.Anonymous {
			return false
		}
	}
	return true
}
