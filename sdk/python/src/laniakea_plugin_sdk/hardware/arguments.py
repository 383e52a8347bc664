"""The arguments of a command."""

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware.field_rules import FieldRule, rules_of, shown

Arguments = TypeVar("Arguments")


def read_arguments(kind: type[Arguments], given: object) -> Arguments:
    """An object of a dataclass: each argument is a field, with its type and `Limits`; one with a default may be left out.

    given: the command's "args", such as `message.get("args", {})`.
    Raises PluginError INVALID_ARGUMENT with all that is wrong, before anything is sent to the hardware.
    """
    rules = {rule.name: rule for rule in rules_of(kind)}
    if not isinstance(given, Mapping):
        raise _refused([f"args is {shown(given)} and must be an object"])
    problems = [
        f"there is no argument {shown(key)}; there are: {', '.join(rules)}" for key in given if key not in rules
    ]
    values: dict[str, object] = {}
    for name, rule in rules.items():
        try:
            if name in given or rule.default is dataclasses.MISSING:
                values[name] = _taken(rule, given)
        except ValueError as error:
            problems.append(f"args.{name} {error}")
    if problems:
        raise _refused(problems)
    try:
        return kind(**values)
    except ValueError as error:  # Of its __post_init__.
        raise _refused([str(error)]) from error


def _taken(rule: FieldRule, given: Mapping[object, object]) -> object:
    if rule.name not in given:
        raise ValueError(f"is missing and must be {rule.allowed()}")
    return rule.taken(given[rule.name])


def _refused(problems: list[str]) -> PluginError:
    return PluginError(f"wrong arguments: {'; '.join(problems)}", grpc.StatusCode.INVALID_ARGUMENT)
