"""proto.Datasource or proto.Controller, in front of the author's class."""

from __future__ import annotations

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, VersionNumber
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import ControllerServicer, DatasourceServicer
from laniakea_plugin_sdk.services.commands import CommandService
from laniakea_plugin_sdk.services.lifecycle import Lifecycle
from laniakea_plugin_sdk.services.recording import RecordingService
from laniakea_plugin_sdk.services.unary import unary
from laniakea_plugin_sdk.session.context import AuthorContext


def plugin_handler(lifecycle: Lifecycle) -> grpc.GenericRpcHandler:
    """Raises TypeError for a plugin of neither kind."""
    plugin = lifecycle.plugin
    if isinstance(plugin, DatasourceServicer):
        name, own = facts.SERVICE_DATASOURCE, RecordingService(plugin, lifecycle).handlers()
    elif isinstance(plugin, ControllerServicer):
        name, own = facts.SERVICE_CONTROLLER, CommandService(plugin, lifecycle).handlers()
    else:
        raise TypeError(f"{type(plugin).__name__} is neither a datasource nor a controller")
    return grpc.method_handlers_generic_handler(name, {**_common_handlers(plugin, lifecycle), **own})


def _common_handlers(plugin: PluginBase, lifecycle: Lifecycle) -> dict[str, grpc.RpcMethodHandler[bytes, bytes]]:
    def push_version(request: bytes, context: AuthorContext) -> bytes:
        lifecycle.loop.result_of(plugin.PushVersion(VersionNumber.FromString(request), context.as_context()))
        return b""

    def get_version(_request: bytes, context: AuthorContext) -> bytes:
        version = lifecycle.loop.result_of(plugin.GetVersion(Empty(), context.as_context()))
        return VersionNumber(version=version.version).SerializeToString()

    def stop(_request: bytes, context: AuthorContext) -> bytes:
        lifecycle.stop(context)
        return b""

    return {"PushVersion": unary(push_version), "GetVersion": unary(get_version), "Stop": unary(stop)}
