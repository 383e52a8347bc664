import subprocess
import sys

import grpc
import pytest

from laniakea_plugin_sdk.controller import ControllerBase
from laniakea_plugin_sdk.datasource import DatasourceBase, Frames, PluginError, Serve
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, VersionNumber
from laniakea_plugin_sdk.session.context import AuthorContext

CONTEXT = AuthorContext(None).as_context()


def test_it_says_its_version() -> None:
    plugin = DatasourceBase(version="1.2.3", laniVersionConstraint="0.2.0")
    assert plugin.GetVersion(Empty(), CONTEXT).version == "1.2.3"


def test_another_version_of_laniakea_is_refused_and_kept() -> None:
    plugin = ControllerBase(version="1.0.0", laniVersionConstraint=">= 1.0.0, < 2.0.0")
    plugin.PushVersion(VersionNumber(version="1.5.0"), CONTEXT)
    with pytest.raises(PluginError, match=r"have 2\.0\.0, need >= 1\.0\.0, < 2\.0\.0$") as refusal:
        plugin.PushVersion(VersionNumber(version="2.0.0"), CONTEXT)
    assert refusal.value.code is grpc.StatusCode.FAILED_PRECONDITION
    assert plugin.laniVersion == "2.0.0"


def test_a_version_that_cannot_be_compared_does_not_keep_the_daemon_from_starting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    plugin = DatasourceBase(version="1.0.0", laniVersionConstraint=">= 1.0.0")
    plugin.PushVersion(VersionNumber(version="a build of mine"), CONTEXT)
    assert caplog.messages[0].startswith("the daemon's version cannot be compared; accepted: ")


@pytest.mark.parametrize("version", ["", None, 1])
def test_a_plugin_needs_a_version(version: str) -> None:
    with pytest.raises(ValueError, match=r"^a plugin needs a version, such as 1\.0\.0; got "):
        DatasourceBase(version=version, laniVersionConstraint=">= 1.0.0")


def test_a_class_may_set_quit_before_it_calls_its_base() -> None:
    class Datasource(DatasourceBase):
        def __init__(self) -> None:
            self.quit = False
            super().__init__("1.0.0", "1.0.0")

        def StartRecord(self, request: Empty, context: grpc.ServicerContext) -> Frames:
            return []

    plugin, other = Datasource(), Datasource()
    plugin.quit = True
    assert (plugin.quit, other.quit) == (True, False)


def test_started_by_hand_it_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        Serve(DatasourceBase(version="1.0.0", laniVersionConstraint="1.0.0"))
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("This binary is a plugin. These are not meant to be executed directly.\n")


SURROUNDINGS = """
import logging, os, signal, sys, threading
def all_of_it():
    return (
        sys.stdout, sys.stderr, sys.excepthook, threading.excepthook, sys.getswitchinterval(), threading.active_count(),
        [signal.getsignal(number) for number in signal.valid_signals()], dict(os.environ), sorted(os.listdir("/dev/fd")),
        logging.lastResort, list(logging.root.handlers), logging.root.level,
    )
before = all_of_it()
import laniakea_plugin_sdk.controller, laniakea_plugin_sdk.datasource, laniakea_plugin_sdk.launcher
import laniakea_plugin_sdk.proto.plugin_pb2_grpc
after = all_of_it()
from laniakea_plugin_sdk.log.logger import log
assert log.handlers == []
print([(a, b) for a, b in zip(before, after) if a != b])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no /dev/fd")
@pytest.mark.parametrize("under_a_host", [False, True])
def test_importing_it_changes_nothing_in_the_process(under_a_host: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16" if under_a_host else ""
    monkeypatch.setenv("LANIAKEA_PLUGIN_MAGIC_COOKIE", cookie)
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    done = subprocess.run([sys.executable, "-c", SURROUNDINGS], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
