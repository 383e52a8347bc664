"""What a datasource and a controller have in common, for code that serves either."""

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.plugin.base import PluginBase

__all__ = ["PluginBase", "PluginError"]
