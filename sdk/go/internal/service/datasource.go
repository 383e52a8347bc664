package service

import (
	"context"
	"sync"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// datasource has at most one recording at a time.
type datasource struct {
	proto.UnimplementedDatasourceServer
	base

	mutex     sync.Mutex
	recording *session.Session
}

// StartRecord while recording ends the former recording. The daemon asks only when it believes that nothing records: to refuse
// would lock it out.
func (d *datasource) StartRecord(_ *proto.Empty, call proto.Datasource_StartRecordServer) error {
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

func (d *datasource) PushVersion(ctx context.Context, version *proto.VersionNumber) (*proto.Empty, error) {
	return d.base.PushVersion(ctx, version)
}

func (d *datasource) GetVersion(ctx context.Context, empty *proto.Empty) (*proto.VersionNumber, error) {
	return d.base.GetVersion(ctx, empty)
}

func (d *datasource) Stop(ctx context.Context, empty *proto.Empty) (*proto.Empty, error) {
	return d.base.Stop(ctx, empty)
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
