"""Hardware that comes and goes."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Generator, Iterable
from contextlib import AbstractContextManager, aclosing, closing
from typing import Generic, Protocol, TypeVar

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.log.mistake import is_mistake
from laniakea_plugin_sdk.text import message_of

Device = TypeVar("Device")
Value = TypeVar("Value")

# Doublings of the delay, at most.
_MOST_DOUBLINGS = 20


class Recorder(Protocol):
    """What it needs of the plugin."""

    @property
    def quit(self) -> bool: ...
    def wait(self, seconds: float) -> bool: ...
    def opening(self) -> AbstractContextManager[None]: ...


class Connection(Generic[Device]):
    """Whether the hardware is there, as the log is told: once when it is lost, and once when a reading comes again.

    what: its name in the log.
    first_delay, max_delay: seconds before the second try, doubled for each further one, and the longest of these times.
    """

    def __init__(self, what: str, recorder: Recorder, first_delay: float, max_delay: float) -> None:
        self._what = what
        self._recorder = recorder
        self._first_delay = first_delay
        self._max_delay = max_delay
        self._tries = 0

    def read(self) -> None:
        """A reading has come."""
        if self._tries > 0:
            log.info("%s is back", self._what, extra={"tries": self._tries})
            self._tries = 0

    def lost(self, error: Exception | None) -> None:
        """Raises the error when it is no matter of the hardware's, or when the recording is to end anyway."""
        if error is not None and (isinstance(error, PluginError) or self._recorder.quit):
            raise error
        if self._tries == 0 and not self._recorder.quit:
            reason = "it has ended" if error is None else message_of(error)
            mistake = error if error is not None and is_mistake(error) else None
            log.warning("%s is lost: %s; it is tried again until it is back", self._what, reason, exc_info=mistake)

    def not_closed(self, error: Exception) -> None:
        log.debug("%s was not closed: %s", self._what, message_of(error))

    def next_delay(self) -> float:
        """Seconds before the next try; a random part of up to a half is taken off."""
        self._tries += 1
        longest = min(self._max_delay, self._first_delay * 2.0 ** min(self._tries - 1, _MOST_DOUBLINGS))
        return longest * (0.5 + random.random() / 2)


def reconnecting(
    recorder: Recorder,
    connection: Connection[Device],
    open: Callable[[], Device],
    read: Callable[[Device], Iterable[Value]],
    close: Callable[[Device], object],
) -> Generator[Value, None, None]:
    with recorder.opening():
        device = open()
    while True:
        error: Exception | None = None
        try:
            with closing(_generator(read(device))) as values:
                for value in values:
                    connection.read()
                    yield value
        except Exception as raised:
            error = raised
        finally:
            try:
                close(device)
            except Exception as raised:  # As it has gone.
                connection.not_closed(raised)
        connection.lost(error)
        while True:
            if recorder.quit or recorder.wait(connection.next_delay()):
                return
            try:
                device = open()
                break
            except Exception as raised:
                connection.lost(raised)


async def reconnecting_async(
    recorder: Recorder,
    connection: Connection[Device],
    open: Callable[[], Awaitable[Device]],
    read: Callable[[Device], AsyncIterable[Value]],
    close: Callable[[Device], object],
) -> AsyncGenerator[Value, None]:
    with recorder.opening():
        device = await open()
    while True:
        error: Exception | None = None
        try:
            async with aclosing(_async_generator(read(device))) as values:
                async for value in values:
                    connection.read()
                    yield value
        except Exception as raised:
            error = raised
        finally:
            try:
                closed = close(device)
                if isinstance(closed, Awaitable):
                    await closed
            except Exception as raised:
                connection.not_closed(raised)
        connection.lost(error)
        while True:
            if recorder.quit:
                return
            # Cancelled when the recording is to end.
            await asyncio.sleep(connection.next_delay())
            try:
                device = await open()
                break
            except Exception as raised:
                connection.lost(raised)


def _generator(values: Iterable[Value]) -> Generator[Value, None, None]:
    """So that it can be closed, whatever it is."""
    yield from values


async def _async_generator(values: AsyncIterable[Value]) -> AsyncGenerator[Value, None]:
    try:
        async for value in values:
            yield value
    finally:
        close = getattr(values, "aclose", None)
        if close is not None:
            await close()
