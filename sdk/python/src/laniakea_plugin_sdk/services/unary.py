"""A call that is answered at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import grpc

from laniakea_plugin_sdk.errors import PluginError, fail_with, plugin_error_of, trace_of
from laniakea_plugin_sdk.log.logger import log
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.text import message_of

Method: TypeAlias = Callable[[bytes, AuthorContext], bytes]


def unary(method: Method) -> grpc.RpcMethodHandler[bytes, bytes]:
    """What the method raises ends the call with its message."""

    def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
        answer = _answer(method, request, AuthorContext(context))
        if isinstance(answer, PluginError):
            fail_with(context, answer)
        return answer

    return grpc.unary_unary_rpc_method_handler(handle)


def _answer(method: Method, request: bytes, context: AuthorContext) -> bytes | PluginError:
    try:
        answer = method(request, context)
        context.raise_for_status()
        return answer
    except PluginError as error:
        return error
    except BaseException as error:  # sys.exit, too: grpcio would leave the call without an answer.
        log.error("%s", message_of(error), exc_info=trace_of(error))
        return plugin_error_of(error)
