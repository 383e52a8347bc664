import asyncio
from collections.abc import AsyncIterator

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
