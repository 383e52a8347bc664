package laniakea

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
)

var errTaken = errors.New("another program has it open")

// LockPort takes a serial port for this program alone, before a library opens it, until the lock is closed: of two programs each would get
// a part of the bytes. Libraries of other languages take the same lock, such as Python's pyserial and serialport of Node.js. On Windows
// nothing is locked, as a port opens only once there. Close the lock when the port is closed.
//
// An error names the path and the reason, such as that another program has the port open, or that the user lacks the group dialout.
func LockPort(path string) (io.Closer, error) {
	lock, err := lockFile(path)
	switch {
	case err == nil:
		return lock, nil
	// EBUSY: another program lets nobody open it. EWOULDBLOCK: another program has the lock.
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EWOULDBLOCK):
		err = errTaken
	case errors.Is(err, fs.ErrPermission):
		err = fmt.Errorf("%w: the daemon's user needs the group dialout", err)
	}
	return nil, ErrorAt(path, err)
}
