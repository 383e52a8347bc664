"""Values of labs as JSON."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from datetime import time as clock_time
from decimal import Decimal
from typing import TypeAlias

OnNull: TypeAlias = Callable[[str, str], None]
"""Is told the place of a value that JSON does not have, such as `values[2]`, and the value."""

_Place: TypeAlias = tuple[object, ...]


def to_json(value: object, on_null: OnNull) -> bytes:
    """JSON has no NaN and no infinity; a sensor that gives one shows null, and goes on.

    Times become ISO 8601, and NumPy's values Python's. Raises TypeError for what JSON cannot hold, with its place.
    """
    try:
        plain = _plain(value, (), on_null)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise TypeError("a frame needs a value that JSON can hold, and this one contains itself") from error


def _plain(value: object, where: _Place, on_null: OnNull) -> object:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (float, Decimal)):
        if math.isfinite(value):
            return float(value)
        on_null(_path_of(where), "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        return None
    if isinstance(value, Mapping):
        return {key: _plain(item, (*where, str(key)), on_null) for key, item in value.items()}
    if isinstance(value, (date, clock_time)):
        return value.isoformat()
    to_list = getattr(value, "tolist", None)
    if callable(to_list) and not isinstance(value, memoryview):
        return _plain(to_list(), where, on_null)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [_plain(item, (*where, i), on_null) for i, item in enumerate(value)]
    place = f"; {_path_of(where)} is" if where else ", not"
    raise TypeError(f"a frame needs a value that JSON can hold{place} of type {type(value).__name__}")


def _path_of(where: _Place) -> str:
    """As the TypeScript SDK writes it."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in where)
    return path.removeprefix(".") or "it"
