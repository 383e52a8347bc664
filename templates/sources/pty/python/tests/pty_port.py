"""A serial port without a device: one end of a pseudo-terminal, under a name that comes and goes."""

import contextlib
import os
import pty
import select
import threading
import tty
from pathlib import Path


class PtyPort:
    """`send` and `receive` are the device's; `unplug` pulls the cable, and `plug` puts it back."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "port"
        self._device: int | None = None
        # What a thread still reads from is not closed.
        self._lock = threading.Lock()
        self.plug()

    def plug(self) -> None:
        self._device, port = pty.openpty()
        tty.setraw(port)
        self.path.symlink_to(os.ttyname(port))
        os.close(port)

    def unplug(self) -> None:
        self.path.unlink()
        with self._lock:
            device, self._device = self._device, None
            if device is not None:
                os.close(device)

    def send(self, data: bytes) -> None:
        """Nothing happens while the cable is out."""
        with self._lock, contextlib.suppress(OSError):
            if self._device is not None:
                os.write(self._device, data)

    def receive(self) -> bytes:
        """What the plugin has sent; empty when nothing comes for a moment, and while the cable is out."""
        with self._lock, contextlib.suppress(OSError):  # Nobody has the port open.
            if self._device is not None and select.select([self._device], [], [], 0.02)[0]:
                return os.read(self._device, 1000)
        return b""

    def close(self) -> None:
        if self._device is not None:
            self.unplug()
