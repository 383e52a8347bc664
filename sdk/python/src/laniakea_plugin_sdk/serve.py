"""Serve, by which a plugin begins."""

import os
import sys

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.plugin.names import plugin_name
from laniakea_plugin_sdk.process.hosted import hosted_process
from laniakea_plugin_sdk.process.plugin_process import PluginProcess
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import DatasourceServicer
from laniakea_plugin_sdk.session.timing import FrameTiming
from laniakea_plugin_sdk.text import fill, message_of

# Seconds for which a busy thread of the author's may hold the interpreter: a PING's answer must not look slow for it.
_SWITCH_INTERVAL = 0.001


def Serve(
    servicer: PluginBase,
    *,
    min_frame_interval: float = facts.TIME_FRAME_GAP,
    heartbeat: float | None = None,
    network: str = "unix",
) -> None:
    """Serves a plugin to the daemon that started this process, and returns when the daemon ends it.

    min_frame_interval: seconds between two frames of the plugin, default 0.025, which is 40 frames a second in all. The
    daemon crashes or hangs on frames that come together; 0 turns all pacing off, for other hosts.
    heartbeat: seconds of silence after which an empty frame of type `heartbeat` goes out; default None: never. For sensors
    that are silent for longer than the entry's timeout, after which the daemon would restart the plugin. Whoever reads
    the frames sees the heartbeats, too.
    network: `unix`, which is TCP where there are no unix sockets, or `tcp`; default `unix`.

    From its call on, what is printed goes to the host's log. What was printed before it and waits in a buffer does, too;
    what was not buffered would come before the handshake, and a project's `__main__.py` keeps it from there.

    Started by hand, it explains itself on stderr and ends the process with exit code 1. What keeps it from listening is
    logged, and ends the process with exit code 1, too. Raises TypeError for what is no plugin.
    """
    hosted = hosted_process()
    if hosted is None:
        hint = fill(facts.MESSAGE_TRY_WITHOUT_DAEMON, command="`make dev` in its project")
        sys.stderr.write(f"{facts.MESSAGE_NOT_A_HOST}{hint}\n")
        sys.exit(1)
    hosted.output.take_over_logging()
    plugin = _checked(servicer)
    hosted.output.handler.plugin_name = plugin_name(plugin)
    if os.environ.get("PLUGIN_CLIENT_CERT"):
        log.error(
            "the host asks for AutoMTLS, which Python plugins do not have; the Laniakea daemon does not ask for it"
        )
        sys.exit(1)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        process = PluginProcess(hosted, plugin, FrameTiming(min_frame_interval, heartbeat), network)
    except (OSError, ValueError, RuntimeError) as error:
        log.error("%s", fill(facts.MESSAGE_CANNOT_BE_SERVED, reason=message_of(error)), exc_info=error)
        sys.exit(1)
    hosted.loading.end()
    process.run()


def _checked(servicer: object) -> PluginBase:
    if isinstance(servicer, type):
        raise TypeError(f"Serve needs an object, not the class: Serve({servicer.__name__}(version=..., ...))")
    name = type(servicer).__name__
    if not isinstance(servicer, PluginBase):
        raise TypeError(
            f"Serve needs an object of a class that is derived from DatasourceBase or ControllerBase, got {name}"
        )
    if not hasattr(servicer, "laniVersionConstraint"):
        raise TypeError(
            f"{name}.__init__ must call super().__init__(version=version, laniVersionConstraint=laniVersionConstraint)"
        )
    method = "StartRecord" if isinstance(servicer, DatasourceServicer) else "Command"
    if not _has_own(type(servicer), method):
        raise TypeError(f"{name} needs a method {method}(self, request, context)")
    return servicer


def _has_own(kind: type, method: str) -> bool:
    """Whether the author's code has the method, and not only the SDK's."""
    owner = next((base for base in kind.__mro__ if method in vars(base)), object)
    return owner is not object and owner.__module__.split(".")[0] != __name__.split(".")[0]
