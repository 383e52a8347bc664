import contextlib
import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent import futures

import grpc
import pytest
from conftest import BOUND, FakeCall, Recording

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.http2.pacing import END
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.running import RunningSessions

PRIMER = ""
Generator = Callable[[AuthorContext], Iterator[object]]


def values(*given: object) -> Generator:
    def generator(_: AuthorContext) -> Iterator[object]:
        yield from given

    return generator


def failing(error: BaseException, *before: object) -> Generator:
    def generator(_: AuthorContext) -> Iterator[object]:
        yield from before
        raise error

    return generator


def test_an_empty_frame_goes_ahead_of_the_first_value(recording: Recording) -> None:
    recording.start(values(1, 2))
    assert recording.rest() == [PRIMER, "1", "2"]


def test_a_stream_without_a_value_has_the_empty_frame_alone(recording: Recording) -> None:
    recording.start(values())
    assert recording.rest() == [PRIMER]


def test_a_command_without_an_answer_is_refused(recording: Recording) -> None:
    recording.start(values(), needs_answer="the plugin knows no such command")
    with pytest.raises(PluginError, match=r"^the plugin knows no such command$") as refusal:
        recording.next()
    assert refusal.value.code is grpc.StatusCode.INVALID_ARGUMENT


def test_an_error_before_the_first_value_is_raised_instead_of_the_empty_frame(recording: Recording) -> None:
    recording.start(failing(OSError("no sensor")))
    with pytest.raises(PluginError, match=r"^no sensor$") as failure:
        recording.next()
    assert failure.value.code is grpc.StatusCode.UNKNOWN


def test_an_error_keeps_its_status(recording: Recording) -> None:
    recording.start(failing(PluginError("unplugged", "UNAVAILABLE")))
    with pytest.raises(PluginError) as failure:
        recording.next()
    assert failure.value.code is grpc.StatusCode.UNAVAILABLE


