package laniakeatest

import (
	"net"
	"sync"
	"testing"
)

// Line is a network line between a plugin and a server, which a test can cut and freeze.
type Line struct {
	// Address is what the plugin dials, such as 127.0.0.1:40123.
	Address string

	target string
	mutex  sync.Mutex
	thawed chan struct{}
	ends   []net.Conn
	isCut  bool
}

// NewLine is a line to a server's address. It is cut when the test ends.
func NewLine(t testing.TB, target string) *Line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	line := &Line{Address: listener.Addr().String(), target: target, thawed: make(chan struct{})}
	close(line.thawed)
	go line.accept(listener)
	t.Cleanup(func() {
		_ = listener.Close()
		line.Cut()
		line.Thaw()
	})
	return line
}

// Cut ends all connections, and refuses new ones until Mend.
func (l *Line) Cut() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.isCut = true
	for _, end := range l.ends {
		_ = end.Close()
	}
	l.ends = nil
}

// Mend takes connections again after Cut.
func (l *Line) Mend() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.isCut = false
}

// Freeze lets nothing through any more, while the connections stay: nobody is told, as when a network cable is pulled.
func (l *Line) Freeze() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.thawed = make(chan struct{})
}

// Thaw lets through what has waited since Freeze.
func (l *Line) Thaw() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	select {
	case <-l.thawed:
	default:
		close(l.thawed)
	}
}

func (l *Line) accept(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		go l.connect(near)
	}
}

func (l *Line) connect(near net.Conn) {
	far, err := net.Dial("tcp", l.target)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if err != nil || l.isCut {
		_ = near.Close()
		if far != nil {
			_ = far.Close()
		}
		return
	}
	l.ends = append(l.ends, near, far)
	go l.carry(near, far)
	go l.carry(far, near)
}

func (l *Line) carry(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 4096)
	for {
		count, err := from.Read(buffer)
		l.mutex.Lock()
		thawed := l.thawed
		l.mutex.Unlock()
		<-thawed
		if _, failed := to.Write(buffer[:count]); err != nil || failed != nil {
			return
		}
	}
}
