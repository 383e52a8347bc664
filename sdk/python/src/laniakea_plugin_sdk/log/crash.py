"""One record for a crash: the host shows a dead plugin only as EOF."""

import os
import sys
import threading
import traceback
from types import TracebackType

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.text import fill, message_of


class CrashReporter:
    """Logs what ends the process or one of its threads, with the author's line.

    author_folder: where the author's files are.
    """

    def __init__(self, author_folder: str) -> None:
        self._folders = [author_folder + os.sep]

    def add_folder(self, folder: str) -> None:
        """In an executable, files are named from the folder of the package on."""
        self._folders.append(folder + os.sep)

    def install(self) -> None:
        """From now on."""
        sys.excepthook = self._crashed
        threading.excepthook = self._thread_crashed

    def place_of(self, trace: TracebackType | None) -> str:
        """The author's line that a traceback names last."""
        return self.place_in(traceback.extract_tb(trace))

    def place_in(self, stack: traceback.StackSummary) -> str:
        """The author's line that a stack names last."""
        for frame in reversed(stack):
            name = os.path.basename(frame.filename)
            if self._is_author_s(frame.filename) and name != "__main__.py":
                return f" in {name}, line {frame.lineno}"
        return ""

    def _is_author_s(self, file: str) -> bool:
        # A virtual environment may be in the author's folder.
        return file.startswith(tuple(self._folders)) and "site-packages" not in file

    def _crashed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        message = fill(facts.MESSAGE_PLUGIN_CRASHED, place=self.place_of(trace), reason=message_of(error))
        log.critical("%s", message, exc_info=(kind, error, trace))

    def _thread_crashed(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is None:
            return
        name = hook.thread.name if hook.thread is not None else "?"
        exc_info = (hook.exc_type, hook.exc_value, hook.exc_traceback)
        log.error("the thread %s ended: %s", name, message_of(hook.exc_value), exc_info=exc_info)
