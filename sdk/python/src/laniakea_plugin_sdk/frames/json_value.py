"""Values of labs as JSON."""

import inspect
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from datetime import time as clock_time
from decimal import Decimal
from typing import TypeAlias

OnNull: TypeAlias = Callable[[str, str], None]
"""Is told the place of a value that JSON does not have, such as `values[2]`, and the value."""

_Place: TypeAlias = tuple[object, ...]


class FormlessError(TypeError):
    """A value that JSON cannot hold."""


def to_json(value: object, on_null: OnNull) -> bytes:
    """JSON has no NaN and no infinity; a sensor that gives one shows null, and goes on.

    Times become ISO 8601. What offers `tolist` is a list: NumPy's arrays, array.array, memoryview. Raises FormlessError, a
    TypeError, for what JSON cannot hold, with its place and what to do.
    """
    try:
        plain = _plain(value, (), on_null)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise FormlessError("a frame needs a value that JSON can hold, and this one contains itself") from error


def _plain(value: object, where: _Place, on_null: OnNull) -> object:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (float, Decimal)):
        if math.isfinite(value):
            return float(value)
        on_null(_path_of(where), "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        return None
    if isinstance(value, Mapping):
        return {_key(key, where): _plain(item, (*where, str(key)), on_null) for key, item in value.items()}
    if isinstance(value, (date, clock_time)):
        return value.isoformat()
    to_list = getattr(value, "tolist", None)
    if callable(to_list) and not isinstance(value, type):
        return _plain(to_list(), where, on_null)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(item, (*where, i), on_null) for i, item in enumerate(value)]
    raise _formless(value, where)


def _key(key: object, where: _Place) -> object:
    if key is None or isinstance(key, (str, int, float)):
        return key
    place = f" in {_path_of(where)}" if where else ""
    raise FormlessError(f"a frame needs a value that JSON can hold; a key{place} is of type {type(key).__name__}")


def _formless(value: object, where: _Place) -> FormlessError:
    place = f"; {_path_of(where)} is" if where else ", not"
    what, remedy = _description(value)
    return FormlessError(f"a frame needs a value that JSON can hold{place} {what}{remedy}")


def _description(value: object) -> tuple[str, str]:
    """What it is, and what to do about it."""
    if inspect.iscoroutine(value):
        value.close()  # Or else Python warns of it once more, at some later time.
        return "a coroutine", ": await it"
    if inspect.isawaitable(value):
        return f"of type {type(value).__name__}", ": await it"
    if isinstance(value, (Iterator, Set)):
        return f"a {type(value).__name__}", ": make a list of it"
    if isinstance(value, BaseException):
        return f"an error, {type(value).__name__}", ": make a text of it"
    if callable(value):
        return f"a {type(value).__name__}", ": call it"
    return f"of type {type(value).__name__}", ""


def _path_of(where: _Place) -> str:
    """As the TypeScript SDK writes it."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in where)
    return path.removeprefix(".") or "it"
