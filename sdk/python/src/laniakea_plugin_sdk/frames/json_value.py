"""Values of labs as JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from datetime import time as clock_time
from decimal import Decimal


def to_json(value: object) -> bytes:
    """JSON has no NaN and no infinity; a sensor that gives one shows null, and goes on.

    Times become ISO 8601, and NumPy's values Python's. Raises TypeError for what JSON cannot hold, with its place.
    """
    try:
        plain = _plain(value, "")
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise TypeError("a frame needs a value that JSON can hold, and this one contains itself") from error


def _plain(value: object, where: str) -> object:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    if isinstance(value, (date, clock_time)):
        return value.isoformat()
    to_list = getattr(value, "tolist", None)
    if callable(to_list) and not isinstance(value, memoryview):
        return _plain(to_list(), where)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [_plain(item, f"{where}[{i}]") for i, item in enumerate(value)]
    place = f"; {where} is" if where else ", not"
    raise TypeError(f"a frame needs a value that JSON can hold{place} of type {type(value).__name__}")
