"""The host's end of stderr, which it reads line by line."""

import os
import select
import sys
import threading
import time

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.hclog import hclog_line

_STDERR = 2
# Seconds.
_LOOK_AGAIN_AFTER = 0.05
_GIVE_UP_AT_THE_END = 0.1
# Bytes that a pipe with any room takes without waiting.
_ATOMIC = 512 if sys.platform == "win32" else select.PIPE_BUF


class HostStderr:
    """A descriptor of its own: one writer at a time, never an error for one who logs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # No child process inherits it: go-plugin's Kill returns when the last one who has the host's stderr is gone.
        self.descriptor = os.dup(_STDERR)
        self._give_up = facts.TIME_STDERR_GIVE_UP
        # Lines, since the host has ceased to read.
        self._lost = 0
        self._is_cut = False
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

    def hurry(self) -> None:
        """The process is to end: a host that does not read is not waited for any more."""
        self._give_up = _GIVE_UP_AT_THE_END

    def write(self, line: bytes) -> None:
        """Returns when it is written, when the host is gone, or when it has not read for 5 s.

        What comes after that is lost, and costs no time, until the host reads again; then it is told how much was lost.
        """
        with self._lock:
            if self._lost > 0 and not self._has_room(0):
                self._lost += 1
                return
            ahead = b"\n" if self._is_cut else b""
            if self._lost > 0:
                words = f"{self._lost} lines were lost while the host did not read stderr"
                ahead += hclog_line("warn", words, "laniakea", {}, time.time())
            self._write(ahead + line)

    def _write(self, data: bytes) -> None:
        length, since = len(data), time.monotonic()
        try:
            while data:
                if self._has_room(_LOOK_AGAIN_AFTER):
                    data = data[os.write(self.descriptor, data[:_ATOMIC]) :]
                elif time.monotonic() - since > self._give_up:
                    self._lost += 1
                    self._is_cut = self._is_cut or len(data) < length
                    return
        except OSError:  # The host is gone.
            return
        self._lost, self._is_cut = 0, False

    def _has_room(self, seconds: float) -> bool:
        """Waits for it; always True on Windows, which cannot say."""
        if sys.platform == "win32":
            return True
        poll = select.poll()
        poll.register(self.descriptor, select.POLLOUT)
        return bool(poll.poll(seconds * 1000))
