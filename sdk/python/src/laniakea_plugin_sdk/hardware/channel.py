"""Values from callbacks, as a stream."""

import asyncio
import collections
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator

from laniakea_plugin_sdk.frames.reading import Reading
from laniakea_plugin_sdk.log.logger import log

# Seconds between two warnings of what is dropped.
_WARN_EVERY = 60.0


class Channel:
    """Between a library that calls back, in whatever thread, and the recording, which reads by `for` or `async for`.

    What is read is a Reading with the time of its push. When it is full, the oldest value is dropped: the log says so at
    the first one, then at most once a minute, and at the end with their number. `self.channel()` of a plugin makes one that
    ends with the recording; another one is ended by `close`.

    capacity: values that wait at most.
    """

    def __init__(self, capacity: int = 64, clock: Callable[[], float] = time.monotonic) -> None:
        if capacity < 1:
            raise ValueError(f"a channel needs room for at least 1 value, not for {capacity}")
        self.dropped = 0
        """Values so far."""
        self._capacity = capacity
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: collections.deque[Reading] = collections.deque()
        self._is_closed = False
        self._error: Exception | None = None
        self._warned_at: float | None = None
        self._told = 0
        self._wake: Callable[[], object] = lambda: None

    def push(self, value: object) -> None:
        """From any thread; does not wait. Nothing happens when the channel is closed."""
        with self._changed:
            if self._is_closed:
                return
            if len(self._waiting) == self._capacity:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(Reading(value))
            self._notify()
        self._tell_of_drops()

    def close(self, error: Exception | None = None) -> None:
        """The reader gets what waits, then the end; or the error, which is raised where it reads."""
        with self._changed:
            if self._is_closed:
                return
            self._is_closed = True
            self._error = error
            self._notify()
        if self.dropped > self._told:
            self._warn("in all")

    def wait(self, seconds: float) -> bool:
        """Whether by then there is something to read, or its end: silence can be told so."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._waiting) or self._is_closed, seconds)

    def __iter__(self) -> Iterator[Reading]:
        try:
            while (reading := self._next()) is not None:
                yield reading
        finally:
            self.close()

    async def __aiter__(self) -> AsyncIterator[Reading]:
        loop = asyncio.get_running_loop()
        pushed = asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(pushed.set)
        try:
            while True:
                pushed.clear()
                with self._changed:
                    reading, is_over = self._taken(), self._is_over()
                if reading is not None:
                    yield reading
                elif is_over:
                    return
                else:
                    await pushed.wait()
        finally:
            self._wake = lambda: None
            self.close()

    def _next(self) -> Reading | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            reading = self._taken()
            if reading is None:
                self._is_over()
            return reading

    def _taken(self) -> Reading | None:
        return self._waiting.popleft() if self._waiting else None

    def _is_over(self) -> bool:
        """Raises the error that it was closed with, when nothing waits any more."""
        if self._is_closed and not self._waiting and self._error is not None:
            error, self._error = self._error, None
            raise error
        return self._is_closed and not self._waiting

    def _notify(self) -> None:
        self._changed.notify_all()
        self._wake()

    def _tell_of_drops(self) -> None:
        if self.dropped == self._told:
            return
        now = self._clock()
        if self._warned_at is None or now - self._warned_at >= _WARN_EVERY:
            self._warned_at = now
            self._warn("so far")

    def _warn(self, when: str) -> None:
        new, self._told = self.dropped - self._told, self.dropped
        log.warning(
            "readings come faster than they are sent: a channel with room for %d dropped %d of the oldest, %d %s",
            self._capacity,
            new,
            self.dropped,
            when,
            extra={"dropped": new},
        )
