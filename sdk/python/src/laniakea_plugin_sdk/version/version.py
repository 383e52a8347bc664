"""A version as go-version reads it."""

from __future__ import annotations

import re

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill, quoted
from laniakea_plugin_sdk.version.errors import VersionError
from laniakea_plugin_sdk.version.int64 import MAX_INT64, parse_int64
from laniakea_plugin_sdk.version.prerelease import compare_prereleases

_IDENTIFIERS = r"[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*"
# Digits, then a prerelease (the hyphen is optional before a letter), then metadata, which never matters.
_VERSION = re.compile(
    rf"v?([0-9]+(?:\.[0-9]+)*)(?:-([0-9]{_IDENTIFIERS})|-?([A-Za-z~-]{_IDENTIFIERS}))?"
    r"(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?"
)
_LEAST_SEGMENTS = 3


def has_version_form(text: str) -> bool:
    """Whether it is written as a version is; its numbers may still be too large."""
    return _VERSION.fullmatch(text) is not None


class Version:
    """At least three segments; how many were written counts for `~>`. Raises VersionError when the text is none."""

    def __init__(self, text: str) -> None:
        match = _VERSION.fullmatch(text)
        if match is None:
            raise VersionError(fill(facts.MESSAGE_NOT_A_VERSION, version=quoted(text)))
        numbers = [parse_int64(digits) for digits in match[1].split(".")]
        self.segments = [number for number in numbers if number is not None]
        if len(self.segments) < len(numbers):
            raise VersionError(fill(facts.MESSAGE_VERSION_TOO_LARGE, version=quoted(text), limit=MAX_INT64))
        self.written = len(numbers)
        self.segments += [0] * (_LEAST_SEGMENTS - self.written)
        self.prerelease: str = match[2] or match[3] or ""

    def compare(self, other: Version) -> int:
        """Versions with different numbers of segments compare by number only: their prereleases are ignored."""
        if self.segments == other.segments:
            return compare_prereleases(self.prerelease, other.prerelease)
        length = max(len(self.segments), len(other.segments))
        mine, theirs = (version.segments + [0] * (length - len(version.segments)) for version in (self, other))
        return (mine > theirs) - (mine < theirs)
