# A datasource whose code heeds nothing: it sleeps through every stop, and so do its Stop and a thread of its own.
import threading
import time

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "stubborn"


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        threading.Thread(target=time.sleep, args=(3600,), daemon=False).start()
        yield {"n": 0}
        time.sleep(3600)

    def Stop(self, request, context):
        time.sleep(3600)


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
