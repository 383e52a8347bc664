"""What a plugin is called."""

from laniakea_plugin_sdk.plugin.base import PluginBase
from laniakea_plugin_sdk.process.program import program_name

# In a class of either kind, one of them is the author's.
_STREAMS = ("StartRecord", "Command")


def plugin_name(plugin: PluginBase) -> str:
    """The default source of its frames: pluginName of the module that has the class, or else the program's name."""
    methods = (getattr(type(plugin), name, None) for name in _STREAMS)
    for method in methods:
        name = getattr(method, "__globals__", {}).get("pluginName")
        if isinstance(name, str):
            return name
    return program_name()
