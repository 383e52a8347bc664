"""A port in the host's range."""

import os
import random
import re
import socket
import sys

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill

_HIGHEST_PORT = 65535


def bind_tcp() -> socket.socket:
    """Listens from a random port of PLUGIN_MIN_PORT..PLUGIN_MAX_PORT on, so that plugins started together do not collide.

    Any free port when the host sets neither. Raises ValueError when they are no range, OSError when no port is free.
    """
    ports = port_range()
    start = random.randrange(len(ports))
    for i in range(len(ports)):
        # With its protocol named, asyncio turns off Nagle's algorithm, which would hold each answer for 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if sys.platform == "win32":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            # No SO_REUSEPORT: with it another plugin could have the same port, and the kernel deals between the two.
            listener.bind((facts.SOCKET_LOOPBACK, ports[(start + i) % len(ports)]))
            listener.listen()
            return listener
        except OSError:
            listener.close()
    raise OSError(facts.MESSAGE_NO_PORT_IS_FREE)


def port_range() -> range:
    """Raises ValueError in go-plugin's words when the host's ports are no range."""
    ports = range(_port("PLUGIN_MIN_PORT"), _port("PLUGIN_MAX_PORT") + 1)
    if len(ports) == 0:
        raise ValueError(fill(facts.MESSAGE_PORTS_ARE_NO_RANGE, min=ports.start, max=ports.stop - 1))
    return ports


def _port(name: str) -> int:
    text = os.environ.get(name) or "0"
    if re.fullmatch("[0-9]{1,5}", text) is None or int(text) > _HIGHEST_PORT:
        raise ValueError(fill(facts.MESSAGE_IS_NO_PORT, name=name, text=text))
    return int(text)
