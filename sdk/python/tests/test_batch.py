import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
from conftest import BOUND

from laniakea_plugin_sdk.hardware import Reading, batch


class Source:
    """Samples, the last of which come only when the test says so."""

    def __init__(self, *samples: object) -> None:
        self.samples = samples
        self.goes_on = threading.Event()
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[object]:
        yield from self.samples
        self.goes_on.wait(BOUND)

    def close(self) -> None:
        self.closed.set()


def timed(values: Iterable[object], interval: float) -> list[Reading]:
    return [Reading(value, 1000 + n * interval) for n, value in enumerate(values)]


def test_a_batch_is_full_by_its_count() -> None:
    batches = list(batch(timed(range(5), 0.001), count=2, seconds=BOUND, interval=0.001))
    assert batches == [
        Reading({"start": 1_000_000.0, "intervalMs": 1.0, "values": [0, 1]}, 1000.001),
        Reading({"start": 1_000_002.0, "intervalMs": 1.0, "values": [2, 3]}, 1000.003),
        Reading({"start": 1_000_004.0, "intervalMs": 1.0, "values": [4]}, 1000.004),
    ]


def test_a_batch_goes_out_after_its_time_though_nothing_more_comes() -> None:
    source = Source(*timed([1, 2], 0.5))
    batches = batch(source, count=1000, seconds=0.05, interval=0.5)
    assert next(batches).value == {"start": 1_000_000.0, "intervalMs": 500.0, "values": [1, 2]}
    source.goes_on.set()
    assert list(batches) == []
    assert source.closed.is_set()


def test_without_an_interval_each_sample_has_its_own_time() -> None:
    samples = timed([{"volts": 1}, 7], 0.25)
    [reading] = batch(samples, count=10)
    assert reading.value == {"readings": [{"time": 1_000_000, "volts": 1}, {"time": 1_000_250, "value": 7}]}
    assert reading.milliseconds == 1_000_250


def test_samples_without_a_time_are_stamped_when_they_are_taken_and_not_when_the_frame_is_read() -> None:
    last_taken = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        yield 2
        last_taken.set()

    batches = batch(source(), count=1)
    first = next(batches)
    # The second one is taken while the frame of the first is on its way.
    assert last_taken.wait(BOUND)
    taken_by = Reading(None).milliseconds
    [second] = batches
    assert first.milliseconds <= second.milliseconds <= taken_by


def test_what_sampling_raises_is_raised_after_what_was_sampled() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("unplugged")

    batches = batch(source(), interval=1)
    assert len(next(batches).value["values"]) == 1
    with pytest.raises(OSError, match="unplugged"):
        next(batches)


def test_a_reader_that_leaves_ends_the_sampling() -> None:
    closed = threading.Event()

    def source() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    batches = batch(source(), count=10)
    next(batches)
    batches.close()
    assert closed.wait(BOUND)


def test_async_samples_have_async_batches() -> None:
    async def read() -> list[dict[str, object]]:
        goes_on = asyncio.Event()

        async def source() -> AsyncIterator[object]:
            for sample in timed(range(3), 0.001):
                yield sample
            await goes_on.wait()
            yield Reading(3, 1001)

        found: list[dict[str, object]] = []
        async for frame in batch(source(), count=2, seconds=0.05, interval=0.001):
            found.append(frame.value)
            if len(found) == 2:  # The last one came by its time.
                goes_on.set()
        return found

    frames = asyncio.run(asyncio.wait_for(read(), BOUND))
    assert [frame["values"] for frame in frames] == [[0, 1], [2], [3]]


def test_what_async_sampling_raises_is_raised() -> None:
    async def source() -> AsyncIterator[int]:
        yield 1
        raise OSError("unplugged")

    found: list[object] = []

    async def read() -> None:
        async for frame in batch(source(), interval=1):
            found.append(frame.value)

    with pytest.raises(OSError, match="unplugged"):
        asyncio.run(read())
    assert len(found) == 1


@pytest.mark.parametrize("bounds", [{"count": 0}, {"seconds": 0.0}, {"interval": 0.0}])
def test_bounds_that_no_batch_has_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a batch needs"):
        batch([], **bounds)  # type: ignore[call-overload]
