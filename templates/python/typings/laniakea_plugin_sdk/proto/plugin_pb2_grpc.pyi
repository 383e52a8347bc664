import grpc

from .plugin_pb2 import Empty, Frame, VersionNumber

class DatasourceStub:
    StartRecord: grpc.UnaryStreamMultiCallable[Empty, Frame]
    StopRecord: grpc.UnaryUnaryMultiCallable[Empty, Empty]
    Stop: grpc.UnaryUnaryMultiCallable[Empty, Empty]
    PushVersion: grpc.UnaryUnaryMultiCallable[VersionNumber, Empty]
    GetVersion: grpc.UnaryUnaryMultiCallable[Empty, VersionNumber]
    def __init__(self, channel: grpc.Channel) -> None: ...

class ControllerStub:
    Command: grpc.UnaryStreamMultiCallable[Frame, Frame]
    Stop: grpc.UnaryUnaryMultiCallable[Empty, Empty]
    PushVersion: grpc.UnaryUnaryMultiCallable[VersionNumber, Empty]
    GetVersion: grpc.UnaryUnaryMultiCallable[Empty, VersionNumber]
    def __init__(self, channel: grpc.Channel) -> None: ...

class DatasourceServicer: ...
class ControllerServicer: ...
