// Package laniakea_sdk has the names of Laniakea's own SDK for Go, for plugins that are written along its guide.
//
// Such a plugin needs no change: DatasourcePlugin and ControllerPlugin, which its main gives to plugin.Serve of go-plugin, take the
// process over, so that its frames are paced, nothing of a recording is lost, and its end is told. New plugins are better written
// with the package laniakea.
package laniakea_sdk //nolint:revive,staticcheck // The name is Laniakea's.

import (
	"errors"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/constraint"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// HandshakeConfig is how the daemon and a plugin know one another.
var HandshakeConfig = plugin.HandshakeConfig{ //nolint:gochecknoglobals // As in Laniakea's SDK.
	ProtocolVersion:  facts.ProtocolVersion,
	MagicCookieKey:   facts.CookieKey,
	MagicCookieValue: facts.CookieValue,
}

// ErrPluginVersionNotSet is what GetVersion returns before SetPluginVersion.
var ErrPluginVersionNotSet = errors.New("plugin version not set")

// base is what DatasourceBase and ControllerBase have.
type base struct {
	version       string
	laniVersion   string
	constraint    *constraint.Constraint
	constraintErr error
}

// DatasourceBase answers PushVersion and GetVersion for a datasource that embeds it.
type DatasourceBase struct{ base }

// ControllerBase answers PushVersion and GetVersion for a controller that embeds it.
type ControllerBase struct{ base }

// SetPluginVersion says the plugin's own version.
func (b *base) SetPluginVersion(version string) { b.version = version }

// SetVersionConstraints says with which versions of the daemon the plugin runs, such as ">= 1.0.0, < 2.0.0". The error says what to
// write instead; a plugin that goes on in spite of it is not served.
func (b *base) SetVersionConstraints(text string) error {
	b.constraint, b.constraintErr = constraint.Parse(text)
	return b.constraintErr
}

// GetLaniVersion is the daemon's version; empty before it has pushed one.
func (b *base) GetLaniVersion() string { return b.laniVersion }

// GetVersion is the plugin's own version.
func (b *base) GetVersion() (string, error) {
	if b.version == "" {
		return "", ErrPluginVersionNotSet
	}
	return b.version, nil
}

// PushVersion checks the daemon's version. One that nobody can compare is accepted: the daemon would not start.
func (b *base) PushVersion(version string) error {
	b.laniVersion = version
	if b.constraint == nil {
		return b.constraintErr
	}
	isAccepted, err := b.constraint.Accepts(version)
	if err != nil || isAccepted {
		return nil //nolint:nilerr // See above.
	}
	text := facts.Fill(facts.MessageVersionRefused, "version", version, "constraint", b.constraint.Text)
	return status.Error(codes.FailedPrecondition, text)
}

// refusedConstraint is the error that the author may have dropped.
func (b *base) refusedConstraint() error { return b.constraintErr }
