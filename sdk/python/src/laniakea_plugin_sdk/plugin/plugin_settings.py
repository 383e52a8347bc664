"""The settings of a plugin's class."""

import dataclasses

from laniakea_plugin_sdk.hardware.settings import NO_SETTINGS, SettingsSource
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.plugin.names import plugin_name
from laniakea_plugin_sdk.process.program import program_file

_HAS_TOLD = "_laniakea_has_told_of_variables"


class PluginSettings:
    """Of a class with an object of a dataclass as `settings`; of any other class there are none."""

    def __init__(self, plugin: PluginBase) -> None:
        defaults = getattr(type(plugin), "settings", None)
        has_settings = dataclasses.is_dataclass(defaults) and not isinstance(defaults, type)
        self._plugin = plugin
        self._source = SettingsSource(plugin_name(plugin), defaults, program_file()) if has_settings else None

    def load(self) -> None:
        """Gives the plugin's object the values of now. Raises PluginError with all that is wrong."""
        if self._source is not None:
            self._tell_of_stray_variables(self._source)
            vars(self._plugin)["settings"] = self._source.read()

    def _tell_of_stray_variables(self, source: SettingsSource) -> None:
        """Once for a plugin, whoever reads its settings first: the variables of a process do not change."""
        own = vars(self._plugin)
        if not own.get(_HAS_TOLD, False):
            own[_HAS_TOLD] = True
            told = source.stray_variables()
            if told is not None:
                log.warning("%s", told)

    def text(self) -> str:
        """Of a settings file."""
        return NO_SETTINGS if self._source is None else self._source.text()
