"""Bytes that come in pieces, as lines."""

import codecs
import re
import time
from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable
from typing import overload

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.logger import log

_END = re.compile(r"[\r\n]+")


@overload
def lines(chunks: Iterable[bytes], *, longest: int = 1000, skip_first: bool = False) -> Generator[str, None, None]: ...
@overload
def lines(
    chunks: AsyncIterable[bytes], *, longest: int = 1000, skip_first: bool = False
) -> AsyncGenerator[str, None]: ...
def lines(
    chunks: Iterable[bytes] | AsyncIterable[bytes], *, longest: int = 1000, skip_first: bool = False
) -> Generator[str, None, None] | AsyncGenerator[str, None]:
    """The lines of a stream of bytes, however they are cut into chunks; of an async one for `async for`.

    A line ends with CR, LF or both; empty ones are left out. Bytes that are no UTF-8 become U+FFFD. What comes after the
    last end of line is half a line, and is dropped. The log has one warning when bytes come without an end of line: when
    there are more of them than `longest`, or when one comes 10 s after the first.
    longest: characters of the longest line that is taken; a longer one is dropped, and so is noise without an end of line.
    skip_first: drops what comes before the first end of line: who starts to listen in the middle hears half a line first.
    """
    cutter = _Cutter(longest, skip_first)
    return _async_lines(chunks, cutter) if isinstance(chunks, AsyncIterable) else _lines(chunks, cutter)


def _lines(chunks: Iterable[bytes], cutter: "_Cutter") -> Generator[str, None, None]:
    for chunk in chunks:
        yield from cutter.cut(chunk)


async def _async_lines(chunks: AsyncIterable[bytes], cutter: "_Cutter") -> AsyncGenerator[str, None]:
    async for chunk in chunks:
        for line in cutter.cut(chunk):
            yield line


class _Cutter:
    def __init__(self, longest: int, skip_first: bool) -> None:
        self._longest = longest
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._drops = skip_first
        # When the first byte of the rest came.
        self._since = 0.0
        self._has_told = False

    def cut(self, chunk: bytes) -> list[str]:
        is_first = not self._rest
        *ended, self._rest = _END.split(self._rest + self._decoder.decode(chunk))
        if chunk and not self._has_told:
            self._watch([*ended, self._rest], is_first)
        found: list[str] = []
        for line in ended:
            if not self._drops and 0 < len(line) <= self._longest:
                found.append(line)
            self._drops = False
        if len(self._rest) > self._longest:
            self._rest, self._drops = "", True
        return found

    def _watch(self, parts: list[str], is_first: bool) -> None:
        """The word for an author whose device ends no line, or none that is taken."""
        now = time.monotonic()
        if is_first or len(parts) > 1:
            self._since = now
        if any(len(part) > self._longest for part in parts):
            self._tell(f"{self._longest} bytes")
        # A slow device would be heard for hours before a line is too long.
        elif self._rest and now - self._since >= facts.TIME_LINE_END:
            self._tell(f"{facts.TIME_LINE_END:g} s")

    def _tell(self, span: str) -> None:
        self._has_told = True
        log.warning(facts.MESSAGE_NO_LINE_END.format(span=span))
