package laniakea

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// counted is a device that knows how often it was opened and closed.
type counted struct {
	mutex          sync.Mutex
	opened, closed int
	refuses        error
}

func (c *counted) shared() *Shared[string, *counted] {
	return &Shared[string, *counted]{
		Open: func(context.Context, string) (*counted, error) {
			c.mutex.Lock()
			defer c.mutex.Unlock()
			if c.refuses != nil {
				return nil, c.refuses
			}
			c.opened++
			return c, nil
		},
		Close: func(*counted) {
			c.mutex.Lock()
			defer c.mutex.Unlock()
			c.closed++
		},
	}
}

func TestASharedDeviceIsOpenOnceAndUsedOneAtATime(t *testing.T) {
	device := &counted{}
	shared := device.shared()
	first, err := shared.Join(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if first.Device() != device {
		t.Error("the device is another one")
	}
	unguarded := 0
	var all sync.WaitGroup
	for range 20 {
		all.Add(1)
		go func() {
			defer all.Done()
			joined, err := shared.Join(t.Context(), "a")
			if err != nil {
				t.Error(err)
				return
			}
			defer joined.Leave()
			// The race detector sees two at a time.
			if err := joined.Use(t.Context(), func(*counted) error { unguarded++; return nil }); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	if unguarded != 20 || device.opened != 1 || device.closed != 0 {
		t.Errorf("used %d times, opened %d times, closed %d times", unguarded, device.opened, device.closed)
	}
	first.Leave()
	if device.closed != 1 {
		t.Errorf("closed %d times after the last has left", device.closed)
	}
}

func TestAnErrorClosesASharedDeviceAndTheNextUseOpensIt(t *testing.T) {
	device := &counted{}
	joined, err := device.shared().Join(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("no answer")
	if err := joined.Use(t.Context(), func(*counted) error { return broken }); !errors.Is(err, broken) || device.closed != 1 {
		t.Errorf("%v, closed %d times", err, device.closed)
	}
	if err := joined.Use(t.Context(), func(*counted) error { return nil }); err != nil || device.opened != 2 {
		t.Errorf("%v, opened %d times", err, device.opened)
	}
	joined.Leave()
	if device.closed != 2 {
		t.Errorf("closed %d times", device.closed)
	}
}

func TestWhatCannotBeOpenedIsNotJoined(t *testing.T) {
	device := &counted{refuses: errors.New("no port")}
	shared := device.shared()
	if _, err := shared.Join(t.Context(), "a"); !errors.Is(err, device.refuses) {
		t.Errorf("got %v", err)
	}
	if len(shared.held) != 0 {
		t.Error("it is held all the same")
	}
}

func TestOtherKeysAreOtherDevices(t *testing.T) {
	device := &counted{}
	shared := device.shared()
	for _, key := range []string{"a", "b"} {
		joined, err := shared.Join(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		defer joined.Leave()
	}
	if device.opened != 2 {
		t.Errorf("opened %d times", device.opened)
	}
}
