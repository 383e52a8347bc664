"""HTTP/2 frames (RFC 9113), as far as the relay looks at them."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, PUSH_PROMISE, PING, CONTINUATION = 0x0, 0x1, 0x3, 0x5, 0x6, 0x9
ACK = END_STREAM = 0x1
END_HEADERS = 0x4
PADDED = 0x8
_HEAD = 9  # Bytes: length in three, type, flags, stream in four.


class Http2Frame(NamedTuple):
    kind: int
    flags: int
    stream: int
    payload: bytes

    def encode(self) -> bytes:
        head = len(self.payload).to_bytes(3, "big") + bytes((self.kind, self.flags)) + self.stream.to_bytes(4, "big")
        return head + self.payload

    def ends_stream(self) -> bool:
        return self.kind == RST_STREAM or (self.kind in (DATA, HEADERS) and bool(self.flags & END_STREAM))

    def opens_header_block(self) -> bool:
        """Nothing may come between it and what continues it."""
        return self.kind in (HEADERS, PUSH_PROMISE, CONTINUATION) and not self.flags & END_HEADERS

    def data(self) -> bytes:
        """The payload of DATA, without its padding."""
        return self.payload[1 : len(self.payload) - self.payload[0]] if self.flags & PADDED else self.payload


def literal_header(name: bytes, value: bytes) -> bytes:
    """A header in HPACK: literal, not indexed, so that no table changes. Each part has fewer than 127 bytes."""
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


async def read_frames(source: asyncio.StreamReader) -> AsyncIterator[Http2Frame]:
    """Each frame, until the other side closes: then it raises asyncio.IncompleteReadError, an EOFError."""
    while True:
        head = await source.readexactly(_HEAD)
        payload = await source.readexactly(int.from_bytes(head[:3], "big"))
        yield Http2Frame(head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF, payload)
