# A datasource whose frames show loss and disorder: n counts up, the recording's number stays.
import itertools
import logging

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "counter"
recordings = itertools.count(1)


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        recording = next(recordings)
        try:
            for n in itertools.count():
                yield {"n": n, "recording": recording}
                if self.wait(0.05):
                    break
        finally:
            logging.info("recording ended", extra={"recording": recording})


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0, < 2.0.0"))
