# A datasource that yields as fast as it may.
import itertools

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "burst"


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        for n in itertools.count():
            yield {"n": n}


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
