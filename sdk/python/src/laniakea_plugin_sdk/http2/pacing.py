"""When the next frame of a recording may follow."""

import asyncio
from collections.abc import Awaitable, Callable

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.http2.answer import AnswerStream


async def pace(stream: AnswerStream, messages: int, interval: float, ping: Callable[[], Awaitable[float]]) -> None:
    """Waits after a message until the next one, or the stream's end, can follow without harm to the daemon.

    A PING, answered once the message was read, then the gap, then a PING that must be answered quickly. A daemon that
    answers each PING slowly is slow, not paused: then the gap alone has to do. One that is paused does not answer at
    all, and that wait is not bounded.

    messages: how many of the stream have to have left before the wait begins.
    interval: the gap in seconds.
    ping: returns the seconds until its answer. What it raises is raised.
    """
    while stream.messages < messages:
        if stream.ended.is_set():
            return
        stream.changed.clear()
        await stream.changed.wait()
    await ping()
    quick = max(facts.TIME_QUICK_PING_FLOOR, interval * facts.PACING_QUICK_PING_SHARE)
    for _ in range(facts.PACING_MOST_TRIES):
        await asyncio.sleep(interval)
        if stream.ended.is_set() or await ping() < quick:
            return
