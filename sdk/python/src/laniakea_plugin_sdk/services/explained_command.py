"""Python's words for a command that lacks something, in an operator's."""

from collections.abc import Callable, Iterator

import grpc

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.services.command_request import CommandRequest


class ExplainedCommand(Iterator[object]):
    """The answers of the author's code; what it raises before the first one may be the operator's mistake."""

    def __init__(self, answers: Iterator[object], request: CommandRequest) -> None:
        self._answers = answers
        self._request = request
        self._has_answered = False

    def __next__(self) -> object:
        return self._step(lambda: next(self._answers))

    def throw(self, error: Exception) -> object:
        throw: Callable[[Exception], object] | None = getattr(self._answers, "throw", None)
        if throw is None:
            raise error
        return self._step(lambda: throw(error))

    def close(self) -> None:
        close = getattr(self._answers, "close", None)
        if close is not None:
            close()

    def _step(self, step: Callable[[], object]) -> object:
        try:
            answer = step()
        except (KeyError, TypeError, AttributeError) as error:
            mistake = None if self._has_answered else self._request.mistake_behind(error)
            if mistake is None:
                raise
            raise PluginError(mistake, grpc.StatusCode.INVALID_ARGUMENT) from error
        self._has_answered = True
        return answer
