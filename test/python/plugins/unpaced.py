# A datasource for other hosts than the daemon: nothing holds its frames back, and it listens on TCP.
import itertools
import logging

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "unpaced"


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        for n in itertools.count():
            yield {"n": n}

    def Stop(self, request, context):
        logging.info("everything is off")


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"), min_frame_interval=0, network="tcp")
