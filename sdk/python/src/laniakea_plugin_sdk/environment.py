"""What has to be right in the environment before anything else is imported, and what a plugin's child processes get of it."""

import functools
import importlib
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from multiprocessing import util
from typing import Any

from laniakea_plugin_sdk.log.logger import log

_FORK_SUPPORT = "GRPC_ENABLE_FORK_SUPPORT"
# What PyInstaller's executable changes to find its own libraries; it keeps the former value under the name with _ORIG.
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "LIBPATH")


def import_grpc() -> None:
    """Imports grpc without its handlers of fork, which it takes from the environment, and from nowhere else, at this moment.

    They crash or hang a child that is forked while a call is served, as multiprocessing does it. A value that somebody
    has set stays.
    """
    if _FORK_SUPPORT in os.environ:
        importlib.import_module("grpc")
        return
    if "grpc" in sys.modules and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_warn_of_fork)
    os.environ[_FORK_SUPPORT] = "0"
    try:
        importlib.import_module("grpc")
    finally:
        # It is no matter of child processes that have grpc themselves.
        del os.environ[_FORK_SUPPORT]


@functools.cache
def _warn_of_fork() -> None:
    log.warning(
        "grpc was imported before laniakea_plugin_sdk: what is forked here may crash or hang; import laniakea_plugin_sdk "
        "first, or start Laniakea with %s=0",
        _FORK_SUPPORT,
    )


def restore_library_paths(environment: MutableMapping[str, str]) -> None:
    """In an executable: the programs that the plugin starts find the system's libraries, and not those in the executable.

    This process has been told of its own by then.
    """
    unpacked: str | None = getattr(sys, "_MEIPASS", None)
    if unpacked is None:
        return
    own = {name: environment[name] for name in _LIBRARY_PATHS if name in environment}
    for name in own:
        former = environment.get(f"{name}_ORIG", _without(own[name], unpacked))
        if former:
            environment[name] = former
        else:
            del environment[name]
    _keep_for_workers(environment, own)
    if sys.platform == "win32":
        _keep_dll_directory_to_itself(unpacked)


def _keep_for_workers(environment: MutableMapping[str, str], own: Mapping[str, str]) -> None:
    """A process of multiprocessing's is the executable once more, which needs its own libraries."""
    spawn = util.spawnv_passfds

    def spawn_with_own(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        others = {name: environment.get(name) for name in own}
        environment.update(own)
        try:
            return spawn(path, args, passfds)
        finally:
            for name, value in others.items():
                if value is None:
                    environment.pop(name, None)
                else:
                    environment[name] = value

    util.spawnv_passfds = spawn_with_own


def _without(paths: str, folder: str) -> str:
    return os.pathsep.join(path for path in paths.split(os.pathsep) if path != folder)


def _keep_dll_directory_to_itself(unpacked: str) -> None:
    """Child processes inherit the one of SetDllDirectory, and not the one of os.add_dll_directory."""
    if sys.platform == "win32":
        import ctypes

        os.add_dll_directory(unpacked)
        ctypes.windll.kernel32.SetDllDirectoryW(None)
