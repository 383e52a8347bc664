"""Hardware that can be open only once."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

Opening = ParamSpec("Opening")
Device = TypeVar("Device")


class Shared(Generic[Opening, Device]):
    """What recordings and commands of one plugin use at the same time, such as a serial port or an instrument's connection.

    It is open while somebody uses it. `open` and `close` are called by one thread at a time.
    """

    def __init__(self, open: Callable[Opening, Device], close: Callable[[Device], object]) -> None:
        self.lock = threading.RLock()
        """Held by whoever asks a question and waits for its answer: `with shared.lock: ...`."""
        self._open = open
        self._close = close
        self._changing = threading.Lock()
        self._devices: list[Device] = []
        self._users = 0

    def acquire(self, *args: Opening.args, **keywords: Opening.kwargs) -> Device:
        """Opens it, unless it is open. Raises what `open` raises."""
        with self._changing:
            if not self._devices:
                self._devices.append(self._open(*args, **keywords))
            self._users += 1
            return self._devices[0]

    def release(self, _device: Device) -> None:
        """Closes it when nobody uses it any more."""
        with self._changing:
            self._users -= 1
            if self._users == 0:
                self._close(self._devices.pop())

    @contextlib.contextmanager
    def borrowed(self, *args: Opening.args, **keywords: Opening.kwargs) -> Iterator[Device]:
        """For one command; holds the lock."""
        device = self.acquire(*args, **keywords)
        try:
            with self.lock:
                yield device
        finally:
            self.release(device)
