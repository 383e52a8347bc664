"""Where the author's thread and the daemon's meet: one message at a time."""

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.stop_signal import StopSignal
from laniakea_plugin_sdk.text import fill


class Handoff:
    """Takes the next message when the one before it has been sent, and paced."""

    def __init__(self, stop: StopSignal) -> None:
        self.error: BaseException | None = None
        self.is_cancelled = False
        self._stop = stop
        self._changed = stop.changed
        self._offered: bytes | None = None
        self._is_done = False

    # The author's side.

    def offer(self, message: bytes) -> bool:
        """Returns when the next one may follow; False when there is to be none."""
        with self._changed:
            self._offered = message
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._offered is None or self._stop.is_stopping)
            return not self._stop.is_stopping

    def finish(self, error: BaseException | None) -> bool:
        """No message comes any more. Returns whether that was asked for."""
        with self._changed:
            self.error = error
            self._is_done = True
            self._changed.notify_all()
            return self._stop.is_stopping

    # The daemon's side.

    def cancel(self) -> None:
        """Nothing is taken any more."""
        self.is_cancelled = True

    def has_news(self) -> bool:
        """Whether there is a message, or none to come any more."""
        return self._offered is not None or self._is_done or self._stop.is_stopping

    def has_news_within(self, seconds: float) -> bool:
        """Whether there is any by then."""
        with self._changed:
            return self._changed.wait_for(self.has_news, seconds)

    def is_empty(self) -> bool:
        """It is over, and there never was a message."""
        return self._is_done and self._offered is None and not self._stop.is_stopping

    def next(self) -> bytes | None:
        """The next message; None when there is none any more."""
        with self._changed:
            if not self._changed.wait_for(self.has_news, facts.TIME_SILENCE):
                seconds = f"{facts.TIME_SILENCE:g}"
                log.warning("%s", fill(facts.MESSAGE_SILENCE, seconds=seconds, default=facts.ENTRY_TIMEOUT_SECONDS))
                self._changed.wait_for(self.has_news)
            while self._may_still_offer():
                left = self._stop.seconds_left()
                if left <= 0:
                    self._give_up()
                    return None
                self._changed.wait(left)
            return None if self.is_cancelled else self._offered

    def taken(self) -> None:
        """The message has been sent, and another may follow."""
        with self._changed:
            self._offered = None
            self._changed.notify_all()

    def _may_still_offer(self) -> bool:
        return self._stop.is_stopping and self._offered is None and not self._is_done and not self.is_cancelled

    def _give_up(self) -> None:
        log.warning(
            "%s: the code still runs after %g s, and goes on until its next yield; self.wait(seconds) ends early where "
            "time.sleep(seconds) does not, and a read that blocks needs a timeout",
            self._stop.reason,
            facts.TIME_BLOCKING_STOP_BOUND,
        )
