"""What a plugin may yield."""

from collections.abc import AsyncIterable, Awaitable, Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.frames.json_value import OnNull, to_json
from laniakea_plugin_sdk.frames.reading import Reading
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame


class Listed(Protocol):
    """What is sent as a list: a NumPy array, array.array, memoryview."""

    def tolist(self) -> object: ...


FrameValue: TypeAlias = (
    Frame | Reading | Mapping[str, object] | Sequence[object] | Listed | str | bytes | float | bool | None
)
"""A Frame stays as it is, a Reading brings its time, str becomes text/plain, bytes application/octet-stream, all else JSON."""

Frames: TypeAlias = Iterable[FrameValue]

# What a memoryview of bytes says of its items; one of numbers is a list.
_BYTES = ("B", "b", "c")

AsyncFrames: TypeAlias = AsyncIterable[FrameValue] | Awaitable[FrameValue | Frames | AsyncIterable[FrameValue]]
"""What a method that is `async def` gives: values that it yields, or what it returns."""


def to_frame(value: object, reply_id: object = None, on_null: OnNull = lambda _path, _value: None) -> Frame:
    """The frame of a FrameValue.

    reply_id: the `id` of the command that it answers, which a JSON object gets; None: it had none.
    on_null: is told of what JSON does not have, such as NaN, and what is null instead; default: nobody is.
    Raises TypeError for a value that JSON cannot hold.
    """
    frame = Frame()
    if isinstance(value, Frame):
        frame.CopyFrom(value)
    elif isinstance(value, Reading):
        frame = to_frame(value.value, reply_id, on_null)
        frame.timestamp = value.milliseconds
    elif isinstance(value, str):
        frame.type, frame.payload = facts.FRAME_TEXT_TYPE, value.encode("utf-8", "replace")
    elif isinstance(value, (bytes, bytearray)) or (isinstance(value, memoryview) and value.format in _BYTES):
        frame.type, frame.payload = facts.FRAME_BYTES_TYPE, bytes(value)
    else:
        if reply_id is not None and isinstance(value, Mapping):
            value = {**value, "id": reply_id}
        frame.type, frame.payload = facts.FRAME_JSON_TYPE, to_json(value, on_null)
    return frame
