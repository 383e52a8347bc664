"""Samples that come faster than frames leave, as one frame a batch."""

import asyncio
import contextvars
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import overload

from laniakea_plugin_sdk.frames.reading import Reading

# Seconds for the thread that samples, when nobody reads its batches any more.
_END_WITHIN = 1.0


@overload
def batch(
    samples: Iterable[object], *, count: int = 1000, seconds: float = 0.25, interval: float | None = None
) -> Generator[Reading, None, None]: ...
@overload
def batch(
    samples: AsyncIterable[object], *, count: int = 1000, seconds: float = 0.25, interval: float | None = None
) -> AsyncGenerator[Reading, None]: ...
def batch(
    samples: Iterable[object] | AsyncIterable[object],
    *,
    count: int = 1000,
    seconds: float = 0.25,
    interval: float | None = None,
) -> Generator[Reading, None, None] | AsyncGenerator[Reading, None]:
    """Frames to yield, each with the samples of one batch; of async samples for `async for`.

    Samples are taken while a frame waits to be sent, in a thread (or task) of its own, and stamped then; a Reading has its
    own time.

    count, seconds: a batch goes out when it has that many samples, or when its first one is that old, whatever comes first.
    interval: seconds between two samples of a clock that samples by itself. A batch is then `{"start": ms since 1970,
    "intervalMs": ms, "values": [...]}`; without it, `{"readings": [{"time": ms since 1970, ...}, ...]}`, with the fields
    of each sample, or its value as `value`. The frame's timestamp is the last sample's time.
    """
    if count < 1 or seconds <= 0 or (interval is not None and interval <= 0):
        raise ValueError("a batch needs a count of at least 1, and seconds and an interval above 0")
    form = _Form(count, seconds, interval)
    return _batches_async(samples, form) if isinstance(samples, AsyncIterable) else _batches(samples, form)


@dataclass(frozen=True)
class _Form:
    count: int
    seconds: float
    interval: float | None

    def frame(self, batch: list[Reading]) -> Reading:
        last = batch[-1].milliseconds
        if self.interval is None:
            return Reading({"readings": [_with_time(sample) for sample in batch]}, last / 1000)
        interval_ms = self.interval * 1000
        start = round(last - (len(batch) - 1) * interval_ms, 3)
        values = [sample.value for sample in batch]
        return Reading({"start": start, "intervalMs": round(interval_ms, 6), "values": values}, last / 1000)


class _Sampler:
    """Takes samples in a thread of its own, at most two batches ahead: then the hardware's own buffer has to hold them."""

    def __init__(self, samples: Iterable[object], form: _Form) -> None:
        self._samples = samples
        self._form = form
        self._changed = threading.Condition()
        self._waiting: list[Reading] = []
        # When the first of those that wait came.
        self._since = 0.0
        self._is_done = False
        self._is_unwanted = False
        self._error: Exception | None = None
        # Whose recording it is, is known there, too.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._take,), name="samples", daemon=True)
        self._thread.start()

    def batch(self) -> list[Reading]:
        """The next one; empty when there is none any more. Raises what sampling raised."""
        count = self._form.count
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_done)
            left = self._since + self._form.seconds - time.monotonic()
            self._changed.wait_for(lambda: len(self._waiting) >= count or self._is_done, max(0, left))
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
            self._since = time.monotonic()
            self._changed.notify_all()
            if not taken and self._error is not None:
                raise self._error
            return taken

    def end(self) -> None:
        with self._changed:
            self._is_unwanted = True
            self._changed.notify_all()
        self._thread.join(_END_WITHIN)

    def _take(self) -> None:
        try:
            for sample in self._samples:
                if not self._puts(_stamped(sample)):
                    break
            close: Callable[[], object] = getattr(self._samples, "close", lambda: None)
            close()
        except Exception as error:
            self._error = error
        finally:
            with self._changed:
                self._is_done = True
                self._changed.notify_all()

    def _puts(self, sample: Reading) -> bool:
        count = self._form.count
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < 2 * count or self._is_unwanted)
            self._waiting.append(sample)
            if len(self._waiting) == 1:
                self._since = time.monotonic()
            if len(self._waiting) in (1, count):
                self._changed.notify_all()
            return not self._is_unwanted


def _batches(samples: Iterable[object], form: _Form) -> Generator[Reading, None, None]:
    sampler = _Sampler(samples, form)
    try:
        while taken := sampler.batch():
            yield form.frame(taken)
    finally:
        sampler.end()


async def _batches_async(samples: AsyncIterable[object], form: _Form) -> AsyncGenerator[Reading, None]:
    queue: asyncio.Queue[Reading | None] = asyncio.Queue(2 * form.count)
    sampler = asyncio.ensure_future(_take_async(samples, queue))
    try:
        while (first := await queue.get()) is not None:
            batch, until = [first], time.monotonic() + form.seconds
            while len(batch) < form.count:
                try:
                    sample = await asyncio.wait_for(queue.get(), max(0.001, until - time.monotonic()))
                except (TimeoutError, asyncio.TimeoutError):
                    break
                if sample is None:
                    queue.put_nowait(None)  # Once more, for the loop around.
                    break
                batch.append(sample)
            yield form.frame(batch)
        await sampler
    finally:
        sampler.cancel()
        await asyncio.gather(sampler, return_exceptions=True)


async def _take_async(samples: AsyncIterable[object], queue: "asyncio.Queue[Reading | None]") -> None:
    try:
        async for sample in samples:
            await queue.put(_stamped(sample))
    except Exception:
        await queue.put(None)
        raise
    else:
        await queue.put(None)
    finally:
        close = getattr(samples, "aclose", None)
        if close is not None:
            await close()


def _stamped(sample: object) -> Reading:
    return sample if isinstance(sample, Reading) else Reading(sample)


def _with_time(sample: Reading) -> dict[str, object]:
    if isinstance(sample.value, Mapping):
        return {"time": sample.milliseconds, **sample.value}
    return {"time": sample.milliseconds, "value": sample.value}
