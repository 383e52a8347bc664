"""Why the process ends."""

import enum

from laniakea_plugin_sdk import _facts as facts


class ExitReason(enum.Enum):
    """With the seconds for everything to end. After Shutdown the host kills at 2 s; nothing else hurries."""

    SHUTDOWN = ("Shutdown", facts.TIME_EXIT_AFTER_SHUTDOWN)
    SIGTERM = ("SIGTERM", facts.TIME_EXIT_AFTER_SIGTERM)
    HOST_GONE = ("host gone", facts.TIME_EXIT_AFTER_HOST_GONE)

    def __init__(self, label: str, budget: float) -> None:
        self.label = label
        self.budget = budget
