"""What of one call's answer has left for the host."""

import asyncio
import math
import threading

_PREFIX = 5  # Bytes: a flag, and the length of the message in four.


class AnswerStream:
    """Counts gRPC messages on their way. `ended` is for other threads, `changed` for the relay's own loop."""

    def __init__(self) -> None:
        self.messages = 0
        self.ended = threading.Event()
        self.changed = asyncio.Event()
        self._prefix = b""
        self._left = 0

    def passed(self, data: bytes) -> None:
        """Takes what DATA frames carry: a message comes in any number of them, and they hold any number of messages."""
        while data:
            if self._left == 0:
                wanted = _PREFIX - len(self._prefix)
                self._prefix, data = self._prefix + data[:wanted], data[wanted:]
                if len(self._prefix) < _PREFIX:
                    break
                self._left = int.from_bytes(self._prefix[1:], "big")
            else:
                self._left, data = max(0, self._left - len(data)), data[self._left :]
            if self._left == 0:
                self._prefix = b""
                self.messages += 1
        self.changed.set()

    def end(self) -> None:
        self.ended.set()
        self.changed.set()

    def has_left(self, messages: float) -> bool:
        """Whether that many messages have left, or none will any more."""
        return self.messages >= messages or self.ended.is_set()

    async def left(self, messages: float) -> bool:
        """Waits until that many messages have left; False when the stream ended without them, unless it is asked for."""
        while not self.has_left(messages):
            self.changed.clear()
            await self.changed.wait()
        return self.messages >= messages or messages == math.inf

    async def moves_within(self, seconds: float) -> bool:
        """Whether some more of it leaves within that time."""
        self.changed.clear()
        try:
            await asyncio.wait_for(self.changed.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True
