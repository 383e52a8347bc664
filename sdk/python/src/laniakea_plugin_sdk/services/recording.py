"""StartRecord and StopRecord: one recording at most at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty
from laniakea_plugin_sdk.proto.plugin_pb2_grpc import DatasourceServicer
from laniakea_plugin_sdk.services.lifecycle import END_OF_STREAM_WITHIN, Lifecycle
from laniakea_plugin_sdk.services.unary import unary
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.open_stream import open_stream
from laniakea_plugin_sdk.session.session import Session


class RecordingService:
    """What proto.Datasource has beside what every plugin has."""

    def __init__(self, plugin: DatasourceServicer, lifecycle: Lifecycle) -> None:
        self._plugin = plugin
        self._lifecycle = lifecycle
        self._lock = threading.Lock()
        self._recording: Session | None = None

    def handlers(self) -> dict[str, grpc.RpcMethodHandler[bytes, bytes]]:
        return {
            "StartRecord": grpc.unary_stream_rpc_method_handler(self._start_record),
            "StopRecord": unary(self._stop_record),
        }

    def _start_record(self, _request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        with self._lifecycle.session(context) as session:
            with self._lock:
                former, self._recording = self._recording, session
            if former is not None:
                # The daemon asks only when it believes that nothing records: to refuse would lock it out.
                log.warning("%s", facts.MESSAGE_RECORDING_SUPERSEDED)
                former.signal.stop(facts.MESSAGE_NEW_RECORDING)
                former.wait_until_ended(END_OF_STREAM_WITHIN)
            encoder = FrameEncoder(self._lifecycle.source)
            session.start(
                lambda own: open_stream(self._plugin.StartRecord, Empty(), own, self._lifecycle.loop), encoder
            )
            try:
                yield from session.messages()
            finally:
                with self._lock:
                    if self._recording is session:
                        self._recording = None
                self._lifecycle.running.end()

    def _stop_record(self, _request: bytes, context: AuthorContext) -> bytes:
        with self._lock:
            recording = self._recording
        if recording is not None:
            recording.signal.stop("StopRecord")
        try:
            self._lifecycle.loop.result_of(self._plugin.StopRecord(Empty(), context.as_context()))
        finally:
            if recording is not None:
                recording.wait_until_ended(END_OF_STREAM_WITHIN)
        return b""
