"""Every connection of the host's, on a loop and in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine
from concurrent import futures

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.http2.answer import AnswerStream
from laniakea_plugin_sdk.http2.connection import STREAM_HEADER, RelayedConnection
from laniakea_plugin_sdk.http2.pacing import Gate
from laniakea_plugin_sdk.listen.address import GrpcAddress


class Turn:
    """One frame's way into the daemon's queue, or that of a stream's end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.over = threading.Event()

    def wait_until_it_begins(self) -> None:
        """Then it may leave, and nothing else does."""
        self.begun.wait()

    def wait_until_it_is_over(self) -> None:
        """Then something else may leave."""
        self.over.wait()


class Lane:
    """The way of one call's answer to the host."""

    def __init__(self, relay: Relay, connection: RelayedConnection, stream: AnswerStream) -> None:
        self._relay = relay
        self._connection = connection
        self._stream = stream

    def pace(self, messages: int, interval: float) -> None:
        """Blocks until another message may follow that many; returns at once when the host has closed the connection.

        Of this stream alone: it is for the empty frame ahead of it, which does not come into the daemon's queue.
        """
        with contextlib.suppress(ConnectionError):
            self._relay.call(self._connection.pace(self._stream, messages, interval))

    def turn(self, messages: float, interval: float) -> Turn:
        """Queues behind what all streams of the plugin have to send.

        messages: how many of the stream will have left with this one; END for its end.
        """
        turn = Turn()

        async def take() -> None:
            try:
                with contextlib.suppress(ConnectionError):
                    await self._connection.pass_through(
                        self._relay.gate, self._stream, messages, interval, turn.begun.set
                    )
            finally:
                turn.begun.set()
                turn.over.set()

        self._relay.begin(take())
        return turn

    def wait_until_ended(self, seconds: float) -> bool:
        """Whether the end of the answer has left for the host within that time."""
        return self._stream.ended.wait(seconds)


class Relay:
    """Notices a host that is gone, too: its own streams were there, are cut, and no connection comes any more."""

    def __init__(self, grpc_address: GrpcAddress, on_host_gone: Callable[[], None]) -> None:
        self._grpc_address = grpc_address
        self._on_host_gone = on_host_gone
        self._connections: dict[int, RelayedConnection] = {}
        self._accepted = 0
        self._gone: asyncio.TimerHandle | None = None
        self._has_lifeline = False
        self.gate = Gate()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="relay", daemon=True).start()

    def listen(self, listener: socket.socket) -> None:
        """Takes the host's connections from now on."""

        async def start() -> None:
            if listener.family == socket.AF_INET:
                await asyncio.start_server(self._accept, sock=listener)
            else:
                await asyncio.start_unix_server(self._accept, sock=listener)

        self.call(start())

    def has_lifeline(self) -> None:
        """The host has opened one of the streams that it keeps as long as its connection."""
        self._has_lifeline = True

    def lane_of(self, context: grpc.ServicerContext) -> Lane | None:
        """None when the host has closed the connection, or cancelled the call."""
        names = [value for key, value in context.invocation_metadata() or () if key == STREAM_HEADER]
        number, stream = str(names[-1]).split(".")
        connection = self._connections.get(int(number))
        found = connection.streams.get(int(stream)) if connection is not None else None
        return Lane(self, connection, found) if connection is not None and found is not None else None

    def call(self, work: Coroutine[None, None, None]) -> None:
        """Runs it on the relay's loop, and waits for it. Raises what it raises."""
        self.begin(work).result()

    def begin(self, work: Coroutine[None, None, None]) -> futures.Future[None]:
        """Runs it on the relay's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _accept(self, from_host: asyncio.StreamReader, host: asyncio.StreamWriter) -> None:
        if self._gone is not None:
            self._gone.cancel()
        self._accepted += 1
        number = self._accepted
        try:
            from_grpc, grpc_server = await self._grpc_address.connect()
            connection = self._connections[number] = RelayedConnection(number, host, grpc_server)
            await connection.run(from_host, from_grpc)
        finally:
            host.close()
            self._connections.pop(number, None)
            if not self._connections and self._has_lifeline:
                self._gone = self._loop.call_later(facts.TIME_HOST_SILENCE, self._on_host_gone)
