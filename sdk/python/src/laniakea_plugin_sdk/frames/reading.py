"""A reading that brings its own time."""

import time as clock
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Reading:
    """A value to yield that was taken at another moment than that of its `yield`.

    value: what would be yielded without it.
    time: seconds since 1970, as of time.time(), or a datetime; default now.
    """

    value: Any
    time: float | datetime = field(default_factory=clock.time)

    @property
    def milliseconds(self) -> int:
        """Since 1970: the frame's timestamp."""
        seconds = self.time.timestamp() if isinstance(self.time, datetime) else self.time
        return int(seconds * 1000)
