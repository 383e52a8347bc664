package frames

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
)

// Nulled is a part of a value that JSON has only null for.
type Nulled struct {
	// Path is such as values[2]; "it" for the whole.
	Path string
	// Value is such as NaN.
	Value string
}

// What no instrument reads stands in for what is no number, until there is the text of all: encoding/json has no other way to
// write null for a number, and all that it knows of tags is to count.
var (
	standIn64 = math.Float64frombits(0x4c616e696b65)
	standIn32 = math.Float32frombits(0x4c616e)
)

// withNulls is the JSON of a copy of the value in which null stands for what is no number.
func withNulls(value any) ([]byte, *Nulled, error) {
	var copier nuller
	text, err := json.Marshal(copier.copy(reflect.ValueOf(value), "", 0).Interface())
	if err != nil {
		return nil, nil, err
	}
	for _, standIn := range []any{standIn64, standIn32} {
		// A finite number can always be written.
		number, _ := json.Marshal(standIn)
		text = bytes.ReplaceAll(text, number, []byte("null"))
	}
	return text, copier.first, nil
}

type nuller struct{ first *Nulled }

func (n *nuller) copy(value reflect.Value, path string, depth int) reflect.Value {
	if !value.IsValid() || depth > deepest || hasOwnForm(value.Type()) {
		return value
	}
	copied := reflect.New(value.Type()).Elem()
	copied.Set(value)
	switch value.Kind() {
	case reflect.Float32, reflect.Float64:
		n.number(copied, path)
	case reflect.Pointer:
		if !value.IsNil() {
			copied.Set(reflect.New(value.Type().Elem()))
			copied.Elem().Set(n.copy(value.Elem(), path, depth+1))
		}
	case reflect.Interface:
		if !value.IsNil() {
			copied.Set(n.copy(value.Elem(), path, depth+1))
		}
	case reflect.Slice:
		if !value.IsNil() {
			copied.Set(reflect.MakeSlice(value.Type(), value.Len(), value.Len()))
		}
		n.items(copied, value, path, depth)
	case reflect.Array:
		n.items(copied, value, path, depth)
	case reflect.Map:
		n.entries(copied, value, path, depth)
	case reflect.Struct:
		n.fields(copied, value, path, depth)
	}
	return copied
}

func (n *nuller) number(copied reflect.Value, path string) {
	number := copied.Float()
	if !math.IsNaN(number) && !math.IsInf(number, 0) {
		return
	}
	if n.first == nil {
		n.first = &Nulled{Path: named(path), Value: fmt.Sprint(number)}
	}
	if copied.Kind() == reflect.Float32 {
		copied.SetFloat(float64(standIn32))
		return
	}
	copied.SetFloat(standIn64)
}

func (n *nuller) items(copied, value reflect.Value, path string, depth int) {
	for i := range value.Len() {
		copied.Index(i).Set(n.copy(value.Index(i), indexPath(path, i), depth+1))
	}
}

func (n *nuller) entries(copied, value reflect.Value, path string, depth int) {
	if value.IsNil() {
		return
	}
	copied.Set(reflect.MakeMapWithSize(value.Type(), value.Len()))
	for entries := value.MapRange(); entries.Next(); {
		copied.SetMapIndex(entries.Key(), n.copy(entries.Value(), keyPath(path, entries.Key()), depth+1))
	}
}

func (n *nuller) fields(copied, value reflect.Value, path string, depth int) {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, isWritten := written(field)
		switch {
		case !isWritten:
		case copied.Field(i).CanSet():
			copied.Field(i).Set(n.copy(value.Field(i), fieldPath(path, name, field), depth+1))
		case field.Type.Kind() == reflect.Struct:
			// It is embedded and not exported; what is exported in it can be set.
			n.fields(copied.Field(i), value.Field(i), path, depth+1)
		}
	}
}
