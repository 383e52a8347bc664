"""What an author's method yields."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import grpc

from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.text import quoted

Request = TypeVar("Request")


def open_stream(
    method: Callable[[Request, grpc.ServicerContext], object], request: Request, context: AuthorContext
) -> Iterator[object]:
    """One that returns a value, as a plain function does, yields that one. Raises TypeError for what is no stream."""
    values = method(request, context.as_context())
    if isinstance(values, (Mapping, str, bytes, bytearray, Frame)):
        yield values
    elif isinstance(values, Iterable):
        yield from values
    elif inspect.iscoroutine(values) or inspect.isasyncgen(values):
        if inspect.iscoroutine(values):
            values.close()
        name = values.__name__
        raise TypeError(f"{name} is async: write `def {name}`, and asyncio.run(...) around what has to be awaited")
    elif values is not None:
        raise TypeError(f"it must yield frames, and returned {quoted(repr(values))}")
