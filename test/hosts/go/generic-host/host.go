package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

const setName = "store"

// storePlugin hands out what go-plugin knows of the connection.
type storePlugin struct {
	plugin.NetRPCUnsupportedPlugin
}

type remote struct {
	broker *plugin.GRPCBroker
	conn   *grpc.ClientConn
}

func (*storePlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this is a host")
}

func (*storePlugin) GRPCClient(_ context.Context, broker *plugin.GRPCBroker, conn *grpc.ClientConn) (interface{}, error) {
	return &remote{broker, conn}, nil
}

type host struct {
	options options
	cmd     *exec.Cmd
	client  *plugin.Client
	address net.Addr
	rpc     plugin.ClientProtocol
	remote  *remote
	stdout  *text
	stderr  *text
	log     *text
}

func newHost(o options) *host {
	h := &host{options: o, stdout: &text{}, stderr: &text{}, log: &text{}}
	sets := map[int]plugin.PluginSet{}
	for _, version := range o.versions {
		sets[version] = plugin.PluginSet{setName: &storePlugin{}}
	}
	h.cmd = exec.Command(o.executable)
	config := &plugin.ClientConfig{
		HandshakeConfig:  plugin.HandshakeConfig{MagicCookieKey: "STORE_COOKIE", MagicCookieValue: "tin of biscuits"},
		VersionedPlugins: sets,
		Cmd:              h.cmd,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         o.autoMTLS,
		SyncStdout:       h.stdout,
		SyncStderr:       h.stderr,
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "host", Level: hclog.Trace, Output: h.log}),
	}
	if low, high, ok := strings.Cut(o.ports, "-"); ok {
		min, _ := strconv.Atoi(low)
		max, _ := strconv.Atoi(high)
		config.MinPort, config.MaxPort = uint(min), uint(max)
	}
	newOptions(o, config)
	h.client = plugin.NewClient(config)
	return h
}

func (h *host) run(verb, argument string, timeout time.Duration) (any, error) {
	switch verb {
	case "launch":
		return h.launch()
	case "kill":
		return h.kill()
	case "exited":
		return h.exited(timeout)
	case "printed": // all that came over stdio
		return h.stdout.String(), nil
	case "pause":
		ms, err := strconv.Atoi(argument)
		time.Sleep(time.Duration(ms) * time.Millisecond)
		return nil, err
	}
	if h.remote == nil {
		return nil, errors.New("not launched")
	}
	switch verb {
	case "ping":
		return nil, h.rpc.Ping()
	case "disconnect": // without Shutdown: what a host does that dies
		return nil, h.remote.conn.Close()
	case "leave": // as a host that dies: nobody ends the plugin
		h.cmd = &exec.Cmd{}
		return nil, nil
	case "stat-socket":
		return h.statSocket()
	case "stdio":
		return h.stdio(argument, timeout)
	case "call":
		return h.call(argument)
	case "echo":
		return h.echo(argument)
	case "stream":
		return h.stream(argument)
	case "broker-accept":
		return h.brokerAccept()
	case "broker-dial":
		return h.brokerDial()
	case "broker-dial-nothing":
		_, err := h.remote.broker.Dial(987)
		return nil, err
	case "stranger":
		return h.stranger(argument)
	case "services":
		return h.services(argument)
	case "describe":
		return h.describe(argument)
	}
	return nil, fmt.Errorf("unknown step %q", verb)
}

func (h *host) launch() (any, error) {
	address, err := h.client.Start()
	if err != nil {
		return nil, err
	}
	h.address = address
	h.rpc, err = h.client.Client()
	if err != nil {
		return nil, err
	}
	raw, err := h.rpc.Dispense(setName)
	if err != nil {
		return nil, err
	}
	h.remote = raw.(*remote)
	return map[string]any{
		"pid": h.cmd.Process.Pid, "network": address.Network(), "address": address.String(),
		"version": h.client.NegotiatedVersion(),
	}, nil
}

func (h *host) kill() (any, error) {
	h.client.Kill()
	forced := strings.Contains(h.log.String(), "plugin failed to exit gracefully")
	value := map[string]any{"graceful": !forced}
	if state := h.cmd.ProcessState; state != nil {
		value["exitCode"] = state.ExitCode()
	}
	return value, nil
}

// exited waits for the plugin to end by itself and says how it did.
func (h *host) exited(timeout time.Duration) (any, error) {
	for deadline := time.Now().Add(timeout - time.Second); !h.client.Exited(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return nil, errors.New("it still runs")
		}
	}
	return h.cmd.ProcessState.ExitCode(), nil
}

// stdio waits until the plugin's output contains the text, and hands over all of it.
func (h *host) stdio(wanted string, timeout time.Duration) (any, error) {
	for deadline := time.Now().Add(timeout - time.Second); ; time.Sleep(5 * time.Millisecond) {
		stdout, stderr := h.stdout.String(), h.stderr.String()
		if strings.Contains(stdout, wanted) || strings.Contains(stderr, wanted) {
			return map[string]any{"stdout": stdout, "stderr": stderr, "longest": h.stdout.longestWrite()}, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("no %q in stdout %q and stderr %q", wanted, stdout, stderr)
		}
	}
}

// statSocket says who may connect.
func (h *host) statSocket() (any, error) {
	value := map[string]any{}
	for name, path := range map[string]string{"socket": h.address.String(), "folder": filepath.Dir(h.address.String())} {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		gid := info.Sys().(*syscall.Stat_t).Gid
		value[name] = map[string]any{"mode": fmt.Sprintf("%04o", info.Mode().Perm()), "gid": gid}
	}
	return value, nil
}

func (h *host) leaveNothing() {
	if process := h.cmd.Process; process != nil && h.cmd.ProcessState == nil {
		_ = process.Signal(syscall.SIGKILL)
	}
}

// text is a writer that keeps everything.
type text struct {
	mutex   sync.Mutex
	kept    bytes.Buffer
	longest int
}

func (t *text) Write(bytes []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.longest = max(t.longest, len(bytes))
	return t.kept.Write(bytes)
}

func (t *text) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.kept.String()
}

func (t *text) longestWrite() int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.longest
}
