"""The watch over the host while the author's code loads."""

import os
import threading

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.output.stray_output import StrayOutput
from laniakea_plugin_sdk.process.parent import ParentProcess
from laniakea_plugin_sdk.process.program import remove_unpacked


class LoadingWatch:
    """As long as the author's module and its __init__ take, because they may hang."""

    def __init__(self, parent: ParentProcess, output: StrayOutput) -> None:
        self._parent = parent
        self._output = output
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="loading", daemon=True).start()

    def end(self) -> None:
        self._ended.set()

    def has_ended(self) -> bool:
        return self._ended.is_set()

    def _watch(self) -> None:
        while not self._ended.wait(facts.TIME_PARENT_POLL):
            if self._parent.is_gone():
                remove_unpacked()
                os._exit(1)
            # The first process of a single executable may live on, with this one as its child.
            if not self._output.has_reader():
                os._exit(1)
