import asyncio

import pytest

from laniakea_plugin_sdk.http2 import frame as http2
from laniakea_plugin_sdk.http2.answer import AnswerStream
from laniakea_plugin_sdk.http2.frame import Http2Frame, literal_header, read_frames


def read_all(data: bytes) -> list[Http2Frame]:
    async def read() -> list[Http2Frame]:
        source = asyncio.StreamReader()
        source.feed_data(data)
        source.feed_eof()
        frames: list[Http2Frame] = []
        try:
            async for frame in read_frames(source):
                frames.append(frame)
        except EOFError:
            return frames
        raise AssertionError("it never says that there are no more")

    return asyncio.run(read())


def test_frames_are_read_as_they_are_written() -> None:
    frames = [
        Http2Frame(http2.HEADERS, http2.END_HEADERS, 1, b"headers"),
        Http2Frame(http2.DATA, http2.END_STREAM, 2**31 - 1, b"x" * 70_000),
        Http2Frame(http2.PING, 0, 0, b"12345678"),
    ]
    assert read_all(b"".join(frame.encode() for frame in frames)) == frames


def test_a_frame_has_the_bytes_of_the_standard() -> None:
    assert Http2Frame(http2.PING, http2.ACK, 0, b"12345678").encode() == b"\0\0\x08\x06\x01\0\0\0\0" + b"12345678"
    assert literal_header(b"name", b"1.2") == b"\0\x04name\x031.2"


def test_the_reserved_bit_of_a_stream_s_number_is_ignored() -> None:
    [frame] = read_all(b"\0\0\0\0\0\x80\0\0\x05")
    assert frame.stream == 5


def test_a_frame_that_is_cut_off_is_not_passed_on() -> None:
    whole = Http2Frame(http2.DATA, 0, 1, b"whole")
    assert read_all(whole.encode() + whole.encode()[:-1]) == [whole]


@pytest.mark.parametrize(
    ("kind", "flags", "ends"),
    [
        (http2.DATA, http2.END_STREAM, True),
        (http2.HEADERS, http2.END_STREAM, True),
        (http2.RST_STREAM, 0, True),
        (http2.DATA, 0, False),
        # The same bit means something else there.
        (http2.PING, http2.ACK, False),
    ],
)
def test_what_ends_a_stream(kind: int, flags: int, ends: bool) -> None:
    assert Http2Frame(kind, flags, 1, b"").ends_stream() is ends


def test_padding_is_no_data() -> None:
    assert Http2Frame(http2.DATA, http2.PADDED, 1, b"\x03data\0\0\0").data() == b"data"
    assert Http2Frame(http2.DATA, 0, 1, b"data").data() == b"data"


def grpc_message(payload: bytes) -> bytes:
    return b"\0" + len(payload).to_bytes(4, "big") + payload


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_messages_are_counted_however_they_are_cut_into_frames(size: int) -> None:
    data = grpc_message(b"") + grpc_message(b"abc") + grpc_message(b"x" * 300) + grpc_message(b"")
    answer = AnswerStream()
    for start in range(0, len(data), size):
        answer.passed(data[start : start + size])
    assert answer.messages == 4


def test_a_message_counts_when_all_of_it_has_left() -> None:
    answer = AnswerStream()
    answer.passed(grpc_message(b"abc")[:-1])
    assert answer.messages == 0
    answer.passed(b"c")
    assert answer.messages == 1
