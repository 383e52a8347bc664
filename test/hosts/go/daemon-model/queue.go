package main

import (
	"sync"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// Sizes of the daemon's two queues on a frame's way to a subscriber.
const (
	sourceSize   = 10
	listenerSize = 20
)

// queue behaves as the daemon's does, faults included: each push signals how many frames are in it, on a channel with room
// for two signals, and keeps its lock while it waits for that room. Who reads a signal takes that many frames out. After
// two quick pushes the signals say 1 and 2, which is three frames where there are two: the third is nil. And who waits
// for the lock to take a frame out never gets it while a push waits for room.
type queue struct {
	mutex  sync.Mutex
	size   int
	frames []*proto.Frame
	signal chan int
}

func newQueue(size int) *queue {
	return &queue{size: size, signal: make(chan int, 2)}
}

func (q *queue) push(frame *proto.Frame) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if len(q.frames) == q.size {
		q.frames = q.frames[1:]
	}
	q.frames = append(q.frames, frame)
	q.signal <- len(q.frames)
}

func (q *queue) pop() *proto.Frame {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if len(q.frames) == 0 {
		return nil
	}
	frame := q.frames[0]
	q.frames = q.frames[1:]
	return frame
}

// forward is the daemon's queue manager: from the plugin's queue to the subscriber's, nil or not.
func forward(source, listener *queue, done <-chan struct{}) {
	for {
		select {
		case count := <-source.signal:
			for range count {
				listener.push(source.pop())
			}
		case <-done:
			return
		}
	}
}

// subscribe calls `take` with each frame; it ends at the frame that marks the end of the last stream. A nil frame is what the
// daemon dereferences, and dies: then it returns false.
func subscribe(listener *queue, streams int, take func(*proto.Frame), done <-chan struct{}) bool {
	for {
		select {
		case count := <-listener.signal:
			for range count {
				frame := listener.pop()
				if frame == nil {
					return false
				}
				if frame.Type != endOfStream {
					take(frame)
				} else if streams--; streams == 0 {
					return true
				}
			}
		case <-done:
			return true
		}
	}
}
