package laniakea_sdk //nolint:revive,staticcheck // The name is Laniakea's.

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/service"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// recorder takes the frames of StartRecord's channel. When the recording is to end it calls StopRecord, and goes on reading
// meanwhile: the guide's StopRecord waits for a goroutine that waits for a reader.
func recorder(impl Datasource) func(context.Context, service.Emit) error {
	return func(ctx context.Context, emit service.Emit) error {
		frames, err := impl.StartRecord()
		if err != nil {
			return err
		}
		return forward(ctx, frames, emit, impl.StopRecord)
	}
}

// commander takes the frames of Command's channel. Laniakea has no call that ends a command; what its code still sends after Stop is
// read and dropped, so that it does not wait for ever.
func commander(impl Controller) func(context.Context, *proto.Frame, service.Emit) error {
	return func(ctx context.Context, request *proto.Frame, emit service.Emit) error {
		frames, err := impl.Command(request)
		if err != nil {
			return err
		}
		return forward(ctx, frames, emit, func() error { return nil })
	}
}

// forward sends until the channel is closed, or has a nil frame, which is an end, too.
func forward(ctx context.Context, frames chan *proto.Frame, emit service.Emit, stop func() error) error {
	for {
		select {
		case frame := <-frames:
			if frame == nil {
				return nil
			}
			if err := emit(frame); err != nil {
				return ended(frames, stop, err)
			}
		case <-ctx.Done():
			return ended(frames, stop, ctx.Err())
		}
	}
}

func ended(frames chan *proto.Frame, stop func() error, reason error) error {
	go func() {
		for frame := range frames {
			if frame == nil {
				return
			}
		}
	}()
	if err := stop(); err != nil {
		return err
	}
	return reason
}
