import asyncio

import pytest

from laniakea_plugin_sdk.http2.answer import AnswerStream
from laniakea_plugin_sdk.http2.pacing import pace

SENT = b"\0\0\0\0\0"
SLOW, QUICK = 1.0, 0.0


class Daemon:
    """Answers each PING after a time of its own, which passes nowhere but in its answer."""

    def __init__(self, *round_trips: float) -> None:
        self.pings = 0
        self._round_trips = iter(round_trips)

    async def ping(self) -> float:
        self.pings += 1
        return next(self._round_trips)


def run(stream: AnswerStream, daemon: Daemon, interval: float = 0.001, messages: int = 1) -> None:
    asyncio.run(asyncio.wait_for(pace(stream, messages, interval, daemon.ping), 10))


def sent(count: int = 1) -> AnswerStream:
    stream = AnswerStream()
    stream.passed(SENT * count)
    return stream


def test_a_quick_answer_after_the_gap_lets_the_next_frame_follow() -> None:
    daemon = Daemon(SLOW, QUICK)
    run(sent(), daemon)
    assert daemon.pings == 2


def test_a_slow_answer_asks_for_another_gap() -> None:
    daemon = Daemon(SLOW, SLOW, SLOW, QUICK)
    run(sent(), daemon)
    assert daemon.pings == 4


def test_a_daemon_that_is_always_slow_is_not_waited_for_for_ever() -> None:
    daemon = Daemon(*[SLOW] * 100)
    run(sent(), daemon, interval=0)
    assert daemon.pings == 21


@pytest.mark.parametrize(("round_trip", "pings"), [(0.09, 2), (0.11, 3)])
def test_quick_is_a_quarter_of_the_gap(round_trip: float, pings: int) -> None:
    daemon = Daemon(QUICK, round_trip, QUICK)
    asyncio.run(asyncio.wait_for(pace(sent(), 1, 0.4, daemon.ping), 10))
    assert daemon.pings == pings


def test_nothing_is_asked_before_the_message_has_left() -> None:
    async def check() -> None:
        stream, daemon = AnswerStream(), Daemon(QUICK, QUICK)
        waiting = asyncio.ensure_future(pace(stream, 1, 0, daemon.ping))
        await asyncio.sleep(0)
        assert daemon.pings == 0
        stream.passed(SENT)
        await waiting
        assert daemon.pings == 2

    asyncio.run(check())


def test_a_stream_that_has_ended_is_not_waited_for() -> None:
    stream, daemon = AnswerStream(), Daemon()
    stream.end()
    run(stream, daemon)
    assert daemon.pings == 0


def test_a_connection_that_is_closed_ends_the_wait() -> None:
    async def gone() -> float:
        raise ConnectionError("the host closed the connection")

    with pytest.raises(ConnectionError):
        asyncio.run(pace(sent(), 1, 0.001, gone))
