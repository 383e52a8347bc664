import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from laniakea_plugin_sdk.hardware import lines


@pytest.mark.parametrize(
    ("chunks", "found"),
    [
        ([b"T=1\r\nT=2\n", b"T=", b"3\rT=4\r", b"\nhalf"], ["T=1", "T=2", "T=3", "T=4"]),
        ([b"\r\n\n\r"], []),
        ([b"21 \xc2", b"\xb0C\n", b"\xff\n"], ["21 °C", "\ufffd"]),
        ([b"x" * 9, b"x" * 9, b"x\nshort\n"], ["short"]),
        ([b"x" * 11 + b"\nshort\n"], ["short"]),
        ([b"x" * 10 + b"\n"], ["x" * 10]),
    ],
)
def test_lines_end_however_they_are_cut(chunks: list[bytes], found: list[str]) -> None:
    assert list(lines(chunks, longest=10)) == found


def test_half_a_line_at_the_start_is_dropped_when_asked_for() -> None:
    assert list(lines([b"1.5", b"\r\nT=2\r\n"], skip_first=True)) == ["T=2"]
    assert list(lines([b"\nT=2\n"], skip_first=True)) == ["T=2"]


def test_async_chunks_have_async_lines() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"T=1\r", b"\nT=2\n"):
            yield chunk

    async def read() -> list[str]:
        return [line async for line in lines(chunks())]

    assert asyncio.run(read()) == ["T=1", "T=2"]


X = b"x" * 15


@pytest.mark.parametrize(
    ("chunks", "pause", "span"),
    [
        ([X, X, X], 0, "20 bytes"),
        ([X + X + b"\n", X + X + b"\n"], 0, "20 bytes"),
        ([b"T=1;", b"T=2;", b"T=3;", b"T=4;"], 5, "10 s"),
        ([b"T=", b"1\n", b"T=", b"2\n", b"T=", b"3\n"], 6, None),
        ([b"T=1\n", b"T=2\n"], 60, None),
        ([b"\nT=1", b"", b"\nT=2", b"\nT=3"], 60, None),
    ],
)
def test_a_stream_without_line_ends_is_told_once(
    chunks: list[bytes],
    pause: float,
    span: str | None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    def slowly() -> Iterator[bytes]:
        nonlocal now
        for chunk in chunks:
            yield chunk
            now += pause

    list(lines(slowly(), longest=20))
    words = f"bytes come, but no line end (CR or LF) in {span}, so no line is read: look at the line end"
    told = [record.getMessage()[: len(words)] for record in caplog.records if record.levelname == "WARNING"]
    assert told == ([] if span is None else [words])
