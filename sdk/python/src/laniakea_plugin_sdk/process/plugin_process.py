"""A plugin that listens."""

import contextlib
import os
import queue
import signal
import threading

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.http2.relay import Relay
from laniakea_plugin_sdk.listen.listener import listen_for_host
from laniakea_plugin_sdk.listen.socket_folder import SocketFolder
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.process.children import end_children, free_children_of_sigterm
from laniakea_plugin_sdk.process.exit_reason import ExitReason
from laniakea_plugin_sdk.process.grpc_server import bind_grpc, make_grpc_server
from laniakea_plugin_sdk.process.hosted import HostedProcess
from laniakea_plugin_sdk.process.program import remove_unpacked
from laniakea_plugin_sdk.process.watchdog import Watchdog
from laniakea_plugin_sdk.services.go_plugin import go_plugin_handlers
from laniakea_plugin_sdk.services.health import add_health
from laniakea_plugin_sdk.services.lifecycle import Lifecycle
from laniakea_plugin_sdk.services.plugin_service import plugin_handler
from laniakea_plugin_sdk.session.author_loop import AuthorLoop
from laniakea_plugin_sdk.session.timing import FrameTiming
from laniakea_plugin_sdk.text import fill

# Seconds for threads that the author left running.
_EXIT_GRACE = 0.2


class PluginProcess:
    """Raises OSError, ValueError or RuntimeError when the plugin cannot be served.

    network: unix, or tcp.
    """

    def __init__(self, hosted: HostedProcess, plugin: PluginBase, timing: FrameTiming, network: str) -> None:
        self._hosted = hosted
        # A SimpleQueue can be put to by a signal handler, whatever the thread that it interrupts is doing.
        self._ends: queue.SimpleQueue[ExitReason] = queue.SimpleQueue()
        self._folder = SocketFolder()
        try:
            self._server = make_grpc_server()
            relay = Relay(bind_grpc(self._server, self._folder), lambda: self._ends.put(ExitReason.HOST_GONE))
            watchdog = Watchdog(plugin.watchdog, hosted.crashes.place_in, lambda: self._leave_at_once(1))
            self._lifecycle = Lifecycle(plugin, relay, timing, AuthorLoop(watchdog.watch))
            services = go_plugin_handlers(relay, lambda: self._ends.put(ExitReason.SHUTDOWN))
            self._server.add_generic_rpc_handlers((plugin_handler(self._lifecycle), *services))
            add_health(self._server)
            self._server.start()
            listening = listen_for_host(self._folder, network)
            relay.listen(listening.listener)
        except BaseException:
            self._folder.remove()
            raise
        self._handshake = listening.handshake()

    def run(self) -> None:
        """From the handshake to the end."""
        with contextlib.suppress(ValueError):  # Not in the main thread: then the author has the signals.
            # Ctrl-C in a terminal reaches the whole group, and the host drives the end. A function, not SIG_IGN, which
            # child processes would inherit.
            signal.signal(signal.SIGINT, lambda *_: None)
            signal.signal(signal.SIGTERM, lambda *_: self._ends.put(ExitReason.SIGTERM))
            free_children_of_sigterm()
        try:
            self._hosted.output.write_handshake(self._handshake)
        except OSError:
            self._ends.put(ExitReason.HOST_GONE)
        reason = self._until_end()
        self._hosted.output.hurry()
        log.debug("%s", fill(facts.MESSAGE_PLUGIN_ENDS, reason=reason.label))
        self._lifecycle.end(reason.budget)
        self._end_server()

    def _end_server(self) -> None:
        # What the author left running must not hold the process.
        last = threading.Timer(_EXIT_GRACE, self._cut_off)
        last.daemon = True
        last.start()
        self._server.stop(_EXIT_GRACE / 2).wait(_EXIT_GRACE)
        self._folder.remove()
        if self._hosted.parent.is_gone():
            self._leave_at_once()

    def _until_end(self) -> ExitReason:
        while True:
            try:
                return self._ends.get(timeout=facts.TIME_PARENT_POLL)
            except queue.Empty:
                if self._hosted.parent.is_gone():
                    return ExitReason.HOST_GONE

    def _cut_off(self) -> None:
        log.warning(
            "what still runs, a thread or atexit's, is ended after %g s: what has to be done at the end belongs in Stop",
            _EXIT_GRACE,
        )
        self._leave_at_once()

    def _leave_at_once(self, code: int = 0) -> None:
        """Whatever the author's threads do."""
        end_children()
        self._hosted.output.end()
        self._folder.remove()
        if self._hosted.parent.is_gone():
            remove_unpacked()
        os._exit(code)
