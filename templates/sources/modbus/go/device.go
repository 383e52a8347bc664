package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"github.com/simonvetter/modbus"
)

// client is a connection with the device at an address. Nobody else opens its serial port meanwhile.
type client struct {
	*modbus.ModbusClient
	address string
	lock    io.Closer
}

func (c client) Close() error { return errors.Join(c.ModbusClient.Close(), c.lock.Close()) }

// A serial port opens once, and takes one question at a time.
var devices = laniakea.Shared[settings, client]{Open: connect, Close: func(device client) { _ = device.Close() }}

// joined is the device for one of those who share its connection.
type joined = *laniakea.Joined[client]

func join(ctx context.Context, set settings) (joined, error) {
	set.IntervalMs, set.WordOrder = 0, "" // They make no other connection.
	return devices.Join(ctx, set)
}

func address(set settings) string {
	if set.Transport == "rtu" {
		return set.SerialPort
	}
	return net.JoinHostPort(set.Host, strconv.Itoa(set.Port))
}

var parities = map[string]uint{"none": modbus.PARITY_NONE, "even": modbus.PARITY_EVEN, "odd": modbus.PARITY_ODD}

func connect(_ context.Context, set settings) (client, error) {
	made, err := modbus.NewClient(&modbus.ClientConfiguration{
		URL: set.Transport + "://" + address(set), Timeout: time.Duration(set.TimeoutMs) * time.Millisecond,
		Speed: uint(set.BaudRate), Parity: parities[set.Parity], StopBits: 1,
		Logger: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	})
	var lock io.Closer = io.NopCloser(nil) // A network has none.
	if err == nil && set.Transport == "rtu" {
		if lock, err = laniakea.LockPort(set.SerialPort); err != nil {
			return client{}, err
		}
	}
	if err == nil {
		err = errors.Join(made.SetUnitId(uint8(set.Unit)), made.Open())
	}
	if err != nil {
		_ = lock.Close()
		return client{}, laniakea.ErrorAt(address(set), err)
	}
	return client{made, address(set), lock}, nil
}

var errBusy = errors.New("the device does not answer it now")

// What a device answers that cannot do something at all. Any other exception is of now.
var refusals = []error{modbus.ErrIllegalFunction, modbus.ErrIllegalDataAddress, modbus.ErrIllegalDataValue}

var exceptions = []error{
	modbus.ErrServerDeviceFailure, modbus.ErrAcknowledge, modbus.ErrServerDeviceBusy, modbus.ErrMemoryParityError,
	modbus.ErrGWPathUnavailable, modbus.ErrGWTargetFailedToRespond,
}

// ask: an exception is an answer, too. After any other error there was none, and the connection is opened anew.
func ask(ctx context.Context, device joined, question func(*modbus.ModbusClient) error) error {
	var exception error
	err := device.Use(ctx, func(device client) error {
		err := question(device.ModbusClient)
		switch {
		case err == nil:
		case slices.Contains(refusals, err):
			exception = laniakea.Permanent(fmt.Errorf("%s: the device refuses it: %w", device.address, err))
		case slices.Contains(exceptions, err), strings.HasPrefix(err.Error(), "unknown exception code"):
			exception = fmt.Errorf("%s: %w: %w", device.address, errBusy, err)
		default:
			return laniakea.ErrorAt(device.address, fmt.Errorf("no answer: %w", err))
		}
		return nil
	})
	if err == nil {
		err = exception
	}
	return err
}

// sample reads all registers in one request: from the first to the last there may be 125.
func sample(ctx context.Context, set settings, device joined) (reading, error) {
	first, end := registers[0].address, uint16(0)
	for _, each := range registers {
		first, end = min(first, each.address), max(end, each.address+each.kind.words)
	}
	values := reading{}
	err := ask(ctx, device, func(client *modbus.ModbusClient) error {
		words, err := client.ReadRegisters(first, end-first, modbus.HOLDING_REGISTER)
		for _, each := range registers {
			if err == nil {
				values[each.name] = each.decode(words[each.address-first:], set.WordOrder)
			}
		}
		return err
	})
	return values, err
}
