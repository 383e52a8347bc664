"""What comes in pieces, as lines."""

from collections.abc import Callable


class LineSplitter:
    """Hands on each line without its end, which is a newline, a carriage return as progress bars have it, or both.

    longest: bytes, at least 4; of a longer line each part of that length is handed on as a line. What that costs grows with the length
    of what comes, and not with the number of pieces.
    """

    def __init__(self, longest: int, on_line: Callable[[bytes], None]) -> None:
        self._longest = longest
        self._on_line = on_line
        self._parts: list[bytes] = []
        self._size = 0
        self._ended_by_return = False

    def feed(self, piece: bytes) -> None:
        if piece == b"":
            return
        if self._ended_by_return and piece.startswith(b"\n"):
            piece = piece[1:]
        self._ended_by_return = piece.endswith(b"\r")
        *lines, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._add(line)
            self._hand_on()
        self._add(rest)

    def end(self) -> None:
        """The last line may have no end."""
        if self._size > 0:
            self._hand_on()

    def _add(self, part: bytes) -> None:
        if part == b"":
            return
        self._parts.append(part)
        self._size += len(part)
        if self._size <= self._longest:
            return
        text, start = b"".join(self._parts), 0
        while len(text) - start > self._longest:
            end = _before_character(text, start + self._longest)
            self._on_line(text[start:end])
            start = end
        self._parts, self._size = [text[start:]], len(text) - start

    def _hand_on(self) -> None:
        line = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        self._on_line(line)


def _before_character(text: bytes, end: int) -> int:
    """Where to cut so that no character of UTF-8 is cut in two."""
    starts = (start for start in range(end, end - 4, -1) if text[start] & 0b1100_0000 != 0b1000_0000)
    return next(starts, end)
