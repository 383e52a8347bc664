package process

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
)

// What the host says in the environment of a plugin, as go-plugin names it.
const (
	envSocketDir   = "PLUGIN_UNIX_SOCKET_DIR"
	envSocketGroup = "PLUGIN_UNIX_SOCKET_GROUP"
	envMinPort     = "PLUGIN_MIN_PORT"
	envMaxPort     = "PLUGIN_MAX_PORT"
)

const (
	highestPort     = 65535
	groupMayConnect = 0o660
)

// listen makes the listener whose address the host is told: a unix socket, and TCP where there are none or where it is asked for.
// Closing it removes the socket.
func listen(network string) (net.Listener, error) {
	if network == "tcp" || runtime.GOOS == "windows" {
		return listenTCP()
	}
	folder := os.Getenv(envSocketDir)
	if folder == "" {
		folder = os.TempDir()
	}
	path, err := socketPath(folder)
	if err != nil {
		return nil, err
	}
	// The system cuts or refuses a longer one.
	if len(path) > facts.SocketMaxPathBytes {
		return listenTCP()
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := shareWithGroup(path, os.Getenv(envSocketGroup)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// socketPath is a name that nobody has, as go-plugin finds it.
func socketPath(folder string) (string, error) {
	file, err := os.CreateTemp(folder, "plugin")
	if err != nil {
		return "", err
	}
	return filepath.Clean(file.Name()), errors.Join(file.Close(), os.Remove(file.Name()))
}

func shareWithGroup(path, group string) error {
	if group == "" {
		return nil
	}
	gid, err := strconv.Atoi(group)
	if err != nil {
		found, err := user.LookupGroup(group)
		if err != nil {
			return errors.New(facts.Fill(facts.MessageNoSuchGroup, "group", group))
		}
		if gid, err = strconv.Atoi(found.Gid); err != nil {
			return err
		}
	}
	if err := os.Chown(path, -1, gid); err != nil {
		return err
	}
	return os.Chmod(path, groupMayConnect)
}

func listenTCP() (net.Listener, error) {
	lowest, err := portOf(envMinPort)
	if err != nil {
		return nil, err
	}
	highest, err := portOf(envMaxPort)
	if err != nil {
		return nil, err
	}
	if lowest > highest {
		return nil, errors.New(facts.Fill(facts.MessagePortsAreNoRange, "min", lowest, "max", highest))
	}
	for port := lowest; port <= highest; port++ {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", facts.SocketLoopback, port))
		if err == nil {
			return listener, nil
		}
	}
	return nil, errors.New(facts.MessageNoPortIsFree)
}

func portOf(name string) (int, error) {
	text := os.Getenv(name)
	if text == "" {
		return 0, nil
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 0 || port > highestPort {
		return 0, errors.New(facts.Fill(facts.MessageIsNoPort, "name", name, "text", strconv.Quote(text)))
	}
	return port, nil
}
