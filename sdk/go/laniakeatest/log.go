package laniakeatest

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// testLog is the plugin's log in the test's output.
type testLog struct{ t testing.TB }

func (l testLog) Write(text []byte) (int, error) {
	l.t.Helper()
	l.t.Log(strings.TrimSuffix(string(text), "\n"))
	return len(text), nil
}

func isUnimplemented(err error) bool { return status.Code(err) == codes.Unimplemented }
