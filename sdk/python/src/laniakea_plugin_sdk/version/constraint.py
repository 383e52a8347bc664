"""A constraint on the daemon's version, such as `>= 1.0.0, < 2.0.0`."""

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill, quoted
from laniakea_plugin_sdk.version.comparison import COMPARISON, OPERATORS, Holds
from laniakea_plugin_sdk.version.errors import ConstraintError, VersionError
from laniakea_plugin_sdk.version.foreign import to_go_form
from laniakea_plugin_sdk.version.int64 import MAX_INT64
from laniakea_plugin_sdk.version.version import Version, has_version_form


class VersionConstraint:
    """Comparisons separated by commas, all of which must hold. A bare version means exactly that one.

    Raises ConstraintError when the text is no constraint.
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise ConstraintError(f'a Laniakea version constraint is text, such as ">= 1.0.0, < 2.0.0"; got {text!r}')
        self.text = text
        self._comparisons = [self._comparison(part) for part in text.split(",")]

    def accepts(self, version: str) -> bool:
        """Raises VersionError when the version is none."""
        parsed = Version(version)
        return all(holds(parsed, limit) for holds, limit in self._comparisons)

    def _comparison(self, part: str) -> tuple[Holds, Version]:
        match = COMPARISON.fullmatch(part)
        if match is None or not has_version_form(match[2]):
            raise _refusal(self.text)
        try:
            return OPERATORS[match[1]], Version(match[2])
        except VersionError as error:
            message = fill(facts.MESSAGE_CONSTRAINT_TOO_LARGE, constraint=quoted(self.text), limit=MAX_INT64)
            raise ConstraintError(message) from error


def _refusal(text: str) -> ConstraintError:
    if text.strip() == "":
        return ConstraintError(facts.MESSAGE_CONSTRAINT_IS_EMPTY)
    alternatives = [to_go_form(part) for part in text.split("||")]
    if alternatives[0] is None:
        return ConstraintError(fill(facts.MESSAGE_NOT_A_CONSTRAINT, constraint=quoted(text)))
    has_or = len(alternatives) > 1
    template = facts.MESSAGE_CONSTRAINT_WITH_OR if has_or else facts.MESSAGE_FOREIGN_CONSTRAINT
    return ConstraintError(fill(template, constraint=quoted(text), suggestion=alternatives[0]))
