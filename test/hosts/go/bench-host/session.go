package main

import (
	"errors"
	"fmt"
	"os/exec"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

const (
	// The daemon names each plugin's set after the plugin; any name will do.
	setName = "plugin"
	// What the daemon tells its plugins (utils/version.go).
	daemonVersion = "1.0.0"
	// Kill asks, waits 2 s and sends SIGKILL; it waits for ever when a child of the plugin holds its stderr.
	exitTimeout = 4 * time.Second
	// How often the memory of a plugin with a slow reader is looked at.
	sampleEvery = time.Second
)

// session is one life of a plugin.
type session struct {
	figures    Figures
	cmd        *exec.Cmd
	client     *plugin.Client
	datasource sdk.Datasource
	recording  *recording
}

func newSession(executable string) *session {
	cmd := exec.Command(executable)
	return &session{
		figures: Figures{},
		cmd:     cmd,
		client: plugin.NewClient(&plugin.ClientConfig{
			HandshakeConfig:  sdk.HandshakeConfig,
			Plugins:          plugin.PluginSet{setName: &sdk.DatasourcePlugin{}},
			Cmd:              cmd,
			AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
			Logger:           hclog.NewNullLogger(),
		}),
	}
}

// launch is what the daemon does at its start: spawn, handshake, PushVersion, GetVersion.
func (s *session) launch() error {
	started := time.Now()
	if _, err := s.client.Start(); err != nil {
		return err
	}
	s.figures["handshakeMs"] = milliseconds(time.Since(started))
	rpc, err := s.client.Client()
	if err != nil {
		return err
	}
	raw, err := rpc.Dispense(setName)
	if err != nil {
		return err
	}
	s.datasource = raw.(sdk.Datasource)
	if err := s.datasource.PushVersion(daemonVersion); err != nil {
		return err
	}
	if _, err := s.datasource.GetVersion(); err != nil {
		return err
	}
	s.figures["versionMs"] = milliseconds(time.Since(started))
	return nil
}

func (s *session) processes() processes {
	return processesOf(s.cmd.Process.Pid)
}

func (s *session) memory() error {
	memory, err := s.processes().memory()
	if err != nil {
		return err
	}
	s.figures["rssMiB"], s.figures["privateMiB"] = memory.resident, memory.private
	return nil
}

func (s *session) idle(d time.Duration) error {
	used, took, err := s.cpuDuring(d)
	s.figures["idleCpuPercent"] = 100 * used.Seconds() / took.Seconds()
	return err
}

// cpuDuring is the CPU time of the plugin's processes over d.
func (s *session) cpuDuring(d time.Duration) (used, took time.Duration, err error) {
	all := s.processes()
	started := time.Now()
	before, err := all.cpu()
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(d)
	after, err := all.cpu()
	return after - before, time.Since(started), err
}

func (s *session) startRecord() error {
	channel, err := s.datasource.StartRecord()
	if err != nil {
		return err
	}
	if channel == nil {
		return errors.New("neither a stream nor an error")
	}
	s.recording = read(channel)
	return nil
}

func (s *session) rate(d time.Duration) error {
	before := s.recording.frames.Load()
	used, took, err := s.cpuDuring(d)
	if err != nil {
		return err
	}
	frames := s.recording.frames.Load() - before
	if frames == 0 {
		return errors.New("no frame came")
	}
	s.figures["framesPerSecond"] = float64(frames) / took.Seconds()
	s.figures["cpuMicrosPerFrame"] = float64(used.Microseconds()) / float64(frames)
	return nil
}

// slow reads a thousand frames a second and looks at the plugin's memory while it does.
func (s *session) slow(d time.Duration) error {
	s.recording.slow.Store(true)
	defer s.recording.slow.Store(false)
	before, started := s.recording.frames.Load(), time.Now()
	samples := []float64{}
	for time.Since(started) < d {
		time.Sleep(sampleEvery)
		memory, err := s.processes().memory()
		if err != nil {
			return err
		}
		samples = append(samples, memory.resident)
	}
	s.figures["slowRssMiB"] = samples
	s.figures["slowFramesPerSecond"] = float64(s.recording.frames.Load()-before) / time.Since(started).Seconds()
	return nil
}

func (s *session) stopRecord() error {
	called := time.Now()
	if err := s.datasource.StopRecord(); err != nil {
		return err
	}
	answered := time.Now()
	s.figures["stopRecordMs"] = milliseconds(answered.Sub(called))
	select {
	case ended := <-s.recording.ended:
		// Negative: the stream ended first, as it should.
		s.figures["endedAfterAnswerMs"] = milliseconds(ended.Sub(answered))
		return nil
	case <-time.After(exitTimeout):
		return errors.New("it was answered and the stream goes on")
	}
}

// exit ends the plugin as the daemon does: Shutdown, then SIGKILL after 2 s. One that does not go by itself has no exitMs.
func (s *session) exit() error {
	all := s.processes()
	asked := time.Now()
	done := make(chan struct{})
	go func() {
		s.client.Kill()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(exitTimeout):
		s.figures["killHangs"] = true
		all.kill()
		<-done
	}
	took := time.Since(asked)
	if state := s.cmd.ProcessState; state != nil && state.Exited() && took < exitTimeout {
		s.figures["exitMs"] = milliseconds(took)
		s.figures["exitCode"] = state.ExitCode()
		return nil
	}
	s.figures["forced"] = fmt.Sprint(s.cmd.ProcessState)
	return nil
}

// abandon leaves no process behind after a failure.
func (s *session) abandon() {
	if s.cmd.Process != nil {
		s.processes().kill()
	}
}
