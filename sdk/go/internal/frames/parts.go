package frames

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Deeper than that there is a circle, which encoding/json refuses.
const deepest = 1000

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	errorType     = reflect.TypeFor[error]()
)

// hasOwnForm says whether code of the type's own writes its JSON, so that its parts do not matter.
func hasOwnForm(typ reflect.Type) bool {
	for _, marshaler := range []reflect.Type{jsonMarshaler, textMarshaler} {
		if typ.Implements(marshaler) || reflect.PointerTo(typ).Implements(marshaler) {
			return true
		}
	}
	return false
}

// written is the name that a field has in JSON; false for one that is left out.
func written(field reflect.StructField) (string, bool) {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if field.Tag.Get("json") == "-" || (!field.IsExported() && !field.Anonymous) {
		return "", false
	}
	if name == "" {
		return field.Name, true
	}
	return name, true
}

// fieldPath is the path of a field. Those of an embedded struct stand among the others.
func fieldPath(path, name string, field reflect.StructField) string {
	if field.Anonymous && field.Tag.Get("json") == "" {
		return path
	}
	return path + "." + name
}

func indexPath(path string, index any) string { return fmt.Sprintf("%s[%v]", path, index) }
func keyPath(path string, key any) string     { return fmt.Sprintf("%s.%v", path, key) }

func named(path string) string {
	if path == "" {
		return "it"
	}
	return strings.TrimPrefix(path, ".")
}
