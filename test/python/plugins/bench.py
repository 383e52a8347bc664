# A datasource for hardware as it is: each of its modes is one thing that goes wrong.
import asyncio
import itertools
import os
import threading
import time
from dataclasses import dataclass
from typing import Literal

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve
from laniakea_plugin_sdk.hardware import batch

pluginName = "bench"


@dataclass(frozen=True)
class Settings:
    mode: Literal["awaiting", "opening", "unplugged", "fast", "callbacks", "stuck", "silent"] = "awaiting"


class Datasource(DatasourceBase):
    settings = Settings()
    heartbeat = 0.3
    watchdog = 1

    def StartRecord(self, request, context):
        return getattr(self, f"record_{self.settings.mode}")()

    def record_opening(self):
        with self.opening():
            time.sleep(1)  # As long as a slow port takes, and longer than the daemon's call waits for a value.
            raise OSError("no device at /dev/ttyUSB0")
        yield {}

    def record_unplugged(self):
        openings = itertools.count()

        def read(opening):
            yield {"n": opening}
            raise OSError("the cable is pulled")

        yield from self.reconnecting(
            "the port", open=lambda: next(openings), read=read, close=lambda _: None, first_delay=0.05
        )

    def record_fast(self):
        def samples():
            for n in itertools.count():
                yield n
                if n % 10 == 9:
                    self.wait(0.001)
                if self.quit:
                    return

        yield from batch(samples(), count=250, seconds=0.5, interval=0.0001)

    def record_callbacks(self):
        channel = self.channel(capacity=64)

        def calls_back():
            for n in range(1000):
                channel.push({"n": n})

        thread = threading.Thread(target=calls_back)
        thread.start()
        thread.join()
        yield from channel

    async def record_awaiting(self):
        for n in itertools.count():
            yield {"n": n, "pid": os.getpid()}
            await asyncio.sleep(0.05)

    async def record_stuck(self):
        yield {"n": 0}
        await asyncio.sleep(0)
        time.sleep(60)  # The mistake.

    def record_silent(self):
        while not self.wait(1):
            pass
        yield from ()


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
