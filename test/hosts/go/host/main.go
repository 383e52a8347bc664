// Command host plays the Laniakea daemon: it launches a plugin as the daemon does, through go-plugin and the client half
// of the Laniakea Go SDK, takes the steps named on its command line one after the other, and prints one JSON line each.
//
//	host -plugin EXE -type datasource push-version:1.0.0 get-version start-record frames:5 stop-record end stop kill
//
// A step is verb[@stream][:argument]; @stream tells several open streams apart. A failed step is printed with its error
// and the next one is taken: what must fail is for the caller to say.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"time"
)

// Step is what one line of stdout says.
type Step struct {
	Step   string `json:"step"`
	Stream string `json:"stream,omitempty"`
	OK     bool   `json:"ok"`
	Value  any    `json:"value,omitempty"`
	Error  string `json:"error,omitempty"`
	// Milliseconds that the step took.
	Ms float64 `json:"ms"`
}

func main() {
	executable := flag.String("plugin", "", "the plugin's executable")
	kind := flag.String("type", "datasource", "datasource or controller")
	autoMTLS := flag.Bool("auto-mtls", false, "turn on AutoMTLS, which the daemon does not")
	timeout := flag.Duration("timeout", 15*time.Second, "the longest that one step may take")
	flag.Parse()
	log.SetFlags(0)

	out := json.NewEncoder(os.Stdout)
	emit := func(step Step) {
		if err := out.Encode(step); err != nil {
			log.Fatal(err)
		}
	}
	session := newSession(*executable, *kind, *autoMTLS, emit)
	for _, word := range flag.Args() {
		session.take(word, *timeout)
	}
	session.finish()
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Microseconds()) / 1000
}
