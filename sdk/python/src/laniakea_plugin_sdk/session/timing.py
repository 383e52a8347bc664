"""When the frames of a stream leave."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FrameTiming:
    """interval: seconds between two frames of a plugin at least, and before a stream's end; 0 turns pacing off.

    heartbeat: seconds of silence after which an empty frame fills it; None: never.
    """

    interval: float
    heartbeat: float | None = None
