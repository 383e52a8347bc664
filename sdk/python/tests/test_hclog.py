import json
import logging
import re
from typing import Any

import pytest

from laniakea_plugin_sdk.log.handler import HclogHandler
from laniakea_plugin_sdk.log.hclog import hclog_level, hclog_line
from laniakea_plugin_sdk.output.host_line import would_end_host

# A host reads lines through a buffer of that many bytes.
BUFFER = 64 * 1024


def parsed(line: bytes) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(line)
    return record


def test_a_record_is_one_line_with_six_digits_of_a_second() -> None:
    line = hclog_line("info", "two\nlines", "sensor", {"count": 3, "@message": 5, "where": None, "big": 10**400}, 0.5)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert parsed(line) == {
        "@level": "info",
        "@message": "two\nlines",
        "@module": "sensor",
        "@timestamp": "1970-01-01T00:00:00.500000Z",
        "count": 3,
        "_message": 5,
        "where": "None",
        "big": str(10**400),
    }


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "é" * 100_000, "\u0000" * 100_000, "\U0001f321" * 50_000, '"' * 90_000]
)
def test_a_record_fits_the_host_s_buffer_and_says_how_much_is_cut(text: str) -> None:
    line = hclog_line("error", text, "sensor", {"a": text, "b": text}, 0)
    assert len(line) < BUFFER
    cut = re.fullmatch(r"(.*)… \[(\d+) characters cut\]", parsed(line)["@message"], re.DOTALL)
    assert cut is not None
    assert text.startswith(cut[1])
    assert len(cut[1]) + int(cut[2]) == len(text)


def test_half_a_character_and_a_value_that_cannot_be_shown_are_no_error() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

    record = parsed(hclog_line("info", "\ud800", "sensor", {"broken": Broken()}, 0))
    assert record["broken"] == "[unreadable: RuntimeError]"


@pytest.mark.parametrize(
    ("number", "level"),
    [(logging.CRITICAL, "error"), (logging.ERROR, "error"), (35, "warn"), (20, "info"), (10, "debug"), (5, "trace")],
)
def test_logging_s_levels_are_the_host_s(number: int, level: str) -> None:
    assert hclog_level(number) == level


class TestHandler:
    def records(self, *made: logging.LogRecord) -> list[dict[str, Any]]:
        lines: list[bytes] = []
        handler = HclogHandler("sensor", lines.append)
        for record in made:
            handler.emit(record)
        return [parsed(line) for line in lines]

    def record(self, message: str, *args: object, name: str = "root", **extra: object) -> logging.LogRecord:
        made = logging.LogRecord(name, logging.INFO, __file__, 1, message, args, None)
        vars(made).update(extra)
        return made

    def test_extra_becomes_fields_and_the_plugin_s_own_loggers_have_its_name(self) -> None:
        root, driver = self.records(self.record("read %s", "a", port="/dev/x"), self.record("open", name="driver"))
        assert (root["@message"], root["@module"], root["port"]) == ("read a", "sensor", "/dev/x")
        assert driver["@module"] == "driver"

    def test_arguments_that_do_not_fit_are_shown(self) -> None:
        [record] = self.records(self.record("too many %d", "letters"))
        assert record["@message"].startswith("too many %d [the arguments ('letters',) do not fit")

    def test_a_traceback_is_one_field(self) -> None:
        try:
            raise OSError("unplugged")
        except OSError as error:
            made = self.record("failed")
            made.exc_info = (type(error), error, error.__traceback__)
        [record] = self.records(made)
        assert record["error"].startswith("Traceback")
        assert record["error"].endswith("OSError: unplugged")


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ('{"@level":"info","@message":5}', True),
        (' {"@timestamp":null}', True),
        ('{"@level":"info","@message":"5"}', False),
        ('{"message":5}', False),
        ('{"@message":', False),
        ("[5]", False),
        ("@message", False),
    ],
)
def test_a_line_that_would_end_the_host_is_known(line: str, ends: bool) -> None:
    assert would_end_host(line) is ends


def test_a_record_of_what_cannot_be_shown_is_a_record_all_the_same() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

        __repr__ = __str__

    lines: list[bytes] = []
    handler = HclogHandler("sensor", lines.append)
    handler.emit(logging.LogRecord("root", logging.INFO, __file__, 1, Broken(), (Broken(),), None))
    assert parsed(lines[0])["@message"].startswith(
        "[unreadable: RuntimeError] [the arguments [unreadable: RuntimeError]"
    )
