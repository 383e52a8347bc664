// Command daemon-model takes a datasource through many recordings, or a controller through many rounds of commands that come
// at the same moment, each with a model of the daemon's queues behind it (queue.go). It prints one JSON line per recording or
// round: whether the daemon would have crashed or hung.
//
//	daemon-model -plugin EXE -runs 20 -length 600ms
//	daemon-model -plugin EXE -runs 20 -commands 5 -request '{"command":"read"}'
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"log"
	"os"
	"os/exec"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

const (
	datasourceName = "datasource"
	controllerName = "controller"
	endOfStream    = "EOF"
	// A queue that takes nothing for so long never will.
	hangAfter = 2 * time.Second
)

// Run is what one recording or round came to.
type Run struct {
	// ok, crash, hang, or error for a plugin that failed.
	Outcome string `json:"outcome"`
	Error   string `json:"error,omitempty"`
	// Payloads that the client handed on, and those that reached the subscriber.
	Received  []string `json:"received"`
	Delivered []string `json:"delivered"`
	// The shortest time between two pushes, of frames and of ends, in ms; 0 with less than two.
	ShortestGapMs float64 `json:"shortestGapMs"`
}

func main() {
	executable := flag.String("plugin", "", "the plugin's executable")
	runs := flag.Int("runs", 20, "recordings, or rounds of commands")
	length := flag.Duration("length", 600*time.Millisecond, "how long a recording takes")
	commands := flag.Int("commands", 0, "commands at the same moment; 0 for a datasource")
	request := flag.String("request", "{}", "what each of them is, in JSON")
	flag.Parse()
	log.SetFlags(0)

	out := json.NewEncoder(os.Stdout)
	var client *plugin.Client
	for range *runs {
		if client == nil {
			client = newClient(*executable)
		}
		var run Run
		if *commands > 0 {
			run = command(client, *commands, []byte(*request))
		} else {
			run = record(client, *length)
		}
		if err := out.Encode(run); err != nil {
			log.Fatal(err)
		}
		if run.Outcome != "ok" {
			// The daemon would be gone or stuck; the next run begins with a new one.
			client.Kill()
			client = nil
		}
	}
	if client != nil {
		client.Kill()
	}
}

func newClient(executable string) *plugin.Client {
	return plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  sdk.HandshakeConfig,
		Plugins:          plugin.PluginSet{datasourceName: &sdk.DatasourcePlugin{}, controllerName: &sdk.ControllerPlugin{}},
		Cmd:              exec.Command(executable),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
}

func dispense(client *plugin.Client, name string) (any, error) {
	rpc, err := client.Client()
	if err != nil {
		return nil, err
	}
	return rpc.Dispense(name)
}

// record is one recording with one subscriber.
func record(client *plugin.Client, length time.Duration) Run {
	raw, err := dispense(client, datasourceName)
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	datasource := raw.(sdk.Datasource)
	frames, err := datasource.StartRecord()
	if err == nil && frames == nil {
		err = errors.New("neither a stream nor an error")
	}
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	m := newModel(1)
	go m.read(frames)
	select {
	case <-time.After(length):
	case <-m.failed:
		return m.outcome()
	}
	if err := datasource.StopRecord(); err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	return m.atEnd()
}
