package laniakea

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func refusedAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	return free.Addr().String()
}

func TestAnErrorNamesItsPlaceOnce(t *testing.T) {
	address, absent := refusedAddress(t), filepath.Join(t.TempDir(), "absent")
	_, refused := net.Dial("tcp", address)
	_, asked := http.Get("http://" + address) //nolint:bodyclose // There is none.
	_, opened := os.Open(absent)
	lookup := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "scope.example", Server: "10.0.0.1:53"}}
	for _, each := range []struct {
		place string
		err   error
		want  string
	}{
		{address, refused, "connect: connection refused"},
		{address, fmt.Errorf("no answer to *IDN?: %w", refused), "no answer to *IDN?: connect: connection refused"},
		{"http://" + address, asked, "connect: connection refused"},
		{"scope.example:5025", lookup, "no such host"},
		{absent, opened, "no such file or directory"},
		{"a", errors.New("b"), "b"},
	} {
		err := ErrorAt(each.place, each.err)
		if want := each.place + ": " + each.want; err.Error() != want || !errors.Is(err, each.err) {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	if !errors.Is(ErrorAt(address, refused), syscall.ECONNREFUSED) || !errors.Is(ErrorAt(absent, opened), fs.ErrNotExist) {
		t.Error("the reason is not in the chain")
	}
	if err := ErrorAt(address, Permanent(refused)); !isLast(err) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v is not permanent", err)
	}
	if ErrorAt(address, nil) != nil {
		t.Error("nil became an error")
	}
}
