# A datasource with nothing to say: the first recording is over at once, the second one waits for ever.
import itertools

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "silent"
recordings = itertools.count()


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        if next(recordings) > 0:
            while not self.wait(3600):
                pass
        yield from ()


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
