package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// fakeStream keeps what it is sent, with its time. Its PINGs are answered after pingAfter, or when awake is closed.
type fakeStream struct {
	ctx       context.Context
	cancel    context.CancelFunc
	pingAfter time.Duration
	awake     chan struct{}
	block     chan struct{}

	mutex  sync.Mutex
	sent   []string
	at     []time.Time
	closed chan struct{}
}

func newStream() *fakeStream {
	ctx, cancel := context.WithCancel(context.Background())
	return &fakeStream{ctx: ctx, cancel: cancel, closed: make(chan struct{})}
}

func (f *fakeStream) Context() context.Context { return f.ctx }
func (f *fakeStream) Closed() <-chan struct{}  { return f.closed }
func (f *fakeStream) Lasting() Connection      { return f }
func (f *fakeStream) Drained(context.Context)  {}
func (f *fakeStream) frames() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return append([]string{}, f.sent...)
}

func (f *fakeStream) Send(frame *proto.Frame) error {
	if f.block != nil && len(frame.Payload) > 0 {
		<-f.block
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.sent = append(f.sent, frame.Type+":"+string(frame.Payload))
	f.at = append(f.at, time.Now())
	return f.ctx.Err()
}

func (f *fakeStream) Ping(ctx context.Context) (time.Duration, bool) {
	if f.awake != nil {
		select {
		case <-f.awake:
		case <-ctx.Done():
			return 0, false
		}
	}
	return f.pingAfter, true
}

const gap = 20 * time.Millisecond

type record struct {
	stream  *fakeStream
	session *Session
	log     *syncBuffer
	result  chan error
}

type syncBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(text)
}

func (b *syncBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

func options() Options {
	return Options{Interval: gap, PrimeAfter: 10 * time.Second, StopBound: time.Second}
}

func start(stream *fakeStream, gate *Gate, options Options, author func(context.Context, func(any) error) error) *record {
	log := &syncBuffer{}
	session := New(stream, "sensor", slog.New(slog.NewTextHandler(log, nil)), options, gate)
	run := &record{stream: stream, session: session, log: log, result: make(chan error, 1)}
	go func() {
		err := session.Run(author)
		close(stream.closed)
		run.result <- err
	}()
	return run
}

func (r *record) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.result:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("the session goes on")
		return nil
	}
}

func expectFrames(t *testing.T, stream *fakeStream, want ...string) {
	t.Helper()
	if got := stream.frames(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("frames %q, want %q", got, want)
	}
}

func TestAnEmptyFrameGoesAheadOfTheValues(t *testing.T) {
	run := start(newStream(), NewGate(gap), options(), func(_ context.Context, emit func(any) error) error {
		return errors.Join(emit("a"), emit([]byte("b")), emit(map[string]int{"c": 1}))
	})
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, run.stream, ":", "text/plain:a", "application/octet-stream:b", `application/json:{"c":1}`)
	for i := 1; i < len(run.stream.at); i++ {
		if apart := run.stream.at[i].Sub(run.stream.at[i-1]); apart < gap {
			t.Errorf("frame %d came %v after the one before it", i, apart)
		}
	}
}

func TestAnEndWithoutValuesHasTheEmptyFrame(t *testing.T) {
	run := start(newStream(), NewGate(gap), options(), func(context.Context, func(any) error) error { return nil })
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, run.stream, ":")
}

func TestASlowFirstValueDoesNotHoldTheStart(t *testing.T) {
	slow := options()
	slow.PrimeAfter = time.Millisecond
	run := start(newStream(), NewGate(gap), slow, func(ctx context.Context, _ func(any) error) error {
		<-ctx.Done()
		return ctx.Err()
	})
	waitUntil(t, func() bool { return len(run.stream.frames()) == 1 })
	run.session.Stop("StopRecord")
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(run.log.String(), "level=ERROR") {
		t.Errorf("an end that was asked for is no failure: %s", run.log)
	}
}

