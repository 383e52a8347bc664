import grpc

from ._plugin import Frames as Frames
from ._plugin import FrameValue as FrameValue
from ._plugin import Plugin
from ._plugin import PluginError as PluginError
from ._plugin import Serve as Serve
from .proto.plugin_pb2 import Empty

class DatasourceBase(Plugin):
    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames: ...
    def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> Empty: ...
