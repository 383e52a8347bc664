# pyright: strict
# What an author writes, and a type checker has nothing to say of.
import array
import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Literal

import grpc
from laniakea_plugin_sdk.controller import AsyncFrames, ControllerBase
from laniakea_plugin_sdk.datasource import DatasourceBase, Frames, FrameValue, PluginError, Serve
from laniakea_plugin_sdk.hardware import Limits, Reading, batch, lines, read_arguments
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


@dataclass(frozen=True)
class Settings:
    port: str = "/dev/ttyUSB0"
    baud_rate: Annotated[int, Limits(300, 115_200)] = 9600
    parity: Literal["N", "E"] = "N"


class Port:
    def __init__(self, name: str, baud_rate: int) -> None:
        self.name = f"{name} at {baud_rate}"

    def read(self) -> bytes:
        return b"21.5\n"

    def close(self) -> None: ...


class Hardware(DatasourceBase):
    settings = Settings()
    heartbeat = 10
    watchdog = 0

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames:
        settings = self.settings
        with self.opening():
            port = Port(settings.port, settings.baud_rate)
        yield {"port": port.name, "samples": array.array("d", [1, 2])}
        yield from self.reconnecting(
            "the port", open=lambda: Port(settings.port, settings.baud_rate), read=self.read, close=Port.close
        )
        yield from batch(self.read(port), count=100, interval=0.001)
        channel = self.channel(capacity=8)
        channel.push({"celsius": 21.5})
        yield from channel

    def read(self, port: Port) -> Iterator[dict[str, float]]:
        for line in lines(self.chunks(port)):
            yield {"celsius": float(line)}

    def chunks(self, port: Port) -> Iterator[bytes]:
        while not self.quit:
            yield port.read()


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class AsyncHardware(DatasourceBase):
    async def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> AsyncIterator[Reading]:
        stream = self.reconnecting_async(
            "the device", open=lambda: asyncio.open_connection("127.0.0.1", 1), read=self.read, close=self.close
        )
        async with aclosing(stream) as readings:
            async for reading in readings:
                yield reading

    async def read(self, connection: Connection) -> AsyncIterator[Reading]:
        async for line in lines(connection[0]):
            yield Reading({"celsius": float(line)}, 1.5)

    async def close(self, connection: Connection) -> None:
        connection[1].close()


def arguments_of(given: object) -> Settings:
    return read_arguments(Settings, given)


def version_of(datasource: DatasourceStub, controller: ControllerStub) -> tuple[str, str]:
    versions: list[VersionNumber] = [datasource.GetVersion(Empty()), controller.GetVersion(Empty(), timeout=1)]
    return versions[0].version, versions[1].version


def payloads(datasource: DatasourceStub) -> list[bytes]:
    return [frame.payload for frame in datasource.StartRecord(Empty())]


Serve(Datasource(version="1.0.0", laniVersionConstraint=">= 1.0.0"), min_frame_interval=0, network="tcp")
