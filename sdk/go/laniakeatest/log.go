package laniakeatest

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

// testLog is the plugin's log in the test's output.
type testLog struct{ t testing.TB }

func (l testLog) Write(text []byte) (int, error) {
	l.t.Helper()
	l.t.Log(strings.TrimSuffix(string(text), "\n"))
	return len(text), nil
}

// Log is what a plugin's code logs by log/slog, in the test's own process.
type Log struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Logged takes what is logged until the test ends, instead of showing it.
func Logged(t testing.TB) *Log {
	t.Helper()
	before := slog.Default()
	log := &Log{}
	slog.SetDefault(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return log
}

// Write is for slog.
func (l *Log) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(text)
}

// Text is all that was logged.
func (l *Log) Text() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// Count says how often words were logged.
func (l *Log) Count(words string) int { return strings.Count(l.Text(), words) }

const betweenLooks = time.Millisecond

// WaitFor returns when words are logged. It ends the test when they are not within 10 s.
func (l *Log) WaitFor(t testing.TB, words string) {
	t.Helper()
	for start := time.Now(); l.Count(words) == 0; time.Sleep(betweenLooks) {
		if time.Since(start) > timeout/3 {
			t.Fatalf("the log does not say %q: %s", words, l.Text())
		}
	}
}
