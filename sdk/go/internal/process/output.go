package process

import (
	"bufio"
	"io"
	"log/slog"
	"strings"
	"sync"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/stdout"
)

// output is what the author prints, as records of the log. Stderr stays as it is, because what log.Fatal writes there must be out
// before the process is.
type output struct {
	done sync.WaitGroup
}

const maxLine = 32 * 1024

func routeOutput(logger *slog.Logger) *output {
	out := &output{}
	if stdout.Captured.Read == nil {
		return out
	}
	out.done.Add(1)
	go func() {
		defer out.done.Done()
		logLines(stdout.Captured.Read, logger.With("stream", "stdout"))
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
	if stdout.Captured.Write != nil {
		_ = stdout.Captured.Write.Close()
	}
	o.done.Wait()
}
