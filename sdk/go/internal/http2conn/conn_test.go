package http2conn

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"testing"
	"time"
)

// frame is an HTTP/2 frame of a type.
func frame(kind, flags byte, payload []byte) []byte {
	head := []byte{0, 0, byte(len(payload)), kind, flags, 0, 0, 0, 1}
	return append(head, payload...)
}

// preface is what a client's side starts with.
var preface = []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

func pair(t *testing.T) (*Conn, net.Conn) {
	t.Helper()
	server, client := net.Pipe()
	conn := New(server)
	t.Cleanup(func() {
		_ = conn.Close()
		_ = client.Close()
	})
	return conn, client
}

func read(t *testing.T, from net.Conn, count int) []byte {
	t.Helper()
	_ = from.SetReadDeadline(time.Now().Add(5 * time.Second))
	got := make([]byte, count)
	for have := 0; have < count; {
		n, err := from.Read(got[have:])
		if err != nil {
			t.Fatal(err)
		}
		have += n
	}
	return got
}

func TestAPingStandsBetweenTwoFramesInWhateverPiecesTheyCome(t *testing.T) {
	data := frame(typeData, 0, []byte("hello"))
	for cut := 1; cut < len(data); cut++ {
		conn, client := pair(t)
		wrote := make(chan struct{})
		go func() {
			_, _ = conn.Write(data[:cut])
			close(wrote)
		}()
		first := read(t, client, cut)
		<-wrote
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		answered := make(chan bool, 1)
		go func() {
			_, isAnswered := conn.Ping(ctx)
			answered <- isAnswered
		}()
		waitFor(t, func() bool {
			conn.writing.Lock()
			defer conn.writing.Unlock()
			return len(conn.waiting) == 1
		})
		go func() { _, _ = conn.Write(data[cut:]) }()
		rest := read(t, client, len(data)-cut)
		if got := append(first, rest...); !bytes.Equal(got, data) {
			t.Fatalf("cut at %d: %q came, want %q", cut, got, data)
		}
		ping := read(t, client, headSize+pingPayload)
		if ping[3] != typePing || ping[4] != 0 {
			t.Fatalf("cut at %d: no PING but %v", cut, ping)
		}
		ack := frame(typePing, flagAck, ping[headSize:])
		go func() {
			_, _ = client.Write(preface)
			for _, one := range ack { // A byte at a time.
				_, _ = client.Write([]byte{one})
			}
		}()
		if got := read(t, conn, len(preface)+len(ack)); !bytes.Equal(got[len(preface):], ack) {
			t.Fatalf("the answer is changed: %v", got)
		}
		if !<-answered {
			t.Fatalf("cut at %d: the answer was not seen", cut)
		}
		cancel()
	}
}

func TestAForeignPingIsNoAnswer(t *testing.T) {
	conn, client := pair(t)
	ctx, cancel := context.WithCancel(context.Background())
	answered := make(chan bool, 1)
	go func() {
		_, isAnswered := conn.Ping(ctx)
		answered <- isAnswered
	}()
	ping := read(t, client, headSize+pingPayload)
	other := binary.BigEndian.AppendUint64(nil, binary.BigEndian.Uint64(ping[headSize:])+1)
	go func() { _, _ = client.Write(append(preface, frame(typePing, flagAck, other)...)) }()
	read(t, conn, len(preface)+headSize+pingPayload)
	cancel()
	if <-answered {
		t.Error("another PING's answer was taken")
	}
}

func TestDrainedWaitsForTheBytesOfWhatWasQueued(t *testing.T) {
	conn, client := pair(t)
	conn.Queue(10)
	done := make(chan struct{})
	go func() {
		conn.Drained(context.Background())
		close(done)
	}()
	go func() { _, _ = conn.Write(frame(typeData, 0, make([]byte, 9))) }()
	read(t, client, headSize+9)
	select {
	case <-done:
		t.Fatal("9 of 10 bytes are not all")
	case <-time.After(20 * time.Millisecond):
	}
	go func() { _, _ = conn.Write(frame(typeData, 0, make([]byte, 1))) }()
	read(t, client, headSize+1)
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("all bytes have left")
	}
}

func TestAClosedConnectionEndsAllWaits(t *testing.T) {
	conn, client := pair(t)
	conn.Queue(1)
	answered := make(chan bool, 1)
	go func() {
		_, isAnswered := conn.Ping(context.Background())
		conn.Drained(context.Background())
		answered <- isAnswered
	}()
	read(t, client, headSize+pingPayload)
	_ = conn.Close()
	select {
	case isAnswered := <-answered:
		if isAnswered {
			t.Error("nobody has answered")
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the waits go on")
	}
}

func waitFor(t *testing.T, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !isTrue(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it has not come")
		}
	}
}
