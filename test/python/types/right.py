# pyright: strict
# What an author writes, and a type checker has nothing to say of.
from collections.abc import AsyncIterator, Iterator

import grpc
from laniakea_plugin_sdk.controller import AsyncFrames, ControllerBase
from laniakea_plugin_sdk.datasource import DatasourceBase, Frames, FrameValue, PluginError, Serve
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame, VersionNumber
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import ControllerStub, DatasourceStub


class Datasource(DatasourceBase):
    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Iterator[dict[str, float]]:
        while not self.quit and not self.wait(1.0):
            yield {"celsius": 21.5}

    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        raise PluginError("the sensor is unplugged", "UNAVAILABLE")


class Controller(ControllerBase):
    def Command(self, request: Frame, context: grpc.ServicerContext) -> Frames:
        yield Frame(source=request.source, type="text/plain", timestamp=1, payload=request.payload)
        yield from self.readings()

    def readings(self) -> list[FrameValue]:
        return ["21 °C", b"\x00", [1, 2.5, None], ("a", True), {"all": [1]}, 21.5, None]


class AsyncDatasource(DatasourceBase):
    async def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> AsyncIterator[dict[str, float]]:
        yield {"celsius": 21.5}

    async def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        return Empty()

    async def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        return Empty()


class AsyncController(ControllerBase):
    async def Command(self, request: Frame, context: grpc.ServicerContext) -> dict[str, float]:
        return {"celsius": 21.5}


class AnyAsyncController(ControllerBase):
    def Command(self, request: Frame, context: grpc.ServicerContext) -> AsyncFrames:
        return AsyncController("1.0.0", ">= 1.0.0").Command(request, context)


def version_of(datasource: DatasourceStub, controller: ControllerStub) -> tuple[str, str]:
    versions: list[VersionNumber] = [datasource.GetVersion(Empty()), controller.GetVersion(Empty(), timeout=1)]
    return versions[0].version, versions[1].version


def payloads(datasource: DatasourceStub) -> list[bytes]:
    return [frame.payload for frame in datasource.StartRecord(Empty())]


Serve(Datasource(version="1.0.0", laniVersionConstraint=">= 1.0.0"), min_frame_interval=0, network="tcp")
