"""Serve, by which a plugin begins."""

import os
import sys

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.plugin.names import plugin_name
from laniakea_plugin_sdk.plugin.plugin_settings import PluginSettings
from laniakea_plugin_sdk.process.hosted import HostedProcess, hosted_process
from laniakea_plugin_sdk.process.plugin_process import PluginProcess
from laniakea_plugin_sdk.process.program import asks_for_settings
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import DatasourceServicer
from laniakea_plugin_sdk.session.timing import FrameTiming
from laniakea_plugin_sdk.text import fill, message_of

# Seconds for which a busy thread of the author's may hold the interpreter: a PING's answer must not look slow for it.
_SWITCH_INTERVAL = 0.001


def Serve(
    servicer: PluginBase,
    *,
    min_frame_interval: float | None = None,
    heartbeat: float | None = None,
    network: str = "unix",
) -> None:
    """Serves a plugin to the daemon that started this process, and returns when the daemon ends it.

    min_frame_interval, heartbeat: in seconds, over the fields of the same names in the plugin's class, which say what they
    are; default None: the class's.
    network: `unix`, which is TCP where there are no unix sockets, or `tcp`; default `unix`.

    From its call on, what is printed goes to the host's log. What was printed before it and waits in a buffer does, too;
    what was not buffered would come before the handshake, and a project's `__main__.py` keeps it from there.

    With the argument `--settings` it prints a settings file with the defaults of the class's `settings` as comments, and
    ends the process with exit code 0.

    Started by hand, it explains itself on stderr and ends the process with exit code 1. What keeps it from listening is
    logged, and ends the process with exit code 1, too. Raises TypeError for what is no plugin.
    """
    if asks_for_settings():
        print(PluginSettings(_checked(servicer)).text(), file=sys.__stdout__)
        sys.exit(0)
    hosted = hosted_process()
    if hosted is None:
        hint = fill(facts.MESSAGE_TRY_WITHOUT_DAEMON, command="`make dev` in its project")
        sys.stderr.write(f"{facts.MESSAGE_NOT_A_HOST}{hint}\n")
        sys.exit(1)
    hosted.output.take_over_logging()
    plugin = _checked(servicer)
    hosted.output.handler.plugin_name = plugin_name(plugin)
    _tell_of_wrong_settings(plugin)
    timing = FrameTiming(
        plugin.min_frame_interval if min_frame_interval is None else min_frame_interval,
        plugin.heartbeat if heartbeat is None else heartbeat,
    )
    process = _listening(hosted, plugin, timing, network)
    hosted.loading.end()
    process.run()


def _listening(hosted: HostedProcess, plugin: PluginBase, timing: FrameTiming, network: str) -> PluginProcess:
    if os.environ.get("PLUGIN_CLIENT_CERT"):
        log.error(
            "the host asks for AutoMTLS, which Python plugins do not have; the Laniakea daemon does not ask for it"
        )
        sys.exit(1)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        return PluginProcess(hosted, plugin, timing, network)
    except (OSError, ValueError, RuntimeError) as error:
        log.error("%s", fill(facts.MESSAGE_CANNOT_BE_SERVED, reason=message_of(error)), exc_info=error)
        sys.exit(1)


def _tell_of_wrong_settings(plugin: PluginBase) -> None:
    """In the log, and to the operator with each recording and command: the daemon starts all the same."""
    settings = PluginSettings(plugin)
    try:
        settings.load()
    except PluginError as error:
        log.error("%s", error.message)


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
