package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// In bytes; a longer answer is none.
const longestAnswer = 64 * 1024

// instrument is a connection with one.
type instrument struct {
	net.Conn
	answers *bufio.Reader
	set     settings
}

// Many instruments take one connection only.
var instruments = laniakea.Shared[settings, *instrument]{Open: connect, Close: func(device *instrument) { _ = device.Close() }}

// joined is the instrument for one of those who share its connection.
type joined = *laniakea.Joined[*instrument]

func join(ctx context.Context, set settings) (joined, error) {
	// Of the settings only what makes another connection.
	return instruments.Join(ctx, settings{Host: set.Host, Port: set.Port, TimeoutMs: set.TimeoutMs})
}

func address(set settings) string { return net.JoinHostPort(set.Host, strconv.Itoa(set.Port)) }

func connect(ctx context.Context, set settings) (*instrument, error) {
	dialer := net.Dialer{Timeout: time.Duration(set.TimeoutMs) * time.Millisecond}
	conn, err := dialer.DialContext(ctx, "tcp", address(set))
	if err != nil {
		return nil, laniakea.ErrorAt(address(set), err)
	}
	device := &instrument{Conn: conn, answers: bufio.NewReaderSize(conn, longestAnswer), set: set}
	name, err := device.ask(ctx, "*IDN?")
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	slog.Info("the instrument is there", "name", name)
	return device, nil
}

// ask sends a query when it is its turn, and waits for the line that answers it.
func ask(ctx context.Context, device joined, query string) (answer string, err error) {
	err = device.Use(ctx, func(device *instrument) (err error) {
		answer, err = device.ask(ctx, query)
		return err
	})
	return answer, err
}

func (i *instrument) ask(ctx context.Context, query string) (string, error) {
	// A line that nobody has asked for is no answer to this question.
	_ = i.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, _ = io.Copy(io.Discard, i.answers)
	err := i.send(query)
	// The end of a recording ends the wait.
	defer context.AfterFunc(ctx, func() { _ = i.SetDeadline(time.Now()) })()
	var line []byte
	if err == nil {
		line, err = i.answers.ReadSlice('\n')
	}
	if err != nil {
		return "", laniakea.ErrorAt(address(i.set), fmt.Errorf("no answer to %s: %w", query, err))
	}
	return strings.TrimSpace(string(line)), nil
}

func (i *instrument) send(line string) error {
	_ = i.SetDeadline(time.Now().Add(time.Duration(i.set.TimeoutMs) * time.Millisecond))
	_, err := i.Write([]byte(line + "\n"))
	return err
}
