"""The word for an author whose readings come faster than the daemon takes frames."""

import time
from collections.abc import Callable

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.logger import log

# Frames after which it is looked at: a burst that is shorter is soon caught up with.
_FRAMES = 100
# The share of the time that the author's code has to itself, below which it only waits.
_OWN_SHARE = 0.05


class FrameRateWatch:
    """Of one recording or command. Warns once.

    interval: seconds between two frames of the plugin at least; 0: nobody is kept waiting.
    """

    def __init__(self, interval: float, now: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._now = now
        self._frames = 0
        self._waited = 0.0
        self._since = now()
        self._has_warned = False

    def sends(self, offer: Callable[[], bool]) -> bool:
        """Passes on what `offer` returns, which waits until the next frame may follow."""
        before = self._now()
        goes_on = offer()
        if self._interval > 0 and not self._has_warned:
            self._count(before)
        return goes_on

    def _count(self, before: float) -> None:
        now = self._now()
        self._frames += 1
        self._waited += now - before
        if self._frames < _FRAMES:
            return
        if self._waited > (1 - _OWN_SHARE) * (now - self._since):
            self._has_warned = True
            rate = f"{1 / self._interval:g}"
            log.warning(facts.MESSAGE_READINGS_WAIT.format(call="yield", rate=rate, batch="batch"))
        self._frames, self._waited, self._since = 0, 0.0, now
