package process

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
)

// The daemon takes the first line of a plugin's stdout for the handshake and drops what comes later. So os.Stdout is a pipe from the
// moment when this package is loaded, and what is printed there is a record of the host's log. The real one is kept for the
// handshake; stderr stays as it is, because what log.Fatal writes there must be out before the process is. It is the standard library's variable that has to be replaced, so there is one of these in a process.
var early = capture() //nolint:gochecknoglobals // See above.

type captured struct {
	handshake *os.File
	read      *os.File
	write     *os.File
}

func capture() *captured {
	own := &captured{handshake: os.Stdout}
	if !UnderHost() {
		return own
	}
	var err error
	if own.read, own.write, err = os.Pipe(); err != nil {
		return own // Without a pipe nothing can be caught; the plugin is no worse than one of Laniakea's SDK.
	}
	os.Stdout = own.write
	return own
}

// output is what the author prints, as records of the log.
type output struct {
	done sync.WaitGroup
}

const maxLine = 32 * 1024

func routeOutput(logger *slog.Logger) *output {
	out := &output{}
	if early.read == nil {
		return out
	}
	out.done.Add(1)
	go func() {
		defer out.done.Done()
		logLines(early.read, logger.With("stream", "stdout"))
	}()
	return out
}

func logLines(from io.Reader, logger *slog.Logger) {
	reader := bufio.NewReaderSize(from, maxLine)
	for {
		// A longer line comes in pieces.
		text, _, err := reader.ReadLine()
		if err != nil {
			return
		}
		for _, part := range strings.Split(string(text), "\r") {
			if part != "" {
				logger.Info(part)
			}
		}
	}
}

// end hands on what was printed last.
func (o *output) end() {
	if early.write != nil {
		_ = early.write.Close()
	}
	o.done.Wait()
}
