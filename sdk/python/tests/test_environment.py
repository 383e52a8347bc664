import os
import subprocess
import sys
from multiprocessing import util

import pytest

from laniakea_plugin_sdk.environment import restore_library_paths

UNPACKED = os.path.join(os.sep, "tmp", "_MEI123")


def joined(*folders: str) -> str:
    return os.pathsep.join(folders)


@pytest.mark.parametrize("name", ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "LIBPATH"])
@pytest.mark.parametrize(
    ("changed", "original", "restored"),
    [
        (UNPACKED, None, None),
        (joined(UNPACKED, "/opt/vendor"), "/opt/vendor", "/opt/vendor"),
        # By a hook of PyInstaller's, which keeps no copy.
        (joined(UNPACKED, "/opt/vendor"), None, "/opt/vendor"),
        ("/opt/vendor", None, "/opt/vendor"),
        (None, None, None),
        (UNPACKED, "", None),
    ],
)
def test_child_processes_of_an_executable_get_the_system_s_libraries(
    monkeypatch: pytest.MonkeyPatch, name: str, changed: str | None, original: str | None, restored: str | None
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", UNPACKED, raising=False)
    monkeypatch.setattr(util, "spawnv_passfds", None)
    given = {name: changed, f"{name}_ORIG": original, "OTHER": UNPACKED}
    environment = {key: value for key, value in given.items() if value is not None}
    restore_library_paths(environment)
    assert (environment.get(name), environment["OTHER"]) == (restored, UNPACKED)


def test_the_executable_s_own_workers_get_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", UNPACKED, raising=False)
    environment = {"LD_LIBRARY_PATH": joined(UNPACKED, "/opt/vendor"), "LD_LIBRARY_PATH_ORIG": "/opt/vendor"}
    seen: list[str] = []
    monkeypatch.setattr(util, "spawnv_passfds", lambda *_: seen.append(environment["LD_LIBRARY_PATH"]))
    restore_library_paths(environment)
    util.spawnv_passfds(b"python", [], [])
    assert seen == [joined(UNPACKED, "/opt/vendor")]
    assert environment["LD_LIBRARY_PATH"] == "/opt/vendor"


def test_without_an_executable_nothing_is_changed() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/vendor", "LD_LIBRARY_PATH_ORIG": "/opt/other"}
    restore_library_paths(environment)
    assert environment == {"LD_LIBRARY_PATH": "/opt/vendor", "LD_LIBRARY_PATH_ORIG": "/opt/other"}


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.parametrize(
    ("imports", "environment", "words"),
    [
        ("laniakea_plugin_sdk, grpc", {}, ""),
        ("grpc, laniakea_plugin_sdk", {"GRPC_ENABLE_FORK_SUPPORT": "0"}, ""),
        ("grpc, laniakea_plugin_sdk", {}, "grpc was imported before laniakea_plugin_sdk"),
    ],
)
def test_a_fork_that_is_not_safe_is_told_of(imports: str, environment: dict[str, str], words: str) -> None:
    done = run(
        f"import {imports}, os\nfor _ in range(2):\n    if os.fork() == 0: os._exit(0)\n    os.wait()", **environment
    )
    assert done.stderr.startswith(words)
    assert len(done.stderr.splitlines()) == (0 if words == "" else 1)


def test_what_somebody_has_set_for_grpc_stays() -> None:
    code = "import laniakea_plugin_sdk, os\nprint(os.environ.get('GRPC_ENABLE_FORK_SUPPORT'))"
    assert run(code, GRPC_ENABLE_FORK_SUPPORT="1").stdout == "1\n"
    assert run(code).stdout == "None\n"
