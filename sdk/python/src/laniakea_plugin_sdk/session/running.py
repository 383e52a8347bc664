"""Which recordings and commands of a plugin run, and in which threads."""

import contextlib
import threading
import time
from collections.abc import Iterator

from laniakea_plugin_sdk.session.stop_signal import StopSignal


class _Thread(threading.local):
    signal: StopSignal | None = None


class RunningSessions:
    """Gives one attribute of the author's object, `quit`, a value of its own in each recording."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread = _Thread()
        self._signals: list[StopSignal] = []
        # When nothing runs.
        self._quit = False

    @property
    def quit(self) -> bool:
        signal = self._signal()
        return self._quit if signal is None else signal.is_set()

    @quit.setter
    def quit(self, value: bool) -> None:
        own = self._thread.signal
        if own is None:
            self._quit = value
        for signal in [own] if own is not None else self.signals():
            signal.set_quit(value)

    def end(self) -> None:
        """For threads that were started in what has ended."""
        self._quit = True

    def wait(self, seconds: float) -> bool:
        signal = self._signal()
        if signal is not None:
            return signal.wait(seconds)
        time.sleep(max(0, seconds))
        return self._quit

    @contextlib.contextmanager
    def in_this_thread(self, signal: StopSignal) -> Iterator[None]:
        """The code of that recording runs here."""
        self._thread.signal = signal
        try:
            yield
        finally:
            self._thread.signal = None

    def add(self, signal: StopSignal) -> None:
        with self._lock:
            self._signals.append(signal)

    def remove(self, signal: StopSignal) -> None:
        with self._lock:
            self._signals.remove(signal)

    def signals(self) -> list[StopSignal]:
        with self._lock:
            return list(self._signals)

    def _signal(self) -> StopSignal | None:
        """Of what runs in this thread, or else of the newest of what runs at all."""
        if self._thread.signal is not None:
            return self._thread.signal
        signals = self.signals()
        return signals[-1] if signals else None
