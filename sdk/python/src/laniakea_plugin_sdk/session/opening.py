"""Hardware that is being opened: the answer to the operator's call waits for it."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.mistake import is_mistake

# Seconds: the daemon's default timeout, less what the rest takes.
_MOST = facts.ENTRY_TIMEOUT_SECONDS - 5


class Opening:
    """Of one recording or command.

    changed: guards it, and what is waited for.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._running = 0
        self._raised: BaseException | None = None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        with self._changed:
            self._running += 1
            self._changed.notify_all()
        try:
            yield
        except Exception as error:
            self._raised = error
            raise
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def status_of(self, error: BaseException) -> grpc.StatusCode:
        """Of an error that has no status of its own: by UNAVAILABLE a check tells hardware that is not there from a broken plugin."""
        is_absence = error is self._raised and not is_mistake(error)
        return grpc.StatusCode.UNAVAILABLE if is_absence else grpc.StatusCode.UNKNOWN

    def wait_for_first(self, has_news: Callable[[], bool], prime_after: float, most: float = _MOST) -> None:
        """Until there is news, or `prime_after` seconds since the last opening was over; `most` seconds at most."""
        until = time.monotonic() + most
        with self._changed:
            # Something is opened right away, or else nothing is.
            while self._changed.wait_for(lambda: has_news() or self._running > 0, prime_after) and not has_news():
                left = max(0, until - time.monotonic())
                if not self._changed.wait_for(lambda: has_news() or self._running == 0, left):
                    return
