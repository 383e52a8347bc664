"""What a person has written into a settings file."""

import json
from typing import NoReturn


def read_settings_file(file: str) -> dict[str, object]:
    """Its keys and values. Raises FileNotFoundError where there is none, and ValueError for what is none, in plain words."""
    try:
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


def _object_in(text: str) -> dict[str, object]:
    if text.strip() == "":
        raise ValueError("it is empty")
    try:
        found: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {_syntax_error(text, error)}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from None
    if isinstance(found, dict):
        return found
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
