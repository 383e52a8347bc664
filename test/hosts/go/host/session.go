package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

// The daemon names each plugin's set after the plugin; any name will do.
const setName = "plugin"

// common is what both kinds of plugin answer.
type common interface {
	PushVersion(string) error
	GetVersion() (string, error)
	Stop() error
}

type session struct {
	emit    func(Step)
	cmd     *exec.Cmd
	client  *plugin.Client
	remote  common
	pid     int
	records *records
	streams map[string]*stream
}

func newSession(executable, kind string, autoMTLS bool, emit func(Step)) *session {
	s := &session{emit: emit, records: &records{}, streams: map[string]*stream{}}
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Name: "host", Level: hclog.Trace, Output: discard{}})
	logger.RegisterSink(s.records)
	set := map[string]plugin.PluginSet{
		"datasource": {setName: &sdk.DatasourcePlugin{}},
		"controller": {setName: &sdk.ControllerPlugin{}},
	}[kind]
	s.cmd = exec.Command(executable)
	s.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  sdk.HandshakeConfig,
		Plugins:          set,
		Cmd:              s.cmd,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           logger,
		AutoMTLS:         autoMTLS,
	})
	return s
}

// take runs one step in the time that it may have. One that does not answer is left behind.
func (s *session) take(word string, timeout time.Duration) {
	verb, argument, _ := strings.Cut(word, ":")
	verb, name, _ := strings.Cut(verb, "@")
	started := time.Now()
	done := make(chan Step, 1)
	go func() {
		value, err := s.run(verb, name, argument, timeout)
		step := Step{OK: err == nil, Value: value}
		if err != nil {
			step.Error = err.Error()
		}
		done <- step
	}()
	step := Step{Error: fmt.Sprintf("no answer within %s", timeout)}
	select {
	case step = <-done:
	case <-time.After(timeout + time.Second):
	}
	step.Step, step.Stream, step.Ms = verb, name, milliseconds(time.Since(started))
	s.emit(step)
}

func (s *session) run(verb, name, argument string, timeout time.Duration) (any, error) {
	switch verb {
	case "launch":
		return s.launch()
	case "kill":
		return s.kill()
	case "signal": // INT or TERM, straight to the plugin
		return nil, s.signal(argument)
	case "exited":
		return s.exited(timeout)
	case "rss":
		return s.rss()
	case "pause":
		ms, err := strconv.Atoi(argument)
		time.Sleep(time.Duration(ms) * time.Millisecond)
		return nil, err
	case "hang": // until somebody kills the host
		s.emit(Step{Step: "hanging", OK: true, Value: s.pid})
		select {}
	case "frames":
		count, err := strconv.Atoi(argument)
		if err != nil {
			return nil, err
		}
		return s.frames(name, count, timeout)
	case "end":
		return s.end(name, timeout)
	}
	if s.remote == nil {
		return nil, errors.New("not launched")
	}
	switch verb {
	case "push-version":
		return nil, s.remote.PushVersion(argument)
	case "get-version":
		return s.remote.GetVersion()
	case "stop":
		return nil, s.remote.Stop()
	case "ping":
		rpc, err := s.client.Client()
		if err != nil {
			return nil, err
		}
		return nil, rpc.Ping()
	case "start-record":
		return s.open(name, func() (chan *proto.Frame, error) { return s.remote.(sdk.Datasource).StartRecord() })
	case "stop-record":
		return s.stopRecord(name)
	case "command":
		request := &proto.Frame{
			Source: "host", Type: "application/json", Timestamp: time.Now().UnixMilli(), Payload: []byte(argument),
		}
		return s.open(name, func() (chan *proto.Frame, error) { return s.remote.(sdk.Controller).Command(request) })
	}
	return nil, fmt.Errorf("unknown step %q", verb)
}

// launch is what the daemon does before its first call: spawn, handshake, dispense.
func (s *session) launch() (any, error) {
	address, err := s.client.Start()
	if err != nil {
		return nil, err
	}
	s.pid = s.cmd.Process.Pid
	rpc, err := s.client.Client()
	if err != nil {
		return nil, err
	}
	raw, err := rpc.Dispense(setName)
	if err != nil {
		return nil, err
	}
	remote, ok := raw.(common)
	if !ok {
		return nil, fmt.Errorf("%T is no Laniakea plugin", raw)
	}
	s.remote = remote
	return map[string]any{"pid": s.pid, "network": address.Network(), "address": address.String()}, nil
}

func (s *session) signal(name string) error {
	signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM}
	number, ok := signals[name]
	if !ok || s.pid == 0 {
		return fmt.Errorf("cannot send %q", name)
	}
	return syscall.Kill(s.pid, number)
}

// exited waits for the plugin to end by itself and says how it did.
func (s *session) exited(timeout time.Duration) (any, error) {
	for deadline := time.Now().Add(timeout); !s.client.Exited(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return nil, errors.New("it still runs")
		}
	}
	return map[string]any{"exitCode": s.cmd.ProcessState.ExitCode(), "status": s.cmd.ProcessState.String()}, nil
}

// rss is the plugin's memory in MiB; Linux only.
func (s *session) rss() (any, error) {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.pid))
	if err != nil {
		return nil, err
	}
	var size, resident int
	if _, err := fmt.Sscan(string(statm), &size, &resident); err != nil {
		return nil, err
	}
	return float64(resident*os.Getpagesize()) / (1 << 20), nil
}

// kill ends the plugin as the daemon does and says how that went.
func (s *session) kill() (any, error) {
	s.client.Kill()
	forced := s.records.contains("plugin failed to exit gracefully")
	value := map[string]any{"graceful": !forced, "gone": s.pid == 0 || syscall.Kill(s.pid, 0) != nil}
	if state := s.cmd.ProcessState; state != nil {
		value["exitCode"] = state.ExitCode()
		value["status"] = state.String()
	}
	return value, nil
}

// finish leaves no process behind and hands over what the plugin logged.
func (s *session) finish() {
	if process := s.cmd.Process; process != nil && s.cmd.ProcessState == nil {
		_ = process.Kill()
	}
	s.emit(Step{Step: "log", OK: true, Value: s.records.all()})
}
