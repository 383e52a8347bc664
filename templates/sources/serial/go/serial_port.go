package main

import (
	"errors"
	"io"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	"go.bug.st/serial"
)

// openSerial opens a port that no other program can open meanwhile.
func openSerial(path string, baudRate int) (serial.Port, error) {
	lock, err := laniakea.LockPort(path)
	if err != nil {
		return nil, err
	}
	port, err := serial.Open(path, &serial.Mode{BaudRate: baudRate})
	if err != nil {
		_ = lock.Close()
		return nil, laniakea.ErrorAt(path, err)
	}
	_ = port.ResetInputBuffer() // What the system holds from before is no reading of now.
	return lockedPort{port, lock}, nil
}

type lockedPort struct {
	serial.Port
	lock io.Closer
}

func (p lockedPort) Close() error { return errors.Join(p.Port.Close(), p.lock.Close()) }

// watched is a reader that says when something comes.
type watched struct {
	io.Reader
	heard func()
}

func (w watched) Read(buffer []byte) (count int, err error) {
	if count, err = w.Reader.Read(buffer); count > 0 {
		w.heard()
	}
	return count, err
}
