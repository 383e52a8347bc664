import threading

import pytest
from conftest import BOUND

from laniakea_plugin_sdk.hardware import Shared


class Bench:
    def __init__(self) -> None:
        self.log: list[str] = []
        self.shared: Shared[[str], list[str]] = Shared(self.open, lambda device: self.log.append(f"close {device}"))

    def open(self, name: str) -> list[str]:
        if name == "missing":
            raise OSError("no such port")
        self.log.append(f"open {name}")
        return [name]


def test_it_is_open_once_while_anybody_uses_it() -> None:
    bench = Bench()
    device = bench.shared.acquire("a")
    with bench.shared.borrowed("a") as same:
        assert same is device
    bench.shared.release(device)
    assert bench.log == ["open a", "close ['a']"]
    bench.shared.release(bench.shared.acquire("b"))
    assert bench.log[2:] == ["open b", "close ['b']"]


def test_what_cannot_be_opened_is_tried_anew() -> None:
    bench = Bench()
    with pytest.raises(OSError, match="no such port"):
        bench.shared.acquire("missing")
    with bench.shared.borrowed("a"):
        pass
    assert bench.log == ["open a", "close ['a']"]


def test_a_command_that_fails_gives_it_back() -> None:
    bench = Bench()
    with pytest.raises(ValueError, match="refused"), bench.shared.borrowed("a"):
        raise ValueError("refused")
    assert bench.log == ["open a", "close ['a']"]


def test_a_question_and_its_answer_are_one_thread_s() -> None:
    bench = Bench()
    asked: list[str] = []

    def command() -> None:
        with bench.shared.borrowed("a"):
            asked.append("command")

    device = bench.shared.acquire("a")
    with bench.shared.lock:
        thread = threading.Thread(target=command)
        thread.start()
        asked.append("recording")
    thread.join(BOUND)
    bench.shared.release(device)
    assert asked == ["recording", "command"]
