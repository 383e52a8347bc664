"""What the fields of a dataclass may hold, for values that come from outside."""

import dataclasses
import json
import math
import re
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

_KINDS = (bool, int, float, str)


@dataclass(frozen=True)
class Limits:
    """What a field takes: `Annotated[int, Limits(300, 115_200)]`. A choice of few values is a Literal.

    minimum, maximum: of a number; default none.
    longest: characters of a text; default none.
    pattern: the regular expression that the whole of a text must match; default none.
    allowed: the pattern in words, for the person who is refused: `must be <allowed>`; default the pattern itself.
    """

    minimum: float = -math.inf
    maximum: float = math.inf
    longest: int | None = None
    pattern: str | None = None
    allowed: str | None = None


@dataclass(frozen=True)
class FieldRule:
    """One field. `default` is dataclasses.MISSING where it has none."""

    name: str
    kind: type
    default: object
    limits: Limits
    choices: tuple[object, ...] = ()

    def taken(self, found: object) -> object:
        """The value of the field's type. Raises ValueError with what was found and what is allowed."""
        value = self._of_kind(found)
        if value is None or not self._is_allowed(value):
            raise ValueError(f"is {shown(found)} and must be {self.allowed()}")
        return value

    def parsed(self, text: str) -> object:
        """Text, as a variable has it, as a value of JSON. What is none of the field's type stays text."""
        try:
            if self.kind is bool:
                return {"true": True, "false": False}[text.strip().lower()]
            return text if self.kind is str else float(text) if self.kind is float else int(text)
        except (ValueError, KeyError):
            return text

    def needs_text(self) -> bool:
        """Where there is a text by default, an empty one is a slip of who sets it."""
        return self.kind is str and self.default != "" and not self.choices

    def allowed(self) -> str:
        example = "" if self.default is dataclasses.MISSING else f", such as {shown(self.default)}"
        if self.choices:
            return f"one of {', '.join(map(shown, self.choices))}"
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return f"{self._text_limits()}{example}"
        return f"a {'whole number' if self.kind is int else 'number'}{self._bounds()}{example}"

    def _of_kind(self, found: object) -> object:
        if self.kind in (bool, str):
            return found if isinstance(found, self.kind) else None
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not math.isfinite(found):
            return None
        if self.kind is float:
            return float(found)
        return int(found) if found == int(found) else None

    def _is_allowed(self, value: Any) -> bool:
        if self.choices:
            return value in self.choices
        if self.kind is bool:
            return True
        if self.kind is str:
            too_long = self.limits.longest is not None and len(value) > self.limits.longest
            return not too_long and (
                self.limits.pattern is None or re.fullmatch(self.limits.pattern, value) is not None
            )
        return bool(self.limits.minimum <= value <= self.limits.maximum)

    def _bounds(self) -> str:
        least, most = self.limits.minimum, self.limits.maximum
        if math.isfinite(least) and math.isfinite(most):
            return f" between {least:.15g} and {most:.15g}"
        if math.isfinite(least):
            return f" of at least {least:.15g}"
        return f" of at most {most:.15g}" if math.isfinite(most) else ""

    def _text_limits(self) -> str:
        length = "" if self.limits.longest is None else f" of at most {self.limits.longest} characters"
        if self.limits.allowed is not None:
            return f"{self.limits.allowed}{',' if length else ''}{length}"
        return f"a text{length}" if self.limits.pattern is None else f"a text{length} like {self.limits.pattern}"


def rules_of(kind: Any) -> list[FieldRule]:
    """Of each field of a dataclass. Raises TypeError for a field that no setting can be."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return [_rule_of(kind, field, hints[field.name]) for field in dataclasses.fields(kind)]


def shown(value: object) -> str:
    """As it stands in JSON."""
    return json.dumps(value, ensure_ascii=False, default=repr)


def _rule_of(owner: type, field: "dataclasses.Field[Any]", hint: object) -> FieldRule:
    limits = Limits()
    choices: tuple[object, ...] = ()
    if typing.get_origin(hint) is Annotated:
        hint, *extras = typing.get_args(hint)
        limits = next((each for each in extras if isinstance(each, Limits)), limits)
    if typing.get_origin(hint) is Literal:
        choices = typing.get_args(hint)
        hint = type(choices[0])
    if hint not in _KINDS or any(type(choice) is not hint for choice in choices):
        raise TypeError(
            f"{owner.__name__}.{field.name} must be a str, int, float, bool or a Literal of one of these, maybe in "
            f"Annotated[..., Limits(...)]; it is {hint!r}"
        )
    default = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
    return FieldRule(field.name, typing.cast(type, hint), default, limits, choices)
