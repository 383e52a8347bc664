"""The same datasource as test/hosts/go/plugin and ../python/plugin.py, in a project that the generator made.

PLUGIN_INTERVAL is the pause between frames ("50ms"; "0ms" for none, and no pacing either), PLUGIN_PAYLOAD the bytes per
frame (default: a small JSON object).
"""

import os
import time
from collections.abc import Iterator

import grpc
from laniakea_plugin_sdk.datasource import DatasourceBase, Serve
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame

INTERVAL = int(os.environ.get("PLUGIN_INTERVAL", "50ms").removesuffix("ms")) / 1000
PAYLOAD = int(os.environ.get("PLUGIN_PAYLOAD", "0"))


class Datasource(DatasourceBase):
    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Iterator[Frame]:
        n = 0
        while not self.quit:
            payload = b"x" * PAYLOAD if PAYLOAD > 0 else b'{"n":%d}' % n
            n += 1
            yield Frame(
                source="py-plugin", type="application/json", timestamp=int(time.time() * 1000), payload=payload
            )
            if INTERVAL > 0:
                self.wait(INTERVAL)


if __name__ == "__main__":
    plugin = Datasource(version="1.0.0", laniVersionConstraint=">= 1.0.0, < 2.0.0")
    if INTERVAL > 0:
        Serve(plugin)
    else:
        Serve(plugin, min_frame_interval=0)
