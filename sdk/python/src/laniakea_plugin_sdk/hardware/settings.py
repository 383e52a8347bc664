"""What differs from lab to lab, without a rebuild."""

import dataclasses
import json
import os
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware.field_rules import FieldRule, rules_of, shown

SETTINGS_VARIABLE = "LANIAKEA_PLUGIN_SETTINGS"
"""Names another settings file than the one beside the executable."""

NO_SETTINGS = "{}"
"""The text of a settings file where there are none."""

_COMMENT = "//"


class SettingsSource:
    """Reads an object of a dataclass: variables, over a file, over the object's own values.

    plugin: its name, which is in the names of the variables.
    defaults: what holds where nothing else is said.
    executable: the file that runs; None where that is Python's own.
    Raises TypeError for a field that no setting can be.
    """

    def __init__(self, plugin: str, defaults: Any, executable: str | None) -> None:
        self._plugin = plugin
        self._defaults = defaults
        self._rules = [
            dataclasses.replace(rule, default=getattr(defaults, rule.name)) for rule in rules_of(type(defaults))
        ]
        self._executable = executable

    def read(self, environment: Mapping[str, str] = os.environ) -> Any:
        """Raises PluginError FAILED_PRECONDITION with all that is wrong: where, which key, what was found, what is allowed."""
        problems: list[str] = []
        file = self._file(environment)
        written = {} if file is None else _read_file(file, SETTINGS_VARIABLE in environment, problems)
        keys = [rule.name for rule in self._rules]
        problems += [
            f"{file}: there is no setting {shown(key)}; there are: {', '.join(keys)}"
            for key in written
            if key not in keys and not key.startswith(_COMMENT)
        ]
        values: dict[str, object] = {}
        for rule in self._rules:
            variable = self._variable(rule)
            is_variable = variable in environment
            if not is_variable and rule.name not in written:
                continue
            try:
                values[rule.name] = rule.taken(
                    rule.parsed(environment[variable]) if is_variable else written[rule.name]
                )
            except ValueError as error:
                problems.append(f"{variable if is_variable else f'{file}: {rule.name}'} {error}")
        if problems:
            raise _wrong(problems)
        try:
            return dataclasses.replace(self._defaults, **values)
        except ValueError as error:  # Of its __post_init__.
            raise _wrong([str(error)]) from error

    def text(self) -> str:
        """A settings file in which every setting is a comment with its default."""
        if not self._rules:
            return NO_SETTINGS
        about = (
            f"Settings of {self._plugin}: take the {_COMMENT} away before a key to set it. "
            f"A variable such as {self._variable(self._rules[0])} goes before this file."
        )
        lines = {_COMMENT: about, **{f"{_COMMENT} {rule.name}": rule.default for rule in self._rules}}
        return json.dumps(lines, indent=2)

    def _variable(self, rule: FieldRule) -> str:
        words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", rule.name)
        return re.sub(r"[^A-Z0-9_]", "_", f"LANIAKEA_{self._plugin}_{words}".upper())

    def _file(self, environment: Mapping[str, str]) -> str | None:
        chosen = environment.get(SETTINGS_VARIABLE)
        if chosen is not None or self._executable is None:
            return chosen
        return re.sub(r"\.exe$", "", self._executable, flags=re.IGNORECASE) + ".settings.json"


def _read_file(file: str, is_named: bool, problems: list[str]) -> dict[str, object]:
    try:
        # Editors on Windows begin a file with a mark.
        with open(file, encoding="utf-8-sig") as opened:
            found: object = json.load(opened, parse_constant=_refuse_constant)
    except FileNotFoundError as error:
        if is_named:
            problems.append(f"{file}: {error.strerror}")
        return {}
    except OSError as error:
        problems.append(f"{file}: {error.strerror or error}")
        return {}
    except (ValueError, RecursionError) as error:
        problems.append(f"{file}: it is no JSON: {error}")
        return {}
    if not isinstance(found, dict):
        problems.append(f"{file}: it must hold one JSON object")
        return {}
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON's")


def _wrong(problems: list[str]) -> PluginError:
    return PluginError(f"wrong settings: {'; '.join(problems)}", grpc.StatusCode.FAILED_PRECONDITION)
