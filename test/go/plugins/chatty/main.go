// Command chatty is a datasource that prints and logs wherever it can: before the handshake, and while it records.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	_ "laniakea-plugins/chatty/driver"
)

func main() {
	fmt.Println("loading the driver")
	fmt.Print("half a line, ")
	fmt.Println("and its end")
	laniakea.Serve(laniakea.Datasource{
		Name: "chatty", Version: "1.2.3", LaniakeaVersion: ">= 1.0.0",
		Record: func(_ context.Context, emit laniakea.Emit) error {
			fmt.Println("recording")
			child := exec.Command("echo", "printed by a child")
			child.Stdout = os.Stdout
			if err := child.Run(); err != nil {
				return err
			}
			slog.Info("about to read", "@message", 5, "sensor", "a")
			slog.With("driver", "x").WithGroup("bus").Debug("bytes", "count", 3, "err", errors.New("none"))
			slog.Error("a long one: " + strings.Repeat("é", 100_000))
			log.Print("by log")
			fmt.Fprintln(os.Stderr, `{"@level":"notice","@message":"of another logger"}`)
			fmt.Fprintln(os.Stderr, `{"level":"warn","msg":"of zap"}`)
			return errors.Join(emit(map[string]int{"n": 0}), emit(map[string]int{"n": 1}))
		},
		Stop: func(context.Context) error {
			fmt.Print("the last words")
			return nil
		},
	})
}
