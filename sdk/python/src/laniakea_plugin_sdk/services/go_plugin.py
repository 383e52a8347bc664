"""go-plugin's own services."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.http2.relay import Relay


def go_plugin_handlers(relay: Relay, on_shutdown: Callable[[], None]) -> list[grpc.GenericRpcHandler]:
    """GRPCController, GRPCStdio and GRPCBroker. The host keeps the streams of the latter two as long as its connection."""

    def shutdown(_request: bytes, _context: grpc.ServicerContext) -> bytes:
        on_shutdown()
        return b""

    def stream_stdio(_request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        """Says nothing: what is printed goes to the log, because the daemon throws this stream away."""
        relay.has_lifeline()
        cancelled = threading.Event()
        if context.add_callback(cancelled.set):
            cancelled.wait()
        yield from ()

    def start_stream(messages: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[bytes]:
        """The broker, with nothing to broker: open for as long as the host's side is."""
        relay.has_lifeline()
        with contextlib.suppress(Exception):  # Of a host that closes the connection.
            for _ in messages:
                pass
        yield from ()

    return [
        grpc.method_handlers_generic_handler(
            facts.SERVICE_GO_PLUGIN_CONTROLLER, {"Shutdown": grpc.unary_unary_rpc_method_handler(shutdown)}
        ),
        grpc.method_handlers_generic_handler(
            facts.SERVICE_GO_PLUGIN_STDIO, {"StreamStdio": grpc.unary_stream_rpc_method_handler(stream_stdio)}
        ),
        grpc.method_handlers_generic_handler(
            facts.SERVICE_GO_PLUGIN_BROKER, {"StartStream": grpc.stream_stream_rpc_method_handler(start_stream)}
        ),
    ]
