"""One record of the log as a line.

A host panics on a record whose @-fields are no strings, and reads lines through a buffer of 64 KiB.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timezone

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill, text_of

# Bytes. What a record may have beside its line's limit is room for the host's own prefix.
MAX_RECORD = 60 * 1024
_MAX_MODULE = 256
_MAX_KEY = 64
# JSON's readers hold whole numbers below it without loss.
_EXACT = 2**53
_LEVELS = ((logging.ERROR, "error"), (logging.WARNING, "warn"), (logging.INFO, "info"), (logging.DEBUG, "debug"))


def hclog_line(level: str, message: str, module: str, fields: Mapping[str, object], seconds: float) -> bytes:
    """One record with its newline, shorter than 64 KiB whatever is in it.

    seconds: the time of the record, since 1970-01-01 UTC.
    """
    record: dict[str, object] = {
        "@level": level,
        "@message": cut(message, facts.LOG_MAX_MESSAGE_BYTES),
        "@module": cut(module, _MAX_MODULE),
        # Exactly six digits of a second: with another number of them a host takes the line for plain text.
        "@timestamp": datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    room = MAX_RECORD - len(_encoded(record))
    for key, value in fields.items():
        name = cut("_" + key.lstrip("@") if key.startswith("@") else key, _MAX_KEY)
        # A number stays one for whoever adds them up.
        is_number = isinstance(value, (int, float)) and -_EXACT < value < _EXACT
        shown = value if is_number else cut(text_of(value), max(room // 2, 0))
        room -= len(_encoded({name: shown}))
        if room > 0:
            record[name] = shown
    return _encoded(record) + b"\n"


def hclog_level(number: int) -> str:
    """The word for one of logging's levels, or for a number between them."""
    return next((name for least, name in _LEVELS if number >= least), "trace")


def cut(text: str, room: int) -> str:
    """At most `room` bytes as JSON; marked when it was longer."""
    kept = text[:room]
    while True:
        count = len(text) - len(kept)
        mark = "" if count == 0 else fill(facts.MESSAGE_CHARACTERS_CUT, count=count)
        size = len(_encoded(kept + mark))
        if size <= room or kept == "":
            return kept + mark if size <= room else ""
        kept = kept[: max(0, int(len(kept) * room / size) - len(mark) - 4)]


def _encoded(value: str | Mapping[str, object]) -> bytes:
    # Half a surrogate pair has no UTF-8; as an escape it is JSON.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
