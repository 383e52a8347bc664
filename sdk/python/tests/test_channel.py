import asyncio
import threading

import pytest
from conftest import BOUND

from laniakea_plugin_sdk.datasource import DatasourceBase
from laniakea_plugin_sdk.frames.reading import Reading
from laniakea_plugin_sdk.hardware import Channel
from laniakea_plugin_sdk.plugin.base import running_sessions
from laniakea_plugin_sdk.session.stop_signal import StopSignal


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def values(channel: Channel) -> list[object]:
    return [reading.value for reading in channel]


def test_values_are_read_in_their_order_with_the_time_of_their_push(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([1.0, 2.0])
    channel = Channel()
    monkeypatch.setattr("laniakea_plugin_sdk.hardware.channel.Reading", lambda value: Reading(value, next(times)))
    channel.push("a")
    channel.push("b")
    channel.close()
    channel.push("too late")
    assert list(channel) == [Reading("a", 1.0), Reading("b", 2.0)]


def test_a_thousand_values_at_once_are_a_warning_then_one_a_minute_and_a_total_at_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    channel = Channel(64, clock)
    for n in range(1000):
        channel.push(n)
    assert caplog.messages == [
        "readings come faster than they are sent: a channel with room for 64 dropped 1 of the oldest, 1 so far"
    ]
    clock.now = 61
    channel.push(1000)
    channel.push(1001)
    channel.close()
    assert [message.rsplit("dropped ")[1] for message in caplog.messages[1:]] == [
        "936 of the oldest, 937 so far",
        "1 of the oldest, 938 in all",
    ]
    assert sum(getattr(record, "dropped", 0) for record in caplog.records) == channel.dropped == 938
    assert values(channel) == list(range(938, 1002))


def test_nothing_dropped_is_no_line(caplog: pytest.LogCaptureFixture) -> None:
    channel = Channel(2)
    channel.push(1)
    channel.push(2)
    channel.close()
    assert values(channel) == [1, 2]
    assert caplog.messages == []


def test_what_it_is_closed_with_is_raised_after_what_waits() -> None:
    channel = Channel()
    channel.push(1)
    channel.close(OSError("the broker is gone"))
    read = iter(channel)
    assert next(read).value == 1
    with pytest.raises(OSError, match="the broker is gone"):
        next(read)


def test_a_reader_waits_for_a_push_from_another_thread() -> None:
    channel = Channel()
    found: list[object] = []
    reader = threading.Thread(target=lambda: found.extend(values(channel)))
    reader.start()
    channel.push(1)
    channel.close()
    reader.join(BOUND)
    assert found == [1]


def test_async_code_reads_what_another_thread_pushes() -> None:
    channel = Channel()

    async def read() -> list[object]:
        found: list[object] = []
        async for reading in channel:
            found.append(reading.value)
            threading.Thread(target=channel.push if len(found) < 3 else lambda _: channel.close(), args=(1,)).start()
        return found

    channel.push(1)
    assert asyncio.run(asyncio.wait_for(read(), BOUND)) == [1, 1, 1]


def test_a_plugin_s_own_ends_with_its_recording() -> None:
    plugin = DatasourceBase("1.0.0", ">= 1.0.0")
    signal = StopSignal()
    with running_sessions(plugin).in_this_thread(signal):
        channel = plugin.channel()
    channel.push(1)
    signal.stop("StopRecord")
    assert values(channel) == [1]


def test_silence_can_be_told() -> None:
    channel = Channel()
    assert not channel.wait(0.01)
    channel.push(1)
    assert channel.wait(0)
    assert values_and_close(channel) == [1]
    assert channel.wait(0)


def values_and_close(channel: Channel) -> list[object]:
    channel.close()
    return values(channel)


def test_it_has_room_for_something() -> None:
    with pytest.raises(ValueError, match="at least 1 value, not for 0"):
        Channel(0)
