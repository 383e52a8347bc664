import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import grpc
import pytest
from conftest import ServedPlugin

from laniakea_plugin_sdk.datasource import DatasourceBase, Frames
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.hardware import Limits
from laniakea_plugin_sdk.hardware.settings import SettingsSource
from laniakea_plugin_sdk.plugin.plugin_settings import PluginSettings
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame


@dataclass(frozen=True)
class Settings:
    port: str = "/dev/ttyUSB0"
    baud_rate: Annotated[int, Limits(300, 115_200)] = 9600
    interval: Annotated[float, Limits(minimum=0.1)] = 1.0
    parity: Literal["N", "E"] = "N"
    is_inverted: bool = False
    topic: Annotated[str, Limits(longest=5, pattern="[a-z]+")] = "lab"


@pytest.fixture
def executable(tmp_path: Path) -> Path:
    return tmp_path / "room-climate"


@pytest.fixture
def file(executable: Path) -> Path:
    return executable.with_name("room-climate.settings.json")


def source(executable: Path | None) -> SettingsSource:
    return SettingsSource("room-climate", Settings(), None if executable is None else str(executable))


def refusal(executable: Path | None, environment: dict[str, str]) -> list[str]:
    with pytest.raises(PluginError) as refused:
        source(executable).read(environment)
    assert refused.value.code is grpc.StatusCode.FAILED_PRECONDITION
    return refused.value.message.removeprefix("wrong settings: ").split("; ")


def test_a_variable_is_over_the_file_and_the_file_over_the_default(executable: Path, file: Path) -> None:
    file.write_text('{"//": "the lab upstairs", "// port": 5, "baud_rate": 300, "interval": 2, "is_inverted": true}')
    environment = {"LANIAKEA_ROOM_CLIMATE_BAUD_RATE": "1200", "LANIAKEA_ROOM_CLIMATE_PARITY": "E"}
    assert source(executable).read(environment) == Settings(baud_rate=1200, interval=2.0, parity="E", is_inverted=True)


def test_without_a_file_the_defaults_hold(executable: Path) -> None:
    assert source(executable).read({}) == source(None).read({}) == Settings()


def test_the_file_of_a_windows_executable_has_no_exe_in_its_name(executable: Path, file: Path) -> None:
    file.write_text('{"port": "COM3"}', encoding="utf-8-sig")
    assert source(executable.with_suffix(".exe")).read({}).port == "COM3"


def test_a_variable_names_another_file_which_has_to_be_there(tmp_path: Path, executable: Path) -> None:
    other = tmp_path / "settings.json"
    environment = {"LANIAKEA_PLUGIN_SETTINGS": str(other)}
    assert refusal(executable, environment) == [f"{other}: No such file or directory"]
    other.write_text('{"baud_rate": 4800.0}')
    assert source(None).read(environment).baud_rate == 4800


def test_all_that_is_wrong_is_told_at_once_with_place_key_what_was_found_and_what_is_allowed(
    executable: Path, file: Path
) -> None:
    values = {"baud": 1, "baud_rate": 9600.5, "interval": 0, "parity": "X", "is_inverted": 1, "topic": "Lab"}
    file.write_text(json.dumps(values))
    known = "port, baud_rate, interval, parity, is_inverted, topic"
    assert refusal(executable, {"LANIAKEA_ROOM_CLIMATE_INTERVAL": "often"}) == [
        f'{file}: there is no setting "baud"',
        f"there are: {known}",
        f"{file}: baud_rate is 9600.5 and must be a whole number between 300 and 115200, such as 9600",
        'LANIAKEA_ROOM_CLIMATE_INTERVAL is "often" and must be a number of at least 0.1, such as 1.0',
        f'{file}: parity is "X" and must be one of "N", "E"',
        f"{file}: is_inverted is 1 and must be true or false",
        f'{file}: topic is "Lab" and must be a text of at most 5 characters like [a-z]+, such as "lab"',
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1]", "it must hold one JSON object"),
        ("{port: 1}", "it is no JSON: Expecting property name enclosed in double quotes"),
        ('{"interval": NaN}', "it is no JSON: NaN is no number of JSON's"),
        ("", "it is no JSON: Expecting value"),
    ],
)
def test_a_file_that_is_no_settings_file_is_told(executable: Path, file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    [told] = refusal(executable, {})
    assert told.startswith(f"{file}: {problem}")


def test_a_file_that_cannot_be_read_is_told(executable: Path, file: Path) -> None:
    file.mkdir()
    assert refusal(executable, {}) == [f"{file}: Is a directory"]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "", "0x10"])
def test_a_variable_that_is_no_number_is_refused(text: str) -> None:
    assert refusal(None, {"LANIAKEA_ROOM_CLIMATE_INTERVAL": text})


def test_what_the_class_itself_refuses_is_told() -> None:
    @dataclass(frozen=True)
    class Range:
        low: float = 0
        high: float = 1

        def __post_init__(self) -> None:
            if self.low >= self.high:
                raise ValueError("low must be below high")

    with pytest.raises(PluginError, match=r"^wrong settings: low must be below high$"):
        SettingsSource("a", Range(), None).read({"LANIAKEA_A_LOW": "2"})


def test_the_text_of_a_settings_file_has_each_setting_as_a_comment(executable: Path, file: Path) -> None:
    text = source(executable).text()
    assert text.splitlines()[2:] == [
        '  "// port": "/dev/ttyUSB0",',
        '  "// baud_rate": 9600,',
        '  "// interval": 1.0,',
        '  "// parity": "N",',
        '  "// is_inverted": false,',
        '  "// topic": "lab"',
        "}",
    ]
    assert "LANIAKEA_ROOM_CLIMATE_PORT" in text
    file.write_text(text.replace('"// baud_rate": 9600', '"baud_rate": 300'))
    assert source(executable).read({}) == Settings(baud_rate=300)


def test_a_field_that_no_setting_can_be_is_a_mistake_of_the_author_s() -> None:
    @dataclass
    class Wrong:
        ports: list[str] = dataclasses.field(default_factory=list)

    with pytest.raises(TypeError, match=r"^Wrong\.ports must be a str, int, float, bool or a Literal"):
        SettingsSource("a", Wrong(), None)


class Datasource(DatasourceBase):
    settings = Settings()

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames:
        yield {"port": self.settings.port}


def test_a_recording_has_the_values_of_its_start_and_a_mended_file_needs_no_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.json"
    monkeypatch.setenv("LANIAKEA_PLUGIN_SETTINGS", str(file))
    served = ServedPlugin(Datasource("1.0.0", ">= 1.0.0"))
    file.write_text('{"port": 5}')
    with pytest.raises(Exception, match=f"wrong settings: {file}: port is 5 and must be a text") as refused:
        next(served.start_record())
    assert refused.value.args[0] is grpc.StatusCode.FAILED_PRECONDITION
    file.write_text('{"port": "COM3"}')
    payloads = [Frame.FromString(message).payload for message in served.start_record()]
    assert payloads == [b"", b'{"port":"COM3"}']
    assert Datasource.settings == Settings()


def test_a_class_without_settings_has_an_empty_file() -> None:
    class Plain(DatasourceBase):
        settings = {"port": 5}  # noqa: RUF012

    settings = PluginSettings(Plain("1.0.0", ">= 1.0.0"))
    settings.load()
    assert settings.text() == "{}"
    assert os.environ.get("LANIAKEA_PLUGIN_SETTINGS") is None
