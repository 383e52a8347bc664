"""An author's async code, under the session that runs it."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent import futures
from contextvars import ContextVar

import grpc
import pytest
from conftest import BOUND, Recording, ServedPlugin

from laniakea_plugin_sdk.datasource import DatasourceBase
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty
from laniakea_plugin_sdk.session.author_loop import AuthorLoop
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.open_stream import open_stream
from laniakea_plugin_sdk.session.running import RunningSessions

Method = Callable[[None, object], object]


@pytest.fixture
def loop() -> AuthorLoop:
    return AuthorLoop()


@pytest.fixture
def start(running: RunningSessions, loop: AuthorLoop) -> Callable[[Method], Recording]:
    def start(method: Method) -> Recording:
        recording = Recording(running)

        def opened(context: AuthorContext) -> object:
            return open_stream(method, None, context, loop)

        recording.start(opened)  # type: ignore[arg-type]
        return recording

    return start


Start = Callable[[Method], Recording]


def test_an_async_generator_is_a_stream(start: Start) -> None:
    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        for n in range(3):
            await asyncio.sleep(0)
            yield n

    assert start(record).rest() == ["", "0", "1", "2"]


@pytest.mark.parametrize("returned", [{"celsius": 21}, [{"celsius": 21}]])
def test_what_a_coroutine_returns_is_what_a_function_returns(start: Start, returned: object) -> None:
    async def record(_request: None, _context: object) -> object:
        await asyncio.sleep(0)
        return returned

    assert start(record).rest() == ["", '{"celsius":21}']


def test_a_coroutine_may_return_an_async_generator_and_a_function_too(start: Start) -> None:
    async def values() -> AsyncIterator[object]:
        yield 1

    async def record(_request: None, _context: object) -> object:
        return values()

    assert start(record).rest() == start(lambda _request, _context: values()).rest() == ["", "1"]


def test_one_task_from_first_to_last_and_one_loop_for_all(start: Start) -> None:
    tasks: list[asyncio.Task[object] | None] = []
    loops: set[asyncio.AbstractEventLoop] = set()
    unit: ContextVar[str] = ContextVar("unit")

    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        loops.add(asyncio.get_running_loop())
        token = unit.set("C")
        try:
            for n in range(2):
                tasks.append(asyncio.current_task())
                yield n
        finally:
            # Fails in another task.
            unit.reset(token)
            tasks.append(asyncio.current_task())

    assert start(record).rest() == ["", "0", "1"]
    assert len(set(tasks)) == 1
    assert start(record).rest() == ["", "0", "1"]
    assert len(loops) == 1


def test_two_recordings_run_side_by_side(start: Start) -> None:
    here, there = asyncio.Event(), asyncio.Event()

    async def first(_request: None, _context: object) -> AsyncIterator[object]:
        here.set()
        await there.wait()
        yield "first"

    async def second(_request: None, _context: object) -> AsyncIterator[object]:
        there.set()
        await here.wait()
        yield "second"

    one, other = start(first), start(second)
    assert [one.rest(), other.rest()] == [["", "first"], ["", "second"]]


def test_an_error_is_the_failure(start: Start) -> None:
    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        raise OSError("no sensor")
        yield

    with pytest.raises(PluginError, match=r"^no sensor$"):
        start(record).next()


def test_sys_exit_is_an_error_and_the_loop_goes_on(start: Start) -> None:
    async def leave(_request: None, _context: object) -> AsyncIterator[object]:
        raise SystemExit(3)
        yield

    async def leave_in_a_task(_request: None, _context: object) -> AsyncIterator[object]:
        async def leave() -> None:
            raise SystemExit(4)

        with contextlib.suppress(SystemExit):
            await asyncio.ensure_future(leave())
        yield "went on"

    with pytest.raises(PluginError, match=r"^SystemExit: 3$"):
        start(leave).next()
    assert start(leave_in_a_task).rest() == ["", "went on"]


def test_a_mistake_is_thrown_into_the_line_that_yielded(start: Start) -> None:
    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        try:
            yield object()
        except TypeError as error:
            yield str(error)

    assert start(record).rest() == ["", "a frame needs a value that JSON can hold, not of type object"]


class TestStop:
    @pytest.mark.parametrize("is_first", [True, False])
    def test_what_it_awaits_is_cancelled_and_its_finally_may_await(
        self, start: Start, caplog: pytest.LogCaptureFixture, is_first: bool
    ) -> None:
        waits, closed = threading.Event(), threading.Event()

        async def record(_request: None, _context: object) -> AsyncIterator[object]:
            try:
                if not is_first:
                    yield 1
                waits.set()
                await asyncio.sleep(3600)
                yield 2
            finally:
                await asyncio.sleep(0.01)
                closed.set()

        recording = start(record)
        rest = futures.ThreadPoolExecutor(1).submit(recording.rest)
        assert waits.wait(BOUND)
        recording.session.signal.stop("StopRecord")
        assert closed.wait(BOUND)
        assert rest.result(BOUND) == ([""] if is_first else ["", "1"])
        assert caplog.messages == []

    def test_one_that_waits_at_its_yield_ends_there(self, start: Start) -> None:
        closed = threading.Event()

        async def record(_request: None, _context: object) -> AsyncIterator[object]:
            try:
                while True:
                    yield 1
            finally:
                async with asyncio.Lock():
                    await asyncio.sleep(0.01)
                closed.set()

        recording = start(record)
        assert [recording.next(), recording.next()] == ["", "1"]
        recording.session.signal.stop("StopRecord")
        assert closed.wait(BOUND)
        assert len(recording.rest()) <= 1

    def test_a_coroutine_is_cancelled_too(self, start: Start) -> None:
        waits = threading.Event()

        async def record(_request: None, _context: object) -> object:
            waits.set()
            await asyncio.sleep(3600)
            return 1

        recording = start(record)
        rest = futures.ThreadPoolExecutor(1).submit(recording.rest)
        assert waits.wait(BOUND)
        recording.session.signal.stop("StopRecord")
        assert rest.result(BOUND) == [""]

    def test_a_timeout_in_its_finally_still_counts(self, start: Start) -> None:
        waits = threading.Event()
        outcome: futures.Future[str] = futures.Future()

        async def record(_request: None, _context: object) -> AsyncIterator[object]:
            try:
                waits.set()
                await asyncio.sleep(3600)
                yield 1
            finally:
                try:
                    await asyncio.wait_for(asyncio.sleep(3600), 0.01)
                except asyncio.TimeoutError:
                    outcome.set_result("timeout")

        recording = start(record)
        assert waits.wait(BOUND)
        recording.session.signal.stop("StopRecord")
        assert outcome.result(BOUND) == "timeout"

    def test_what_cancels_itself_is_a_failure(self, start: Start) -> None:
        async def record(_request: None, _context: object) -> AsyncIterator[object]:
            raise asyncio.CancelledError
            yield

        with pytest.raises(PluginError, match=r"^CancelledError$"):
            start(record).next()


def test_quit_is_that_of_its_own_recording_also_in_its_tasks(start: Start, running: RunningSessions) -> None:
    goes_on = threading.Event()

    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        async def is_to_quit() -> bool:
            return running.quit

        yield [running.quit, await asyncio.ensure_future(is_to_quit()), await asyncio.to_thread(lambda: running.quit)]
        await asyncio.to_thread(goes_on.wait)
        running.quit = True
        yield [running.quit, await asyncio.ensure_future(is_to_quit())]

    one, other = start(record), start(record)
    assert [one.next(), one.next()] == ["", "[false,false,false]"]
    goes_on.set()
    assert one.rest() == ["[true,true]"]
    assert [other.next(), other.next()] == ["", "[false,false,false]"]
    other.rest()


def test_a_wait_that_keeps_the_loop_waiting_is_told_of_once(
    start: Start, running: RunningSessions, caplog: pytest.LogCaptureFixture
) -> None:
    async def record(_request: None, _context: object) -> AsyncIterator[object]:
        for n in range(3):
            yield n
            running.wait(0.001)

    assert start(record).rest() == ["", "0", "1", "2"]
    [warning] = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert "await asyncio.sleep(seconds)" in warning


def test_a_plugin_without_async_code_has_no_loop(start: Start, loop: AuthorLoop) -> None:
    start(lambda _request, _context: [1]).rest()
    assert "loop" not in vars(loop)


class AsyncDatasource(DatasourceBase):
    def __init__(self) -> None:
        super().__init__("1.0.0", ">= 1.0.0")
        self.loops: list[asyncio.AbstractEventLoop] = []

    async def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> AsyncIterator[dict[str, int]]:
        self.loops.append(asyncio.get_running_loop())
        while not self.quit:
            yield {}
            await asyncio.sleep(0)

    async def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        self.loops.append(asyncio.get_running_loop())
        return Empty()

    async def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        self.loops.append(asyncio.get_running_loop())
        raise PluginError("the heater is on")


def test_stop_and_stop_record_may_be_async_on_the_same_loop() -> None:
    datasource = AsyncDatasource()
    plugin = ServedPlugin(datasource)
    frames = plugin.start_record()
    assert next(frames) == b""
    answer = futures.ThreadPoolExecutor(1).submit(plugin.stop_record)
    for _ in frames:
        pass
    plugin.relay.lanes[0].ended.set()
    assert answer.result(BOUND) == b""
    with pytest.raises(PluginError, match=r"^the heater is on$"):
        plugin.stop()
    assert len(datasource.loops) == 3
    assert len(set(datasource.loops)) == 1
