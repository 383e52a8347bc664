"""What a datasource and a controller have in common."""

import functools
from collections.abc import Awaitable

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, VersionNumber
from laniakea_plugin_sdk.session.running import RunningSessions
from laniakea_plugin_sdk.text import fill
from laniakea_plugin_sdk.version.constraint import VersionConstraint
from laniakea_plugin_sdk.version.errors import VersionError


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

    @functools.cached_property
    def _laniakea_sessions(self) -> RunningSessions:
        """Made when it is first asked for: a class may set `quit` before it calls super().__init__."""
        return RunningSessions()


def running_sessions(plugin: PluginBase) -> RunningSessions:
    return plugin._laniakea_sessions
