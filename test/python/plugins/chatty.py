# A datasource that prints and logs wherever it can: while it loads, before the handshake, and while it records.
import logging
import os
import subprocess
import sys
import threading
import warnings

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "chatty"

print("loading the driver")
sys.stdout.write("half a line, ")
sys.stdout.write("and its end\n")
logging.basicConfig(level=logging.DEBUG)


def fail():
    raise RuntimeError("the watcher lost its sensor")


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        print("recording")
        os.write(1, b"printed by C code\n")
        subprocess.run(["echo", "printed by a child"], check=True)
        logging.info("about to %s", "read", extra={"@message": 5, "sensor": "a"})
        logging.getLogger("driver").debug("bytes", extra={"count": 3})
        logging.info("too many %d", "letters")
        logging.error("a long one: %s", "é" * 100_000)
        sys.stderr.write('{"@level":"info","@message":5,"why":"ends a host"}\n')
        warnings.warn("an old driver", stacklevel=1)
        watcher = threading.Thread(target=fail, name="watcher")
        watcher.start()
        watcher.join()
        yield {"n": 0}
        yield {"n": 1}

    def Stop(self, request, context):
        print("the last words", end="")


if __name__ == "__main__":
    print("serving")
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
