import logging
import logging.config
from collections.abc import Callable

import pytest

from laniakea_plugin_sdk.log.handler import HclogHandler
from laniakea_plugin_sdk.log.logger import log

FILE_CONFIG = """
[loggers]
keys=root
[handlers]
keys=
[formatters]
keys=
[logger_root]
handlers=
"""


def by_dict() -> None:
    logging.config.dictConfig({"version": 1, "root": {"level": "CRITICAL", "handlers": []}})


def by_dict_that_names_it() -> None:
    logging.config.dictConfig({"version": 1, "loggers": {"laniakea": {"level": "CRITICAL", "propagate": False}}})


def by_disable() -> None:
    logging.disable()


def by_shutdown() -> None:
    logging.shutdown()


def by_handlers() -> None:
    logging.root.handlers.clear()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What goes to the host, as under one."""
    written: list[bytes] = []
    monkeypatch.setattr(log, "handlers", [HclogHandler("sensor", written.append)])
    monkeypatch.setattr(log, "propagate", False)
    return written


@pytest.fixture(autouse=True)
def _former_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root, "handlers", list(logging.root.handlers))
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    monkeypatch.setattr(logging.root.manager, "disable", 0)


@pytest.mark.parametrize(
    "configure", [by_dict, by_dict_that_names_it, by_disable, by_shutdown, by_handlers], ids=lambda each: each.__name__
)
def test_no_configuration_of_logging_s_switches_the_runtime_s_words_off(
    lines: list[bytes], configure: Callable[[], None]
) -> None:
    configure()
    log.debug("still there")
    assert len(lines) == 1
    assert b"still there" in lines[0]


def test_nor_does_a_file(lines: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("logging") / "logging.ini"
    file.write_text(FILE_CONFIG)
    logging.config.fileConfig(file)
    log.error("still there")
    assert len(lines) == 1
