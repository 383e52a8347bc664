"""What a session meets in a plugin: a call of gRPC's, and the way of its answer."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from typing import NoReturn, cast

import grpc
import pytest

from laniakea_plugin_sdk.datasource import DatasourceBase
from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.http2.relay import Lane, Relay, Turn
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.services.lifecycle import Lifecycle
from laniakea_plugin_sdk.services.recording import RecordingService
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.running import RunningSessions
from laniakea_plugin_sdk.session.session import Session
from laniakea_plugin_sdk.session.timing import FrameTiming

# Seconds until a test that waits counts as failed.
BOUND = 10


class FakeCall:
    """A call whose caller may leave."""

    def __init__(self, has_left: bool = False) -> None:
        self.has_left = has_left
        self._callbacks: list[Callable[[], None]] = []

    def add_callback(self, callback: Callable[[], None]) -> bool:
        self._callbacks.append(callback)
        return not self.has_left

    def leave(self) -> None:
        for callback in self._callbacks:
            callback()


class FakeLane(Lane):
    """Takes note of what is paced, and ends when it is told to."""

    def __init__(self) -> None:
        self.paced: list[int] = []
        self.turns: list[float] = []
        self.ended = threading.Event()

    def pace(self, messages: int, interval: float) -> None:
        self.paced.append(messages)

    def turn(self, messages: float, interval: float) -> Turn:
        self.turns.append(messages)
        turn = Turn()
        turn.begun.set()
        turn.over.set()
        return turn

    def wait_until_ended(self, seconds: float) -> bool:
        return self.ended.wait(seconds)


class Recording:
    """A session on a stream, with what goes to the daemon."""

    def __init__(
        self,
        running: RunningSessions,
        interval: float = 0.0,
        call: FakeCall | None = None,
        heartbeat: float | None = None,
    ) -> None:
        self.call = call or FakeCall()
        self.lane = FakeLane()
        self.session = Session(
            running, self.lane, FrameTiming(interval, heartbeat), cast(grpc.ServicerContext, self.call)
        )
        running.add(self.session.signal)

    def start(self, generator: Callable[[AuthorContext], Iterator[object]], needs_answer: str | None = None) -> None:
        self.session.start(generator, FrameEncoder("sensor"))
        self._messages = self.session.messages(needs_answer)

    def next(self) -> str | None:
        """The payload of the next frame; None at the end, an empty text for the primer."""
        message = next(self._messages, None)
        return None if message is None else Frame.FromString(message).payload.decode()

    def next_type(self) -> str | None:
        message = next(self._messages, None)
        return None if message is None else Frame.FromString(message).type

    def rest(self) -> list[str]:
        return [Frame.FromString(message).payload.decode() for message in self._messages]


class Aborted(Exception):
    pass


class Call(FakeCall):
    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise Aborted(code, details)


class FakeRelay(Relay):
    """Gives each call a lane; its streams end when the test says so."""

    def __init__(self) -> None:
        self.lanes: list[FakeLane] = []

    def lane_of(self, context: grpc.ServicerContext) -> Lane:
        self.lanes.append(FakeLane())
        return self.lanes[-1]


class ServedPlugin:
    """A datasource, and what the daemon calls of it."""

    def __init__(self, datasource: DatasourceBase) -> None:
        self.relay = FakeRelay()
        self.lifecycle = Lifecycle(datasource, self.relay, FrameTiming(0))
        self._handlers = RecordingService(datasource, self.lifecycle).handlers()

    def start_record(self) -> Generator[bytes, None, None]:
        handler = self._handlers["StartRecord"].unary_stream
        assert handler is not None
        return cast("Generator[bytes, None, None]", handler(b"", cast(grpc.ServicerContext, Call())))

    def stop_record(self) -> bytes:
        handler = self._handlers["StopRecord"].unary_unary
        assert handler is not None
        return handler(b"", cast(grpc.ServicerContext, Call()))

    def stop(self) -> None:
        self.lifecycle.stop(AuthorContext(None))


@pytest.fixture
def running() -> RunningSessions:
    return RunningSessions()


@pytest.fixture
def recording(running: RunningSessions) -> Recording:
    return Recording(running)


@pytest.fixture(autouse=True)
def _all_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "level", logging.DEBUG)
