"""gRPC's context as the author's code sees it."""

from typing import NoReturn, cast

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.session.stop_signal import StopSignal


class AuthorContext:
    """Its abort becomes the error that the operator sees; a status that is only set, and returned with, does too.

    context: gRPC's own; None for a Stop that no call asked for.
    stop: of the recording or command that it belongs to; None for a call that is answered at once.
    """

    def __init__(self, context: grpc.ServicerContext | None, stop: StopSignal | None = None) -> None:
        self._context = context
        # One that nobody stops.
        self.stop = stop or StopSignal()
        self._is_stream = stop is not None
        self._code: grpc.StatusCode | None = None
        self._details = ""

    def __getattr__(self, name: str) -> object:
        return getattr(self._context, name)

    def as_context(self) -> grpc.ServicerContext:
        """Itself: it has what a ServicerContext has, and passes on what it does not change."""
        return cast(grpc.ServicerContext, self)

    def is_active(self) -> bool:
        if self._is_stream:
            return not self.stop.is_stopping
        return self._context is not None and self._context.is_active()

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise PluginError(details, code)

    def abort_with_status(self, status: grpc.Status) -> NoReturn:
        raise PluginError(status.details, status.code)

    def set_code(self, code: grpc.StatusCode) -> None:
        self._code = code

    def set_details(self, details: str) -> None:
        self._details = details

    def raise_for_status(self) -> None:
        """For code that sets a status and returns, as generated servicers do."""
        if self._code is not None and self._code is not grpc.StatusCode.OK:
            raise PluginError(self._details or getattr(self._code, "name", ""), self._code)
