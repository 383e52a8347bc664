# pyright: strict
# Each line that says so is a mistake, and no other.
from collections.abc import Iterator

import grpc
from laniakea_plugin_sdk.datasource import DatasourceBase, PluginError, Serve
from laniakea_plugin_sdk.hardware import Reading, lines
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame


class Datasource(DatasourceBase):
    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Iterator[object]:  # mistake
        yield object()

    def StopRecord(self, request: Empty, context: grpc.ServicerContext) -> None:  # mistake
        self.wait("a second")  # mistake


class Hardware(DatasourceBase):
    heartbeat = "often"  # mistake

    def open(self) -> bytes:
        return self.settings.port  # mistake

    def read(self) -> Iterator[str]:
        return lines(["text"])  # mistake


Reading()  # mistake
Frame(sauce="a")  # mistake
Frame().timestamp = "now"  # mistake
PluginError()  # mistake
Serve(Datasource)  # mistake
Datasource(version="1.0.0")  # mistake
