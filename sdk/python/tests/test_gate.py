"""The gate before the daemon's queue, against a model of the daemon, in time that passes only when nobody has anything to do."""

import asyncio
import selectors
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laniakea_plugin_sdk.http2.answer import AnswerStream
from laniakea_plugin_sdk.http2.pacing import END, Gate, pace

SENT = b"\0\0\0\0\0"
# Seconds.
GAP = 0.025
ON_ITS_WAY = 0.003


class Clock(selectors.DefaultSelector):
    """Who waits, waits no longer than the computer needs."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits for somebody else"
        self.now += timeout
        return super().select(0)


def in_its_own_time(work: Coroutine[None, None, None]) -> None:
    clock = Clock()
    loop = asyncio.SelectorEventLoop(clock)
    loop.time = lambda: clock.now  # type: ignore[method-assign]
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


@dataclass
class Daemon:
    """Answers PINGs, and puts what comes into one queue, while it is not paused.

    pauses: seconds for which it runs, and then stands still, in turn. After them it runs.
    """

    pauses: list[tuple[float, float]] = field(default_factory=list)
    queue: list[tuple[float, str]] = field(default_factory=list)

    def awake_from(self, now: float) -> float:
        """When it reads what comes now."""
        begin = 0.0
        for runs, stands in self.pauses:
            begin += runs
            if now < begin:
                return now
            begin += stands
            if now < begin:
                return begin
        return now

    def enters(self, what: str) -> None:
        self.queue.append((self.awake_from(asyncio.get_running_loop().time()), what))

    async def ping(self) -> float:
        since = asyncio.get_running_loop().time()
        answered = self.awake_from(since)
        await asyncio.sleep(answered - since)
        return answered - since

    def shortest_gap(self) -> float:
        return min((later - former for (former, _), (later, _) in pairwise(self.queue)), default=GAP)


@dataclass(frozen=True)
class Plan:
    """opens: seconds until it opens. works: seconds that the author's code takes for each frame."""

    opens: float
    works: list[float]
    stuck_at: int | None = None
    """The frame from which on the daemon reads no more of it."""
    left_at: int | None = None
    """The frame during which its caller leaves."""


@dataclass
class Answer:
    """A command's answer, as a session sends it."""

    name: str
    plan: Plan
    gate: Gate
    daemon: Daemon
    stream: AnswerStream = field(default_factory=AnswerStream)

    async def run(self) -> None:
        await asyncio.sleep(self.plan.opens)
        self.stream.passed(SENT)
        since = asyncio.get_running_loop().time()
        await pace(self.stream, 1, GAP, self.daemon.ping)
        if not self.daemon.pauses:
            assert asyncio.get_running_loop().time() - since == pytest.approx(GAP), "the empty frame waits for nobody"
        for n, seconds in enumerate(self.plan.works):
            await asyncio.sleep(seconds)
            await self._turn(n + 2, f"{self.name}.{n}")
        await self._turn(END, f"{self.name}.end")

    async def _turn(self, messages: float, what: str) -> None:
        has_begun = asyncio.Event()

        def begin() -> None:
            if not has_begun.is_set():
                has_begun.set()
                asyncio.get_running_loop().call_later(ON_ITS_WAY, self._leaves, messages, what)

        await self.gate.pass_through(self.stream, messages, GAP, self.daemon.ping, begin)
        assert has_begun.is_set()

    def _leaves(self, messages: float, what: str) -> None:
        if self.stream.ended.is_set():
            return
        if messages == END:
            self.daemon.enters(what)
            self.stream.end()
        elif messages == self.plan.left_at:
            self.stream.end()
        elif self.plan.stuck_at is not None and messages >= self.plan.stuck_at:
            # Until the daemon ends the plugin.
            asyncio.get_running_loop().call_later(3600, self.stream.end)
        else:
            self.stream.passed(SENT)
            self.daemon.enters(what)


def answered(plans: list[Plan], daemon: Daemon, gates: list[Gate] | None = None) -> list[Answer]:
    """gates: one a stream; default one for all."""

    gates = gates or [Gate()] * len(plans)
    answers = [Answer(str(n), plan, gate, daemon) for n, (plan, gate) in enumerate(zip(plans, gates, strict=True))]

    async def run() -> None:
        await asyncio.gather(*(answer.run() for answer in answers))

    in_its_own_time(run())
    return answers


seconds = st.floats(0, 0.2)
frame = st.none() | st.integers(2, 8)
plan = st.builds(Plan, seconds, st.lists(seconds, max_size=8), stuck_at=frame, left_at=frame)
# Above the gap: a daemon that answers each PING slowly is slow, and not paused.
pauses = st.lists(st.tuples(st.floats(0.03, 0.5), seconds), max_size=12)


@settings(deadline=None, max_examples=100)
@given(st.lists(plan, min_size=1, max_size=12), pauses)
def test_whatever_the_streams_do_the_daemon_gets_one_thing_at_a_time(
    plans: list[Plan], pauses: list[tuple[float, float]]
) -> None:
    daemon = Daemon(pauses)
    answers = answered(plans, daemon)
    assert daemon.shortest_gap() >= GAP - 1e-9
    for answer in answers:
        expected = [f"{answer.name}.{n}" for n in range(len(answer.plan.works))] + [f"{answer.name}.end"]
        last = min(given for given in (answer.plan.stuck_at, answer.plan.left_at, END) if given is not None)
        got = [what for _, what in daemon.queue if what.startswith(f"{answer.name}.")]
        assert got == (expected if last > len(answer.plan.works) + 1 else expected[: int(last) - 2])


def test_a_gate_a_stream_would_not_do() -> None:
    daemon = Daemon()
    answered([Plan(0, [0])] * 5, daemon, [Gate() for _ in range(5)])
    assert daemon.shortest_gap() == 0


def test_five_commands_at_once_come_in_turn() -> None:
    daemon = Daemon()
    answered([Plan(0, [0, 0])] * 5, daemon)
    names = [what.split(".")[1] for _, what in daemon.queue]
    assert names == ["0"] * 5 + ["1"] * 5 + ["end"] * 5


def test_a_stream_that_nobody_reads_keeps_no_other_waiting() -> None:
    daemon = Daemon()
    answered([Plan(0, [0], stuck_at=2), Plan(0, [0])], daemon)
    assert [what for _, what in daemon.queue] == ["1.0", "1.end"]
    assert daemon.queue[-1][0] < 10


def test_a_connection_that_is_closed_opens_the_gate() -> None:
    async def gone() -> float:
        raise ConnectionError("the host closed the connection")

    async def check() -> None:
        gate, stream = Gate(), AnswerStream()
        stream.passed(SENT)
        with pytest.raises(ConnectionError):
            await gate.pass_through(stream, 1, GAP, gone, lambda: None)
        await gate.pass_through(stream, 1, GAP, Daemon().ping, lambda: None)

    in_its_own_time(check())
