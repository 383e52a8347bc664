// Package plan turns what an author writes into what the services and the process need.
package plan

import (
	"context"
	"errors"
	"log/slog"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/constraint"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/service"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/session"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/settings"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Plan is an author's plugin, whatever he has written it as.
type Plan struct {
	Name            string
	Version         string
	LaniakeaVersion string
	Record          func(ctx context.Context, emit service.Emit) error
	Command         func(ctx context.Context, request *proto.Frame, emit service.Emit) error
	Stop            func(ctx context.Context) error
	// Settings is a struct with the defaults of the plugin's settings; nil for none.
	Settings any
	// Options are the author's changes of what is done by default.
	Options []Option
	// Versions answers for the plugin's version and the daemon's, where the author has code for that; nil otherwise.
	Versions Versions
	// Refused is what is wrong with the constraint of such an author.
	Refused error
	// Lacks is what the plugin cannot be served without.
	Lacks string
}

// Versions is an author's own code for versions.
type Versions interface {
	PushVersion(version string) error
	GetVersion() (string, error)
}

// Plugin is what the services need of it. The error says what is wrong with the plugin.
func (p Plan) Plugin(log *slog.Logger) (service.Plugin, error) {
	if p.Lacks != "" {
		return service.Plugin{}, errors.New(p.Lacks)
	}
	if p.Versions != nil {
		return service.Plugin{
			Name: p.Name, Version: p.Versions.GetVersion, AcceptVersion: p.Versions.PushVersion,
			Record: p.Record, Command: p.Command, Stop: p.Stop,
		}, p.Refused
	}
	accept, err := p.accept(log)
	if err != nil {
		return service.Plugin{}, err
	}
	table, err := settings.New(p.Name, p.Settings)
	if err != nil {
		return service.Plugin{}, err
	}
	if stray := table.Stray(); stray != "" {
		log.Warn(stray)
	}
	// The daemon has to start all the same, and asks for nothing that needs them yet.
	if _, err := table.Read(); err != nil {
		log.Error(session.Reason(err))
	}
	return service.Plugin{
		Name: p.Name, Version: func() (string, error) { return p.Version, nil }, AcceptVersion: accept,
		Record: p.recordWith(table), Command: p.commandWith(table), Stop: p.Stop,
	}, nil
}

func (p Plan) recordWith(table *settings.Table) func(context.Context, service.Emit) error {
	if p.Record == nil {
		return nil
	}
	return func(ctx context.Context, emit service.Emit) error {
		ctx, err := table.With(ctx)
		if err != nil {
			return err
		}
		return p.Record(ctx, emit)
	}
}

func (p Plan) commandWith(table *settings.Table) func(context.Context, *proto.Frame, service.Emit) error {
	if p.Command == nil {
		return nil
	}
	return func(ctx context.Context, request *proto.Frame, emit service.Emit) error {
		ctx, err := table.With(ctx)
		if err != nil {
			return err
		}
		return p.Command(ctx, request, emit)
	}
}

// accept checks the version that the daemon pushes. One that nobody can compare must not keep the daemon from starting.
func (p Plan) accept(log *slog.Logger) (func(string) error, error) {
	if p.LaniakeaVersion == "" {
		return func(string) error { return nil }, nil
	}
	needed, err := constraint.Parse(p.LaniakeaVersion)
	if err != nil {
		return nil, err
	}
	return func(version string) error {
		isAccepted, err := needed.Accepts(version)
		if err != nil {
			text := facts.Fill(facts.MessageVersionNotComparable, "reason", err)
			log.Warn(text, "version", version)
			return nil
		}
		if isAccepted {
			return nil
		}
		text := facts.Fill(facts.MessageVersionRefused, "version", version, "constraint", needed.Text)
		return status.Error(codes.FailedPrecondition, text)
	}, nil
}
