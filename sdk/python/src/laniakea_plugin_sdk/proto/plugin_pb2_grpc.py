"""The services of Laniakea's plugin.proto: for a client that calls them, and for a server that has them."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Iterable
from typing import Any, NoReturn, TypeAlias

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame, VersionNumber

Answers: TypeAlias = Iterable[object] | AsyncIterable[object] | Awaitable[object]


class DatasourceStub:
    """A client of a datasource plugin."""

    def __init__(self, channel: grpc.Channel) -> None:
        path = f"/{facts.SERVICE_DATASOURCE}/"
        self.StartRecord: grpc.UnaryStreamMultiCallable[Empty, Frame] = channel.unary_stream(
            f"{path}StartRecord", Empty.SerializeToString, Frame.FromString
        )
        self.StopRecord: grpc.UnaryUnaryMultiCallable[Empty, Empty] = channel.unary_unary(
            f"{path}StopRecord", Empty.SerializeToString, Empty.FromString
        )
        self.Stop: grpc.UnaryUnaryMultiCallable[Empty, Empty] = channel.unary_unary(
            f"{path}Stop", Empty.SerializeToString, Empty.FromString
        )
        self.PushVersion: grpc.UnaryUnaryMultiCallable[VersionNumber, Empty] = channel.unary_unary(
            f"{path}PushVersion", VersionNumber.SerializeToString, Empty.FromString
        )
        self.GetVersion: grpc.UnaryUnaryMultiCallable[Empty, VersionNumber] = channel.unary_unary(
            f"{path}GetVersion", Empty.SerializeToString, VersionNumber.FromString
        )


class ControllerStub:
    """A client of a controller plugin."""

    def __init__(self, channel: grpc.Channel) -> None:
        path = f"/{facts.SERVICE_CONTROLLER}/"
        self.Command: grpc.UnaryStreamMultiCallable[Frame, Frame] = channel.unary_stream(
            f"{path}Command", Frame.SerializeToString, Frame.FromString
        )
        self.Stop: grpc.UnaryUnaryMultiCallable[Empty, Empty] = channel.unary_unary(
            f"{path}Stop", Empty.SerializeToString, Empty.FromString
        )
        self.PushVersion: grpc.UnaryUnaryMultiCallable[VersionNumber, Empty] = channel.unary_unary(
            f"{path}PushVersion", VersionNumber.SerializeToString, Empty.FromString
        )
        self.GetVersion: grpc.UnaryUnaryMultiCallable[Empty, VersionNumber] = channel.unary_unary(
            f"{path}GetVersion", Empty.SerializeToString, VersionNumber.FromString
        )


class DatasourceServicer:
    """What a server has to have; each method refuses until a derived class has its own."""

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Answers:
        _refuse(context)

    def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> Empty | Awaitable[Empty]:
        _refuse(context)

    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty | Awaitable[Empty]:
        _refuse(context)

    def PushVersion(self, request: VersionNumber, context: grpc.ServicerContext) -> Empty:
        _refuse(context)

    def GetVersion(self, request: Empty, context: grpc.ServicerContext) -> VersionNumber:
        _refuse(context)


class ControllerServicer:
    """What a server has to have; each method refuses until a derived class has its own."""

    def Command(self, request: Frame, context: grpc.ServicerContext) -> Answers:
        _refuse(context)

    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty | Awaitable[Empty]:
        _refuse(context)

    def PushVersion(self, request: VersionNumber, context: grpc.ServicerContext) -> Empty:
        _refuse(context)

    def GetVersion(self, request: Empty, context: grpc.ServicerContext) -> VersionNumber:
        _refuse(context)


def add_DatasourceServicer_to_server(servicer: DatasourceServicer, server: grpc.Server) -> None:
    """For a gRPC server of one's own, whose servicer yields Frames; a plugin is served with Serve."""
    handlers = {
        "StartRecord": grpc.unary_stream_rpc_method_handler(
            servicer.StartRecord, Empty.FromString, Frame.SerializeToString
        ),
        "StopRecord": grpc.unary_unary_rpc_method_handler(
            servicer.StopRecord, Empty.FromString, Empty.SerializeToString
        ),
        **_common_handlers(servicer),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(facts.SERVICE_DATASOURCE, handlers),))


def add_ControllerServicer_to_server(servicer: ControllerServicer, server: grpc.Server) -> None:
    """For a gRPC server of one's own, whose servicer yields Frames; a plugin is served with Serve."""
    handlers = {
        "Command": grpc.unary_stream_rpc_method_handler(servicer.Command, Frame.FromString, Frame.SerializeToString),
        **_common_handlers(servicer),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(facts.SERVICE_CONTROLLER, handlers),))


def _common_handlers(servicer: DatasourceServicer | ControllerServicer) -> dict[str, grpc.RpcMethodHandler[Any, Any]]:
    return {
        "Stop": grpc.unary_unary_rpc_method_handler(servicer.Stop, Empty.FromString, Empty.SerializeToString),
        "PushVersion": grpc.unary_unary_rpc_method_handler(
            servicer.PushVersion, VersionNumber.FromString, Empty.SerializeToString
        ),
        "GetVersion": grpc.unary_unary_rpc_method_handler(
            servicer.GetVersion, Empty.FromString, VersionNumber.SerializeToString
        ),
    }


def _refuse(context: grpc.ServicerContext) -> NoReturn:
    context.set_code(grpc.StatusCode.UNIMPLEMENTED)
    context.set_details("the plugin has no such method")
    raise NotImplementedError("the plugin has no such method")
