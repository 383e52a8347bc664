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
    assert refusal(executable, environment) == [f"{other}: there is no such file", "it must hold one JSON object"]
    other.write_text('{"baud_rate": 4800.0}')
    assert source(None).read(environment).baud_rate == 4800


def test_all_that_is_wrong_is_told_at_once_with_place_key_what_was_found_and_what_is_allowed(
    executable: Path, file: Path
) -> None:
    values = {"baud": 1, "baud_rate": 9600.5, "interval": 0, "parity": "X", "is_inverted": 1, "topic": "Lab"}
    file.write_text(json.dumps(values))
    known = "port, baud_rate, interval, parity, is_inverted, topic"
    assert refusal(executable, {"LANIAKEA_ROOM_CLIMATE_INTERVAL": "often"}) == [
        f'{file}: there is no setting "baud" (did you mean "baud_rate"?)',
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
        ("[1]", "it holds a list; it must hold one JSON object"),
        (
            "{port: 1}",
            "it is no JSON: Expecting property name enclosed in double quotes in line 1, column 2; it must hold one JSON object",
        ),
        ('{"interval": NaN}', "it is no JSON: NaN is no number of JSON's; it must hold one JSON object"),
        (" \n", "it is empty; it must hold one JSON object"),
        ('{"port":\n "COM3",', "it is no JSON: it ends too early, in line 2, column 9; it must hold one JSON object"),
        ('{"port":\n "COM3', "it is no JSON: Unterminated string in line 2, column 2; it must hold one JSON object"),
        (
            '{"port": "a\tb"}',
            "it is no JSON: Invalid control character in line 1, column 12; it must hold one JSON object",
        ),
        ("null", "it holds null; it must hold one JSON object"),
        ("9600", "it holds a number; it must hold one JSON object"),
    ],
)
def test_a_file_that_is_no_settings_file_is_told(executable: Path, file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    assert refusal(executable, {}) == f"{file}: {problem}".split("; ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"port": "a", "interval": 2, "\\u0070ort": "a"}', 'there are two settings "port"; keep one'),
        ('{"Prot": "a"}', 'there is no setting "Prot" (did you mean "port"?)'),
        ('{"baudRate": 300}', 'there is no setting "baudRate" (did you mean "baud_rate"?)'),
        ('{"user": 300}', 'there is no setting "user"'),
    ],
)
def test_a_key_that_is_none_or_two_is_told(executable: Path, file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    assert (
        "; ".join(refusal(executable, {})).removesuffix(f"; there are: {', '.join(vars(Settings()))}")
        == f"{file}: {problem}"
    )


def test_comments_may_be_there_twice_and_keys_in_a_value_are_no_settings(executable: Path, file: Path) -> None:
    file.write_text('{"//": "{", "//": "}", "// port": {"port": 1, "port": ["port"]}, "port": "a"}')
    assert source(executable).read({}).port == "a"


@pytest.mark.skipif(os.name == "nt", reason="it has no such files")
def test_what_is_no_file_is_not_read_for_ever(executable: Path, file: Path) -> None:
    os.mkfifo(file)
    must = "it must hold one JSON object"
    assert refusal(executable, {}) == [f"{file}: it is a pipe, not a file", must]
    zero = {"LANIAKEA_PLUGIN_SETTINGS": "/dev/zero"}
    assert refusal(executable, zero) == ["/dev/zero: it is a device, not a file", must]


def test_a_file_that_cannot_be_read_is_told(executable: Path, file: Path) -> None:
    file.write_bytes(b'{"port": "\xe9"}')
    assert refusal(executable, {}) == [f"{file}: it is no text in UTF-8", "it must hold one JSON object"]
    file.unlink()
    file.mkdir()
    # Windows refuses to open a folder.
    words = "the user of this process may not read it" if os.name == "nt" else "it is a folder"
    assert refusal(executable, {}) == [f"{file}: {words}", "it must hold one JSON object"]


def test_a_text_that_is_needed_is_not_empty(executable: Path, file: Path) -> None:
    file.write_text('{"port": ""}')
    assert refusal(executable, {}) == [f'{file}: port is "" and must not be empty']
    assert refusal(None, {"LANIAKEA_ROOM_CLIMATE_PORT": ""}) == [
        'LANIAKEA_ROOM_CLIMATE_PORT is "" and must not be empty'
    ]


@dataclass(frozen=True)
class Login:
    host: str = "localhost"
    user: str = ""


def test_a_text_that_is_empty_by_default_may_be_empty() -> None:
    environment = {"LANIAKEA_X_USER": "", "LANIAKEA_X_HOST": "h"}
    assert SettingsSource("x", Login(user=""), None).read(environment) == Login("h", "")


class Quiet(DatasourceBase):
    settings = Login()

    def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames:
        yield from ()


def test_a_variable_that_begins_as_the_settings_do_and_is_none_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plugin = Quiet("1.0.0", ">= 0.0.0")
    monkeypatch.setenv("LANIAKEA_QUIET_HOST", "h")
    monkeypatch.setenv("LANIAKEA_OTHER_HOST", "h")
    monkeypatch.setattr("laniakea_plugin_sdk.plugin.plugin_settings.plugin_name", lambda _: "quiet")
    PluginSettings(plugin).load()
    assert caplog.messages == []
    monkeypatch.setenv("LANIAKEA_QUIET_HOSTS", "h")
    plugin = Quiet("1.0.0", ">= 0.0.0")
    for _ in range(2):  # When it is served, and with each recording.
        settings = PluginSettings(plugin)
        settings.load()
        settings.load()
    known = "there are: LANIAKEA_QUIET_HOST, LANIAKEA_QUIET_USER"
    assert caplog.messages == [f"LANIAKEA_QUIET_HOSTS is no setting of this plugin; {known}"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert plugin.settings == Login("h", "")
    monkeypatch.setenv("LANIAKEA_QUIET_USERS", "")
    PluginSettings(Quiet("1.0.0", ">= 0.0.0")).load()
    [*_, told] = caplog.messages
    assert told == f"LANIAKEA_QUIET_HOSTS, LANIAKEA_QUIET_USERS are no settings of this plugin; {known}"


def test_what_the_daemon_and_this_package_say_in_variables_is_no_setting() -> None:
    environment = {"LANIAKEA_PLUGIN_MAGIC_COOKIE": "x", "LANIAKEA_PLUGIN_SETTINGS": "y"}
    assert SettingsSource("plugin", Login(), None).stray_variables(environment) is None


@dataclass(frozen=True)
class Nothing:
    pass


def test_a_plugin_without_settings_is_told_of_no_variable() -> None:
    assert SettingsSource("x", Nothing(), None).stray_variables({"LANIAKEA_X_PORT": "1"}) is None


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
