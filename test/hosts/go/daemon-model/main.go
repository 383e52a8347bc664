// Command daemon-model takes a datasource through many recordings, each with a model of the daemon's queues behind it
// (queue.go), and prints one JSON line per recording: whether the daemon would have crashed or hung. With -callers it takes
// a controller through rounds of the same command, sent by all callers at the same moment.
//
//	daemon-model -plugin EXE -runs 20 -length 600ms
//	daemon-model -plugin EXE -runs 20 -callers 5 -command '{"command":"read"}'
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"log"
	"os"
	"os/exec"
	"sync"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

const (
	setName     = "plugin"
	endOfStream = "EOF"
	// A queue that takes nothing for so long never will.
	hangAfter = 2 * time.Second
)

// Run is what one recording came to.
type Run struct {
	// ok, crash, hang, or error for a plugin that failed.
	Outcome string `json:"outcome"`
	Error   string `json:"error,omitempty"`
	// Payloads that the client handed on, and those that reached the subscriber.
	Received  []string `json:"received"`
	Delivered []string `json:"delivered"`
	// The shortest time between two frames, in ms; 0 with less than two.
	ShortestGapMs float64 `json:"shortestGapMs"`
}

func main() {
	executable := flag.String("plugin", "", "the datasource's executable")
	runs := flag.Int("runs", 20, "recordings")
	length := flag.Duration("length", 600*time.Millisecond, "how long each one takes")
	callers := flag.Int("callers", 0, "of a controller; 0 for a datasource")
	command := flag.String("command", `{"command":"read"}`, "what each of them sends")
	flag.Parse()
	log.SetFlags(0)

	once := func(client *plugin.Client) Run { return record(client, *length) }
	var kind plugin.Plugin = &sdk.DatasourcePlugin{}
	if *callers > 0 {
		once = func(client *plugin.Client) Run { return commandsAtOnce(client, *callers, *command) }
		kind = &sdk.ControllerPlugin{}
	}
	out := json.NewEncoder(os.Stdout)
	var client *plugin.Client
	for range *runs {
		if client == nil {
			client = newClient(*executable, kind)
		}
		run := once(client)
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

func newClient(executable string, kind plugin.Plugin) *plugin.Client {
	return plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  sdk.HandshakeConfig,
		Plugins:          plugin.PluginSet{setName: kind},
		Cmd:              exec.Command(executable),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
}

func dispense[Kind any](client *plugin.Client) (Kind, error) {
	var none Kind
	rpc, err := client.Client()
	if err != nil {
		return none, err
	}
	raw, err := rpc.Dispense(setName)
	if err != nil {
		return none, err
	}
	return raw.(Kind), nil
}

// record is one recording with one subscriber.
func record(client *plugin.Client, length time.Duration) Run {
	datasource, err := dispense[sdk.Datasource](client)
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	frames, err := datasource.StartRecord()
	if err == nil && frames == nil {
		err = errors.New("neither a stream nor an error")
	}
	if err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	m := newModel()
	go m.read(frames)
	select {
	case <-time.After(length):
	case <-m.failed:
		return m.outcome()
	}
	if err := datasource.StopRecord(); err != nil {
		return Run{Outcome: "error", Error: err.Error()}
	}
	select {
	case <-m.failed:
	case <-m.ended:
	case <-time.After(2 * hangAfter):
		m.fail("hang")
	}
	return m.outcome()
}

// model is the daemon's side of one recording.
type model struct {
	source, listener *queue
	// Closed at the first failure, and at a good end.
	failed, ended chan struct{}
	mutex         sync.Mutex
	run           Run
	last          time.Time
}

func newModel() *model {
	m := &model{
		source: newQueue(sourceSize), listener: newQueue(listenerSize),
		failed: make(chan struct{}), ended: make(chan struct{}),
		run: Run{Outcome: "ok", Received: []string{}, Delivered: []string{}},
	}
	go forward(m.source, func() []*queue { return []*queue{m.listener} }, m.failed)
	go func() {
		if !subscribe(m.listener, m.deliver, m.failed) {
			m.fail("crash")
		} else {
			close(m.ended)
		}
	}()
	return m
}

// read pushes what the plugin sends, and watches for a push that does not come back.
func (m *model) read(frames chan *proto.Frame) {
	for frame := range frames {
		m.receive(frame)
		m.push(frame)
	}
	m.push(&proto.Frame{Type: endOfStream})
}

func (m *model) push(frame *proto.Frame) {
	watchdog := time.AfterFunc(hangAfter, func() { m.fail("hang") })
	defer watchdog.Stop()
	m.source.push(frame)
}

func (m *model) receive(frame *proto.Frame) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	gap := float64(now.Sub(m.last).Microseconds()) / 1000
	if len(m.run.Received) > 0 && (m.run.ShortestGapMs == 0 || gap < m.run.ShortestGapMs) {
		m.run.ShortestGapMs = gap
	}
	m.last = now
	m.run.Received = append(m.run.Received, string(frame.Payload))
}

func (m *model) deliver(frame *proto.Frame) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.run.Delivered = append(m.run.Delivered, string(frame.Payload))
}

func (m *model) fail(outcome string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.run.Outcome == "ok" {
		m.run.Outcome = outcome
		close(m.failed)
	}
}

func (m *model) outcome() Run {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.run
}
