"""What a go-plugin host makes of a line on a plugin's stderr."""

import json

_HOST_KEYS = ("@message", "@level", "@timestamp")


def would_end_host(line: str) -> bool:
    """go-plugin asserts without a check that these keys have strings (log_entry.go), and panics."""
    if not line.lstrip().startswith("{"):
        return False
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return any(key in record and not isinstance(record[key], str) for key in _HOST_KEYS)
