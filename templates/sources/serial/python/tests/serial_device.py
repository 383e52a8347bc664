"""A device that speaks by itself."""

import threading

from pty_port import PtyPort


class SerialDevice(threading.Thread):
    """Sends a line each 20 ms, with a number that says which."""

    def __init__(self, port: PtyPort) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._ended = threading.Event()
        self.sent = 0

    def run(self) -> None:
        while not self._ended.wait(0.02):
            self.sent += 1
            self._port.send(b"N=%d;T=21,5\r\n" % self.sent)

    def end(self) -> None:
        self._ended.set()
        self.join()
