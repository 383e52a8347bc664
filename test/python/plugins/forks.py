# A datasource that forks while gRPC runs: a pool in each recording, a child of os.fork, and a process that it leaves running.
import multiprocessing
import os
import time

from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "forks"
forks = multiprocessing.get_context("fork")


def square(n):
    return n * n


class Datasource(DatasourceBase):
    def StartRecord(self, request, context):
        with forks.Pool(2) as pool:
            yield pool.map(square, range(100))[-1]
        child = os.fork()
        if child == 0:
            os._exit(7)
        yield os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        left = forks.Process(target=time.sleep, args=(3600,))
        left.start()
        yield left.pid
        while not self.wait(1):
            pass


if __name__ == "__main__":
    Serve(Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0"))
