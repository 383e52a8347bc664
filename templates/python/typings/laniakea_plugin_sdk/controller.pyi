import grpc

from ._plugin import Frames as Frames
from ._plugin import FrameValue as FrameValue
from ._plugin import Plugin
from ._plugin import PluginError as PluginError
from ._plugin import Serve as Serve
from .proto.plugin_pb2 import Frame

class ControllerBase(Plugin):
    def Command(self, request: Frame, context: grpc.ServicerContext) -> Frames: ...
