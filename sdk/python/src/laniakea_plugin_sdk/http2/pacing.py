"""When what enters the daemon's queue may follow what entered it before."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Final

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.http2.answer import AnswerStream

Ping = Callable[[], Awaitable[float]]
"""Returns the seconds until the host's answer. Raises ConnectionError when the host closes the connection."""

# In the place of a number of messages: the stream's end.
END: Final = math.inf
# Seconds in which a stream that is read makes some way.
_STUCK_AFTER = 2.0


async def pace(stream: AnswerStream, messages: float, interval: float, ping: Ping) -> None:
    """Waits after a message until the next one, or the stream's end, can follow without harm to the daemon.

    messages: how many of the stream have to have left before the wait begins; END: its end has to.
    interval: the gap in seconds.
    """
    if await stream.left(messages):
        await _settle(interval, ping)


class Gate:
    """Lets one thing at a time into the daemon's queue, which all streams of a plugin share.

    That is every frame, and the end of every stream, for which the daemon puts a frame of its own into the queue. It is
    not the empty frame ahead of a stream: the daemon's client drops that one before the queue. Who waits comes in turn.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def pass_through(
        self, stream: AnswerStream, messages: float, interval: float, ping: Ping, begin: Callable[[], None]
    ) -> None:
        """Returns when the next thing may follow, of whatever stream.

        messages: how many of the stream will have left with this one; END for its end.
        begin: called when it may leave. Called again for a stream that nobody reads, which does not keep the others
        waiting: it takes another turn when it has left after all.
        """
        while True:
            async with self._lock:
                begin()
                if not await _is_stuck(stream, messages, ping):
                    await pace(stream, messages, interval, ping)
                    return
            await stream.left(messages)


async def _settle(interval: float, ping: Ping) -> None:
    """A PING, answered once the message was read, then the gap, then a PING that must be answered quickly.

    A daemon that answers each PING slowly is slow, not paused: then the gap alone has to do. One that is paused does not
    answer at all, and that wait is not bounded.
    """
    await ping()
    quick = max(facts.TIME_QUICK_PING_FLOOR, interval * facts.PACING_QUICK_PING_SHARE)
    for _ in range(facts.PACING_MOST_TRIES):
        await asyncio.sleep(interval)
        if await ping() < quick:
            return


async def _is_stuck(stream: AnswerStream, messages: float, ping: Ping) -> bool:
    """Whether the daemon is awake, and leaves what this stream has to send where it is."""
    while not stream.has_left(messages):
        if not await stream.moves_within(_STUCK_AFTER) and await ping() < _STUCK_AFTER:
            return not stream.has_left(messages)
    return False
