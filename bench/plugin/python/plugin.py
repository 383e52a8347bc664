"""The same datasource as test/hosts/go/plugin, made with the Laniakea Python SDK as its guide says.

PLUGIN_INTERVAL is the pause between frames ("50ms"; "0ms" for none), PLUGIN_PAYLOAD the bytes per frame.
"""
import os
import time

import packaging.version

# The SDK looks it up; packaging has dropped it.
packaging.version.LegacyVersion = type("LegacyVersion", (), {})

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve
import laniakea_plugin_sdk.proto.plugin_pb2 as plugin_pb2

INTERVAL = int(os.environ.get("PLUGIN_INTERVAL", "50ms").removesuffix("ms")) / 1000
PAYLOAD = int(os.environ.get("PLUGIN_PAYLOAD", "0"))


class Datasource(DatasourceBase):
    def __init__(self):
        super().__init__(version="1.0.0", laniVersionConstraint="1.0.0")
        self.quit = False

    def StartRecord(self, request, context):
        self.quit = False
        yield plugin_pb2.Frame()  # The daemon's client drops the first one.
        n = 0
        while not self.quit:
            payload = b"x" * PAYLOAD if PAYLOAD > 0 else b'{"n":%d}' % n
            n += 1
            yield plugin_pb2.Frame(
                source="py-plugin", type="application/json", timestamp=int(time.time() * 1000), payload=payload
            )
            if INTERVAL > 0:
                time.sleep(INTERVAL)

    def StopRecord(self, request, context):
        self.quit = True
        return plugin_pb2.Empty()

    def Stop(self, request, context):
        self.quit = True
        return plugin_pb2.Empty()


if __name__ == "__main__":
    Serve(Datasource())
