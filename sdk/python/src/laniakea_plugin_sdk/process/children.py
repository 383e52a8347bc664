"""The child processes that a plugin has forked."""

import contextlib
import multiprocessing
import os
import signal
import sys


def free_children_of_sigterm() -> None:
    """Lets SIGTERM end them: they would inherit this process's handler, and multiprocessing ends them by no other means."""
    if sys.platform != "win32":
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))


def end_children() -> None:
    """Those of multiprocessing, which nobody would speak with any more."""
    for child in multiprocessing.active_children():
        with contextlib.suppress(OSError):
            child.terminate()
