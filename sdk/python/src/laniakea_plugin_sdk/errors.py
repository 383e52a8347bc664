"""The error whose message and status reach whoever called the plugin."""

from typing import NoReturn

import grpc

from laniakea_plugin_sdk.frames.json_value import FormlessError
from laniakea_plugin_sdk.log.author_trace import author_place
from laniakea_plugin_sdk.log.mistake import is_mistake, is_of_system
from laniakea_plugin_sdk.text import message_of, reason_of


class PluginError(Exception):
    """Shown to the operator as it is.

    message: what the operator reads. The daemon hands on nothing else, so it has to say what went wrong and what to do.
    An empty one becomes "no reason was given", and one of more than 4 KiB is cut.
    code: a gRPC status, or its name such as "UNAVAILABLE", for hosts that look at it; default UNKNOWN, also for what is
    none that a call can fail with.
    """

    def __init__(self, message: str, code: grpc.StatusCode | str = grpc.StatusCode.UNKNOWN) -> None:
        self.message = reason_of(message)
        self.code = _status_of(code)
        super().__init__(self.message)


def plugin_error_of(error: BaseException, code: grpc.StatusCode = grpc.StatusCode.UNKNOWN) -> PluginError:
    """Whatever was raised, as what a call fails with: its own message and code where it is a PluginError, else `code`."""
    if not isinstance(error, PluginError):
        # Its text is a key, or the same for each list, or of a value that many lines may have made: the place says which.
        needs_place = isinstance(error, (LookupError, FormlessError))
        return PluginError(message_of(error) + (author_place(error) if needs_place else ""), code)
    # A derived class may have called no super().__init__, and its attributes may have been set.
    message = getattr(error, "message", None) or (error.args[0] if error.args else "")
    return PluginError(message, getattr(error, "code", grpc.StatusCode.UNKNOWN))


def trace_of(error: BaseException, code: grpc.StatusCode = grpc.StatusCode.UNKNOWN) -> BaseException | None:
    """Whose traceback is in the log; None for what its own words say all of, as for hardware that is not there.

    code: what a call failed with for it.
    """
    # A PluginError says all itself, but not what it comes from.
    told = error.__cause__ if isinstance(error, PluginError) else error
    if told is None or is_of_system(told):
        return None
    return told if code is not grpc.StatusCode.UNAVAILABLE or is_mistake(told) else None


def fail_with(context: grpc.ServicerContext, error: PluginError) -> NoReturn:
    """Ends a call."""
    failure = plugin_error_of(error)
    context.abort(failure.code, failure.message)


def _status_of(code: object) -> grpc.StatusCode:
    status = grpc.StatusCode.__members__.get(code) if isinstance(code, str) else code
    if isinstance(status, grpc.StatusCode) and status is not grpc.StatusCode.OK:
        return status
    return grpc.StatusCode.UNKNOWN
