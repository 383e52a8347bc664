// Reads config files as the Laniakea daemon does (yaml.v2 into a struct with the daemon's tags) and says what it saw.
//
// stdin: one JSON object a line, {"id": 1, "base64": "..."}. stdout: one JSON object a line, in the same order.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	yaml "gopkg.in/yaml.v2"
)

// plugin has the yaml tags of lanirpc.PluginConfig.
type plugin struct {
	Name        string `yaml:"name" json:"name"`
	Type        string `yaml:"type" json:"type"`
	ExecName    string `yaml:"exec" json:"exec"`
	Timeout     int64  `yaml:"timeout" json:"timeout"`
	MaxTimeouts int64  `yaml:"maxTimeouts" json:"maxTimeouts"`
}

// config has the fields and yaml tags of core.Config: one field of a wrong type makes the daemon drop the whole file.
type config struct {
	DefaultLogDir       bool      `yaml:"DefaultLogDir"`
	LogFileDir          string    `yaml:"LogFileDir"`
	MaxLogFiles         int64     `yaml:"MaxLogFiles"`
	MaxLogFileSize      int64     `yaml:"MaxLogFileSize"`
	ConsoleOutput       bool      `yaml:"ConsoleOutput"`
	GrpcPort            int64     `yaml:"GrpcPort"`
	RestPort            int64     `yaml:"RestPort"`
	ExtraIPAddr         []string  `yaml:"ExtraIPAddr"`
	PluginDir           string    `yaml:"PluginDir"`
	Plugins             []*plugin `yaml:"Plugins"`
	RegenerateMacaroons bool
	MacaroonDBPath      string
	TLSCertPath         string
	TLSKeyPath          string
	AdminMacPath        string
	TestMacPath         string
	WSPingInterval      time.Duration
	WSPongWait          time.Duration
}

type question struct {
	ID     int    `json:"id"`
	Source []byte `json:"base64"` // encoding/json decodes base64 into bytes
}

type answer struct {
	ID int `json:"id"`
	// What the daemon logs before it falls back to its defaults; empty when it takes the file.
	Error     string    `json:"error"`
	PluginDir string    `json:"pluginDir"`
	Plugins   []*plugin `json:"plugins"`
	// Every other setting, typed as the daemon sees it.
	Settings string `json:"settings"`
	// Every top-level key but Plugins with its value, in order, as untyped yaml.v2 reads it; says more than the struct.
	Rest string `json:"rest"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := json.NewDecoder(in)
	encoder := json.NewEncoder(out)
	for decoder.More() {
		var q question
		if err := decoder.Decode(&q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(read(q)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// The asker waits for this answer before it asks again.
		if err := out.Flush(); err != nil {
			os.Exit(1)
		}
	}
}

func read(q question) answer {
	var c config
	a := answer{ID: q.ID}
	if err := yaml.Unmarshal(q.Source, &c); err != nil {
		a.Error = err.Error()
	}
	a.PluginDir = c.PluginDir
	a.Plugins = c.Plugins
	c.Plugins = nil
	a.Settings = fmt.Sprintf("%#v", c)
	a.Rest = rest(q.Source)
	return a
}

func rest(source []byte) string {
	var items yaml.MapSlice
	if err := yaml.Unmarshal(source, &items); err != nil {
		return "error: " + err.Error()
	}
	kept := yaml.MapSlice{}
	for _, item := range items {
		if item.Key != "Plugins" {
			kept = append(kept, item)
		}
	}
	return fmt.Sprintf("%#v", kept)
}
