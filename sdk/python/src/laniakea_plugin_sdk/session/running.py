"""Which recordings and commands of a plugin run, and in which threads."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.stop_signal import StopSignal

# Of what runs in this thread, or in this task of a loop's.
_signal_here: ContextVar[StopSignal | None] = ContextVar("signal", default=None)


class RunningSessions:
    """Gives one attribute of the author's object, `quit`, a value of its own in each recording."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._signals: list[StopSignal] = []
        # When nothing runs.
        self._quit = False
        self._has_warned = False

    @property
    def quit(self) -> bool:
        signal = self._signal()
        return self._quit if signal is None else signal.is_set()

    @quit.setter
    def quit(self, value: bool) -> None:
        own = _signal_here.get()
        if own is None:
            self._quit = value
        for signal in [own] if own is not None else self.signals():
            signal.set_quit(value)

    def end(self) -> None:
        """For threads that were started in what has ended."""
        self._quit = True

    def wait(self, seconds: float) -> bool:
        self._warn_of_blocked_loop()
        signal = self._signal()
        if signal is not None:
            return signal.wait(seconds)
        time.sleep(max(0, seconds))
        return self._quit

    @contextlib.contextmanager
    def opening(self) -> Iterator[None]:
        """The author's code opens hardware, for what runs here."""
        signal = self._signal()
        with signal.opening.held() if signal is not None else contextlib.nullcontext():
            yield

    def on_stop(self, callback: Callable[[], object]) -> None:
        """Calls it when what runs here is to end; never when nothing runs."""
        signal = self._signal()
        if signal is not None:
            signal.on_stop(callback)

    @contextlib.contextmanager
    def in_this_thread(self, signal: StopSignal) -> Iterator[None]:
        """The code of that recording runs here, and in the tasks that are begun from here."""
        token = _signal_here.set(signal)
        try:
            yield
        finally:
            _signal_here.reset(token)

    def add(self, signal: StopSignal) -> None:
        with self._lock:
            self._signals.append(signal)

    def remove(self, signal: StopSignal) -> None:
        with self._lock:
            self._signals.remove(signal)

    def signals(self) -> list[StopSignal]:
        with self._lock:
            return list(self._signals)

    def _warn_of_blocked_loop(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        if not self._has_warned:
            self._has_warned = True
            log.warning(
                "self.wait(seconds) in async code keeps everything else that is async waiting: write "
                "`await asyncio.sleep(seconds)`, which ends early, too"
            )

    def _signal(self) -> StopSignal | None:
        """Of what runs here, or else of the newest of what runs at all."""
        own = _signal_here.get()
        if own is not None:
            return own
        signals = self.signals()
        return signals[-1] if signals else None
