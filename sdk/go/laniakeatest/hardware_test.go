package laniakeatest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakeatest"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type lab struct {
	Port     string
	BaudRate int `min:"300" max:"4000000"`
}

func recording(record func(context.Context, laniakea.Emit) error) laniakea.Datasource {
	return laniakea.Datasource{
		Name: "sensor", Version: "1.0.0", Settings: lab{Port: "/dev/ttyUSB0", BaudRate: 9600}, Record: record,
		Options: []laniakea.Option{laniakea.MinFrameInterval(0)},
	}
}

func payloads(frames []*laniakea.Frame) string {
	var texts []string
	for _, frame := range frames {
		texts = append(texts, string(frame.Payload))
	}
	return strings.Join(texts, " ")
}

func TestARecordingHasTheSettingsOfNow(t *testing.T) {
	host := laniakeatest.Start(t, recording(func(ctx context.Context, emit laniakea.Emit) error {
		return emit(laniakea.SettingsOf[lab](ctx))
	}))
	for _, baud := range []string{"4800", "19200"} {
		t.Setenv("LANIAKEA_SENSOR_BAUD_RATE", baud)
		frames, err := host.Record(0)
		if err != nil || payloads(frames) != fmt.Sprintf(`{"Port":"/dev/ttyUSB0","BaudRate":%s}`, baud) {
			t.Errorf("%s: %s, %v", baud, payloads(frames), err)
		}
	}
	t.Setenv("LANIAKEA_SENSOR_BAUD_RATE", "1")
	_, err := host.Record(1)
	if status.Code(err) != codes.FailedPrecondition || !strings.Contains(err.Error(), "LANIAKEA_SENSOR_BAUD_RATE is 1 and must be between 300") {
		t.Errorf("a wrong one: %v", err)
	}
	if err := host.PushVersion("1.0.0"); err != nil {
		t.Errorf("the daemon has to start all the same: %v", err)
	}
	t.Setenv("LANIAKEA_SENSOR_BAUD_RATE", "300")
	if _, err := host.Record(0); err != nil {
		t.Errorf("mended: %v", err)
	}
}

func TestACommandHasTheSettingsToo(t *testing.T) {
	host := laniakeatest.Start(t, laniakea.Controller{
		Name: "valve", Version: "1.0.0", Settings: lab{Port: "a", BaudRate: 300},
		Commands: map[string]laniakea.Command{
			"port": laniakea.Answer(func(ctx context.Context, _ struct{}) (any, error) {
				return map[string]string{"port": laniakea.SettingsOf[lab](ctx).Port}, nil
			}),
			"other": laniakea.Answer(func(ctx context.Context, _ struct{}) (any, error) {
				return laniakea.SettingsOf[string](ctx), nil
			}),
		},
	})
	t.Setenv("LANIAKEA_VALVE_PORT", "b")
	if frames, err := host.Command("port", nil, 0); err != nil || payloads(frames) != `{"port":"b"}` {
		t.Errorf("%s, %v", payloads(frames), err)
	}
	if _, err := host.Command("other", nil, 0); err == nil || !strings.Contains(err.Error(), "the settings are of type laniakeatest_test.lab, not string") {
		t.Errorf("another type: %v", err)
	}
	t.Setenv("LANIAKEA_VALVE_BAUD_RATE", "no")
	if _, err := host.Command("port", nil, 0); status.Code(err) != codes.FailedPrecondition {
		t.Errorf("a wrong one: %v", err)
	}
}

// device is hardware whose openings and reads are scripted.
type device struct {
	opens  []error
	reads  [][]int
	opened int
	read   int
	closed []int
}

func (d *device) open(context.Context) (int, error) {
	d.opened++
	if d.opened <= len(d.opens) {
		return d.opened, d.opens[d.opened-1]
	}
	return d.opened, nil
}

