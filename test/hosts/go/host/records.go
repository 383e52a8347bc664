package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/go-hclog"
)

// Record is one line of the host's log. Those of the plugin's stderr have the executable's name after "host.".
type Record struct {
	Name    string            `json:"name"`
	Level   string            `json:"level"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields"`
}

// records is a sink that keeps everything.
type records struct {
	mutex sync.Mutex
	kept  []Record
}

func (r *records) Accept(name string, level hclog.Level, message string, args ...interface{}) {
	fields := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		fields[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.kept = append(r.kept, Record{name, level.String(), message, fields})
}

func (r *records) all() []Record {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return append([]Record{}, r.kept...)
}

func (r *records) contains(message string) bool {
	for _, record := range r.all() {
		if strings.Contains(record.Message, message) {
			return true
		}
	}
	return false
}

type discard struct{}

func (discard) Write(bytes []byte) (int, error) { return len(bytes), nil }
