package laniakea

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestBytesWithoutALineEndAreToldOnce(t *testing.T) {
	x := strings.Repeat("x", 15)
	for name, each := range map[string]struct {
		chunks []string
		// between two chunks.
		pause time.Duration
		// Empty: there is no warning.
		span string
	}{
		"more bytes than a line has":               {[]string{x, x, x}, 0, "20 bytes"},
		"lines that are too long":                  {[]string{x + x + "\n", x + x + "\n"}, 0, "20 bytes"},
		"a few bytes, again and again":             {[]string{"T=1;", "T=2;", "T=3;", "T=4;"}, 5 * time.Second, "10 s"},
		"lines in pieces":                          {[]string{"T=", "1\n", "T=", "2\n", "T=", "3\n"}, 6 * time.Second, ""},
		"lines with long pauses between them":      {[]string{"T=1\n", "T=2\n"}, time.Minute, ""},
		"line ends that come before the next line": {[]string{"\nT=1", "", "\nT=2", "\nT=3"}, time.Minute, ""},
	} {
		var log bytes.Buffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		now := time.Now()
		cutter := lineCutter{longest: 20, now: func() time.Time { return now }}
		for _, chunk := range each.chunks {
			cutter.cut([]byte(chunk))
			now = now.Add(each.pause)
		}
		slog.SetDefault(before)
		told := strings.Count(log.String(), "bytes come, but no line end (CR or LF) in ")
		if each.span == "" && told != 0 || each.span != "" && (told != 1 || !strings.Contains(log.String(), "in "+each.span+", so")) {
			t.Errorf("%s: the log says %q", name, log.String())
		}
	}
}
