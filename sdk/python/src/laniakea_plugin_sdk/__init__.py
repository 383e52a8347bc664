"""Laniakea plugins in Python: `datasource` and `controller` have what a plugin is made of.

Importing it changes nothing in the process. `Serve`, or the launcher of a project, begins a plugin:

    author's generator -> session (own thread) -> grpcio -> relay (HTTP/2 PINGs) -> daemon

Modules that the guide does not name (`datasource`, `controller`, `proto`, and `launcher` for a project's own use) are the
SDK's own, and may change.
"""

from laniakea_plugin_sdk._facts import VERSION as __version__

__all__ = ["__version__"]
