//go:build !windows

package laniakea

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAPortIsOneProgramsUntilItsLockIsClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "port")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		lock, err := LockPort(path)
		if err != nil {
			t.Fatal(err)
		}
		// A lock belongs to who has opened the file: a second one of this program is refused as another program's is.
		if _, err := LockPort(path); err == nil || err.Error() != path+": another program has it open" {
			t.Errorf("a second lock: %v", err)
		}
		if err := lock.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPortThatIsNotThereIsNamedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "port")
	if _, err := LockPort(path); err == nil || err.Error() != path+": no such file or directory" {
		t.Errorf("got %v", err)
	}
}
