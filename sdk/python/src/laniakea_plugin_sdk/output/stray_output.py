"""Keeps everything but the handshake away from the stdout that the host reads."""

import atexit
import contextlib
import faulthandler
import logging
import os
import sys
import time

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.handler import HclogHandler
from laniakea_plugin_sdk.log.hclog import MAX_RECORD
from laniakea_plugin_sdk.log.host_stderr import HostStderr
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.output.pipe import LinePipe
from laniakea_plugin_sdk.output.stderr_text import StderrLines

_STDOUT, _STDERR = 1, 2
_READ_REST_WITHIN = 0.5  # Seconds.


class StrayOutput:
    """Takes stdout and stderr of this process, from its making on.

    The host's first line must be the handshake, and nobody reads what follows. Whatever is printed, by C code and by
    child processes too, goes through a pipe into the log. So does what they write to stderr: a child process that is
    left running must not have the host's.
    """

    def __init__(self, plugin_name: str) -> None:
        self._stderr = HostStderr()
        self.handler = HclogHandler(plugin_name, self._stderr.write)
        self._begin_logging()
        self._former_streams = (sys.stdout, sys.stderr)
        self._stdout = os.dup(_STDOUT)
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=lambda: os.dup2(_STDOUT, self._stdout, inheritable=False))
        self._stderr_lines = StderrLines(self._stderr)
        self._pipes = (
            LinePipe(_STDOUT, facts.LOG_MAX_MESSAGE_BYTES, _log_printed),
            LinePipe(_STDERR, MAX_RECORD, self._stderr_lines.write_line),
        )
        self._replace_streams()
        atexit.register(self.end)

    def _begin_logging(self) -> None:
        log.addHandler(self.handler)
        log.setLevel(logging.DEBUG)
        log.propagate = False
        # Records find it while no other handler is there: an author's logging.basicConfig keeps its say.
        logging.lastResort = self.handler
        if logging.root.level == logging.WARNING:
            logging.root.setLevel(logging.INFO)
        logging.captureWarnings(True)
        # A crash leaves nobody who would read the pipe.
        faulthandler.enable(self._stderr.descriptor)

    def _replace_streams(self) -> None:
        sys.stdout = open(  # noqa: SIM115
            _STDOUT, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
        )
        sys.stderr = self._stderr_lines.as_text()
        # What was printed before, and waits in a buffer, goes into the pipe, too.
        with contextlib.suppress(Exception):
            self._former_streams[0].flush()

    def take_over_logging(self) -> None:
        """logging.basicConfig writes plain text to stderr: the host would show all of it as debug."""
        streams = (sys.stdout, sys.stderr, *self._former_streams)
        for handler in list(logging.root.handlers):
            if type(handler) is logging.StreamHandler and handler.stream in streams:
                logging.root.removeHandler(handler)
        if self.handler not in logging.root.handlers:
            logging.root.addHandler(self.handler)

    def write_handshake(self, line: str) -> None:
        """Raises OSError when the host is gone."""
        os.write(self._stdout, f"{line}\n".encode())

    def has_reader(self) -> bool:
        """Whether the host's end of its stderr is open."""
        return self._stderr.has_reader()

    def hurry(self) -> None:
        """The process is to end."""
        self._stderr.hurry()

    def end(self) -> None:
        """What was printed last still reaches the log; a child process that holds the pipe does not hold the end."""
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            stdout, stderr = self._pipes
            stdout.end(nowhere)
            stderr.end(self._stderr.descriptor)
            os.close(nowhere)
            until = time.monotonic() + _READ_REST_WITHIN
            for pipe in self._pipes:
                pipe.wait_until_read(max(0, until - time.monotonic()))
            self._stderr_lines.end()


def _log_printed(line: str) -> None:
    log.info("%s", line, extra={"stream": "stdout"})
