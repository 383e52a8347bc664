import array
import asyncio
import datetime
import decimal
import json
import logging
import math
import types
from collections.abc import Callable
from typing import Any

import pytest

from laniakea_plugin_sdk.frames.encoder import FrameEncoder
from laniakea_plugin_sdk.frames.reading import Reading
from laniakea_plugin_sdk.frames.values import to_frame
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame


class Array:
    """As much of a NumPy array as it takes."""

    def __init__(self, value: object) -> None:
        self._value = value

    def tolist(self) -> object:
        return self._value


@pytest.mark.parametrize(
    ("value", "kind", "payload"),
    [
        ("21 °C", "text/plain", "21 °C".encode()),
        (b"\0\xff", "application/octet-stream", b"\0\xff"),
        (bytearray(b"ab"), "application/octet-stream", b"ab"),
        (memoryview(b"ab"), "application/octet-stream", b"ab"),
        ({"celsius": 21.5}, "application/json", b'{"celsius":21.5}'),
        (types.MappingProxyType({"a": (1, 2)}), "application/json", b'{"a":[1,2]}'),
        ([1, 2.5, math.nan, math.inf, None, True], "application/json", b"[1,2.5,null,null,null,true]"),
        (21, "application/json", b"21"),
        (None, "application/json", b"null"),
        (decimal.Decimal("1.5"), "application/json", b"1.5"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), "application/json", b'"2026-01-02T03:04:05"'),
        (datetime.time(3, 4), "application/json", b'"03:04:00"'),
        ({"all": Array([1, math.nan])}, "application/json", b'{"all":[1,null]}'),
        (Array([[1, 2], [3, 4]]), "application/json", b"[[1,2],[3,4]]"),
        ({"all": array.array("d", [1, 2])}, "application/json", b'{"all":[1.0,2.0]}'),
        (array.array("h", [1, -2]), "application/json", b"[1,-2]"),
        ({"all": memoryview(b"ab")}, "application/json", b'{"all":[97,98]}'),
        (memoryview(array.array("f", [0.5])), "application/json", b"[0.5]"),
        (Reading({"a": 1}, 5), "application/json", b'{"a":1}'),
    ],
)
def test_a_value_becomes_a_frame(value: object, kind: str, payload: bytes) -> None:
    frame = to_frame(value)
    assert (frame.type, frame.payload) == (kind, payload)


def test_a_frame_stays_as_it_is() -> None:
    frame = Frame(source="a", type="x/y", timestamp=5, payload=b"z")
    assert to_frame(frame, reply_id=1) == frame


def test_a_reading_brings_its_own_time() -> None:
    assert to_frame(Reading(1, 1_700_000_000.25)).timestamp == 1_700_000_000_250
    at = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
    assert to_frame(Reading("text", at)) == Frame(
        type="text/plain", timestamp=int(at.timestamp() * 1000), payload=b"text"
    )
    assert json.loads(to_frame(Reading({"a": 1}), reply_id=7).payload) == {"a": 1, "id": 7}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (lambda: asyncio.sleep(1), "v[1] is a coroutine: await it"),
        (lambda: (n for n in [1]), "v[1] is a generator: make a list of it"),
        (lambda: map(str, ()), "v[1] is a map: make a list of it"),
        (lambda: {1}, "v[1] is a set: make a list of it"),
        (lambda: OSError("gone"), "v[1] is an error, OSError: make a text of it"),
        (lambda: len, "v[1] is a builtin_function_or_method: call it"),
        (lambda: array.array, "v[1] is a type: call it"),
        (lambda: 1j, "v[1] is of type complex"),
        (lambda: {(1, 2): 3}, "a key in v[1] is of type tuple"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_has_no_json_is_told_with_its_place_and_what_to_do(value: Callable[[], object], told: str) -> None:
    with pytest.raises(TypeError) as refused:
        to_frame({"v": [1, value()]})
    assert str(refused.value) == f"a frame needs a value that JSON can hold; {told}"


def test_what_json_cannot_hold_is_named_with_its_place() -> None:
    with pytest.raises(TypeError, match=r"^a frame needs a value that JSON can hold; raw\[1\] is of type bytes$"):
        to_frame({"raw": [1, b"\0"]})
    with pytest.raises(TypeError, match=r"^a frame needs a value that JSON can hold, not of type object$"):
        to_frame(object())
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(TypeError, match="contains itself"):
        to_frame(circle)


def test_an_answer_has_the_command_s_id() -> None:
    assert json.loads(to_frame({"a": 1}, reply_id="42").payload) == {"a": 1, "id": "42"}
    assert json.loads(to_frame([1], reply_id="42").payload) == [1]


class TestEncoder:
    def encoded(self, value: object, **options: Any) -> Frame:
        return Frame.FromString(FrameEncoder("sensor", **options).encode(value))

    def test_source_and_time_are_filled_in(self) -> None:
        frame = self.encoded({})
        assert frame.source == "sensor"
        now = datetime.datetime.now(datetime.timezone.utc).timestamp() * 1000
        assert abs(frame.timestamp - now) < 60_000

    def test_what_the_author_gave_is_kept(self) -> None:
        frame = self.encoded(Frame(source="own", type="x/y", timestamp=5))
        assert (frame.source, frame.timestamp) == ("own", 5)

    def test_the_daemon_s_own_type_is_refused(self) -> None:
        with pytest.raises(TypeError, match=r'^a frame of type "EOF" would end the stream for every subscriber'):
            self.encoded(Frame(type="EOF"))

    @pytest.mark.parametrize(
        ("value", "place"),
        [
            ({"values": [1, None, math.nan]}, "values[2] is NaN"),
            ({"a": {"b": -math.inf}}, "a.b is -Infinity"),
            ({"all": Array([math.inf])}, "all[0] is Infinity"),
            (decimal.Decimal("nan"), "it is NaN"),
        ],
    )
    def test_what_json_does_not_have_is_warned_of_once(
        self, value: object, place: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        encoder = FrameEncoder("sensor")
        with caplog.at_level(logging.WARNING):
            for each in ({"fine": None}, value, value):
                encoder.encode(each)
        assert [record.message for record in caplog.records] == [
            f"{place}, which JSON does not have: null is sent in its place"
        ]

    def test_a_large_frame_is_warned_of_once(self, caplog: pytest.LogCaptureFixture) -> None:
        encoder = FrameEncoder("sensor")
        with caplog.at_level(logging.WARNING):
            for _ in range(2):
                encoder.encode(b"x" * (5 * 2**20))
        assert [record.message.split(":")[0] for record in caplog.records] == ["a frame of 5.0 MiB"]
