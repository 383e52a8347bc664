"""Command: each call is a session of its own."""

from __future__ import annotations

from collections.abc import Iterator

import grpc

from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import ControllerServicer
from laniakea_plugin_sdk.services.command_request import CommandRequest
from laniakea_plugin_sdk.services.explained_command import ExplainedCommand
from laniakea_plugin_sdk.services.lifecycle import Lifecycle
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.open_stream import open_stream


class CommandService:
    """What proto.Controller has beside what every plugin has."""

    def __init__(self, plugin: ControllerServicer, lifecycle: Lifecycle) -> None:
        self._plugin = plugin
        self._lifecycle = lifecycle

    def handlers(self) -> dict[str, grpc.RpcMethodHandler[bytes, bytes]]:
        return {"Command": grpc.unary_stream_rpc_method_handler(self._command)}

    def _command(self, frame: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        with self._lifecycle.session(context) as session:
            request = CommandRequest(Frame.FromString(frame))

            def answers(own: AuthorContext) -> Iterator[object]:
                return ExplainedCommand(
                    open_stream(self._plugin.Command, request.frame, own, self._lifecycle.loop), request
                )

            session.start(answers, FrameEncoder(self._lifecycle.source, request.reply_id))
            yield from session.messages(needs_answer=request.no_answer())
