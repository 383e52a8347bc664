"""The author's generator, in a thread of its own."""

import functools
import threading
from collections.abc import Callable, Iterator

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import trace_of
from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.frame_rate import FrameRateWatch
from laniakea_plugin_sdk.session.handoff import Handoff
from laniakea_plugin_sdk.session.running import RunningSessions
from laniakea_plugin_sdk.session.stop_signal import StopSignal
from laniakea_plugin_sdk.text import fill, message_of


class Producer:
    """Goes on after `yield` when the next frame may follow."""

    def __init__(
        self,
        running: RunningSessions,
        stop: StopSignal,
        handoff: Handoff,
        encoder: FrameEncoder,
        interval: float,
    ) -> None:
        self._running = running
        self._stop = stop
        self._handoff = handoff
        self._encoder = encoder
        self._rate = FrameRateWatch(interval)

    def start(self, open_stream: Callable[[AuthorContext], Iterator[object]], context: AuthorContext) -> None:
        threading.Thread(target=self._produce, args=(open_stream, context), name="recording", daemon=True).start()

    def _produce(self, open_stream: Callable[[AuthorContext], Iterator[object]], context: AuthorContext) -> None:
        error: BaseException | None = None
        try:
            with self._running.in_this_thread(self._stop):
                if not self._stop.is_stopping:  # Before it began, even.
                    self._drain(open_stream(context))
                context.raise_for_status()
        except BaseException as raised:  # sys.exit in a recording is a mistake of the recording's.
            error = raised
        was_asked_to = self._handoff.finish(error)
        if was_asked_to and error is not None:
            log.warning(
                "%s", fill(facts.MESSAGE_ERROR_WHILE_ENDING, reason=message_of(error)), exc_info=trace_of(error)
            )

    def _drain(self, iterator: Iterator[object]) -> None:
        mistake: Exception | None = None
        try:
            while True:
                value = next(iterator) if mistake is None else _thrown_into(iterator, mistake)
                mistake = None
                if self._stop.is_stopping:
                    return
                try:
                    message = self._encoder.encode(value)
                except (TypeError, ValueError) as refused:
                    # Its stack is that of the line that yielded, which it is thrown into.
                    mistake = refused.with_traceback(None)
                    continue
                if not self._rate.sends(functools.partial(self._handoff.offer, message)):
                    return
        except StopIteration:
            return
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()


def _thrown_into(iterator: Iterator[object], mistake: Exception) -> object:
    """The mistake belongs to the line that yielded: it can be caught there, and its stack says where."""
    throw: Callable[[Exception], object] | None = getattr(iterator, "throw", None)
    if throw is None:
        raise mistake
    return throw(mistake)
