"""The daemon's side of a recording or a command, in a thread of grpcio's."""

from collections.abc import Callable, Iterator

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError, plugin_error_of, trace_of
from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.http2.pacing import END
from laniakea_plugin_sdk.http2.relay import Lane
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.handoff import Handoff
from laniakea_plugin_sdk.session.producer import Producer
from laniakea_plugin_sdk.session.running import RunningSessions
from laniakea_plugin_sdk.session.stop_signal import StopSignal
from laniakea_plugin_sdk.session.timing import FrameTiming
from laniakea_plugin_sdk.text import fill

# The daemon's client waits for the first frame of a stream, and drops it: an empty one goes ahead.
_PRIMER = b""


class Session:
    """From the opening of a stream to its end.

    lane: None when the caller is gone already.
    """

    def __init__(
        self, running: RunningSessions, lane: Lane | None, timing: FrameTiming, call: grpc.ServicerContext
    ) -> None:
        self.signal = StopSignal()
        self._running = running
        self._lane = lane
        self._timing = timing
        self._context = AuthorContext(call, self.signal)
        self._handoff = Handoff(self.signal)
        self._sent = 0
        self._encoder = FrameEncoder("")
        if lane is None or not call.add_callback(self._cancel):
            self._cancel()

    def start(self, open_stream: Callable[[AuthorContext], Iterator[object]], encoder: FrameEncoder) -> None:
        """Runs the author's code."""
        self._encoder = encoder
        producer = Producer(self._running, self.signal, self._handoff, encoder, self._timing.interval)
        producer.start(open_stream, self._context)

    def wait_until_ended(self, seconds: float) -> None:
        """Until the end of the stream has left for the daemon, so that a StartRecord that follows finds it there."""
        if self._lane is not None and not self._lane.wait_until_ended(seconds):
            late = fill(facts.MESSAGE_STREAM_DID_NOT_END, reason=self.signal.reason, milliseconds=f"{seconds * 1000:g}")
            log.warning("%s", late)

    def messages(self, needs_answer: str | None = None) -> Iterator[bytes]:
        """What goes to the daemon. Raises what the author's code raised, as a PluginError.

        needs_answer: what an operator reads when nothing was yielded at all; None when that is no mistake.
        """
        # So that an error that comes before the first value can be shown to the operator.
        self.signal.opening.wait_for_first(self._handoff.has_news, facts.TIME_PRIME_AFTER)
        if self._handoff.is_empty():
            self._raise_error("")
            if needs_answer is not None:
                raise PluginError(needs_answer, grpc.StatusCode.INVALID_ARGUMENT)
        yield from self._primer()
        yield from self._heartbeats()
        while (message := self._handoff.next()) is not None:
            yield from self._frame(message)
            self._handoff.taken()
            yield from self._heartbeats()
        self._wait_to_end()
        if not self.signal.is_stopping:
            self._raise_error(facts.MESSAGE_SHOWN_AS_EOF)

    def _cancel(self) -> None:
        """The caller is gone: nothing is sent any more."""
        self._handoff.cancel()
        self.signal.stop("the call was cancelled")

    def _heartbeats(self) -> Iterator[bytes]:
        """What fills the silence until there is something to send, or nothing more to come."""
        seconds = self._timing.heartbeat
        while seconds is not None and not self._handoff.has_news_within(seconds):
            yield from self._frame(self._encoder.heartbeat())

    def _primer(self) -> Iterator[bytes]:
        if self._handoff.is_cancelled or self._lane is None:
            return
        self._sent += 1
        yield _PRIMER
        if self._timing.interval > 0:
            self._lane.pace(self._sent, self._timing.interval)

    def _frame(self, message: bytes) -> Iterator[bytes]:
        if self._handoff.is_cancelled or self._lane is None:
            return
        self._sent += 1
        if self._timing.interval <= 0:
            yield message
            return
        turn = self._lane.turn(self._sent, self._timing.interval)
        turn.wait_until_it_begins()
        yield message
        turn.wait_until_it_is_over()

    def _wait_to_end(self) -> None:
        """The daemon puts the end of a stream into its queue, too: the turn is over some time after this call is."""
        if self._timing.interval > 0 and not self._handoff.is_cancelled and self._lane is not None:
            self._lane.turn(END, self._timing.interval).wait_until_it_begins()

    def _raise_error(self, seen: str) -> None:
        error = self._handoff.error
        if error is None:
            return
        failure = plugin_error_of(error, self.signal.opening.status_of(error))
        log.error("%s%s", failure.message, seen, exc_info=trace_of(error, failure.code))
        raise failure
