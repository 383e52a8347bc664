# A datasource as lab people write one: values of NumPy's kind, a thread of its own, a program left running, async code, sys.exit.
import asyncio
import datetime
import decimal
import os
import subprocess
import sys
import threading
import time

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "lab"


class Reading:
    """Stands in for NumPy's numbers and arrays, which have tolist, too."""

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


class Datasource(DatasourceBase):
    recordings = 0

    def StartRecord(self, request, context):
        self.recordings += 1
        if self.recordings == 1:
            return self.values()
        if self.recordings == 2:
            return self.with_a_thread()
        if self.recordings == 3:
            return {"celsius": 21}
        return self.later()

    def values(self):
        now = datetime.datetime(2026, 1, 2, 3, 4, 5)
        yield {"at": now, "volt": decimal.Decimal("1.5"), "all": Reading([1, float("nan")]), "one": Reading(2.5)}
        try:
            yield {"raw": [1, b"\x00"]}
        except TypeError as error:
            yield str(error)

    def with_a_thread(self):
        threading.Thread(target=self.poll).start()
        # It has the host's stderr, unless something is done about it.
        child = subprocess.Popen(["sh", "-c", "echo left running >&2; exec sleep 3600"])
        yield {"pid": child.pid}
        yield from self.until_stopped()

    def poll(self):
        while not self.quit:
            time.sleep(0.01)
        print("the thread ended")

    def until_stopped(self):
        while not self.wait(0.05):
            yield {}

    async def later(self):
        await asyncio.sleep(0.01)
        yield {"later": True}

    def StopRecord(self, request, context):
        os.write(2, b"written by C code\n")
        sys.exit(3)


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