func (d *device) emitAll(_ context.Context, _ int, emit laniakea.Emit) error {
	values := d.reads[min(d.read, len(d.reads)-1)]
	d.read++
	for _, value := range values {
		if err := emit(value); err != nil {
			return err
		}
	}
	if d.read < len(d.reads) {
		return errors.New("unplugged")
	}
	return laniakea.Permanent(errors.New("no more"))
}

func (d *device) source() laniakea.Datasource {
	return recording(laniakea.Reconnecting[int]{
		What: "the port", Open: d.open, Read: d.emitAll, FirstDelay: time.Millisecond, MaxDelay: 4 * time.Millisecond,
		Close: func(opened int) { d.closed = append(d.closed, opened) },
	}.Record)
}

func TestARecordingGoesOnWhenTheHardwareIsBack(t *testing.T) {
	log := laniakeatest.Logged(t)
	gone := errors.New("no such port")
	hardware := &device{opens: []error{nil, gone, gone, gone, nil}, reads: [][]int{{1, 2}, {3}}}
	frames, _ := laniakeatest.Start(t, hardware.source()).Record(0)
	if got := payloads(frames); got != "1 2 3" {
		t.Errorf("got %s", got)
	}
	if !reflect.DeepEqual(hardware.closed, []int{1, 5}) {
		t.Errorf("closed %v", hardware.closed)
	}
	if lost, back := log.Count("the port is lost: unplugged; it is tried again"), log.Count("the port is back"); lost != 1 || back != 1 {
		t.Errorf("lost %d times, back %d times", lost, back)
	}
}

func TestHardwareThatIsNotThereAtTheStartIsTheOperatorsToKnow(t *testing.T) {
	hardware := &device{opens: []error{laniakea.Permanent(errors.New("no such port"))}, reads: [][]int{{}}}
	_, err := laniakeatest.Start(t, hardware.source()).Record(0)
	if status.Code(err) != codes.FailedPrecondition || status.Convert(err).Message() != "no such port" {
		t.Errorf("got %v", err)
	}
}

func TestWhatAnswersAndGoesAtOnceDoesNotFillTheLog(t *testing.T) {
	log := laniakeatest.Logged(t)
	hardware := &device{reads: [][]int{{1}, {}, {}, {}, {2}}}
	frames, _ := laniakeatest.Start(t, hardware.source()).Record(0)
	if got := payloads(frames); got != "1 2" || log.Count("is lost") != 1 {
		t.Errorf("got %s, lost %d times", got, log.Count("is lost"))
	}
}

func TestAValueThatCannotBeSentIsNotTheHardwaresFault(t *testing.T) {
	source := recording(laniakea.Reconnecting[int]{
		What: "the port", Open: (&device{}).open,
		Read: func(_ context.Context, _ int, emit laniakea.Emit) error { return emit(func() {}) },
	}.Record)
	if _, err := laniakeatest.Start(t, source).Record(0); err == nil || !strings.Contains(err.Error(), "it is a func(): call it") {
		t.Errorf("got %v", err)
	}
}

func TestHardwareThatIsGoneDoesNotHoldAStopUp(t *testing.T) {
	hardware := &device{opens: []error{nil, errors.New("gone"), errors.New("gone")}, reads: [][]int{{1}, {}}}
	source := hardware.source()
	source.Record = laniakea.Reconnecting[int]{
		What: "the port", Open: hardware.open, Read: hardware.emitAll, FirstDelay: time.Hour, MaxDelay: time.Hour,
	}.Record
	start := time.Now()
	if _, err := laniakeatest.Start(t, source).Record(1); err != nil || time.Since(start) > 10*time.Second {
		t.Errorf("%v, after %s", err, time.Since(start))
	}
}