func TestErrors(t *testing.T) {
	unplugged := errors.New("the sensor was unplugged")
	cases := []struct {
		name   string
		author func(context.Context, func(any) error) error
		code   codes.Code
		text   string
		frames int
		log    string
	}{
		{"before the first frame", func(context.Context, func(any) error) error { return unplugged },
			codes.Unknown, "the sensor was unplugged", 0, "the sensor was unplugged"},
		{"of hardware that is not there", func(ctx context.Context, _ func(any) error) error {
			return fmt.Errorf("the sensor: %w", Opening(ctx, func() error { return unplugged }))
		}, codes.Unavailable, "the sensor: the sensor was unplugged", 0, "the sensor was unplugged"},
		{"after it", func(_ context.Context, emit func(any) error) error { return errors.Join(emit("a"), unplugged) },
			codes.Unknown, "the sensor was unplugged", 2, "the daemon shows this as EOF"},
		{"with a code", func(context.Context, func(any) error) error { return status.Error(codes.NotFound, "no sensor") },
			codes.NotFound, "no sensor", 0, "no sensor"},
		{"without words", func(context.Context, func(any) error) error { return errors.New("") },
			codes.Unknown, "no reason was given", 0, "no reason was given"},
		{"a panic", func(context.Context, func(any) error) error { panic("no luck") },
			codes.Unknown, "panic: no luck", 0, "session_test.go"},
	}
	for _, each := range cases {
		t.Run(each.name, func(t *testing.T) {
			run := start(newStream(), NewGate(0), options(), each.author)
			got := status.Convert(run.wait(t))
			if got.Code() != each.code || got.Message() != each.text {
				t.Errorf("the daemon is told %v %q", got.Code(), got.Message())
			}
			if len(run.stream.frames()) != each.frames {
				t.Errorf("frames %q", run.stream.frames())
			}
			if !strings.Contains(run.log.String(), each.log) {
				t.Errorf("the log is %s", run.log)
			}
		})
	}
}

func TestAFrameThatWouldEndTheStreamForAllIsRefused(t *testing.T) {
	var refused, noJSON error
	run := start(newStream(), NewGate(0), options(), func(_ context.Context, emit func(any) error) error {
		refused, noJSON = emit(&proto.Frame{Type: "EOF"}), emit(make(chan int))
		return emit("a")
	})
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	if refused == nil || !strings.Contains(refused.Error(), `a frame of type "EOF" would end the stream`) {
		t.Errorf("EOF: %v", refused)
	}
	if noJSON == nil || !strings.Contains(noJSON.Error(), "it is a chan int: send what comes out of it") {
		t.Errorf("a channel: %v", noJSON)
	}
	expectFrames(t, run.stream, ":", "text/plain:a")
}

func TestWhatWasEmittedBeforeAStopIsSent(t *testing.T) {
	stream := newStream()
	stream.awake = make(chan struct{})
	emitted := make(chan struct{})
	run := start(stream, NewGate(gap), options(), func(_ context.Context, emit func(any) error) error {
		close(emitted)
		if err := emit("a"); err == nil {
			return errors.New("the stop was not told")
		}
		return emit("too late")
	})
	<-emitted
	waitUntil(t, func() bool { return len(stream.frames()) == 1 })
	go func() { // The daemon is asleep when the stop comes.
		time.Sleep(3 * gap)
		close(stream.awake)
	}()
	run.session.Stop("StopRecord")
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, stream, ":", "text/plain:a")
}

func TestAPausedDaemonGetsNoSecondFrame(t *testing.T) {
	stream := newStream()
	stream.awake = make(chan struct{})
	run := start(stream, NewGate(gap), options(), func(_ context.Context, emit func(any) error) error {
		return errors.Join(emit("a"), emit("b"))
	})
	waitUntil(t, func() bool { return len(stream.frames()) == 1 })
	time.Sleep(5 * gap)
	expectFrames(t, stream, ":")
	close(stream.awake)
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, stream, ":", "text/plain:a", "text/plain:b")
}

func TestASlowDaemonGetsItsFrames(t *testing.T) {
	stream := newStream()
	stream.pingAfter = time.Hour // Each answer is slow; MostTries gaps have to do.
	run := start(stream, NewGate(time.Millisecond), options(), func(_ context.Context, emit func(any) error) error {
		return emit("a")
	})
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, stream, ":", "text/plain:a")
}

func TestTheStreamsOfAPluginShareAGate(t *testing.T) {
	gate := NewGate(gap)
	var runs []*record
	for range 5 {
		runs = append(runs, start(newStream(), gate, options(), func(_ context.Context, emit func(any) error) error {
			return errors.Join(emit("a"), emit("b"))
		}))
	}
	var at []time.Time
	for _, run := range runs {
		if err := run.wait(t); err != nil {
			t.Fatal(err)
		}
		at = append(at, run.stream.at[1:]...) // The empty first frames do not enter the daemon's queue.
	}
	for i, one := range at {
		for j, other := range at {
			if apart := one.Sub(other).Abs(); i != j && apart < gap {
				t.Errorf("two frames came within %v", apart)
			}
		}
	}
}

