import threading
from collections.abc import Iterator

from conftest import Recording

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.running import RunningSessions

# Seconds.
HEARTBEAT = 0.01


def test_heartbeats_fill_the_silence_and_take_nothing_from_the_readings(running: RunningSessions) -> None:
    goes_on = threading.Event()

    def silent_sensor(_: AuthorContext) -> Iterator[object]:
        yield "first"
        goes_on.wait()
        yield "second"

    recording = Recording(running, heartbeat=HEARTBEAT)
    recording.start(silent_sensor)
    assert [recording.next(), recording.next()] == ["", "first"]
    assert [recording.next_type() for _ in range(3)] == [facts.FRAME_HEARTBEAT_TYPE] * 3
    goes_on.set()
    rest = [payload for payload in recording.rest() if payload != ""]
    assert rest == ["second"]


def test_a_heartbeat_does_not_hold_up_the_end(running: RunningSessions) -> None:
    def waiting(context: AuthorContext) -> Iterator[object]:
        running.wait(60)
        yield from ()

    recording = Recording(running, heartbeat=HEARTBEAT)
    recording.start(waiting)
    assert recording.next() == ""
    assert recording.next_type() == facts.FRAME_HEARTBEAT_TYPE
    recording.session.signal.stop("StopRecord")
    assert all(payload == "" for payload in recording.rest())


def test_none_without_being_asked_for(recording: Recording, running: RunningSessions) -> None:
    goes_on = threading.Event()

    def silent_sensor(_: AuthorContext) -> Iterator[object]:
        yield "first"
        goes_on.wait()
        yield "second"

    recording.start(silent_sensor)
    threading.Timer(5 * HEARTBEAT, goes_on.set).start()
    assert recording.rest() == ["", "first", "second"]
