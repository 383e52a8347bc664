"""What a range of npm's or pip's is in go-version's grammar, for the message that refuses it."""

import re

from laniakea_plugin_sdk.version.comparison import COMPARISON

_FOREIGN_COMPARISON = re.compile(
    r"(\^|~>|~=|~|={1,3}|=>|=<|>=|<=|!=|>|<|)v?([0-9]{1,15}|[xX*])(?:\.([0-9]{1,15}|[xX*]))?"
    r"(?:\.([0-9]{1,15}|[xX*])(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?"
)
_SEGMENTS = 3


def to_go_form(text: str) -> str | None:
    """None when the text is no range of npm's or pip's either."""
    hyphen = re.fullmatch(r"\s*(\S+)\s+-\s+(\S+)\s*", text)
    if hyphen is not None:
        parts = [f">={hyphen[1]}", f"<={hyphen[2]}"]
    else:
        parts = [part for part in re.split(r"[\s,]+", re.sub(r"([\^~<>=!])\s+", r"\1", text)) if part != ""]
    translated = [_comparison_to_go_form(part) for part in parts]
    if not translated or None in translated:
        return None
    go_form = ", ".join(part for part in translated if part is not None)
    return go_form if all(COMPARISON.fullmatch(part) for part in go_form.split(",")) else None


def _comparison_to_go_form(comparison: str) -> str | None:
    match = _FOREIGN_COMPARISON.fullmatch(comparison)
    if match is None:
        return None
    numbers: list[int] = []
    for part in match.group(2, 3, 4):
        if part is None or part in "xX*":
            break
        numbers.append(int(part))
    if not numbers:
        return ">= 0.0.0"
    return _bounds_of(match[1], numbers, f"{_filled(numbers)}{match[5] or ''}")


def _bounds_of(operator: str, numbers: list[int], lowest: str) -> str:
    """With fewer than three numbers it stands for all versions that start so; `lowest` is the first of them."""
    last, partial = len(numbers) - 1, len(numbers) < _SEGMENTS
    if operator == "^":
        non_zero = next((i for i, number in enumerate(numbers) if number > 0), last)
        return f">= {lowest}, < {_next(numbers, non_zero)}"
    if operator == "~":
        return f">= {lowest}, < {_next(numbers, min(last, 1))}"
    if operator in ("~>", "~="):
        return f"~> {'.'.join(map(str, numbers)) if partial else lowest}"
    if operator in ("", "=", "==", "==="):
        return f">= {lowest}, < {_next(numbers, last)}" if partial else f"= {lowest}"
    if operator == ">":
        return f">= {_next(numbers, last)}" if partial else f"> {lowest}"
    if operator in ("<=", "=<"):
        return f"< {_next(numbers, last)}" if partial else f"<= {lowest}"
    return f"{'>=' if operator == '=>' else operator} {lowest}"


def _next(numbers: list[int], index: int) -> str:
    """The first version after all that share the numbers up to and including `index`."""
    return _filled([*numbers[:index], numbers[index] + 1])


def _filled(numbers: list[int]) -> str:
    return ".".join(map(str, [*numbers, 0, 0][:_SEGMENTS]))
