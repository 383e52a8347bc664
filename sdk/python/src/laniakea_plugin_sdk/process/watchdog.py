"""The watch over the plugin's one loop: async code that does not await keeps all other async code waiting."""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable

from laniakea_plugin_sdk.log.logger import log

# Seconds between two looks, at most. A process that was stopped, or whose machine slept, has missed no more than one.
_TICK = 1.0


class Watchdog:
    """Logs the stacks of all threads, and calls `end`, when a loop has not turned for `seconds`; 0: never.

    place_of: where in the author's files a stack is, for the message.
    """

    def __init__(
        self, seconds: float, place_of: Callable[[traceback.StackSummary], str], end: Callable[[], object]
    ) -> None:
        self._seconds = seconds
        self._place_of = place_of
        self._end = end

    def watch(self, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
        if self._seconds > 0:
            threading.Thread(target=self._watch, args=(loop, thread), name="watchdog", daemon=True).start()

    def _watch(self, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
        tick = min(_TICK, self._seconds / 10)
        while True:
            turned = threading.Event()
            loop.call_soon_threadsafe(turned.set)
            # Ticks are counted, and no clock is read: time in which this thread does not run either is no time.
            ticks = 0
            while not turned.wait(tick):
                ticks += 1
                if ticks * tick >= self._seconds:
                    self._tell(thread)
                    self._end()
                    return
            time.sleep(tick)

    def _tell(self, thread: threading.Thread) -> None:
        stacks = {ident: traceback.extract_stack(frame) for ident, frame in sys._current_frames().items()}
        names = {each.ident: each.name for each in threading.enumerate()}
        stack = stacks.pop(thread.ident or 0, traceback.StackSummary())
        stacks.pop(threading.get_ident())
        others = [f"{names.get(ident, ident)}:\n{''.join(each.format())}" for ident, each in stacks.items()]
        log.critical(
            "async code has not awaited anything for %g s%s, and nothing else that is async could run: the process ends; "
            "await what takes long, or run it in a thread by asyncio.to_thread. `watchdog` in the plugin's class is this time",
            self._seconds,
            self._place_of(stack),
            extra={"stack": "".join(stack.format()).rstrip(), "other_threads": "\n".join(others).rstrip()},
        )
