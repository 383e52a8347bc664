import math
import time

import pytest

from laniakea_plugin_sdk.datasource import DatasourceBase
from laniakea_plugin_sdk.hardware.every import every


class Clock:
    """Of a recording whose waits take as long as they ask for, and which ends after so many turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.quit = False
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def wait(self, seconds: float) -> bool:
        assert seconds >= 0
        self.now += seconds
        return self.quit

    def turns(self, seconds: float, work: list[float]) -> list[float]:
        """When each turn begins, of turns that work for so long."""
        start, began = self.now, list[float]()
        for _ in every(self, seconds):
            began.append(round(self.now - start, 6))
            self.now += work[len(began) - 1]
            self.quit = len(began) == len(work)
        return began


def test_the_first_turn_comes_at_once_and_the_others_each_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Clock(monkeypatch).turns(1, [0, 0.6, 0.99, 0]) == [0, 1, 2, 3]


def test_a_turn_that_is_late_is_not_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Clock(monkeypatch).turns(1, [0, 3.5, 0, 0]) == [0, 1, 4.5, 5.5]


def test_who_comes_after_the_end_gets_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    clock.quit = True
    assert list(every(clock, 1)) == []


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_a_time_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="above 0 s"):
        DatasourceBase("1.0.0", ">= 0.0.0").every(seconds)
