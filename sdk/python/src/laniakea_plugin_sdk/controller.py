"""A plugin that answers commands."""

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.frames.values import AsyncFrames, Frames, FrameValue
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import ControllerServicer
from laniakea_plugin_sdk.serve import Serve

__all__ = ["AsyncFrames", "ControllerBase", "FrameValue", "Frames", "PluginError", "Serve"]


class ControllerBase(PluginBase, ControllerServicer):
    """The base of a controller: it needs Command, a generator."""

    def Command(self, request: Frame, context: grpc.ServicerContext) -> Frames | AsyncFrames:
        """Runs for each command of an operator, in a thread of its own. Every value that it yields is an answer.

        A command that gets no answer at all is refused as unknown. What it raises before the first answer is shown to
        the operator; what it raises later is in the log alone.

        `async def` runs on the plugin's one loop. What it awaits when the plugin stops is cancelled, and its `finally`
        runs.
        """
        raise NotImplementedError
