import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest

from laniakea_plugin_sdk.errors import plugin_error_of
from laniakea_plugin_sdk.log.author_trace import author_trace
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.session.author_loop import AuthorLoop
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.open_stream import open_stream
from laniakea_plugin_sdk.text import quoted

CALIBRATION: dict[str, float] = {}


def read() -> float:
    return CALIBRATION["K"]


def plain(_request: object, _context: object) -> Iterator[float]:
    yield read()


async def stream(_request: object, _context: object) -> AsyncIterator[float]:
    await asyncio.sleep(0)
    yield read()


async def answer(_request: object, _context: object) -> float:
    await asyncio.sleep(0)
    try:
        return read()
    except KeyError as error:
        raise OSError("no calibration") from error


def error_of(method: object) -> BaseException:
    with pytest.raises((KeyError, OSError)) as raised:
        list(open_stream(method, Frame(), AuthorContext(None), AuthorLoop()))  # type: ignore[arg-type]
    # As the runtime has it: it was raised through the runtime's own lines, and not through this test's.
    trace = raised.tb.tb_next
    assert trace is not None
    return raised.value.with_traceback(trace)


@pytest.mark.parametrize(("method", "lines"), [(plain, ["plain", "read"]), (stream, ["stream", "read"])])
def test_the_author_s_lines_are_all_that_is_told(method: object, lines: list[str]) -> None:
    told = author_trace(error_of(method))
    assert re.findall(r'^  File ".*", line \d+, in (\w+)$', told, re.MULTILINE) == lines
    assert told.endswith("KeyError: 'K'")
    assert len(told.splitlines()) < 10


def test_what_it_comes_from_is_told_in_the_same_way() -> None:
    told = author_trace(error_of(answer))
    assert re.findall(r'^  File ".*", line \d+, in (\w+)$', told, re.MULTILINE) == ["answer", "read", "answer"]
    assert told.endswith("OSError: no calibration")


def test_an_error_of_the_runtime_s_own_keeps_its_lines() -> None:
    with pytest.raises(TypeError) as raised:
        quoted(None)  # type: ignore[arg-type]
    assert raised.tb.tb_next is not None
    assert "text.py" in author_trace(raised.value.with_traceback(raised.tb.tb_next))


def test_a_failed_lookup_is_told_with_its_place() -> None:
    line = read.__code__.co_firstlineno + 1
    assert plugin_error_of(error_of(plain)).message == f"KeyError: 'K' in test_author_trace.py, line {line}"
