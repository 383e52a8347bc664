package laniakea

import (
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
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
// become U+FFFD. What comes after the last end of line is half a line, and is dropped.
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
		cutter := lineCutter{longest: longest, isDropped: options.SkipFirst}
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
}

func (c *lineCutter) cut(chunk []byte) (lines []string) {
	for _, char := range chunk {
		if char != '\r' && char != '\n' {
			if len(c.rest) < c.longest {
				c.rest = append(c.rest, char)
			} else {
				c.isDropped = true
			}
			continue
		}
		if !c.isDropped && len(c.rest) > 0 {
			lines = append(lines, text(c.rest))
		}
		c.rest, c.isDropped = c.rest[:0], false
	}
	return lines
}

func text(line []byte) string { return strings.ToValidUTF8(string(line), string(utf8.RuneError)) }
