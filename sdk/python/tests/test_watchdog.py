import asyncio
import logging
import threading
import time
import traceback

import pytest
from conftest import BOUND

from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.process.watchdog import Watchdog
from laniakea_plugin_sdk.session.author_loop import AuthorLoop


class Records(logging.Handler):
    """Of whatever thread."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_a_loop_that_does_not_turn_is_told_with_its_stack_and_the_process_ends() -> None:
    ended, release = threading.Event(), threading.Event()
    records = Records()
    log.addHandler(records)
    try:
        loop = AuthorLoop(Watchdog(0.2, place_of, ended.set).watch)

        async def blocks() -> None:
            release.wait(BOUND)

        stuck = loop.begin(blocks())
        assert ended.wait(BOUND)
        release.set()
        stuck.result(BOUND)
    finally:
        log.removeHandler(records)
    [record] = [each for each in records.records if each.levelno == logging.CRITICAL]
    assert record.getMessage().startswith("async code has not awaited anything for 0.2 s in test_watchdog.py, line ")
    assert "release.wait(BOUND)" in vars(record)["stack"]
    assert "MainThread:\n" in vars(record)["other_threads"]


def place_of(stack: traceback.StackSummary) -> str:
    line = next(frame.lineno for frame in reversed(stack) if frame.filename == __file__)
    return f" in test_watchdog.py, line {line}"


def test_a_loop_that_waits_is_not_stuck() -> None:
    ended = threading.Event()
    loop = AuthorLoop(Watchdog(0.1, place_of, ended.set).watch)
    assert loop.run(asyncio.sleep(0.5, "done")) == "done"
    assert not ended.is_set()


def test_zero_turns_it_off() -> None:
    before = {thread.name for thread in threading.enumerate()}
    Watchdog(0, place_of, pytest.fail).watch(asyncio.new_event_loop(), threading.current_thread())
    assert {thread.name for thread in threading.enumerate()} == before


def test_time_in_which_the_process_was_stopped_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped process misses one look, however long it was stopped: looks are counted, and no clock is read."""
    looks: list[float] = []

    class Turned:
        """Says after three looks, each of which took an hour, that the loop has turned."""

        def set(self) -> None: ...

        def wait(self, seconds: float) -> bool:
            looks.append(seconds)
            return len(looks) > 3

    class Enough(Exception):
        pass

    def sleep(_seconds: float) -> None:
        raise Enough

    monkeypatch.setattr("laniakea_plugin_sdk.process.watchdog.threading.Event", Turned)
    monkeypatch.setattr("laniakea_plugin_sdk.process.watchdog.time.sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: pytest.fail("a clock was read"))
    watchdog = Watchdog(10, place_of, lambda: pytest.fail("the process was ended"))
    loop = asyncio.new_event_loop()
    with pytest.raises(Enough):
        watchdog._watch(loop, threading.current_thread())
    assert looks == [1.0] * 4