func TestLines(t *testing.T) {
	for name, each := range map[string]struct {
		chunks  []string
		options laniakea.LineOptions
		want    []string
	}{
		"two lines in one chunk":            {[]string{"a\r\nb\r\n"}, laniakea.LineOptions{}, []string{"a", "b"}},
		"a line and its end in pieces":      {[]string{"a", "b", "c\r", "\nd\n"}, laniakea.LineOptions{}, []string{"abc", "d"}},
		"CR alone":                          {[]string{"a\rb\r"}, laniakea.LineOptions{}, []string{"a", "b"}},
		"half a line at the start":          {[]string{"5;H=40\r\nT=1\n"}, laniakea.LineOptions{SkipFirst: true}, []string{"T=1"}},
		"half a line at the end":            {[]string{"a\nb"}, laniakea.LineOptions{}, []string{"a"}},
		"noise that never ends, then lines": {[]string{strings.Repeat("x", 5000), "x\nok\n"}, laniakea.LineOptions{Longest: 20}, []string{"ok"}},
		"one byte too long":                 {[]string{strings.Repeat("x", 21) + "\n" + strings.Repeat("y", 20) + "\n"}, laniakea.LineOptions{Longest: 20}, []string{strings.Repeat("y", 20)}},
		"a character in two chunks":         {[]string{"\xc2", "\xb0\n"}, laniakea.LineOptions{}, []string{"°"}},
		"bytes that are no text":            {[]string{"\xff\n"}, laniakea.LineOptions{}, []string{"\ufffd"}},
	} {
		readers := []io.Reader{}
		for _, chunk := range each.chunks {
			readers = append(readers, strings.NewReader(chunk))
		}
		var got []string
		for line, err := range laniakea.Lines(io.MultiReader(readers...), each.options) {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			got = append(got, line)
		}
		if !reflect.DeepEqual(got, each.want) {
			t.Errorf("%s: got %q, want %q", name, got, each.want)
		}
	}
}

func TestTheErrorOfAReaderComesAfterItsLines(t *testing.T) {
	unplugged := errors.New("unplugged")
	var got []string
	for line, err := range laniakea.Lines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(unplugged)), laniakea.LineOptions{}) {
		if err != nil {
			line = err.Error()
		}
		got = append(got, line)
	}
	if !reflect.DeepEqual(got, []string{"a", "unplugged"}) {
		t.Errorf("got %q", got)
	}
}

func TestABatchAtAFixedIntervalHasItsStart(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_000)
	host := laniakeatest.Start(t, recording(func(_ context.Context, emit laniakea.Emit) error {
		batch := laniakea.NewBatch[float64](emit, laniakea.BatchOptions{Count: 4, Within: time.Hour, Interval: time.Millisecond / 2})
		for n, value := range []float64{0, 1, math.NaN(), 3, 4} {
			if err := batch.AddAt(at.Add(time.Duration(n)*time.Millisecond/2), value); err != nil {
				return err
			}
		}
		return batch.Close()
	}))
	frames, err := host.Record(0)
	want := `{"start":1700000000000,"intervalMs":0.5,"values":[0,1,null,3]} {"start":1700000000002,"intervalMs":0.5,"values":[4]}`
	if err != nil || payloads(frames) != want {
		t.Errorf("got %s, %v", payloads(frames), err)
	}
	if frames[0].Timestamp != 1_700_000_000_001 {
		t.Errorf("the frame's time is %d", frames[0].Timestamp)
	}
}

func TestABatchWithoutAnIntervalHasTheTimeOfEach(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_000)
	host := laniakeatest.Start(t, recording(func(_ context.Context, emit laniakea.Emit) error {
		batch := laniakea.NewBatch[any](emit, laniakea.BatchOptions{})
		for n, value := range []any{map[string]int{"volts": 1}, struct{}{}, 5} {
			if err := batch.AddAt(at.Add(time.Duration(n)*time.Millisecond), value); err != nil {
				return err
			}
		}
		return batch.Close()
	}))
	frames, err := host.Record(0)
	want := `{"readings":[{"time":1700000000000,"volts":1},{"time":1700000000001},{"time":1700000000002,"value":5}]}`
	if err != nil || payloads(frames) != want {
		t.Errorf("got %s, %v", payloads(frames), err)
	}
}

