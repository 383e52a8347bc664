from typing import NoReturn, cast

import grpc
import pytest

from laniakea_plugin_sdk.errors import PluginError, fail_with, plugin_error_of
from laniakea_plugin_sdk.log.hclog import hclog_line
from laniakea_plugin_sdk.session.context import AuthorContext
from laniakea_plugin_sdk.text import message_of, reason_of

KIBIBYTES_4 = 4096


class Broken(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


class OwnError(PluginError):
    """Calls no super().__init__."""

    def __init__(self) -> None:
        Exception.__init__(self, "unplugged")


class Aborted(Exception):
    pass


class Context:
    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise Aborted(code, details)


def failure(error: PluginError) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(Aborted) as aborted:
        fail_with(cast(grpc.ServicerContext, Context()), error)
    return cast("tuple[grpc.StatusCode, str]", aborted.value.args)


@pytest.mark.parametrize("message", ["", "   ", "\n", None])
def test_there_is_always_a_reason(message: str) -> None:
    assert PluginError(message).message == "no reason was given"
    assert str(PluginError(message)) == "no reason was given"


@pytest.mark.parametrize("code", ["OK", grpc.StatusCode.OK, "NOPE", "", "unavailable", None, 14, (14, "unavailable")])
def test_what_is_no_status_that_a_call_can_fail_with_is_unknown(code: str) -> None:
    assert failure(PluginError("unplugged", code)) == (grpc.StatusCode.UNKNOWN, "unplugged")


@pytest.mark.parametrize("code", ["UNAVAILABLE", grpc.StatusCode.UNAVAILABLE])
def test_a_status_is_kept(code: str) -> None:
    assert PluginError("unplugged", code).code is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("letter", ["x", "é", "\U0001f321", "\ud800", "\0"])
def test_a_long_reason_is_cut_at_a_character_and_says_how_much_is_missing(letter: str) -> None:
    text = letter * 6_000_000
    reason = reason_of(text)
    assert len(reason.encode()) <= KIBIBYTES_4
    assert len(reason.encode()) > KIBIBYTES_4 - 100
    kept, _, mark = reason.partition("… [")
    if letter != "\ud800":
        assert kept == letter * len(kept)
        assert mark == f"{6_000_000 - len(kept)} characters cut]"
    assert reason_of("é" * 2048) == "é" * 2048


def test_half_a_character_is_no_error() -> None:
    assert reason_of("a\ud800") == "a\\ud800"


def test_an_error_that_cannot_be_shown_has_its_class() -> None:
    assert message_of(Broken()) == "Broken: [unreadable: RuntimeError]"
    assert plugin_error_of(Broken()).message == "Broken: [unreadable: RuntimeError]"
    assert b"unreadable" in hclog_line("error", message_of(Broken()), "sensor", {"error": Broken()}, 0)


def test_what_was_set_or_never_set_on_an_error_is_no_other_matter() -> None:
    error = PluginError("short")
    error.message = "x" * 10_000
    error.code = cast(grpc.StatusCode, "NOPE")
    code, reason = failure(error)
    assert code is grpc.StatusCode.UNKNOWN
    assert len(reason) <= KIBIBYTES_4
    assert failure(OwnError()) == (grpc.StatusCode.UNKNOWN, "unplugged")


@pytest.mark.parametrize("code", [grpc.StatusCode.OK, "NOPE"])
def test_the_context_s_abort_takes_no_wrong_status_either(code: grpc.StatusCode) -> None:
    with pytest.raises(PluginError) as aborted:
        AuthorContext(None).abort(code, "")
    assert failure(aborted.value) == (grpc.StatusCode.UNKNOWN, "no reason was given")
