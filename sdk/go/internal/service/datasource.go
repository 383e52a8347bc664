package service

import (
	"context"
	"sync"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc"
)

// datasource has at most one recording at a time.
type datasource struct {
	base

	mutex     sync.Mutex
	recording *session.Session
}

// StartRecord while recording ends the former recording. The daemon asks only when it believes that nothing records: to refuse
// would lock it out.
func (d *datasource) StartRecord(_ *proto.Empty, call grpc.ServerStreamingServer[proto.Frame]) error {
	opened, err := d.life.open(newCallStream(call))
	if err != nil {
		return err
	}
	defer d.life.forget(opened)
	if former := d.swap(opened); former != nil {
		d.life.log.Warn(facts.MessageRecordingSuperseded)
		former.Stop(facts.MessageNewRecording)
	}
	defer d.release(opened)
	return opened.Run(d.life.plugin.Record)
}

// StopRecord answers when the recording has ended, and also when none was there.
func (d *datasource) StopRecord(context.Context, *proto.Empty) (*proto.Empty, error) {
	d.mutex.Lock()
	recording := d.recording
	d.mutex.Unlock()
	if recording != nil {
		recording.Stop("StopRecord")
	}
	return &proto.Empty{}, nil
}

func (d *datasource) swap(next *session.Session) (former *session.Session) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	former, d.recording = d.recording, next
	return former
}

func (d *datasource) release(ended *session.Session) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.recording == ended {
		d.recording = nil
	}
}

func datasourceMethods() *grpc.ServiceDesc {
	const name = facts.ServiceDatasource
	return &grpc.ServiceDesc{
		ServiceName: name, HandlerType: (*any)(nil), Metadata: proto.FileName,
		Methods: []grpc.MethodDesc{
			unary(name, "StopRecord", (*datasource).StopRecord),
			unary(name, "Stop", (*datasource).Stop),
			unary(name, "PushVersion", (*datasource).PushVersion),
			unary(name, "GetVersion", (*datasource).GetVersion),
		},
		Streams: []grpc.StreamDesc{streaming("StartRecord", (*datasource).StartRecord)},
	}
}
