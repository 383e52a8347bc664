import threading
from concurrent import futures

import grpc
import pytest
from conftest import BOUND, Aborted, ServedPlugin

from laniakea_plugin_sdk.datasource import DatasourceBase, Frames
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty


class Datasource(DatasourceBase):
    def __init__(self) -> None:
        super().__init__("1.0.0", ">= 1.0.0")
        self.stops = 0
        self.failure: Exception | None = None

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames:
        while not self.wait(0):
            yield {}

    def Stop(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        self.stops += 1
        if self.failure is not None:
            raise self.failure
        return Empty()


class Plugin(ServedPlugin):
    def __init__(self) -> None:
        self.datasource = Datasource()
        super().__init__(self.datasource)


@pytest.fixture
def plugin() -> Plugin:
    return Plugin()


def test_stop_record_with_nothing_that_records_is_fine(plugin: Plugin) -> None:
    assert plugin.stop_record() == b""


def test_stop_record_is_answered_when_the_stream_s_end_has_left(plugin: Plugin) -> None:
    frames = plugin.start_record()
    assert next(frames) == b""
    answer = futures.ThreadPoolExecutor(1).submit(plugin.stop_record)
    for _ in frames:
        pass
    assert not answer.done()
    plugin.relay.lanes[0].ended.set()
    assert answer.result(BOUND) == b""


def test_a_newer_recording_ends_the_former(plugin: Plugin, caplog: pytest.LogCaptureFixture) -> None:
    former = plugin.start_record()
    next(former)
    plugin.relay.lanes[0].ended.set()
    newer = plugin.start_record()
    assert next(newer) == b""
    assert len(list(former)) <= 1
    assert len(next(newer)) > 0
    assert "StartRecord while recording: the former recording is ended" in caplog.messages
    newer.close()


def test_stop_runs_the_author_s_once_and_its_outcome_is_shared(plugin: Plugin) -> None:
    plugin.datasource.failure = PluginError("the heater is on")
    for _ in range(2):
        with pytest.raises(PluginError, match=r"^the heater is on$"):
            plugin.stop()
    assert plugin.datasource.stops == 1


def test_stop_ends_what_records_before_it_runs_the_author_s(plugin: Plugin) -> None:
    frames = plugin.start_record()
    next(frames)
    stopped = futures.ThreadPoolExecutor(1).submit(plugin.stop)
    for _ in frames:
        pass
    assert plugin.datasource.stops == 0
    plugin.relay.lanes[0].ended.set()
    stopped.result(BOUND)
    assert plugin.datasource.stops == 1


def test_nothing_begins_once_it_stops(plugin: Plugin) -> None:
    plugin.stop()
    with pytest.raises(Aborted) as refusal:
        next(plugin.start_record())
    assert refusal.value.args == (grpc.StatusCode.UNAVAILABLE, "stopping")


def test_a_plugin_that_does_not_stop_is_ended_in_bounded_time(
    plugin: Plugin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    release = threading.Event()
    monkeypatch.setattr(plugin.datasource, "Stop", lambda *_: release.wait(BOUND))
    plugin.lifecycle.end(0.05)
    release.set()
    assert caplog.messages == ["the plugin did not stop within 0.05 s and is ended"]
