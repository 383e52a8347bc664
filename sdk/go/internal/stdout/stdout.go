// Package stdout keeps the process's standard output for the handshake, from before an author's code prints.
//
// The daemon takes the first line of a plugin's stdout for the handshake and drops what comes later. So os.Stdout is a pipe from the
// moment when this package is loaded. Go loads packages that need no others in the order of their paths, so this one needs os alone:
// it comes before those of an author that print in init, unless their paths are before github.com/SSSOC-CAN in the alphabet.
package stdout

import "os"

// Every go-plugin host sets it. The cookie stands with what would have this package loaded later.
const envUnderHost = "PLUGIN_PROTOCOL_VERSIONS"

// Captured is the process's; it is the standard library's variable that has to be replaced, so there is one of these in a process.
var Captured = capture() //nolint:gochecknoglobals // See above.

// Output is where things printed go.
type Output struct {
	// Handshake is the real stdout.
	Handshake *os.File
	// Read is the end of the pipe from which what is printed comes; nil where nothing is caught.
	Read *os.File
	// Write is its other end, which os.Stdout is.
	Write *os.File
}

func capture() *Output {
	own := &Output{Handshake: os.Stdout}
	if os.Getenv(envUnderHost) == "" {
		return own
	}
	var err error
	if own.Read, own.Write, err = os.Pipe(); err != nil {
		return &Output{Handshake: os.Stdout} // Nothing can be caught; the plugin is no worse than one of Laniakea's SDK.
	}
	os.Stdout = own.Write
	return own
}
