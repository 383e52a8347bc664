import logging
import threading
from collections.abc import Iterator

import pytest
from conftest import BOUND, Recording

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.opening import Opening
from laniakea_plugin_sdk.session.running import RunningSessions


@pytest.fixture(autouse=True)
def _the_call_is_answered_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laniakea_plugin_sdk._facts.TIME_PRIME_AFTER", 0.01)


def test_an_error_of_a_slow_opening_is_the_answer_to_the_operator(
    recording: Recording, running: RunningSessions
) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        with running.opening():
            # Far longer than the call waits for a first value.
            running.wait(0.2)
            raise OSError("no device at /dev/ttyUSB0")
        yield 1

    recording.start(generator)
    with pytest.raises(PluginError, match=r"^no device at /dev/ttyUSB0$"):
        recording.next()


@pytest.mark.parametrize(
    ("error", "is_short"),
    [
        (OSError("no device"), True),
        (ValueError("no device"), True),
        (PluginError("no device", "PERMISSION_DENIED"), True),
        (AttributeError("no device"), False),
        (IndexError("no device"), False),
    ],
)
def test_hardware_that_is_not_there_is_one_line_in_the_log_and_a_mistake_has_its_traceback(
    recording: Recording, running: RunningSessions, error: Exception, is_short: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        with running.opening():
            raise error
        yield 1

    recording.start(generator)
    with pytest.raises(PluginError, match="no device"):
        recording.next()
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "no device" in record.getMessage()
    assert (not record.exc_info) == is_short


@pytest.mark.parametrize(
    ("cause", "is_short"),
    [
        (ConnectionRefusedError(111, "Connection refused"), True),
        (TimeoutError("timed out"), True),
        (OSError("the sensor was unplugged"), False),
        (KeyError("celsius"), False),
    ],
    ids=repr,
)
def test_an_answer_of_the_system_has_no_traceback_wherever_it_comes(
    recording: Recording, cause: Exception, is_short: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        if isinstance(cause, OSError):
            raise cause
        raise PluginError("no reading") from cause
        yield 1

    recording.start(generator)
    with pytest.raises(PluginError):
        recording.next()
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert (not record.exc_info) == is_short


def test_a_second_opening_holds_the_answer_too(recording: Recording, running: RunningSessions) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        with running.opening():
            running.wait(0.1)
        with running.opening():
            running.wait(0.1)
            raise OSError("the second sensor is missing")
        yield 1

    recording.start(generator)
    with pytest.raises(PluginError, match="the second sensor"):
        recording.next()


def test_a_thread_that_the_recording_started_may_open(recording: Recording, running: RunningSessions) -> None:
    failed = threading.Event()

    def opens() -> None:
        with running.opening():
            running.wait(0.1)
            failed.set()

    def generator(_: AuthorContext) -> Iterator[object]:
        thread = threading.Thread(target=opens)
        thread.start()
        thread.join(BOUND)
        raise OSError("late" if failed.is_set() else "early")
        yield 1

    recording.start(generator)
    with pytest.raises(PluginError, match="late"):
        recording.next()


def test_after_it_a_slow_first_value_does_not_hold_the_answer(recording: Recording, running: RunningSessions) -> None:
    go_on = threading.Event()

    def generator(_: AuthorContext) -> Iterator[object]:
        with running.opening():
            pass
        go_on.wait(BOUND)
        yield 1

    recording.start(generator)
    assert recording.next() == ""
    go_on.set()
    assert recording.rest() == ["1"]


def test_one_that_never_ends_does_not_hold_it_for_ever() -> None:
    changed = threading.Condition()
    opening = Opening(changed)
    with opening.held():
        opening.wait_for_first(lambda: False, 0.01, most=0.05)


def test_a_stop_ends_the_wait(recording: Recording, running: RunningSessions) -> None:
    opens = threading.Event()

    def generator(_: AuthorContext) -> Iterator[object]:
        with running.opening():
            opens.set()
            running.wait(BOUND)
        yield 1

    recording.start(generator)
    assert opens.wait(BOUND)
    recording.session.signal.stop("StopRecord")
    assert recording.rest() == [""]
