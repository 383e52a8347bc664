// Command generic-host is a go-plugin host that knows nothing of Laniakea: another cookie, several protocol versions, a
// service of its own, and every option that go-plugin's client has. It takes the steps named on its command line one
// after the other and prints one JSON line each; a failed step is printed with its error and the next one is taken.
//
//	generic-host -plugin EXE [-auto-mtls] [-multiplex] [-versions 3,5] launch echo:100 broker-accept kill
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"
)

// Step is what one line of stdout says.
type Step struct {
	Step  string  `json:"step"`
	OK    bool    `json:"ok"`
	Value any     `json:"value,omitempty"`
	Error string  `json:"error,omitempty"`
	Ms    float64 `json:"ms"`
}

type options struct {
	executable  string
	autoMTLS    bool
	multiplex   bool
	versions    []int
	socketGroup string
	ports       string
}

func main() {
	var o options
	flag.StringVar(&o.executable, "plugin", "", "the plugin's executable")
	flag.BoolVar(&o.autoMTLS, "auto-mtls", false, "turn on AutoMTLS")
	flag.BoolVar(&o.multiplex, "multiplex", false, "ask for multiplexing; go-plugin 1.6 and later")
	flag.StringVar(&o.socketGroup, "socket-group", "", "the sockets' group; go-plugin 1.5 and later")
	flag.StringVar(&o.ports, "ports", "", "MIN-MAX, the range for TCP")
	versions := flag.String("versions", "3", "protocol versions that the host knows, as a comma list")
	timeout := flag.Duration("timeout", 20*time.Second, "the longest that one step may take")
	flag.Parse()
	log.SetFlags(0)
	for _, text := range strings.Split(*versions, ",") {
		version, err := strconv.Atoi(text)
		if err != nil {
			log.Fatal(err)
		}
		o.versions = append(o.versions, version)
	}
	out := json.NewEncoder(os.Stdout)
	h := newHost(o)
	for _, word := range flag.Args() {
		if err := out.Encode(take(h, word, *timeout)); err != nil {
			log.Fatal(err)
		}
	}
	h.leaveNothing()
	if err := out.Encode(Step{Step: "log", OK: true, Value: h.log.String()}); err != nil {
		log.Fatal(err)
	}
}

// take runs one step in the time that it may have. One that does not answer is left behind.
func take(h *host, word string, timeout time.Duration) Step {
	verb, argument, _ := strings.Cut(word, ":")
	started := time.Now()
	done := make(chan Step, 1)
	go func() {
		value, err := h.run(verb, argument, timeout)
		step := Step{OK: err == nil, Value: value}
		if err != nil {
			step.Error = err.Error()
		}
		done <- step
	}()
	step := Step{Error: fmt.Sprintf("no answer within %s", timeout)}
	select {
	case step = <-done:
	case <-time.After(timeout):
	}
	step.Step, step.Ms = verb, float64(time.Since(started).Microseconds())/1000
	return step
}
