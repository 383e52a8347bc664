"""Of a traceback, what an author can use: the runtime's own lines come first in each, and hide the line that is wrong."""

import os
import traceback
from types import TracebackType

# What calls the author's code, by the first part of its modules' names: this package, and what it calls it through.
_CALLERS = (__name__.split(".")[0], "asyncio", "concurrent", "threading")


def author_trace(error: BaseException) -> str:
    """The traceback from the author's first line on; all of it, where no line is the author's."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    _fold(told, error)
    return "".join(told.format()).rstrip()


def author_place(error: BaseException) -> str:
    """Such as ` in plugin.py, line 12`: the last line of the author's, or of what that called; empty where there is none."""
    lines = traceback.extract_tb(_first_of_author(error.__traceback__))
    return f" in {os.path.basename(lines[-1].filename)}, line {lines[-1].lineno}" if lines else ""


def _fold(told: traceback.TracebackException, error: BaseException) -> None:
    kept = len(list(traceback.walk_tb(_first_of_author(error.__traceback__))))
    if kept > 0:
        told.stack = traceback.StackSummary.from_list(told.stack[-kept:])
    for inner, reason in ((told.__cause__, error.__cause__), (told.__context__, error.__context__)):
        if inner is not None and reason is not None:
            _fold(inner, reason)


def _first_of_author(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_frame.f_globals.get("__name__", "").split(".")[0] in _CALLERS:
        trace = trace.tb_next
    return trace
