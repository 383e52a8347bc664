"""Python's logging, as the host's log."""

import logging
import time
from collections.abc import Callable

from laniakea_plugin_sdk.log.author_trace import author_trace
from laniakea_plugin_sdk.log.hclog import hclog_level, hclog_line
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.text import text_of

_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class HclogHandler(logging.Handler):
    """Writes each record of logging as one of the host's; `extra` becomes its fields."""

    def __init__(self, plugin_name: str, write: Callable[[bytes], None]) -> None:
        super().__init__()
        self.plugin_name = plugin_name
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        try:
            fields = {key: value for key, value in vars(record).items() if key not in _STANDARD_ATTRIBUTES}
            if record.exc_info is not None and record.exc_info[1] is not None:
                fields["error"] = author_trace(record.exc_info[1])
            module = self.plugin_name if record.name in ("root", log.name) else record.name
            level = hclog_level(record.levelno)
            self._write(hclog_line(level, _message_of(record), module, fields, record.created))
        except Exception as error:  # A record that cannot be shown must not end a recording.
            message = f"a log record could not be shown: {text_of(error, repr)}"
            self._write(hclog_line("error", message, self.plugin_name, {}, time.time()))


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:
        return f"{text_of(record.msg)} [the arguments {text_of(record.args, repr)} do not fit: {text_of(error)}]"
