"""The host's end of stderr, which it reads line by line."""

import os
import select
import sys
import threading
import time

from laniakea_plugin_sdk import _facts as facts

_STDERR = 2
_RETRY_AFTER = 0.002  # Seconds.


class HostStderr:
    """A descriptor of its own: one writer at a time, never an error for one who logs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # No child process inherits it: go-plugin's Kill returns when the last one who has the host's stderr is gone.
        self.descriptor = os.dup(_STDERR)
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._leave_to_parent)

    def _leave_to_parent(self) -> None:
        os.dup2(_STDERR, self.descriptor, inheritable=False)
        self._lock = threading.Lock()

    def has_reader(self) -> bool:
        """Whether the host's end of it is open; always True on Windows, which cannot say."""
        if sys.platform == "win32":
            return True
        poll = select.poll()
        poll.register(self.descriptor, 0)
        return not poll.poll(0)

    def write(self, line: bytes) -> None:
        """Returns when it is written, when the host is gone, or when it has not read for 5 s."""
        deadline = time.monotonic() + facts.TIME_STDERR_GIVE_UP
        with self._lock:
            while line:
                try:
                    line = line[os.write(self.descriptor, line) :]
                except BlockingIOError:  # The pipe is full: a host that never reads must not hang the plugin.
                    if time.monotonic() > deadline:
                        return
                    time.sleep(_RETRY_AFTER)
                except OSError:  # The host is gone.
                    return
