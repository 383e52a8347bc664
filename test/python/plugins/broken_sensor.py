# A datasource that fails before its first frame, then, in the next recording, after it.
import itertools

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "broken-sensor"
recordings = itertools.count()


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        if next(recordings) == 0:
            raise ValueError("no sensor at /dev/ttyUSB0")
        yield {"n": 0}
        raise OSError("the sensor was unplugged")


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
