"""Laniakea plugins in Python: `datasource` and `controller` have what a plugin is made of.

Importing it changes nothing in the process, but how grpc takes a fork, and in an executable where child processes look for
libraries. `Serve`, or the launcher of a project, begins a plugin:

    author's generator -> session (own thread) -> grpcio -> relay (HTTP/2 PINGs) -> daemon

Modules that the guide does not name (`datasource`, `controller`, `proto`, and `launcher` for a project's own use) are the
SDK's own, and may change.
"""

import os

from laniakea_plugin_sdk._facts import VERSION as __version__
from laniakea_plugin_sdk.environment import import_grpc, restore_library_paths

import_grpc()
restore_library_paths(os.environ)

__all__ = ["__version__"]
