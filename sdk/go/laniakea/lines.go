package laniakea

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// LineOptions say how Lines cuts.
type LineOptions struct {
	// Longest is the bytes of the longest line that is taken; default 1000. A longer one is dropped, and so is noise without an end of
	// line.
	Longest int
	// SkipFirst drops what comes before the first end of line: who starts to listen in the middle of a stream hears half a line first.
	SkipFirst bool
}

const longestLine = 1000

// Lines are the lines that come from a reader. A line ends with CR, LF or both; empty ones are left out. Bytes that are no UTF-8
// become U+FFFD. What comes after the last end of line is half a line, and is dropped. The log has one warning when bytes come without an
// end of line: when there are more of them than Longest, or when one comes 10 s after the first.
//
//	for line, err := range laniakea.Lines(port, laniakea.LineOptions{SkipFirst: true}) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// An error of the reader comes last; its io.EOF only ends the lines.
func Lines(from io.Reader, options LineOptions) iter.Seq2[string, error] {
	longest := options.Longest
	if longest <= 0 {
		longest = longestLine
	}
	return func(yield func(string, error) bool) {
		cutter := lineCutter{longest: longest, isDropped: options.SkipFirst, now: time.Now}
		buffer := make([]byte, 4096)
		for {
			count, err := from.Read(buffer)
			for _, line := range cutter.cut(buffer[:count]) {
				if !yield(line, nil) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield("", err)
				}
				return
			}
		}
	}
}

type lineCutter struct {
	longest   int
	rest      []byte
	isDropped bool

	now func() time.Time
	// since is when the first byte of rest came.
	since   time.Time
	hasTold bool
}

func (c *lineCutter) cut(chunk []byte) (lines []string) {
	for _, char := range chunk {
		if char != '\r' && char != '\n' {
			c.add(char)
			continue
		}
		if !c.isDropped && len(c.rest) > 0 {
			lines = append(lines, text(c.rest))
		}
		c.rest, c.isDropped = c.rest[:0], false
	}
	// A slow device would be heard for hours before a line is too long.
	if len(chunk) > 0 && len(c.rest) > 0 && c.now().Sub(c.since) >= facts.TimeLineEnd {
		c.tell(fmt.Sprintf("%g s", facts.TimeLineEnd.Seconds()))
	}
	return lines
}

func (c *lineCutter) add(char byte) {
	if len(c.rest) == 0 {
		c.since = c.now()
	}
	if len(c.rest) < c.longest {
		c.rest = append(c.rest, char)
		return
	}
	c.isDropped = true
	c.tell(fmt.Sprintf("%d bytes", c.longest))
}

func (c *lineCutter) tell(span string) {
	if !c.hasTold {
		c.hasTold = true
		slog.Warn(facts.Fill(facts.MessageNoLineEnd, "span", span))
	}
}

func text(line []byte) string { return strings.ToValidUTF8(string(line), string(utf8.RuneError)) }
