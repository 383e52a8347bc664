"""The gRPC server behind the relay."""

import threading
from collections.abc import Callable
from concurrent import futures
from typing import ParamSpec, TypeVar

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.listen.address import GrpcAddress
from laniakea_plugin_sdk.listen.socket_folder import SocketFolder

T = TypeVar("T")
P = ParamSpec("P")


class CallThreads(futures.ThreadPoolExecutor):
    """A thread a call: streams hold theirs for as long as they are open, and must not keep StopRecord waiting."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **keywords: P.kwargs) -> futures.Future[T]:
        done: futures.Future[T] = futures.Future()

        def run() -> None:
            try:
                done.set_result(work(*args, **keywords))
            except BaseException as error:
                done.set_exception(error)

        # A daemon thread: one that hangs must not hold the process.
        threading.Thread(target=run, name="call", daemon=True).start()
        return done


def make_grpc_server() -> grpc.Server:
    """Takes messages of every size, as the host does, and shares its port with nobody."""
    options = (
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", -1),
        ("grpc.max_send_message_length", -1),
    )
    return grpc.server(CallThreads(1), options=options)


def bind_grpc(server: grpc.Server, folder: SocketFolder) -> GrpcAddress:
    """Raises RuntimeError when it cannot be bound."""
    path = folder.socket_for_grpc()
    if path is not None:
        server.add_insecure_port(f"unix:{path}")
        return GrpcAddress(path)
    return GrpcAddress(None, server.add_insecure_port(f"{facts.SOCKET_LOOPBACK}:0"))
