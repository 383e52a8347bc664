"""What datasource and controller have in common. For the type checker alone: it is no module of the SDK's."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import grpc

from .proto.plugin_pb2 import Empty, Frame, VersionNumber

# What a plugin may yield: a Frame stays as it is, str becomes text/plain, bytes application/octet-stream, else JSON.
FrameValue: TypeAlias = Frame | dict[str, Any] | list[Any] | tuple[Any, ...] | str | bytes | float | bool | None
Frames: TypeAlias = Iterable[FrameValue]

class PluginError(Exception):
    message: str
    code: grpc.StatusCode
    def __init__(self, message: str, code: grpc.StatusCode | str = ...) -> None: ...

class Plugin:
    version: str
    laniVersionConstraint: str
    laniVersion: str
    quit: bool
    def __init__(self, version: str, laniVersionConstraint: str) -> None: ...
    def setVersionConstraints(self, verStr: str) -> None: ...
    def setPluginVersion(self, verStr: str) -> None: ...
    def GetVersion(self, request: Empty, context: grpc.ServicerContext) -> VersionNumber: ...
    def PushVersion(self, request: VersionNumber, context: grpc.ServicerContext) -> Empty: ...
    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty: ...
    def wait(self, seconds: float) -> bool: ...

def Serve(servicer: Plugin, *, min_frame_interval: float = ..., network: str = ...) -> None: ...
