"""sys.stderr under a host."""

import io
import threading

from laniakea_plugin_sdk.log.host_stderr import HostStderr
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.output.host_line import would_end_host

_STDERR = 2


class StderrText(io.TextIOBase):
    """Lines go through as they are, but one that would end the host becomes a record."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, stderr: HostStderr) -> None:
        self._stderr = stderr
        self._rest = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
            for line in lines:
                self.write_line(line)
        return len(text)

    def end(self) -> None:
        """The last line may have no newline."""
        if self._rest:
            self.write("\n")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return _STDERR

    def write_line(self, line: str) -> None:
        if would_end_host(line):
            log.info("%s", line, extra={"stream": "stderr"})
        else:
            self._stderr.write(line.encode("utf-8", "backslashreplace") + b"\n")
