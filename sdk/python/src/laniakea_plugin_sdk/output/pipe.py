"""A pipe in the place of one of the host's file descriptors."""

import os
import threading
from collections.abc import Callable

from laniakea_plugin_sdk.output.lines import LineSplitter

_CHUNK = 65536  # Bytes.


class LinePipe:
    """Takes what C code and child processes, too, write to a descriptor, and hands it on line by line.

    longest: bytes of a line without an end that are kept before they are handed on as they are.
    """

    def __init__(self, descriptor: int, longest: int, on_line: Callable[[str], None]) -> None:
        source, sink = os.pipe()
        os.dup2(sink, descriptor)
        os.close(sink)
        self._descriptor = descriptor
        self._on_line = on_line
        self._lines = LineSplitter(longest, self._pass_on)
        self._reader = threading.Thread(target=self._read, args=(source,), name="output", daemon=True)
        self._reader.start()

    def end(self, instead: int) -> None:
        """Whatever is written from now on goes to that descriptor."""
        os.dup2(instead, self._descriptor)

    def wait_until_read(self, seconds: float) -> None:
        self._reader.join(seconds)

    def _read(self, source: int) -> None:
        while chunk := os.read(source, _CHUNK):
            self._lines.feed(chunk)
        self._lines.end()

    def _pass_on(self, line: bytes) -> None:
        if line != b"":
            self._on_line(line.decode("utf-8", "replace"))
