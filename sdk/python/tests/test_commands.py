from collections.abc import Iterator

import grpc
import pytest

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.services.command_request import CommandRequest
from laniakea_plugin_sdk.services.explained_command import ExplainedCommand
from laniakea_plugin_sdk.session.author_loop import AuthorLoop
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.session.open_stream import open_stream


def request(payload: str, kind: str = "application/json") -> CommandRequest:
    return CommandRequest(Frame(type=kind, payload=payload.encode()))


def test_a_command_that_is_no_json_is_refused() -> None:
    with pytest.raises(PluginError, match=r"^the command is not JSON: .*got \{ command: read \}$") as refusal:
        request("{ command: read }")
    assert refusal.value.code is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(("payload", "reply_id"), [('{"id":"42"}', "42"), ('{"id":7}', 7), ("{}", None), ("[1]", None)])
def test_the_id_of_a_command_is_known(payload: str, reply_id: object) -> None:
    assert request(payload).reply_id == reply_id


def test_no_answer_is_explained_with_what_was_sent() -> None:
    known = request('{"command":"dance"}').no_answer()
    assert known == 'the plugin knows no command {"command":"dance"}: it gave no answer'
    assert request("dance", "text/plain").no_answer() == (
        'the plugin has no answer to a frame of type "text/plain"; '
        'send a frame of type application/json, such as {"command": "NAME"}'
    )
    assert request("[" + "1," * 100 + "1]").no_answer().endswith("…: it gave no answer")


def answers_of(error: Exception, payload: str, *before: object) -> list[object]:
    def command() -> Iterator[object]:
        yield from before
        raise error

    return list(ExplainedCommand(command(), request(payload)))


@pytest.mark.parametrize(
    ("payload", "error", "message"),
    [
        ("{}", KeyError("command"), 'the command lacks "command"; got {}'),
        ('{"args":{"a":1}}', KeyError("to"), 'the command lacks "to"; got {"args":{"a":1}}'),
        ("[1]", TypeError("list indices"), 'a command is a JSON object, such as {"command": "NAME"}; got [1]'),
    ],
)
def test_python_s_words_become_the_operator_s(payload: str, error: Exception, message: str) -> None:
    with pytest.raises(PluginError) as refusal:
        answers_of(error, payload)
    assert refusal.value.message == message
    assert refusal.value.code is grpc.StatusCode.INVALID_ARGUMENT


def test_a_mistake_of_the_author_s_stays_one() -> None:
    # The key is there: it is the author's dict that lacks it.
    with pytest.raises(KeyError):
        answers_of(KeyError("to"), '{"args":{"to":1}}')
    # After an answer it is no matter of what was sent.
    with pytest.raises(KeyError):
        answers_of(KeyError("to"), "{}", 1)


class TestOpenStream:
    def opened(self, returned: object) -> list[object]:
        return list(open_stream(lambda _request, _context: returned, None, AuthorContext(None), AuthorLoop()))

    def test_what_a_plain_function_returns_is_one_frame(self) -> None:
        assert self.opened({"celsius": 21}) == [{"celsius": 21}]
        assert self.opened("21") == ["21"]
        assert self.opened(None) == []

    def test_an_iterable_is_a_stream(self) -> None:
        assert self.opened([1, 2]) == [1, 2]

    def test_what_is_no_stream_is_explained(self) -> None:
        with pytest.raises(TypeError, match=r'^it must yield frames, and returned "21"$'):
            self.opened(21)

        async def later() -> int:
            return 21

        with pytest.raises(TypeError, match=r'^it must yield frames, and returned "21"$'):
            self.opened(later())
