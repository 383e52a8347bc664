import json
import os
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

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


CALIBRATION = {"a": 1.0}


class Calibrated:
    table: ClassVar = {"a": 1.0}


def wanted(command: Any) -> Any:
    return command["to"]


def answers_of(payload: str, work: Callable[[Frame], object], *before: object) -> list[object]:
    def command(frame: Frame) -> Iterator[object]:
        yield from before
        yield work(frame)

    sent = request(payload)
    return list(ExplainedCommand(command(sent.frame), sent))


@pytest.mark.parametrize(
    ("payload", "work", "message"),
    [
        ("{}", lambda frame: json.loads(frame.payload)["command"], 'the command lacks "command"; got {}'),
        ('{"a":1}', lambda frame: json.loads(frame.payload.decode())["to"], 'the command lacks "to"; got {"a":1}'),
        ('{"args":{"a":1}}', lambda frame: wanted(json.loads(frame.payload)["args"]), 'the command lacks "to"; got '),
        ('{"args":{"a":1}}', lambda frame: json.loads(frame.payload)["args"]["to"], 'the command lacks "to"; got '),
        ('{"args":{"a":1}}', lambda frame: round(float(wanted(json.loads(frame.payload)))), "the command lacks "),
        ('{"a":1}', lambda frame: wanted(json.loads(frame.payload).get("args", {})), 'the command lacks "to"; got '),
        ("[1]", lambda frame: wanted(json.loads(frame.payload)), 'a command is a JSON object, such as {"command": '),
    ],
)
def test_python_s_words_become_the_operator_s(payload: str, work: Callable[[Frame], object], message: str) -> None:
    with pytest.raises(PluginError) as refusal:
        answers_of(payload, work)
    assert refusal.value.message.startswith(message)
    assert refusal.value.message.endswith(payload)
    assert refusal.value.code is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    "work",
    [
        lambda _: CALIBRATION["K"],
        lambda _: Calibrated().table["K"],
        lambda frame: CALIBRATION[json.loads(frame.payload)["command"]],
        lambda frame: {"read": wanted}[json.loads(frame.payload)["command"]],
        lambda frame: [wanted(each) for each in [json.loads(frame.payload), {"b": 1}] if "b" in each],
        lambda _: os.environ["NO_SUCH_VARIABLE"],
        lambda _: dict(CALIBRATION).pop("K"),
    ],
)
def test_a_key_that_the_author_s_own_dict_lacks_is_no_matter_of_the_operator_s(
    work: Callable[[Frame], object],
) -> None:
    with pytest.raises(KeyError):
        answers_of('{"command":"K"}', work)


def test_a_mistake_of_the_author_s_stays_one() -> None:
    # The key is there, in another place.
    with pytest.raises(KeyError):
        answers_of('{"args":{"to":1}}', lambda frame: wanted(json.loads(frame.payload)))
    # After an answer it is no matter of what was sent.
    with pytest.raises(KeyError):
        answers_of("{}", lambda frame: wanted(json.loads(frame.payload)), 1)


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
