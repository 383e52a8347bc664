package laniakea

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"strings"
)

// ErrorAt is an error of what is at a place, such as an address, a port or a URL: "192.168.1.60:502: connect: connection refused". Errors of
// the standard library name the place themselves, such as "dial tcp 192.168.1.60:502: ...": it stands once in the text. The error stays in
// the chain. It is nil for nil.
func ErrorAt(place string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	without := func(named, reason error) { text = strings.ReplaceAll(text, named.Error(), reason.Error()) }
	// From the outside in: one is in the text of the other.
	var inURL *url.Error
	if errors.As(err, &inURL) {
		without(inURL, inURL.Err)
	}
	var inNet *net.OpError
	if errors.As(err, &inNet) {
		without(inNet, inNet.Err)
	}
	var inLookup *net.DNSError
	if errors.As(err, &inLookup) {
		without(inLookup, errors.New(inLookup.Err))
	}
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		without(inPath, inPath.Err)
	}
	return located{error: err, text: place + ": " + text}
}

type located struct {
	error
	text string
}

func (l located) Error() string { return l.text }

func (l located) Unwrap() error { return l.error }
