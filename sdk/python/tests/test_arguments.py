from dataclasses import dataclass
from typing import Annotated, Literal

import grpc
import pytest

from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware import Limits, read_arguments


@dataclass
class SetTemperature:
    celsius: Annotated[float, Limits(5, 80)]
    mode: Literal["fast", "slow"] = "slow"


def test_arguments_are_an_object_of_their_class() -> None:
    assert read_arguments(SetTemperature, {"celsius": 21}) == SetTemperature(21.0, "slow")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "args.celsius is missing and must be a number between 5 and 80"),
        ({"celsius": 81}, "args.celsius is 81 and must be a number between 5 and 80"),
        ({"celsius": True}, "args.celsius is true and must be a number between 5 and 80"),
        ({"celsius": 20, "mode": "off"}, 'args.mode is "off" and must be one of "fast", "slow"'),
        ({"celsius": 20, "kelvin": 1}, 'there is no argument "kelvin"; there are: celsius, mode'),
        ([20], "args is [20] and must be an object"),
    ],
)
def test_what_is_wrong_with_them_is_told(given: object, problem: str) -> None:
    with pytest.raises(PluginError) as refused:
        read_arguments(SetTemperature, given)
    assert refused.value.message == f"wrong arguments: {problem}"
    assert refused.value.code is grpc.StatusCode.INVALID_ARGUMENT


@dataclass
class Send:
    line: Annotated[str, Limits(longest=5, pattern="[ -~]+", allowed="one line of printable ASCII")]
    topic: Annotated[str, Limits(pattern="[a-z]+", allowed="small letters")] = "lab"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"line": "\n"}, r'args.line is "\n" and must be one line of printable ASCII, of at most 5 characters'),
        ({"line": "123456"}, 'args.line is "123456" and must be one line of printable ASCII, of at most 5 characters'),
        ({}, "args.line is missing and must be one line of printable ASCII, of at most 5 characters"),
        ({"line": "1", "topic": "A"}, 'args.topic is "A" and must be small letters, such as "lab"'),
    ],
)
def test_a_pattern_is_told_in_its_own_words(given: object, problem: str) -> None:
    with pytest.raises(PluginError) as refused:
        read_arguments(Send, given)
    assert refused.value.message == f"wrong arguments: {problem}"
