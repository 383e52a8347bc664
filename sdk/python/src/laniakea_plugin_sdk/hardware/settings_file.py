"""What a person has written into a settings file."""

import json
import os
import stat
from typing import NoReturn

Pairs = list[tuple[str, object]]


def read_settings_file(file: str) -> Pairs:
    """Its keys and values, in their order; a key may be there twice.

    Raises FileNotFoundError where there is no file, and ValueError for what is no settings file, in plain words.
    """
    try:
        _refuse_what_has_no_end(os.stat(file).st_mode)
        # Editors on Windows begin a file with a mark.
        with open(file, encoding="utf-8-sig") as opened:
            text = opened.read()
    except FileNotFoundError:
        raise
    except IsADirectoryError:
        raise ValueError("it is a folder") from None
    except PermissionError:
        raise ValueError("the user of this process may not read it") from None
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8") from None
    return _object_in(text)


def _refuse_what_has_no_end(mode: int) -> None:
    """A pipe or a device may be waited for, or read, for ever."""
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    raise ValueError(f"it is {kind}, not a file")


def _object_in(text: str) -> Pairs:
    if text.strip() == "":
        raise ValueError("it is empty")
    outermost: Pairs = []

    def keep(pairs: Pairs) -> dict[str, object]:
        # The outermost object ends last.
        outermost[:] = pairs
        return dict(pairs)

    try:
        found: object = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=keep)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {_syntax_error(text, error)}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from None
    if isinstance(found, dict):
        return outermost
    kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    raise ValueError(f"it holds {kinds.get(type(found), 'a number')}")


def _syntax_error(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()):
        end = text.rstrip()
        line = end.count("\n") + 1
        return f"it ends too early, in line {line}, column {len(end) - end.rfind(chr(10))}"
    what = error.msg.removesuffix(" at").removesuffix(" starting")
    return f"{what} in line {error.lineno}, column {error.colno}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON's")