func TestAValueDoesNotWaitForOthersForEver(t *testing.T) {
	host := laniakeatest.Start(t, recording(func(ctx context.Context, emit laniakea.Emit) error {
		batch := laniakea.NewBatch[int](emit, laniakea.BatchOptions{Count: 1000, Within: time.Millisecond})
		if err := batch.Add(1); err != nil {
			return err
		}
		<-ctx.Done()
		return batch.Close()
	}))
	frames, err := host.Record(1)
	if err != nil || !strings.Contains(payloads(frames), `"value":1`) {
		t.Errorf("got %s, %v", payloads(frames), err)
	}
}

func TestABatchKeepsUpWith10kHz(t *testing.T) {
	const count = 20_000
	source := recording(func(_ context.Context, emit laniakea.Emit) error {
		batch := laniakea.NewBatch[int](emit, laniakea.BatchOptions{Count: 500, Interval: time.Millisecond / 10})
		for n := range count {
			if err := batch.Add(n); err != nil {
				return err
			}
		}
		return batch.Close()
	})
	source.Options = nil // As the daemon has it.
	frames, err := laniakeatest.Start(t, source).Record(0)
	if err != nil {
		t.Fatal(err)
	}
	next := 0
	for _, frame := range frames {
		var got struct{ Values []int }
		if err := json.Unmarshal(frame.Payload, &got); err != nil {
			t.Fatal(err)
		}
		for _, value := range got.Values {
			if value != next {
				t.Fatalf("got %d, want %d", value, next)
			}
			next++
		}
	}
	if next != count {
		t.Errorf("%d of %d values came", next, count)
	}
}

func TestABatchEndsWithItsRecording(t *testing.T) {
	ended := make(chan error, 1)
	host := laniakeatest.Start(t, recording(func(_ context.Context, emit laniakea.Emit) error {
		batch := laniakea.NewBatch[int](emit, laniakea.BatchOptions{Count: 2})
		for n := 0; ; n++ {
			if err := batch.Add(n); err != nil {
				ended <- errors.Join(err, batch.Close())
				return err
			}
		}
	}))
	if _, err := host.Record(3); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil || !strings.Contains(err.Error(), "StopRecord") {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the code goes on")
	}
}

func TestAQueueTellsWhatItDrops(t *testing.T) {
	log := laniakeatest.Logged(t)
	queue := laniakea.NewQueue(64)
	before := time.Now()
	for n := range 1000 {
		queue.Push(n)
	}
	pushed := time.Now()
	queue.Push(laniakea.At(time.UnixMilli(5), "own"))
	queue.Close(errors.New("the broker is gone"))
	host := laniakeatest.Start(t, recording(func(ctx context.Context, emit laniakea.Emit) error {
		for time.Since(pushed) < 20*time.Millisecond {
			time.Sleep(time.Millisecond)
		}
		return queue.Drain(ctx, emit)
	}))
	frames, err := host.Record(0)
	if err != nil && !strings.Contains(err.Error(), "EOF") {
		t.Log(err)
	}
	if len(frames) != 64 || string(frames[0].Payload) != "937" || string(frames[63].Payload) != "own" || frames[63].Timestamp != 5 {
		t.Fatalf("%d frames: %s", len(frames), payloads(frames))
	}
	if at := frames[0].Timestamp; at < before.UnixMilli() || at > pushed.UnixMilli() {
		t.Errorf("it is stamped %d, and was pushed from %d to %d", at, before.UnixMilli(), pushed.UnixMilli())
	}
	if first, total := log.Count("values come faster than they can be sent: 1 of 65 are dropped"), log.Count("937 of 1001 values were dropped in all"); first != 1 || total != 1 {
		t.Errorf("first %d, total %d: %s", first, total, log.Text())
	}
}

func TestAHeartbeatIsAFieldOfThePlugin(t *testing.T) {
	source := recording(func(ctx context.Context, _ laniakea.Emit) error {
		<-ctx.Done()
		return nil
	})
	source.Heartbeat = time.Millisecond
	frames, err := laniakeatest.Start(t, source).Record(2)
	if err != nil || frames[1].Type != "heartbeat" {
		t.Errorf("%v, %v", frames, err)
	}
}
