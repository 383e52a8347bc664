"""Text for messages: filled in, quoted, and of errors."""

import json
import re

from laniakea_plugin_sdk import _facts as facts

_PLACEHOLDER = re.compile(r"\{([a-z]\w*)\}")
_LONGEST_QUOTE = 60


def fill(template: str, **values: object) -> str:
    """Puts values in the place of their names in braces. Raises KeyError for a name that has no value."""
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), template)


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Cut and escaped, so that a message stays one line."""
    return json.dumps(f"{text[:longest]}…" if len(text) > longest else text, ensure_ascii=False)


def text_of(value: object) -> str:
    """str(value), for values whose str() may fail."""
    try:
        return str(value)
    except Exception as error:
        return fill(facts.MESSAGE_UNREADABLE, reason=type(error).__name__)


def message_of(error: BaseException) -> str:
    """What an error says: with its type where the text alone would say nothing."""
    text = text_of(error)
    # A KeyError's text is the key alone, sys.exit's may be a number, and some errors have none.
    bare = isinstance(error, KeyError) or text.isdigit()
    return f"{type(error).__name__}: {text}" if bare else text or type(error).__name__
