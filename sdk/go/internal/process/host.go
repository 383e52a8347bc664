// Package process is the life of a plugin's process under a host: the handshake, its output, and its end.
package process

import (
	"os"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// UnderHost says whether a host has started the process.
func UnderHost() bool { return os.Getenv(facts.CookieKey) == facts.CookieValue }
