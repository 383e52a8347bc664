import ast
import re
from pathlib import Path

import pytest

import laniakea_plugin_sdk
from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill

CALLS = [
    (f"{file.name}:{node.lineno}", template.attr, {keyword.arg or "" for keyword in node.keywords})
    for file in sorted(Path(laniakea_plugin_sdk.__file__).parent.rglob("*.py"))
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fill"
    for template in node.args
    if isinstance(template, ast.Attribute)
]


@pytest.mark.parametrize(("place", "name", "values"), CALLS, ids=[place for place, *_ in CALLS])
def test_each_message_gets_the_values_that_it_names(place: str, name: str, values: set[str]) -> None:
    assert set(re.findall(r"\{([a-z]\w*)\}", vars(facts)[name])) == values


def test_a_value_with_braces_is_left_as_it_is() -> None:
    assert fill("{a} and {b}", a="{b}", b='{"c": 1}') == '{b} and {"c": 1}'


def test_times_are_in_seconds() -> None:
    assert (facts.TIME_FRAME_GAP, facts.TIME_SILENCE) == (0.025, 20.0)
