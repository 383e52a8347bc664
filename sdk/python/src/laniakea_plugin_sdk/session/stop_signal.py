"""Whether a recording or a command is to end, and why."""

import math
import threading
import time
from collections.abc import Callable

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.session.opening import Opening


class StopSignal:
    """Shared by the author's thread and the daemon's; `changed` guards it, and says when to look again."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.opening = Opening(self.changed)
        # The author's own word that it is to end; the daemon's is is_stopping.
        self.quit = False
        self.is_stopping = False
        self.reason = ""
        self._give_up_at = math.inf
        self._on_stop: list[Callable[[], object]] = []

    def stop(self, reason: str) -> None:
        """Begins the end: the generator goes no further than its next `yield`, and its `finally` runs."""
        with self.changed:
            if not self.is_stopping:
                self.reason = reason
                self._give_up_at = time.monotonic() + facts.TIME_BLOCKING_STOP_BOUND
            self.is_stopping = True
            callbacks, self._on_stop = self._on_stop, []
            self.changed.notify_all()
        for callback in callbacks:
            callback()

    def on_stop(self, callback: Callable[[], object]) -> None:
        """Calls it once when the end begins, in whatever thread says so; at once when it has begun."""
        with self.changed:
            if not self.is_stopping:
                self._on_stop.append(callback)
                return
        callback()

    def seconds_left(self) -> float:
        """Until the author's code is given up; infinite while it is not to end."""
        return self._give_up_at - time.monotonic()

    def set_quit(self, value: bool) -> None:
        with self.changed:
            self.quit = value
            self.changed.notify_all()

    def is_set(self) -> bool:
        return self.quit or self.is_stopping

    def wait(self, seconds: float) -> bool:
        """That long, or until it is to end. Returns whether it is."""
        with self.changed:
            return self.changed.wait_for(self.is_set, max(0, seconds))
