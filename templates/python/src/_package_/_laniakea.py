"""The runtime. A first version: serves on a unix socket until Shutdown."""

import contextlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
from laniakea_plugin_sdk import controller, datasource
from laniakea_plugin_sdk.proto import plugin_pb2, plugin_pb2_grpc

COOKIE = ("LANIAKEA_PLUGIN_MAGIC_COOKIE", "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16")


def _init(self: Any, version: str, laniVersionConstraint: str) -> None:  # noqa: N803
    self.version, self.laniVersionConstraint, self.quit = version, laniVersionConstraint, False


def _wait(self: Any, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not self.quit and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(self.quit)


def _frames(self: Any, method: Any, request: Any, context: Any) -> Iterator[Any]:
    self.quit = False
    first = True
    for value in method(request, context):
        if first:
            yield plugin_pb2.Frame()
            time.sleep(0.03)
        first = False
        yield value if isinstance(value, plugin_pb2.Frame) else plugin_pb2.Frame(
            source=method.__globals__["pluginName"],
            type="application/json",
            timestamp=int(time.time() * 1000),
            payload=json.dumps(value).encode(),
        )
    if first:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the plugin gave no answer")


def _stop(self: Any, request: Any, context: Any) -> Any:
    self.quit = True
    return plugin_pb2.Empty()


for base in (datasource.DatasourceBase, controller.ControllerBase):
    base.__init__ = _init
    base.GetVersion = lambda self, _request, _context: plugin_pb2.VersionNumber(version=self.version)
    base.PushVersion = lambda self, _request, _context: plugin_pb2.Empty()
    base.Stop = _stop
    base.wait = _wait
datasource.DatasourceBase.StopRecord = _stop


def Serve(servicer: Any) -> None:  # noqa: N802
    if os.environ.get(COOKIE[0]) != COOKIE[1]:
        sys.exit("This binary is a plugin. These are not meant to be executed directly.")
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=100))
    name = "StartRecord" if isinstance(servicer, datasource.DatasourceBase) else "Command"
    method = getattr(type(servicer), name)
    setattr(servicer, name, lambda request, context: _frames(
        servicer, getattr(method, "__get__")(servicer) if False else _bound(method, servicer), request, context))
    if name == "StartRecord":
        plugin_pb2_grpc.add_DatasourceServicer_to_server(servicer, server)
    else:
        plugin_pb2_grpc.add_ControllerServicer_to_server(servicer, server)
    done = threading.Event()

    def shutdown(_request: bytes, _context: Any) -> bytes:
        done.set()
        return b""

    handlers = {"Shutdown": grpc.unary_unary_rpc_method_handler(shutdown)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("plugin.GRPCController", handlers),))
    path = os.path.join(tempfile.mkdtemp(prefix="plugin-"), "s")
    server.add_insecure_port(f"unix:{path}")
    server.start()
    print(f"1|1|unix|{path}|grpc|", flush=True)
    done.wait()
    server.stop(0.2).wait()
    with contextlib.suppress(OSError):
        os.unlink(path)
        os.rmdir(os.path.dirname(path))


def _bound(method: Any, servicer: Any) -> Any:
    class Bound:
        __globals__ = method.__globals__

        def __call__(self, request: Any, context: Any) -> Any:
            return method(servicer, request, context)

    return Bound()


datasource.Serve = controller.Serve = Serve
