"""The frames of one stream as messages."""

import time

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.frames.values import to_frame
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.text import fill


class FrameEncoder:
    """Fills in what the author left out.

    default_source: of frames that name none.
    reply_id: the `id` of the command that they answer; None: it had none.
    """

    def __init__(self, default_source: str, reply_id: object = None) -> None:
        self._default_source = default_source
        self._reply_id = reply_id
        self._warned_of_large = False
        self._warned_of_null = False

    def encode(self, value: object) -> bytes:
        """Raises TypeError for a value that has no frame, and for the frame type that the daemon keeps for itself."""
        frame = to_frame(value, self._reply_id, self._warn_of_null)
        if frame.type == facts.FRAME_RESERVED_TYPE:
            raise TypeError(fill(facts.MESSAGE_RESERVED_TYPE, type=facts.FRAME_RESERVED_TYPE))
        if frame.source == "":
            frame.source = self._default_source
        if frame.timestamp == 0:
            frame.timestamp = int(time.time() * 1000)
        if len(frame.payload) > facts.FRAME_LARGE_BYTES and not self._warned_of_large:
            self._warned_of_large = True
            limit = facts.FRAME_LARGE_BYTES // 2**20
            size = f"{len(frame.payload) / 2**20:.1f}"
            log.warning("%s", fill(facts.MESSAGE_LARGE_FRAME, size=size, limit=limit))
        return frame.SerializeToString()

    def _warn_of_null(self, path: str, value: str) -> None:
        if not self._warned_of_null:
            self._warned_of_null = True
            log.warning("%s", fill(facts.MESSAGE_SENT_AS_NULL, path=path, value=value))

    def heartbeat(self) -> bytes:
        """A frame that says nothing but that the plugin lives: it has no payload."""
        return self.encode(Frame(type=facts.FRAME_HEARTBEAT_TYPE))
