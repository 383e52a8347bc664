"""The listener that the host is told of."""

import os
import socket
from typing import NamedTuple

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.listen.socket_folder import SocketFolder
from laniakea_plugin_sdk.listen.tcp import bind_tcp


class HostListener(NamedTuple):
    listener: socket.socket
    network: str
    """unix or tcp."""
    address: str
    """The socket's path, or 127.0.0.1:PORT."""

    def handshake(self) -> str:
        """The line by which the host learns where the plugin listens, without its newline."""
        # A host that asks for multiplexing hears that there is none.
        multiplexing = "|false" if os.environ.get("PLUGIN_MULTIPLEX_GRPC") else ""
        versions = f"{facts.PROTOCOL_CORE_VERSION}|{facts.PROTOCOL_VERSION}"
        return f"{versions}|{self.network}|{self.address}|grpc|{multiplexing}"


def listen_for_host(folder: SocketFolder, network: str) -> HostListener:
    """network: `unix`, which is TCP where there are no unix sockets, or `tcp`.

    Raises ValueError or OSError when nothing can be listened on.
    """
    path = folder.socket_for_host() if network == "unix" else None
    if path is None:
        tcp = bind_tcp()
        return HostListener(tcp, "tcp", f"{facts.SOCKET_LOOPBACK}:{tcp.getsockname()[1]}")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen()
    group = os.environ.get("PLUGIN_UNIX_SOCKET_GROUP")
    if group:
        folder.open_to_group(path, group)
    return HostListener(listener, "unix", path)