func TestCodeThatIgnoresItsContextDoesNotHoldTheStop(t *testing.T) {
	bounded := options()
	bounded.StopBound = 50 * time.Millisecond
	release := make(chan struct{})
	defer close(release)
	run := start(newStream(), NewGate(0), bounded, func(_ context.Context, emit func(any) error) error {
		_ = emit("a")
		<-release
		return nil
	})
	waitUntil(t, func() bool { return len(run.stream.frames()) == 2 })
	run.session.Stop("StopRecord")
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
}

func TestHeartbeatAndSilence(t *testing.T) {
	quiet := options()
	quiet.PrimeAfter, quiet.Heartbeat, quiet.Silence = time.Millisecond, 50*time.Millisecond, 20*time.Millisecond
	run := start(newStream(), NewGate(0), quiet, func(ctx context.Context, _ func(any) error) error {
		<-ctx.Done()
		return nil
	})
	waitUntil(t, func() bool { return len(run.stream.frames()) >= 3 })
	run.session.Stop("StopRecord")
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	if got := run.stream.frames()[:3]; fmt.Sprint(got) != fmt.Sprint([]string{":", "heartbeat:", "heartbeat:"}) {
		t.Errorf("frames %q", got)
	}
	if !strings.Contains(run.log.String(), "no frame for 0.02 s") {
		t.Errorf("the log is %s", run.log)
	}
}

func TestASilenceIsToldOnce(t *testing.T) {
	quiet := options()
	quiet.Silence = 20 * time.Millisecond
	next := make(chan struct{})
	run := start(newStream(), NewGate(0), quiet, func(ctx context.Context, emit func(any) error) error {
		for range next {
			if err := emit("x"); err != nil {
				return err
			}
		}
		return nil
	})
	warnings := func() int { return strings.Count(run.log.String(), "no frame for 0.02 s") }
	for told := 1; told <= 2; told++ {
		next <- struct{}{}
		waitUntil(t, func() bool { return warnings() >= told })
		// Several silences of that length long.
		time.Sleep(5 * quiet.Silence)
	}
	close(next)
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	if got := warnings(); got != 2 {
		t.Errorf("%d warnings for two silences: %s", got, run.log)
	}
}

func TestEmitAfterTheEndSaysSo(t *testing.T) {
	kept := make(chan func(any) error, 1)
	run := start(newStream(), NewGate(0), options(), func(_ context.Context, emit func(any) error) error {
		kept <- emit
		return nil
	})
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	if err := (<-kept)("late"); !errors.Is(err, ErrEnded) {
		t.Errorf("got %v", err)
	}
}

func waitUntil(t *testing.T, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !isTrue(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it has not come")
		}
	}
}

func TestASensorThatIsSlowToOpenIsStillTheAnswerToTheCall(t *testing.T) {
	opts := options()
	opts.PrimeAfter = 10 * time.Millisecond
	opts.OpenBound = 10 * time.Second
	run := start(newStream(), NewGate(0), opts, func(ctx context.Context, _ func(any) error) error {
		return Opening(ctx, func() error {
			time.Sleep(200 * time.Millisecond)
			return errors.New("no device")
		})
	})
	if err := run.wait(t); err == nil || !strings.Contains(err.Error(), "no device") {
		t.Errorf("got %v", err)
	}
	expectFrames(t, run.stream)
}

func TestOpeningHoldsTheFirstFrameBackForABoundedTime(t *testing.T) {
	opts := options()
	opts.PrimeAfter = 10 * time.Millisecond
	opts.OpenBound = 100 * time.Millisecond
	stream := newStream()
	primed := make(chan struct{})
	run := start(stream, NewGate(0), opts, func(ctx context.Context, emit func(any) error) error {
		err := Opening(ctx, func() error {
			<-primed
			return nil
		})
		return errors.Join(err, emit("a"))
	})
	for len(stream.frames()) == 0 {
		time.Sleep(time.Millisecond)
	}
	close(primed)
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, stream, ":", "text/plain:a")
}

func TestNoNumberIsToldOnce(t *testing.T) {
	run := start(newStream(), NewGate(0), options(), func(_ context.Context, emit func(any) error) error {
		values := map[string]float64{"v": math.NaN()}
		return errors.Join(emit(values), emit(values))
	})
	if err := run.wait(t); err != nil {
		t.Fatal(err)
	}
	expectFrames(t, run.stream, ":", `application/json:{"v":null}`, `application/json:{"v":null}`)
	if told := strings.Count(run.log.String(), "v is NaN, which JSON does not have: null is sent"); told != 1 {
		t.Errorf("told %d times: %s", told, run.log)
	}
}
