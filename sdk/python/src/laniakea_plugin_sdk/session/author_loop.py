"""Where an author's async code runs: on one loop a plugin, with one task for each recording or command."""

import asyncio
import functools
import inspect
import threading
from collections.abc import Awaitable, Callable
from concurrent import futures
from typing import TypeAlias, TypeVar

from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.stop_signal import StopSignal
from laniakea_plugin_sdk.text import message_of

Result = TypeVar("Result")


OnBegin: TypeAlias = Callable[[asyncio.AbstractEventLoop, threading.Thread], object]
"""Is told of the loop when it begins, and of its thread."""


class AuthorLoop:
    """Begun when something async comes: a plugin without async code has no loop."""

    def __init__(self, on_begin: OnBegin = lambda _loop, _thread: None) -> None:
        self._on_begin = on_begin

    def result_of(self, returned: Result | Awaitable[Result]) -> Result:
        """What a method returned, or what its coroutine returns."""
        return self.run(returned) if inspect.isawaitable(returned) else returned

    def run(self, work: Awaitable[Result]) -> Result:
        """From another thread than the loop's; waits for it. Raises what it raises."""
        return self.begin(work).result()

    def begin(self, work: Awaitable[Result]) -> futures.Future[Result]:
        async def awaited() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop)

    @functools.cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self._run_forever, args=(loop,), name="async", daemon=True)
        thread.start()
        self._on_begin(loop, thread)
        return loop

    @staticmethod
    def _run_forever(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        while True:
            try:
                loop.run_forever()
            except BaseException as error:  # sys.exit in a task of the author's, which must not end the others.
                log.error("%s", message_of(error), exc_info=error)


class SessionTask:
    """Runs what one recording or command awaits, in one task from first to last, as timeouts and task groups need it.

    When the recording is to end, what it awaits is cancelled: its `finally` runs, and may await in turn.
    """

    def __init__(self, loop: AuthorLoop, stop: StopSignal) -> None:
        self._loop = loop
        self._stop = stop
        self._steps: asyncio.Queue[Callable[[], Awaitable[None]] | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._may_be_cancelled = False
        self._was_cancelled = False

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_stopping

    def run(self, work: Awaitable[Result], is_end: bool = False) -> Result:
        """Raises what it raises, and asyncio.CancelledError when it was cancelled.

        is_end: it is not cancelled, as it does what is to be done at the end.
        """
        done: futures.Future[Result] = futures.Future()

        async def step() -> None:
            self._may_be_cancelled = not is_end
            try:
                if self._stop.is_stopping:
                    self._loop.loop.call_soon(self._cancel)
                done.set_result(await work)
            except BaseException as error:
                done.set_exception(error)
                if isinstance(error, asyncio.CancelledError):
                    self._take_back_cancellation()
            finally:
                self._may_be_cancelled = False

        self._take(step)
        return done.result()

    def close(self) -> None:
        """Nothing comes any more."""
        if self._task is not None:
            self._take(None)

    def _take(self, step: Callable[[], Awaitable[None]] | None) -> None:
        if self._task is None:
            self._task = self._loop.run(self._begin())
            self._stop.on_stop(lambda: self._loop.loop.call_soon_threadsafe(self._cancel))
        self._loop.loop.call_soon_threadsafe(self._steps.put_nowait, step)

    async def _begin(self) -> "asyncio.Task[None]":
        return asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while (step := await self._steps.get()) is not None:
            await step()

    def _cancel(self) -> None:
        # Once: what it awaits in its `finally` is not cancelled.
        if self._may_be_cancelled and not self._was_cancelled and self._task is not None:
            self._was_cancelled = True
            self._task.cancel()

    def _take_back_cancellation(self) -> None:
        # Python 3.11 counts them, and asyncio.timeout looks at the count.
        uncancel = getattr(self._task, "uncancel", None)
        if uncancel is not None:
            uncancel()
