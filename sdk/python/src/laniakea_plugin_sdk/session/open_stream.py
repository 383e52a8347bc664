"""What an author's method yields."""

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import grpc

from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.session.author_loop import AuthorLoop, SessionTask
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.text import quoted

Request = TypeVar("Request")


def open_stream(
    method: Callable[[Request, grpc.ServicerContext], object],
    request: Request,
    context: AuthorContext,
    loop: AuthorLoop,
) -> Iterator[object]:
    """One that returns a value, as a plain function does, yields that one; one that is async runs on the loop.

    Raises TypeError for what is no stream.
    """
    task = SessionTask(loop, context.stop)
    try:
        yield from _values(method(request, context.as_context()), task)
    finally:
        task.close()


def _values(returned: object, task: SessionTask) -> Iterator[object]:
    if isinstance(returned, (Mapping, str, bytes, bytearray, Frame)):
        yield returned
    elif isinstance(returned, Iterable):
        yield from returned
    elif isinstance(returned, AsyncIterable):
        yield from _AsyncValues(returned, task)
    elif inspect.isawaitable(returned):
        try:
            value = task.run(returned)
        except asyncio.CancelledError:
            if task.is_stopping:
                return
            raise
        yield from _values(value, task)
    elif returned is not None:
        raise TypeError(f"it must yield frames, and returned {quoted(repr(returned))}")


class _AsyncValues(Iterator[object]):
    """An async generator's values, for a thread that waits for each."""

    def __init__(self, values: AsyncIterable[object], task: SessionTask) -> None:
        self._iterator: AsyncIterator[object] = aiter(values)
        self._task = task

    def __next__(self) -> object:
        return self._step(anext(self._iterator))

    def throw(self, error: Exception) -> object:
        throw = getattr(self._iterator, "athrow", None)
        if throw is None:
            raise error
        return self._step(throw(error))

    def close(self) -> None:
        close = getattr(self._iterator, "aclose", None)
        if close is not None:
            self._task.run(close(), is_end=True)

    def _step(self, step: Awaitable[object]) -> object:
        try:
            return self._task.run(step)
        except StopAsyncIteration:
            raise StopIteration from None
        except asyncio.CancelledError:
            if self._task.is_stopping:  # What it waited for was cancelled, because it is to end.
                raise StopIteration from None
            raise
