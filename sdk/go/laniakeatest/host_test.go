package laniakeatest_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakeatest"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestADatasourceIsRecorded(t *testing.T) {
	hasStopped := false
	t.Run("life", func(t *testing.T) {
		host := laniakeatest.Start(t, laniakea.Datasource{
			Name: "sensor", Version: "1.0.0", LaniakeaVersion: ">= 1.0.0",
			Record: func(_ context.Context, emit laniakea.Emit) error {
				for n := 0; ; n++ {
					if err := emit(n); err != nil {
						return err
					}
				}
			},
			Stop: func(context.Context) error {
				hasStopped = true
				return nil
			},
		})
		for range 3 {
			frames, err := host.Record(3)
			if err != nil {
				t.Fatal(err)
			}
			var payloads []string
			for _, frame := range frames {
				payloads = append(payloads, string(frame.Payload))
			}
			if got := strings.Join(payloads, " "); got != "0 1 2" {
				t.Errorf("got %s", got)
			}
		}
		if err := host.PushVersion("0.9.0"); status.Code(err) != codes.FailedPrecondition {
			t.Errorf("an old daemon: %v", err)
		}
		if err := host.PushVersion("nobody knows"); err != nil {
			t.Errorf("a version that nobody can compare: %v", err)
		}
	})
	if !hasStopped {
		t.Error("Stop was not called")
	}
}

func TestASlowReaderHoldsTheAuthorUpAndNobodyElse(t *testing.T) {
	const kib = 1024
	var emitted atomic.Int64
	payload := bytes.Repeat([]byte("x"), 16*kib)
	host := laniakeatest.Start(t, laniakea.Datasource{
		Name: "sensor", Version: "1.0.0", LaniakeaVersion: ">= 1.0.0",
		Record: func(_ context.Context, emit laniakea.Emit) error {
			for {
				if err := emit(payload); err != nil {
					return err
				}
				emitted.Add(1)
			}
		},
	}, laniakea.MinFrameInterval(0))
	recording, err := host.StartRecord()
	if err != nil {
		t.Fatal(err)
	}
	// Nobody reads: the author's code comes to a halt at the windows of HTTP/2.
	for before := int64(-1); emitted.Load() == 0 || emitted.Load() != before; {
		before = emitted.Load()
		time.Sleep(100 * time.Millisecond)
	}
	waiting := emitted.Load()
	if waiting*16*kib > 2*kib*kib {
		t.Errorf("%d frames wait for a reader", waiting)
	}
	if err := host.PushVersion("1.0.0"); err != nil {
		t.Errorf("another call: %v", err)
	}
	for range waiting + 10 {
		if frame, err := recording.Next(); err != nil || len(frame.Payload) != len(payload) {
			t.Fatalf("a frame: %v", err)
		}
	}
	start := time.Now()
	if err := recording.Stop(); err != nil || time.Since(start) > 5*time.Second {
		t.Errorf("StopRecord: %v, after %s", err, time.Since(start))
	}
}

func TestAControllerAnswers(t *testing.T) {
	type limits struct{ To int }
	host := laniakeatest.Start(t, laniakea.Controller{
		Name: "heater", Version: "1.0.0",
		Commands: map[string]laniakea.Command{
			"count": laniakea.Stream(func(_ context.Context, args limits, emit laniakea.Emit) error {
				for n := range args.To {
					if err := emit(map[string]int{"n": n}); err != nil {
						return err
					}
				}
				return nil
			}),
			"fail": laniakea.Answer(func(context.Context, limits) (any, error) { return nil, errors.New("it is off") }),
		},
	})
	frames, err := host.Command("count", limits{To: 3}, 0)
	if err != nil || len(frames) != 3 {
		t.Errorf("%d frames, %v", len(frames), err)
	}
	if _, err := host.Command("fail", nil, 0); err == nil || !strings.Contains(err.Error(), "it is off") {
		t.Errorf("fail: %v", err)
	}
	if _, err := host.Command("explode", nil, 0); err == nil || !strings.Contains(err.Error(), "heater knows: count, fail") {
		t.Errorf("explode: %v", err)
	}
}
