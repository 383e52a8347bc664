"""Whole numbers as Go's strconv reads them."""

import re

MAX_INT64 = 2**63 - 1
MIN_INT64 = -MAX_INT64 - 1
_DIGITS = 19


def parse_int64(text: str) -> int | None:
    """None when it does not fit; checked by length first, because Python refuses to read very long numbers."""
    if len(text.lstrip("-").lstrip("0")) > _DIGITS:
        return None
    value = int(text)
    return value if MIN_INT64 <= value <= MAX_INT64 else None


def go_parse_int(text: str) -> tuple[bool, int]:
    """strconv.ParseInt: what does not fit fails, yet leaves the nearest value behind, and go-version compares that."""
    if re.fullmatch(r"-?[0-9]+", text) is None:
        return False, 0
    value = parse_int64(text)
    if value is not None:
        return True, value
    return False, MIN_INT64 if text.startswith("-") else MAX_INT64
