"""Turns at a steady rate."""

import time
from collections.abc import Generator
from typing import Protocol


class Waiter(Protocol):
    """What it needs of the plugin."""

    @property
    def quit(self) -> bool: ...
    def wait(self, seconds: float) -> bool: ...


def every(waiter: Waiter, seconds: float) -> Generator[None, None, None]:
    if not seconds > 0:
        raise ValueError(f"a time between two turns is above 0 s, got {seconds}")
    return _turns(waiter, seconds)


def _turns(waiter: Waiter, seconds: float) -> Generator[None, None, None]:
    due = time.monotonic()
    while not waiter.quit:
        yield
        now = time.monotonic()
        due = max(due + seconds, now)
        if waiter.wait(due - now):
            return