def test_a_later_error_is_in_the_log_with_how_the_daemon_shows_it(
    recording: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    recording.start(failing(OSError("unplugged"), 1))
    assert [recording.next(), recording.next()] == [PRIMER, "1"]
    with pytest.raises(PluginError, match=r"^unplugged$"):
        recording.next()
    assert caplog.messages == ["unplugged (after the start of the stream: the daemon shows this as EOF)"]


def test_sys_exit_in_a_recording_is_an_error_of_the_recording_s(recording: Recording) -> None:
    recording.start(failing(SystemExit(3)))
    with pytest.raises(PluginError, match=r"^SystemExit: 3$"):
        recording.next()


def test_a_slow_first_value_does_not_hold_the_empty_frame_up(recording: Recording) -> None:
    go_on = threading.Event()

    def generator(_: AuthorContext) -> Iterator[object]:
        go_on.wait(BOUND)
        yield 1

    recording.start(generator)
    assert recording.next() == PRIMER
    go_on.set()
    assert recording.rest() == ["1"]


@pytest.mark.parametrize("error", [None, OSError("unplugged")])
def test_frames_and_the_end_come_in_turn_and_the_empty_frame_does_not_wait_for_one(
    running: RunningSessions, error: OSError | None
) -> None:
    recording = Recording(running, interval=0.025)
    recording.start(values(1, 2) if error is None else failing(error, 1, 2))
    with contextlib.suppress(PluginError):
        recording.rest()
    assert recording.lane.paced == [1]
    assert recording.lane.turns == [2, 3, END]


def test_an_error_instead_of_the_empty_frame_comes_into_no_queue(running: RunningSessions) -> None:
    recording = Recording(running, interval=0.025)
    recording.start(failing(OSError("no sensor")))
    with pytest.raises(PluginError):
        recording.next()
    assert recording.lane.turns == []


def test_without_an_interval_nothing_is_paced(recording: Recording) -> None:
    recording.start(values(1, 2))
    recording.rest()
    assert recording.lane.paced == recording.lane.turns == []


def test_the_generator_waits_until_its_frame_has_gone(recording: Recording) -> None:
    reached: list[int] = []

    def generator(_: AuthorContext) -> Iterator[object]:
        for n in range(3):
            reached.append(n)
            yield n

    recording.start(generator)
    assert [recording.next(), recording.next()] == [PRIMER, "0"]
    # What was taken may be followed by one more, and by no other.
    assert recording.next() == "1"
    assert reached == [0, 1]


class TestStop:
    def endless(self, ended: threading.Event) -> Generator:
        def generator(_: AuthorContext) -> Iterator[object]:
            try:
                while True:
                    yield 1
            finally:
                ended.set()

        return generator

    def test_the_generator_goes_no_further_than_its_yield_and_its_finally_runs(self, recording: Recording) -> None:
        ended = threading.Event()
        recording.start(self.endless(ended))
        assert [recording.next(), recording.next()] == [PRIMER, "1"]
        recording.session.signal.stop("StopRecord")
        assert ended.wait(BOUND)
        assert len(recording.rest()) <= 1

    def test_the_caller_s_leaving_ends_it_too(self, recording: Recording) -> None:
        ended = threading.Event()
        recording.start(self.endless(ended))
        recording.next()
        recording.call.leave()
        assert ended.wait(BOUND)
        assert recording.rest() == []

    def test_one_whose_caller_has_left_already_is_not_begun(self, running: RunningSessions) -> None:
        recording = Recording(running, call=FakeCall(has_left=True))
        begun = threading.Event()

        def generator(_: AuthorContext) -> Iterator[object]:
            begun.set()
            yield 1

        recording.start(generator)
        assert recording.rest() == []
        assert not begun.is_set()

    def test_code_that_does_not_end_is_given_up_with_what_to_do(
        self, recording: Recording, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr("laniakea_plugin_sdk._facts.TIME_BLOCKING_STOP_BOUND", 0.05)
        blocked, release = threading.Event(), threading.Event()

        def generator(_: AuthorContext) -> Iterator[object]:
            yield 1
            blocked.set()
            release.wait(BOUND)

        recording.start(generator)
        assert [recording.next(), recording.next()] == [PRIMER, "1"]
        rest = threading.Thread(target=recording.rest)
        rest.start()
        assert blocked.wait(BOUND)
        recording.session.signal.stop("StopRecord")
        rest.join(BOUND)
        release.set()
        [message] = caplog.messages
        assert message.startswith("StopRecord: the code still runs after 0.05 s")
        assert "self.wait(seconds)" in message

    def test_a_stream_s_end_that_does_not_leave_is_warned_of(
        self, recording: Recording, caplog: pytest.LogCaptureFixture
    ) -> None:
        recording.session.signal.stop("StopRecord")
        recording.session.wait_until_ended(0.01)
        assert caplog.messages == ["StopRecord: the stream did not end within 10 ms"]
        recording.lane.ended.set()
        recording.session.wait_until_ended(0.01)
        assert len(caplog.messages) == 1

    def test_what_is_raised_because_of_it_is_a_warning_and_no_failure(
        self, recording: Recording, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        warnings: queue.SimpleQueue[str] = queue.SimpleQueue()
        monkeypatch.setattr(
            "laniakea_plugin_sdk.session.producer.log.warning", lambda _, message, exc_info: warnings.put(message)
        )
        reading, stopped = threading.Event(), threading.Event()

        def generator(context: AuthorContext) -> Iterator[object]:
            yield 1
            reading.set()
            stopped.wait(BOUND)
            raise OSError("closed" if not context.is_active() else "too early")

        recording.start(generator)
        assert [recording.next(), recording.next()] == [PRIMER, "1"]
        rest: futures.Future[list[str]] = futures.ThreadPoolExecutor(1).submit(recording.rest)
        assert reading.wait(BOUND)
        recording.session.signal.stop("StopRecord")
        stopped.set()
        assert rest.result(BOUND) == []
        assert warnings.get(timeout=BOUND) == "an error while it ended: closed"


def test_a_mistake_is_thrown_into_the_line_that_yielded(recording: Recording) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        try:
            yield object()
        except TypeError as error:
            yield str(error)

    recording.start(generator)
    assert recording.rest() == [PRIMER, "a frame needs a value that JSON can hold, not of type object"]


def test_a_mistake_that_nobody_catches_is_the_failure(recording: Recording) -> None:
    recording.start(lambda _: iter([object()]))
    with pytest.raises(PluginError, match="not of type object"):
        recording.next()


def test_a_mistake_is_told_with_the_line_that_yielded(recording: Recording, caplog: pytest.LogCaptureFixture) -> None:
    def generator(_: AuthorContext) -> Iterator[object]:
        yield {"v": {1}}

    recording.start(generator)
    with pytest.raises(PluginError) as refused:
        recording.next()
    place = f"test_session.py, line {generator.__code__.co_firstlineno + 1}"
    assert refused.value.message.endswith(f"; v is a set: make a list of it in {place}")
    [record] = caplog.records
    assert record.exc_info is not None
    # A stack as of an error that the line itself raised: nothing of the runtime's comes after it.
    assert traceback.extract_tb(record.exc_info[2])[-1].line == 'yield {"v": {1}}'


def test_an_error_is_one_record_with_what_it_comes_from(recording: Recording, caplog: pytest.LogCaptureFixture) -> None:
    reason = KeyError("to")

    def generator(_: AuthorContext) -> Iterator[object]:
        yield from ()
        raise PluginError("the command lacks to") from reason

    recording.start(generator)
    with pytest.raises(PluginError):
        recording.next()
    [record] = caplog.records
    assert record.message == "the command lacks to"
    assert record.exc_info is not None
    assert record.exc_info[1] is reason


def test_a_status_that_is_only_set_is_the_failure(recording: Recording) -> None:
    def generator(context: AuthorContext) -> Iterator[object]:
        context.set_code(grpc.StatusCode.NOT_FOUND)
        context.set_details("no such channel")
        yield from ()

    recording.start(generator)
    with pytest.raises(PluginError, match=r"^no such channel$") as failure:
        recording.next()
    assert failure.value.code is grpc.StatusCode.NOT_FOUND


def test_silence_is_explained(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laniakea_plugin_sdk._facts.TIME_SILENCE", 0.01)
    warnings: queue.SimpleQueue[str] = queue.SimpleQueue()
    monkeypatch.setattr("laniakea_plugin_sdk.session.handoff.log.warning", lambda _, message: warnings.put(message))

    def generator(_: AuthorContext) -> Iterator[object]:
        yield warnings.get(timeout=BOUND)

    recording.start(generator)
    assert recording.rest() == [
        PRIMER,
        "no frame for 0.01 s: the daemon restarts a plugin that is silent for longer than its timeout in config.yaml "
        "(default 30 s)",
    ]


class TestQuit:
    def test_it_belongs_to_one_recording(self, running: RunningSessions) -> None:
        one, other = Recording(running).session.signal, Recording(running).session.signal
        with running.in_this_thread(one):
            running.quit = True
            assert running.quit
        with running.in_this_thread(other):
            assert not running.quit

    def test_set_from_elsewhere_it_ends_all(self, running: RunningSessions) -> None:
        signals = [Recording(running).session.signal for _ in range(2)]
        running.quit = True
        assert [signal.quit for signal in signals] == [True, True]

    def test_a_new_recording_begins_without_it(self, running: RunningSessions) -> None:
        running.quit = True
        assert running.quit
        with running.in_this_thread(Recording(running).session.signal):
            assert not running.quit

    def test_a_thread_that_was_started_in_a_recording_sees_the_newest_one_s(self, running: RunningSessions) -> None:
        running.quit = True
        first, newest = Recording(running).session.signal, Recording(running).session.signal
        assert not running.quit
        first.stop("StopRecord")
        assert not running.quit
        newest.stop("StopRecord")
        assert running.quit

    def test_it_ends_a_wait_at_once(self, running: RunningSessions) -> None:
        signal = Recording(running).session.signal
        results: list[bool] = []

        def author() -> None:
            with running.in_this_thread(signal):
                results.append(running.wait(3600))

        thread = threading.Thread(target=author)
        thread.start()
        signal.stop("StopRecord")
        thread.join(BOUND)
        assert results == [True]

    def test_a_wait_that_nothing_ends_says_so(self, running: RunningSessions) -> None:
        with running.in_this_thread(Recording(running).session.signal):
            assert running.wait(0.01) is False
