// Command plugin is a plugin made with the Laniakea Go SDK: what ours is measured against. PLUGIN_TYPE says which kind,
// PLUGIN_INTERVAL the pause between frames (a Go duration, default 50ms; 0 for none), PLUGIN_PAYLOAD the bytes per frame
// (default: a small JSON object), PLUGIN_LISTENS_TO the variable with which it does not start.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-plugin"
)

const name = "go-plugin"

func main() {
	if name := os.Getenv("PLUGIN_LISTENS_TO"); os.Getenv(name) != "" {
		log.Fatalf("%s is set", name)
	}
	recorder := newRecorder()
	var set plugin.PluginSet
	if os.Getenv("PLUGIN_TYPE") == "controller" {
		set = plugin.PluginSet{name: &sdk.ControllerPlugin{Impl: &controller{base: versioned(&sdk.ControllerBase{}), recorder: recorder}}}
	} else {
		set = plugin.PluginSet{name: &sdk.DatasourcePlugin{Impl: &datasource{base: versioned(&sdk.DatasourceBase{}), recorder: recorder}}}
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: sdk.HandshakeConfig,
		Plugins:         set,
		GRPCServer:      plugin.DefaultGRPCServer,
	})
}

// base is what the SDK brings for both kinds.
type base interface {
	SetPluginVersion(string)
	SetVersionConstraints(string) error
	PushVersion(string) error
	GetVersion() (string, error)
}

func versioned(b base) base {
	b.SetPluginVersion("1.0.0")
	if err := b.SetVersionConstraints(">= 1.0.0, < 2.0.0"); err != nil {
		log.Fatal(err)
	}
	return b
}

type datasource struct {
	base
	*recorder
}

func (d *datasource) StartRecord() (chan *proto.Frame, error) { return d.start(0), nil }
func (d *datasource) StopRecord() error                       { d.stop(); return nil }
func (d *datasource) Stop() error                             { d.stop(); return nil }

type controller struct {
	base
	*recorder
}

func (c *controller) Stop() error { c.stop(); return nil }

func (c *controller) Command(frame *proto.Frame) (chan *proto.Frame, error) {
	var request struct{ Command string }
	if err := json.Unmarshal(frame.Payload, &request); err != nil {
		return nil, err
	}
	switch request.Command {
	case "start-record":
		return c.start(0), nil
	case "read":
		return c.start(1), nil
	case "fail":
		return nil, errors.New("the sensor is not connected")
	}
	return nil, fmt.Errorf("unknown command %q; known: start-record, read, fail", request.Command)
}

// recorder runs one stream at a time.
type recorder struct {
	interval time.Duration
	payload  int
	mutex    sync.Mutex
	quit     chan struct{}
	running  sync.WaitGroup
}

func newRecorder() *recorder {
	r := &recorder{interval: 50 * time.Millisecond}
	if text, ok := os.LookupEnv("PLUGIN_INTERVAL"); ok {
		interval, err := time.ParseDuration(text)
		if err != nil {
			log.Fatal(err)
		}
		r.interval = interval
	}
	if text, ok := os.LookupEnv("PLUGIN_PAYLOAD"); ok {
		payload, err := strconv.Atoi(text)
		if err != nil {
			log.Fatal(err)
		}
		r.payload = payload
	}
	return r
}

// start streams `count` frames, or until stop for 0. The client swallows the first frame, so an empty one goes ahead.
func (r *recorder) start(count int) chan *proto.Frame {
	r.stop()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	quit := make(chan struct{})
	r.quit = quit
	frames := make(chan *proto.Frame)
	r.running.Add(1)
	go func() {
		defer r.running.Done()
		defer close(frames)
		for n := 0; count == 0 || n <= count; n++ {
			select {
			case <-quit:
				return
			case frames <- r.frame(n):
			}
			if r.interval > 0 {
				select {
				case <-quit:
					return
				case <-time.After(r.interval):
				}
			}
		}
	}()
	return frames
}

func (r *recorder) stop() {
	r.mutex.Lock()
	if r.quit != nil {
		close(r.quit)
		r.quit = nil
	}
	r.mutex.Unlock()
	r.running.Wait()
}

func (r *recorder) frame(n int) *proto.Frame {
	if n == 0 {
		return &proto.Frame{}
	}
	payload := fmt.Sprintf(`{"n":%d}`, n-1)
	if r.payload > 0 {
		payload = strings.Repeat("x", r.payload)
	}
	return &proto.Frame{Source: name, Type: "application/json", Timestamp: time.Now().UnixMilli(), Payload: []byte(payload)}
}
