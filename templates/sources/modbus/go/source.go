package main

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"strconv"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// What the device has in its holding registers. Adapt this to yours: its manual has the table. Addresses count from 0.
var registers = []register{
	{name: "celsius", address: 0, kind: int16Kind, factor: 0.1},
	{name: "watts", address: 1, kind: float32Kind, factor: 1},
	{name: "pulses", address: 3, kind: uint32Kind, factor: 1},
}

// reading has nil for what the device could not measure.
type reading map[string]*float64

// readings are the registers again and again, also when the device is switched off and on.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	return laniakea.Reconnecting[joined]{
		What: "the device " + address(set),
		Open: func(ctx context.Context) (joined, error) {
			device, err := join(ctx, set)
			if err != nil {
				return nil, err
			}
			// A line may be open without a device at its end.
			if _, err = sample(ctx, set, device); err != nil && !errors.Is(err, errBusy) {
				device.Leave()
				return nil, err
			}
			return device, nil
		},
		Read: func(ctx context.Context, device joined, emit laniakea.Emit) error {
			return poll(ctx, set, device, emit)
		},
		Close: joined.Leave,
	}.Record(ctx, emit)
}

func poll(ctx context.Context, set settings, device joined, emit laniakea.Emit) error {
	isBusy := false
	for range laniakea.Every(ctx, time.Duration(set.IntervalMs)*time.Millisecond) {
		values, err := sample(ctx, set, device)
		if errors.Is(err, errBusy) {
			if !isBusy {
				slog.Warn("no reading for now", "reason", err)
			}
			isBusy = true
			continue
		}
		isBusy = false
		if err == nil {
			err = emit(values)
		}
		if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// register is one number of the device.
type register struct {
	name    string
	address uint16
	kind    kind
	factor  float64 // What the number is multiplied by.
}

// kind says in how many registers a number stands, and how.
type kind struct {
	words  uint16
	number func(bits uint32) float64
}

var (
	int16Kind   = kind{1, func(bits uint32) float64 { return float64(int16(bits)) }}
	uint16Kind  = kind{1, func(bits uint32) float64 { return float64(bits) }}
	int32Kind   = kind{2, func(bits uint32) float64 { return float64(int32(bits)) }}
	uint32Kind  = kind{2, func(bits uint32) float64 { return float64(bits) }}
	float32Kind = kind{2, func(bits uint32) float64 { return float64(math.Float32frombits(bits)) }}
)

// decode: which of two registers comes first differs from maker to maker. What is no number is nil.
func (r register) decode(words []uint16, order string) *float64 {
	bits := uint32(words[0])
	if r.kind.words == 2 {
		bits = bits<<16 | uint32(words[1])
		if order == "low-first" {
			bits = bits<<16 | bits>>16
		}
	}
	// 215 * 0.1 is 21.500000000000004.
	number, err := strconv.ParseFloat(strconv.FormatFloat(r.kind.number(bits)*r.factor, 'g', 12, 64), 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return nil
	}
	return &number
}
