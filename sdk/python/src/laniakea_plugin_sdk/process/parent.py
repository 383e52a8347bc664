"""The process that started this one."""

import os


class ParentProcess:
    """Compared with the start's value, not with 1: a subreaper may adopt us.

    Not by prctl(PR_SET_PDEATHSIG), which speaks of the thread that started us, and a Go host ends threads.
    """

    def __init__(self) -> None:
        self._pid = os.getppid()

    def is_gone(self) -> bool:
        return os.getppid() != self._pid
