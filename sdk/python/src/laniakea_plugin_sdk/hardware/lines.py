"""Bytes that come in pieces, as lines."""

import codecs
import re
from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable
from typing import overload

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
    last end of line is half a line, and is dropped.
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

    def cut(self, chunk: bytes) -> list[str]:
        *ended, self._rest = _END.split(self._rest + self._decoder.decode(chunk))
        found: list[str] = []
        for line in ended:
            if not self._drops and 0 < len(line) <= self._longest:
                found.append(line)
            self._drops = False
        if len(self._rest) > self._longest:
            self._rest, self._drops = "", True
        return found
