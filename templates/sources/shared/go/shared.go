package main

import (
	"context"
	"sync"
)

// shared is a device that takes one connection and answers one question at a time, for recordings and commands together: the first
// that needs it opens it, and the last closes it.
type shared[Device any] struct {
	open  func(ctx context.Context, set settings) (Device, error)
	close func(device Device)

	mutex sync.Mutex
	held  map[settings]*held[Device]
}

// held is a device of those who have joined it.
type held[Device any] struct {
	of    *shared[Device]
	set   settings
	users int

	turn   sync.Mutex
	isOpen bool
	device Device
}

// join opens the device that the settings name, or finds it open. Whoever has joined has to leave.
func (s *shared[Device]) join(ctx context.Context, set settings) (*held[Device], error) {
	h := s.enter(set)
	if err := h.use(ctx, func(Device) error { return nil }); err != nil {
		h.leave()
		return nil, err
	}
	return h, nil
}

func (s *shared[Device]) enter(set settings) *held[Device] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.held == nil {
		s.held = map[settings]*held[Device]{}
	}
	h, isThere := s.held[set]
	if !isThere {
		h = &held[Device]{of: s, set: set}
		s.held[set] = h
	}
	h.users++
	return h
}

// use does one thing with the device, when it is its turn. An error closes the connection, as a late answer would be taken for that to
// the next question; the next use opens it anew.
func (h *held[Device]) use(ctx context.Context, do func(device Device) error) (err error) {
	h.turn.Lock()
	defer h.turn.Unlock()
	if !h.isOpen {
		if h.device, err = h.of.open(ctx, h.set); err != nil {
			return err
		}
		h.isOpen = true
	}
	if err = do(h.device); err != nil {
		h.shut()
	}
	return err
}

func (h *held[Device]) leave() {
	h.of.mutex.Lock()
	defer h.of.mutex.Unlock()
	if h.users--; h.users == 0 {
		delete(h.of.held, h.set)
		h.shut()
	}
}

func (h *held[Device]) shut() {
	if h.isOpen {
		h.isOpen = false
		h.of.close(h.device)
	}
}
