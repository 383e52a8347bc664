"""The life of one plugin: its sessions, and its one stop."""

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent import futures

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError, fail_with, trace_of
from laniakea_plugin_sdk.http2.relay import Relay
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.plugin.base import PluginBase, running_sessions
from laniakea_plugin_sdk.plugin.names import plugin_name
from laniakea_plugin_sdk.plugin.plugin_settings import PluginSettings
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty
from laniakea_plugin_sdk.session.author_loop import AuthorLoop
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.session import Session
from laniakea_plugin_sdk.session.timing import FrameTiming
from laniakea_plugin_sdk.text import fill, message_of

# Seconds for a stream's end to leave: for the author's code, and for the way.
END_OF_STREAM_WITHIN = facts.TIME_BLOCKING_STOP_BOUND + 0.5


class Lifecycle:
    """One for the life of a plugin's process."""

    def __init__(self, plugin: PluginBase, relay: Relay, timing: FrameTiming, loop: AuthorLoop | None = None) -> None:
        self.plugin = plugin
        self._settings = PluginSettings(plugin)
        self.running = running_sessions(plugin)
        self.source = plugin_name(plugin)
        self.loop = loop or AuthorLoop()
        self._relay = relay
        self._timing = timing
        self._lock = threading.Lock()
        self._sessions: list[Session] = []
        self._stopping = False
        self._stopped: futures.Future[object] = futures.Future()

    @contextlib.contextmanager
    def session(self, context: grpc.ServicerContext) -> Iterator[Session]:
        """A session from its start to its end; the PluginError that is raised in it ends the call, and that of its settings."""
        session: Session | None = None
        try:
            self._settings.load()
            session = self._open(context)
            yield session
        except PluginError as error:
            fail_with(context, error)
        finally:
            if session is not None:
                self.running.remove(session.signal)
                with self._lock:
                    self._sessions.remove(session)

    def stop(self, context: AuthorContext) -> None:
        """Ends every session, then runs the author's Stop. A second call shares the first one's outcome."""
        self._stop_once(context, END_OF_STREAM_WITHIN)
        self._stopped.result()

    def end(self, seconds: float) -> None:
        """Stop, for a plugin that ends without the daemon's word; bounded."""
        threading.Thread(target=self._stop_once, args=(AuthorContext(None), seconds / 2), daemon=True).start()
        try:
            self._stopped.result(seconds)
        except (TimeoutError, futures.TimeoutError):
            log.warning("%s", fill(facts.MESSAGE_DID_NOT_STOP, seconds=f"{seconds:g}"))
        except BaseException as error:
            log.error("%s", fill(facts.MESSAGE_STOP_FAILED, reason=message_of(error)), exc_info=trace_of(error))

    def _open(self, context: grpc.ServicerContext) -> Session:
        with self._lock:
            if self._stopping:
                raise PluginError(facts.MESSAGE_STOPPING, grpc.StatusCode.UNAVAILABLE)
            session = Session(self.running, self._relay.lane_of(context), self._timing, context)
            self._sessions.append(session)
            self.running.add(session.signal)
            return session

    def _stop_once(self, context: AuthorContext, seconds: float) -> None:
        with self._lock:
            if self._stopping:
                return
            self._stopping = True
            sessions = list(self._sessions)
        self.running.end()
        for session in sessions:
            session.signal.stop(facts.MESSAGE_PLUGIN_STOPS)
        until = time.monotonic() + seconds
        for session in sessions:
            session.wait_until_ended(max(0, until - time.monotonic()))
        try:
            self._stopped.set_result(self.loop.result_of(self.plugin.Stop(Empty(), context.as_context())))
        except BaseException as error:
            self._stopped.set_exception(error)
