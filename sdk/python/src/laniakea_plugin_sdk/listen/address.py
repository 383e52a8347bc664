"""Where grpcio listens, for the relay alone."""

import asyncio

from laniakea_plugin_sdk import _facts as facts


class GrpcAddress:
    """A unix socket, or a port of this machine where there are none."""

    def __init__(self, path: str | None, port: int = 0) -> None:
        self.path = path
        self.port = port

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.path is not None:
            return await asyncio.open_unix_connection(self.path)
        return await asyncio.open_connection(facts.SOCKET_LOOPBACK, self.port)
