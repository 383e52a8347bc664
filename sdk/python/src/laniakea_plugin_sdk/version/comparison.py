"""The operators of a constraint."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from laniakea_plugin_sdk.version.version import Version

Holds: TypeAlias = Callable[[Version, Version], bool]

# Go's \s is these five characters only.
COMPARISON = re.compile(r"[\t\n\f\r ]*(=|!=|>=|<=|>|<|~>|)[\t\n\f\r ]*([^\t\n\f\r ]+)[\t\n\f\r ]*")


def _prerelease_fits(version: Version, limit: Version) -> bool:
    """A prerelease is only ordered against a limit that is a prerelease of the same version."""
    if version.prerelease == "":
        return True
    return limit.prerelease != "" and version.segments == limit.segments


def _is_pessimistic_match(version: Version, limit: Version) -> bool:
    if not _prerelease_fits(version, limit) or (limit.prerelease != "" and version.prerelease == ""):
        return False
    if version.compare(limit) < 0 or len(limit.segments) > len(version.segments):
        return False
    fixed, last = limit.written - 1, len(limit.segments) - 1
    return version.segments[:fixed] == limit.segments[:fixed] and version.segments[last] >= limit.segments[last]


OPERATORS: Mapping[str, Holds] = MappingProxyType(
    {
        "": lambda version, limit: version.compare(limit) == 0,
        "=": lambda version, limit: version.compare(limit) == 0,
        "!=": lambda version, limit: version.compare(limit) != 0,
        ">": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) > 0,
        "<": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) < 0,
        ">=": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) >= 0,
        "<=": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) <= 0,
        "~>": _is_pessimistic_match,
    }
)
