"""sys.stderr under a host."""

import io
import os
import sys
import threading
from typing import Any

from laniakea_plugin_sdk.log.hclog import MAX_RECORD
from laniakea_plugin_sdk.log.host_stderr import HostStderr
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.output.host_line import would_end_host
from laniakea_plugin_sdk.output.lines import LineSplitter

_STDERR = 2


class StderrLines(io.RawIOBase):
    """Lines go through as they are, but one that would end the host becomes a record."""

    name = "<stderr>"

    def __init__(self, stderr: HostStderr) -> None:
        super().__init__()
        self._stderr = stderr
        self._lines = LineSplitter(MAX_RECORD, self._pass_on)
        self._lock = threading.RLock()
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._leave_to_parent)

    def as_text(self) -> io.TextIOWrapper:
        """A file as sys.stderr is one, with all that libraries ask of it."""
        return io.TextIOWrapper(
            self, encoding="utf-8", errors="backslashreplace", line_buffering=True, write_through=True
        )

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        with self._lock:
            self._lines.feed(piece)
        return len(piece)

    def end(self) -> None:
        """The last line may have no newline."""
        with self._lock:
            self._lines.end()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return _STDERR

    def write_line(self, line: str) -> None:
        if would_end_host(line):
            log.info("%s", line, extra={"stream": "stderr"})
        else:
            self._stderr.write(line.encode("utf-8", "backslashreplace") + b"\n")

    def _pass_on(self, line: bytes) -> None:
        self.write_line(line.decode("utf-8", "replace"))

    def _leave_to_parent(self) -> None:
        self._lock = threading.RLock()
        self._lines = LineSplitter(MAX_RECORD, self._pass_on)
