"""Text for messages: filled in, quoted, and of errors."""

import json
import re
from collections.abc import Callable

from laniakea_plugin_sdk import _facts as facts

_PLACEHOLDER = re.compile(r"\{([a-z]\w*)\}")
_LONGEST_QUOTE = 60
_MARK_BYTES = 64


def fill(template: str, **values: object) -> str:
    """Puts values in the place of their names in braces. Raises KeyError for a name that has no value."""
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), template)


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Cut and escaped, so that a message stays one line."""
    return json.dumps(f"{text[:longest]}…" if len(text) > longest else text, ensure_ascii=False)


def text_of(value: object, how: Callable[[object], str] = str) -> str:
    """str(value), for values whose str() may fail."""
    try:
        return how(value)
    except Exception as error:
        return fill(facts.MESSAGE_UNREADABLE, reason=type(error).__name__)


def message_of(error: BaseException) -> str:
    """What an error says: with its type where the text alone would say nothing."""
    name = type(error).__name__
    try:
        text = str(error)
    except Exception:
        return f"{name}: {text_of(error)}"
    # A KeyError's text is the key alone, sys.exit's may be a number, and some errors have none.
    bare = isinstance(error, KeyError) or text.isdigit()
    return f"{name}: {text}" if bare else text or name


def reason_of(message: object) -> str:
    """A message as the reason of a failed call: never empty, at most 4 KiB, and text that UTF-8 can hold.

    HTTP/2 takes no more of it: a host ends the connection, and with it all calls of the plugin.
    """
    text = "" if message is None else text_of(message)
    if text.strip() == "":
        return facts.ERROR_REASON_WHEN_EMPTY
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= facts.ERROR_REASON_MAX_BYTES:
        return data.decode()
    kept = data[: facts.ERROR_REASON_MAX_BYTES - _MARK_BYTES].decode("utf-8", "ignore")
    return kept + fill(facts.MESSAGE_CHARACTERS_CUT, count=max(0, len(text) - len(kept)))
