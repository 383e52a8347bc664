// Package hclog writes log records as go-plugin's hosts read them: a line of JSON on stderr each.
package hclog

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// Trace is the level below slog's.
const Trace = slog.LevelDebug - 4

// Handler is a slog.Handler for a host's log.
type Handler struct {
	shared *shared
	module string
	level  slog.Leveler
	// prefix is the groups, with a dot behind each.
	prefix string
	fields []field
}

type shared struct {
	mutex sync.Mutex
	to    io.Writer
}

type field struct{ key, value string }

// NewHandler writes records of at least a level. The module is the plugin's name.
func NewHandler(to io.Writer, module string, level slog.Leveler) *Handler {
	return &Handler{shared: &shared{to: to}, module: module, level: level}
}

// Enabled is slog's.
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level.Level() }

// Handle writes a record with one write, so that records of several goroutines do not mix.
func (h *Handler) Handle(_ context.Context, record slog.Record) error {
	fields := slices.Clone(h.fields)
	record.Attrs(func(attr slog.Attr) bool {
		fields = appendAttr(fields, h.prefix, attr)
		return true
	})
	text := line(levelName(record.Level), record.Message, h.module, fields, timeOf(record))
	h.shared.mutex.Lock()
	defer h.shared.mutex.Unlock()
	_, err := h.shared.to.Write(text)
	return err
}

// WithAttrs is slog's.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	with.fields = slices.Clone(h.fields)
	for _, attr := range attrs {
		with.fields = appendAttr(with.fields, h.prefix, attr)
	}
	return &with
}

// WithGroup is slog's. The host's log is flat: a group stands before the key.
func (h *Handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	with := *h
	with.prefix += name + "."
	return &with
}

func appendAttr(fields []field, prefix string, attr slog.Attr) []field {
	value := attr.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		if attr.Key != "" {
			prefix += attr.Key + "."
		}
		for _, member := range value.Group() {
			fields = appendAttr(fields, prefix, member)
		}
		return fields
	}
	if attr.Equal(slog.Attr{}) {
		return fields
	}
	return append(fields, field{key: prefix + attr.Key, value: textOf(value)})
}

// textOf: the text of a value is foreign code, which may panic.
func textOf(value slog.Value) (text string) {
	defer func() {
		if recover() != nil {
			text = facts.Fill(facts.MessageUnreadable, "reason", fmt.Sprintf("%T", value.Any()))
		}
	}()
	if err, ok := value.Any().(error); ok {
		return err.Error()
	}
	return value.String()
}

func timeOf(record slog.Record) time.Time {
	if record.Time.IsZero() {
		return time.Now()
	}
	return record.Time
}

func levelName(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "error"
	case level >= slog.LevelWarn:
		return "warn"
	case level >= slog.LevelInfo:
		return "info"
	case level >= slog.LevelDebug:
		return "debug"
	}
	return "trace"
}

// keyOf keeps a field apart from those of the host, which panics on one of them that it does not understand.
func keyOf(key string) string {
	if strings.HasPrefix(key, "@") {
		return "_" + strings.TrimLeft(key, "@")
	}
	return key
}
