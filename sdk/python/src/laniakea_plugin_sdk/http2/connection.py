"""One connection of the host's, and the one to grpcio that stands for it."""

import asyncio
import time
from collections.abc import Callable

from laniakea_plugin_sdk.http2 import frame as http2
from laniakea_plugin_sdk.http2.answer import AnswerStream
from laniakea_plugin_sdk.http2.frame import Http2Frame, literal_header, read_frames
from laniakea_plugin_sdk.http2.pacing import Gate, pace
from laniakea_plugin_sdk.log.logger import log

# How a call says which stream of which connection it came by.
STREAM_HEADER = "x-laniakea-stream"
_PING_MARK = b"lani"


class RelayedConnection:
    """Passes frames on in both directions, and puts PINGs between them."""

    def __init__(self, number: int, host: asyncio.StreamWriter, grpc_server: asyncio.StreamWriter) -> None:
        self.number = number
        self.streams: dict[int, AnswerStream] = {}
        self._host = host
        self._grpc = grpc_server
        self._newest = 0
        self._pings: dict[bytes, asyncio.Future[float]] = {}
        self._sent_pings = 0

    async def run(self, from_host: asyncio.StreamReader, from_grpc: asyncio.StreamReader) -> None:
        """Until either side closes."""
        directions = [asyncio.ensure_future(self._to_grpc(from_host)), asyncio.ensure_future(self._to_host(from_grpc))]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            results = await asyncio.gather(*directions, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception) and not isinstance(result, (OSError, EOFError)):
                    log.error("the connection to the host failed: %s", result, exc_info=result)
            self._end()

    async def pace(self, stream: AnswerStream, messages: int, interval: float) -> None:
        """Raises ConnectionError when the host closes the connection."""
        await pace(stream, messages, interval, self._ping)

    async def pass_through(
        self, gate: Gate, stream: AnswerStream, messages: float, interval: float, begin: Callable[[], None]
    ) -> None:
        """Raises ConnectionError when the host closes the connection."""
        await gate.pass_through(stream, messages, interval, self._ping, begin)

    def _end(self) -> None:
        self._host.close()
        self._grpc.close()
        for ping in self._pings.values():
            if not ping.done():
                ping.set_exception(ConnectionError("the host closed the connection"))
        for stream in self.streams.values():
            stream.end()

    async def _to_grpc(self, source: asyncio.StreamReader) -> None:
        self._grpc.write(await source.readexactly(len(http2.PREFACE)))
        async for frame in read_frames(source):
            if frame.kind == http2.PING and frame.flags & http2.ACK and frame.payload in self._pings:
                self._pings.pop(frame.payload).set_result(time.monotonic())
                continue
            self._grpc.write(self._for_grpc(frame))
            await self._grpc.drain()

    def _for_grpc(self, frame: Http2Frame) -> bytes:
        """A new call's headers get one more, so that grpcio's handler can say which stream it answers."""
        kind, flags, stream, payload = frame
        ends_headers = kind in (http2.HEADERS, http2.CONTINUATION) and flags & http2.END_HEADERS
        if ends_headers and stream > self._newest:
            self._newest = stream
            self.streams[stream] = AnswerStream()
            headers = Http2Frame(kind, flags & ~http2.END_HEADERS, stream, payload)
            name = literal_header(STREAM_HEADER.encode(), f"{self.number}.{stream}".encode())
            return headers.encode() + Http2Frame(http2.CONTINUATION, http2.END_HEADERS, stream, name).encode()
        if kind == http2.RST_STREAM:
            self._forget(stream)
        return frame.encode()

    async def _to_host(self, source: asyncio.StreamReader) -> None:
        held = b""
        async for frame in read_frames(source):
            held += frame.encode()
            if frame.opens_header_block():
                continue  # Nothing, and so no PING, may come into a block of headers.
            self._host.write(held)
            held = b""
            answered = self.streams.get(frame.stream)
            if answered is not None and frame.kind == http2.DATA:
                answered.passed(frame.data())
            if frame.ends_stream():
                self._forget(frame.stream)
            await self._host.drain()

    def _forget(self, stream: int) -> None:
        ended = self.streams.pop(stream, None)
        if ended is not None:
            ended.end()

    async def _ping(self) -> float:
        """Returns the seconds until its answer."""
        if self._host.is_closing():
            raise ConnectionError("the host closed the connection")
        self._sent_pings = (self._sent_pings + 1) % 2**32
        payload = _PING_MARK + self._sent_pings.to_bytes(4, "big")
        answer = self._pings[payload] = asyncio.get_running_loop().create_future()
        since = time.monotonic()
        self._host.write(Http2Frame(http2.PING, 0, 0, payload).encode())
        answered: float = await answer
        return answered - since
