package http2conn

import "encoding/binary"

const (
	headSize = 9

	typeData    = 0x0
	typePing    = 0x6
	flagAck     = 0x1
	pingPayload = 8
)

// frameReader follows one direction of an HTTP/2 connection, in whatever pieces it comes, and says what passes.
type frameReader struct {
	// skip is the bytes before the first frame that are none: the preface of a client.
	skip int
	// onData hears of the bytes of DATA frames.
	onData func(count int)
	// onPingAck hears of the payload of an answered PING.
	onPingAck func(payload [pingPayload]byte)

	head     [headSize]byte
	headRead int
	// left is the bytes of the frame's payload that have not come yet.
	left    int
	payload [pingPayload]byte
	isAck   bool
}

// atBoundary says whether all that has come is whole frames.
func (r *frameReader) atBoundary() bool { return r.skip == 0 && r.headRead == 0 }

func (r *frameReader) feed(piece []byte) {
	if r.skip > 0 {
		count := min(r.skip, len(piece))
		r.skip -= count
		piece = piece[count:]
	}
	for len(piece) > 0 {
		if r.headRead < headSize {
			count := copy(r.head[r.headRead:], piece)
			r.headRead += count
			piece = piece[count:]
			if r.headRead < headSize {
				return
			}
			r.startPayload()
		} else {
			count := min(r.left, len(piece))
			r.takePayload(piece[:count])
			piece = piece[count:]
		}
		if r.left == 0 {
			r.endFrame()
		}
	}
}

func (r *frameReader) startPayload() {
	r.left = int(binary.BigEndian.Uint32([]byte{0, r.head[0], r.head[1], r.head[2]}))
	r.isAck = r.head[3] == typePing && r.head[4]&flagAck != 0 && r.left == pingPayload
}

func (r *frameReader) takePayload(piece []byte) {
	if r.isAck {
		copy(r.payload[pingPayload-r.left:], piece)
	}
	r.left -= len(piece)
	if r.head[3] == typeData && r.onData != nil {
		r.onData(len(piece))
	}
}

func (r *frameReader) endFrame() {
	r.headRead = 0
	if r.isAck && r.onPingAck != nil {
		r.onPingAck(r.payload)
	}
	r.isAck = false
}
