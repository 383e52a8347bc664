"""What differs from lab to lab, without a rebuild."""

import dataclasses
import json
import os
import re
from collections.abc import Mapping
from typing import Any

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware.field_rules import rules_of, shown
from laniakea_plugin_sdk.hardware.settings_file import read_settings_file

SETTINGS_VARIABLE = facts.SETTINGS_VARIABLE
"""Names another settings file than the one beside the executable."""

NO_SETTINGS = "{}"
"""The text of a settings file where there are none."""

_COMMENT = "//"
# Of the variables that the daemon and this package say something in.
_OWN_PREFIX = facts.SETTINGS_OWN_PREFIX


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
            variable = self._variable(rule.name)
            is_variable = variable in environment
            if not is_variable and rule.name not in written:
                continue
            try:
                found = rule.taken(rule.parsed(environment[variable]) if is_variable else written[rule.name])
                if found == "" and rule.needs_text():
                    raise ValueError('is "" and must not be empty')
                values[rule.name] = found
            except ValueError as error:
                problems.append(f"{variable if is_variable else f'{file}: {rule.name}'} {error}")
        if problems:
            raise _wrong(problems)
        try:
            return dataclasses.replace(self._defaults, **values)
        except ValueError as error:  # Of its __post_init__.
            raise _wrong([str(error)]) from error

    def stray_variables(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """What is told of variables that begin as the settings do and are none: a slip in a name has no other effect.

        They are not refused, as the variables of a plugin `x-two` begin like those of `x`. None: there are none.
        """
        known = [self._variable(rule.name) for rule in self._rules]
        prefix = self._variable("")
        stray = [
            name
            for name in environment
            if name.startswith(prefix) and not name.startswith(_OWN_PREFIX) and name not in known
        ]
        if not stray or not known:
            return None
        are = "is no setting" if len(stray) == 1 else "are no settings"
        return f"{', '.join(stray)} {are} of this plugin; there are: {', '.join(known)}"

    def text(self) -> str:
        """A settings file in which every setting is a comment with its default."""
        if not self._rules:
            return NO_SETTINGS
        about = (
            f"Settings of {self._plugin}: take the {_COMMENT} away before a key to set it. "
            f"A variable such as {self._variable(self._rules[0].name)} goes before this file."
        )
        lines = {_COMMENT: about, **{f"{_COMMENT} {rule.name}": rule.default for rule in self._rules}}
        return json.dumps(lines, indent=2)

    def _variable(self, key: str) -> str:
        words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", key)
        return re.sub(r"[^A-Z0-9_]", "_", f"LANIAKEA_{self._plugin}_{words}".upper())

    def _file(self, environment: Mapping[str, str]) -> str | None:
        chosen = environment.get(SETTINGS_VARIABLE)
        if chosen is not None or self._executable is None:
            return chosen
        return re.sub(r"\.exe$", "", self._executable, flags=re.IGNORECASE) + ".settings.json"


def _read_file(file: str, is_named: bool, problems: list[str]) -> dict[str, object]:
    try:
        return read_settings_file(file)
    except FileNotFoundError:
        if is_named:
            problems.append(f"{file}: there is no such file; it must hold one JSON object")
    except ValueError as error:
        problems.append(f"{file}: {error}; it must hold one JSON object")
    return {}


def _wrong(problems: list[str]) -> PluginError:
    return PluginError(
        facts.MESSAGE_WRONG_SETTINGS.format(problems="; ".join(problems)), grpc.StatusCode.FAILED_PRECONDITION
    )
