"""A serial port without a device: one end of a pseudo-terminal, under a name that comes and goes."""

import contextlib
import os
import pty
import threading
import tty
from pathlib import Path


class PtyPort:
    """`device` writes what a device would send; `unplug` pulls the cable, and `plug` puts it back."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "port"
        self._device: int | None = None
        self.heard = b""
        self.plug()

    def plug(self) -> None:
        self._device, port = pty.openpty()
        tty.setraw(port)
        self.path.symlink_to(os.ttyname(port))
        os.close(port)

    def unplug(self) -> None:
        self.path.unlink()
        device, self._device = self._device, None
        if device is not None:
            os.close(device)

    def send(self, data: bytes) -> None:
        """Nothing happens while the cable is out."""
        if self._device is not None:
            with contextlib.suppress(OSError):
                os.write(self._device, data)

    def listen(self) -> bytes:
        """What the plugin sends, when it has sent a line."""
        while b"\n" not in self.heard:
            assert self._device is not None
            self.heard += os.read(self._device, 1000)
        return self.heard

    def close(self) -> None:
        if self._device is not None:
            self.unplug()


class Device(threading.Thread):
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
