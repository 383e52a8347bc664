import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware.reconnecting import Connection, reconnecting, reconnecting_async


class FakeRecorder:
    """Waits for nothing, and takes note of how long it was to be."""

    def __init__(self) -> None:
        self.quit = False
        self.waited: list[float] = []
        self.opened = 0

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return self.quit

    def opening(self) -> contextlib.AbstractContextManager[None]:
        self.opened += 1
        return contextlib.nullcontext()


class Bench:
    """Hardware that does what a script says: at each opening an error, or the readings until it is lost."""

    def __init__(self, *script: list[object] | Exception) -> None:
        self.recorder = FakeRecorder()
        self.script = list(script)
        self.closed = 0
        self.connection: Connection[list[object]] = Connection("the port", self.recorder, 0.25, 3.0)

    def open(self) -> list[object]:
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    def read(self, device: list[object]) -> Iterator[object]:
        for step in device:
            if isinstance(step, Exception):
                raise step
            yield step
        if not self.script:
            self.recorder.quit = True

    def close(self, _device: list[object]) -> None:
        self.closed += 1

    def readings(self) -> list[object]:
        return list(reconnecting(self.recorder, self.connection, self.open, self.read, self.close))

    async def open_async(self) -> list[object]:
        await asyncio.sleep(0)
        return self.open()

    async def read_async(self, device: list[object]) -> AsyncIterator[object]:
        for value in self.read(device):
            await asyncio.sleep(0)
            yield value

    async def close_async(self, device: list[object]) -> None:
        self.close(device)

    def readings_async(self) -> list[object]:
        async def read() -> list[object]:
            stream = reconnecting_async(
                self.recorder, self.connection, self.open_async, self.read_async, self.close_async
            )
            return [value async for value in stream]

        return asyncio.run(read())


@pytest.fixture(params=["readings", "readings_async"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda _seconds: sleep(0))
    return str(request.param)


def messages(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.message for record in caplog.records if record.levelno == level]


def test_a_recording_goes_on_when_the_hardware_is_back_and_says_so_once(
    way: str, caplog: pytest.LogCaptureFixture
) -> None:
    gone = OSError("no such device")
    bench = Bench([1, OSError("input/output error")], gone, gone, [], [2, 3])
    assert getattr(bench, way)() == [1, 2, 3]
    assert messages(caplog, logging.WARNING) == [
        "the port is lost: input/output error; it is tried again until it is back"
    ]
    assert messages(caplog, logging.INFO) == ["the port is back"]
    assert (bench.closed, bench.recorder.opened) == (3, 1)


@pytest.mark.parametrize(
    ("error", "is_short"), [(OSError("gone"), True), (ValueError("no number"), True), (TypeError("None + 1"), False)]
)
def test_a_mistake_in_the_code_has_its_traceback_in_the_log(
    way: str, error: Exception, is_short: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assert getattr(Bench([1, error], [2]), way)() == [1, 2]
    [record] = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert (not record.exc_info) == is_short


def test_each_loss_is_told(way: str, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench([1], [2], [3])
    assert getattr(bench, way)() == [1, 2, 3]
    assert (
        messages(caplog, logging.WARNING) == ["the port is lost: it has ended; it is tried again until it is back"] * 2
    )
    assert messages(caplog, logging.INFO) == ["the port is back"] * 2


def test_the_first_opening_s_error_is_the_author_s_to_see(way: str) -> None:
    with pytest.raises(OSError, match="permission denied"):
        getattr(Bench(OSError("permission denied"), [1]), way)()


@pytest.mark.parametrize("where", ["open", "read"])
def test_a_plugin_error_ends_the_recording(way: str, where: str) -> None:
    wrong = PluginError("it is another device")
    bench = Bench([1], wrong) if where == "open" else Bench([1, wrong], [2])
    with pytest.raises(PluginError, match="another device"):
        getattr(bench, way)()
    assert bench.closed == 1


def test_hardware_that_cannot_be_closed_as_it_is_gone_is_tried_again(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench([1], [2])

    def close(_device: object) -> None:
        raise OSError("gone")

    bench.close = close  # type: ignore[method-assign]
    assert getattr(bench, way)() == [1, 2]


def test_the_times_between_tries_grow_up_to_a_limit_and_differ() -> None:
    bench = Bench([1], *[OSError("gone")] * 8, [2])
    assert bench.readings() == [1, 2]
    longest = [0.25, 0.5, 1, 2, 3, 3, 3, 3, 3]
    assert all(most / 2 <= waited <= most for waited, most in zip(bench.recorder.waited, longest, strict=True))
    assert len(set(bench.recorder.waited)) == len(longest)


def test_a_reader_that_leaves_closes_it() -> None:
    bench = Bench([1, 2], [3])
    stream = reconnecting(bench.recorder, bench.connection, bench.open, bench.read, bench.close)
    assert next(stream) == 1
    stream.close()
    assert bench.closed == 1
