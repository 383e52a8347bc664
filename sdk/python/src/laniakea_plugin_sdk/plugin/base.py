"""What a datasource and a controller have in common."""

import functools
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Generator, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware.channel import Channel
from laniakea_plugin_sdk.hardware.every import every
from laniakea_plugin_sdk.hardware.reconnecting import Connection, reconnecting, reconnecting_async
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, VersionNumber
from laniakea_plugin_sdk.session.running import RunningSessions
from laniakea_plugin_sdk.text import fill
from laniakea_plugin_sdk.version.constraint import VersionConstraint
from laniakea_plugin_sdk.version.errors import VersionError

Device = TypeVar("Device")
Value = TypeVar("Value")


class PluginBase:
    """Answers the daemon's calls that are the same for every plugin.

    version: the plugin's own, such as 1.0.0, which the daemon logs at its start. Raises ValueError when it is empty.
    laniVersionConstraint: the versions of Laniakea that it works with, such as `>= 1.0.0, < 2.0.0`; a bare version means
    exactly that one. Raises ConstraintError, a ValueError, when it is none in go-version's grammar.
    """

    version: str
    laniVersionConstraint: str
    laniVersion: str
    """The daemon's version, once it has pushed it. It does not push it again after a restart of the plugin."""

    min_frame_interval: float = facts.TIME_FRAME_GAP
    """Seconds between two frames of the plugin; 0 turns all pacing off, for other hosts than the daemon."""
    heartbeat: float | None = None
    """Seconds of silence after which an empty frame of type `heartbeat` goes out; None: never.

    For sensors that are silent for longer than the entry's timeout, after which the daemon would restart the plugin.
    """
    watchdog: float = 10
    """Seconds for which async code may keep the plugin's loop from turning, before the process ends; 0: for ever.

    The stacks of all threads are in the log then. What runs in a thread of its own, as a StartRecord that is not async,
    keeps nothing waiting, and is not watched.
    """

    def __init__(self, version: str, laniVersionConstraint: str) -> None:
        super().__init__()
        self.setPluginVersion(version)
        self.setVersionConstraints(laniVersionConstraint)

    def setVersionConstraints(self, verStr: str) -> None:
        """Raises ConstraintError when it is none in go-version's grammar; `0.2.0` alone means exactly that version."""
        self._laniakea_constraint = VersionConstraint(verStr)
        self.laniVersionConstraint = verStr

    def setPluginVersion(self, verStr: str) -> None:
        """Raises ValueError when it is empty, or no text."""
        if not isinstance(verStr, str) or verStr == "":
            raise ValueError(f"a plugin needs a version, such as 1.0.0; got {verStr!r}")
        self.version = verStr

    def GetVersion(self, request: Empty, context: grpc.ServicerContext) -> VersionNumber:
        return VersionNumber(version=self.version)

    def PushVersion(self, request: VersionNumber, context: grpc.ServicerContext) -> Empty:
        """Raises PluginError when the plugin needs another version of Laniakea: the daemon does not start then."""
        self.laniVersion = request.version
        try:
            accepted = self._laniakea_constraint.accepts(request.version)
        except VersionError as error:  # It must not keep the daemon from starting.
            log.warning("%s", fill(facts.MESSAGE_VERSION_NOT_COMPARABLE, reason=error))
            accepted = True
        if not accepted:
            refusal = fill(
                facts.MESSAGE_VERSION_REFUSED, version=request.version, constraint=self.laniVersionConstraint
            )
            raise PluginError(refusal, grpc.StatusCode.FAILED_PRECONDITION)
        return Empty()

    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty | Awaitable[Empty]:
        """Runs once, after all recordings and commands have ended; what it raises reaches the operator."""
        return Empty()

    @property
    def quit(self) -> bool:
        """Whether what runs in this thread, or else the newest of what runs at all, is to end.

        It belongs to one recording: a new one begins with False, and setting it ends no other. After a recording it
        stays True, for threads that were started in it.
        """
        return self._laniakea_sessions.quit

    @quit.setter
    def quit(self, value: bool) -> None:
        self._laniakea_sessions.quit = bool(value)

    def wait(self, seconds: float) -> bool:
        """Waits that long, or until it is to end. Returns whether it is: `while not self.wait(1): ...`."""
        return self._laniakea_sessions.wait(seconds)

    def every(self, seconds: float) -> Generator[None, None, None]:
        """A turn at once, and then one each so many seconds until it is to end: `for _ in self.every(1): yield ask()`.

        For what is asked for its readings. The work of a turn does not put off the next one. Turns that are missed while
        a longer one lasts are not made up for: the next one then comes at once. Raises ValueError when `seconds` is not
        above 0.
        """
        return every(self, seconds)

    def opening(self) -> AbstractContextManager[None]:
        """Around what opens hardware, async or not: `with self.opening(): port = serial.Serial(...)`.

        The operator's call is answered when it is over, up to 25 s: an error that it raises always reaches the operator.
        """
        return self._laniakea_sessions.opening()

    def reconnecting(
        self,
        what: str,
        *,
        open: Callable[[], Device],
        read: Callable[[Device], Iterable[Value]],
        close: Callable[[Device], object],
        first_delay: float = 0.25,
        max_delay: float = 3.0,
    ) -> Generator[Value, None, None]:
        """Readings of hardware that comes and goes: the recording goes on when it is back.

        what: its name in the log, such as `the port /dev/ttyUSB0`. The log has one warning when it is lost, and one line
        when a reading comes again.
        open: finds and opens it. What it raises the first time reaches the operator; later it is tried again.
        read: yields readings. What it raises, and its end, mean that the hardware has gone. A PluginError ends the recording.
        close: runs after each `read`, however that has ended.
        first_delay, max_delay: seconds before the second try, doubled for each further one, and the longest of these
        times. A random part of up to a half is taken off.
        """
        return reconnecting(self, Connection(what, self, first_delay, max_delay), open, read, close)

    def reconnecting_async(
        self,
        what: str,
        *,
        open: Callable[[], Awaitable[Device]],
        read: Callable[[Device], AsyncIterable[Value]],
        close: Callable[[Device], object],
        first_delay: float = 0.25,
        max_delay: float = 3.0,
    ) -> AsyncGenerator[Value, None]:
        """As `reconnecting`, for async code: `async with aclosing(self.reconnecting_async(...)) as readings`.

        close: may be async.
        """
        return reconnecting_async(self, Connection(what, self, first_delay, max_delay), open, read, close)

    def channel(self, capacity: int = 64) -> Channel:
        """From callbacks, in whatever thread, to the recording or command that asks for it, and that ends it.

        capacity: values that wait at most; beyond that the oldest are dropped, with a warning.
        """
        channel = Channel(capacity)
        self._laniakea_sessions.on_stop(channel.close)
        return channel

    @functools.cached_property
    def _laniakea_sessions(self) -> RunningSessions:
        """Made when it is first asked for: a class may set `quit` before it calls super().__init__."""
        return RunningSessions()


def running_sessions(plugin: PluginBase) -> RunningSessions:
    return plugin._laniakea_sessions
