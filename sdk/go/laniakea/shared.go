package laniakea

import (
	"context"
	"sync"
)

// Shared is hardware that can be open only once, or that answers one question at a time, while recordings and commands want it
// together: the first that joins opens it, and the last that leaves closes it.
type Shared[Key comparable, Device any] struct {
	// Open opens what a key says, such as a struct with host and port: equal keys are one device.
	Open func(ctx context.Context, key Key) (Device, error)
	// Close is called when the last has left, and after an error of Use.
	Close func(device Device)

	mutex sync.Mutex
	held  map[Key]*Joined[Device]
}

// Joined is a device of those who have joined it.
type Joined[Device any] struct {
	open  func(ctx context.Context) (Device, error)
	close func(device Device)
	leave func()
	users int

	turn   sync.Mutex
	isOpen bool
	device Device
}

// Join opens the device of a key, or finds it open. Whoever has joined has to leave, once.
func (s *Shared[Key, Device]) Join(ctx context.Context, key Key) (*Joined[Device], error) {
	joined := s.enter(key)
	if err := joined.Use(ctx, func(Device) error { return nil }); err != nil {
		joined.Leave()
		return nil, err
	}
	return joined, nil
}

func (s *Shared[Key, Device]) enter(key Key) *Joined[Device] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.held == nil {
		s.held = map[Key]*Joined[Device]{}
	}
	joined, isThere := s.held[key]
	if !isThere {
		joined = &Joined[Device]{
			open:  func(ctx context.Context) (Device, error) { return s.Open(ctx, key) },
			close: s.Close,
		}
		joined.leave = func() { s.leave(key, joined) }
		s.held[key] = joined
	}
	joined.users++
	return joined
}

func (s *Shared[Key, Device]) leave(key Key, joined *Joined[Device]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if joined.users--; joined.users == 0 {
		delete(s.held, key)
		joined.shut()
	}
}

// Use does one thing with the device, when it is its turn. Its error closes the device, as a late answer would be taken for that to the
// next question; the next Use opens it anew.
func (j *Joined[Device]) Use(ctx context.Context, do func(device Device) error) (err error) {
	j.turn.Lock()
	defer j.turn.Unlock()
	if !j.isOpen {
		if j.device, err = j.open(ctx); err != nil {
			return err
		}
		j.isOpen = true
	}
	if err = do(j.device); err != nil {
		j.shut()
	}
	return err
}

// Device is the device itself, for what lasts beside the turns of others, such as a read that waits. It may be closed already, by an
// error of someone's Use.
func (j *Joined[Device]) Device() Device {
	j.turn.Lock()
	defer j.turn.Unlock()
	return j.device
}

// Leave closes the device when nobody else has it.
func (j *Joined[Device]) Leave() { j.leave() }

func (j *Joined[Device]) shut() {
	if j.isOpen {
		j.isOpen = false
		j.close(j.device)
	}
}
