"""The order of prereleases, such as beta.1."""

from laniakea_plugin_sdk.version.int64 import go_parse_int


def compare_prereleases(a: str, b: str) -> int:
    """Negative, zero or positive; a version without a prerelease comes after all of its prereleases."""
    if a == b:
        return 0
    if a == "" or b == "":
        return 1 if a == "" else -1
    a_parts, b_parts = a.split("."), b.split(".")
    for i in range(max(len(a_parts), len(b_parts))):
        order = _compare_parts("".join(a_parts[i : i + 1]), "".join(b_parts[i : i + 1]))
        if order != 0:
            return order
    return 0


def _compare_parts(a: str, b: str) -> int:
    """Follows go-version branch by branch: it is not symmetric ("01" and "1" are each below the other)."""
    if a == b:
        return 0
    (a_is_number, a_value), (b_is_number, b_value) = go_parse_int(a), go_parse_int(b)
    if a == "":
        return -1 if b_is_number else 1
    if b == "":
        return 1 if a_is_number else -1
    if a_is_number != b_is_number:
        return -1 if a_is_number else 1
    if not a_is_number and a > b:
        return 1
    return 1 if a_value > b_value else -1
