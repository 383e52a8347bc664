"""A plugin that streams readings while a recording runs."""

from collections.abc import Awaitable

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.frames.values import AsyncFrames, Frames, FrameValue
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import DatasourceServicer
from laniakea_plugin_sdk.serve import Serve

__all__ = ["AsyncFrames", "DatasourceBase", "FrameValue", "Frames", "PluginError", "Serve"]


class DatasourceBase(PluginBase, DatasourceServicer):
    """The base of a datasource: it needs StartRecord, a generator."""

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames | AsyncFrames:
        """Runs when an operator starts a recording, in a thread of its own. Every value that it yields goes to Laniakea.

        It goes no further than its next `yield` when the recording is to end, and its `finally` runs. What it raises
        before the first value is shown to the operator; what it raises later is in the log alone.

        `async def` runs on the plugin's one loop. What it awaits when the recording is to end is cancelled, and its
        `finally` runs.
        """
        raise NotImplementedError

    def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> Empty | Awaitable[Empty]:
        """The recording has been told to end; the daemon is answered when it has ended, or after 2.5 s."""
        return Empty()
