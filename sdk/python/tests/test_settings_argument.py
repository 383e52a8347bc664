import json
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """
from dataclasses import dataclass
from laniakea_plugin_sdk.datasource import DatasourceBase, Serve

pluginName = "my-sensor"
print("loading")

@dataclass
class Settings:
    port: str = "COM3"
    baud_rate: int = 9600

class Datasource(DatasourceBase):
    SETTINGS
    def StartRecord(self, request, context):
        yield 1

if __name__ == "__main__":
    Serve(Datasource(version="1.0.0", laniVersionConstraint=">= 1.0.0"))
    print("goes on")
"""
MAIN = "from laniakea_plugin_sdk.launcher import run_plugin\nrun_plugin('laniakea_sensor.plugin')\n"


@pytest.mark.parametrize("under_a_host", [False, True])
@pytest.mark.parametrize("line", ["settings = Settings()", ""])
def test_a_project_s_executable_prints_its_settings_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, under_a_host: bool
) -> None:
    package = tmp_path / "laniakea_sensor"
    package.mkdir()
    (package / "__main__.py").write_text(MAIN)
    (package / "plugin.py").write_text(PLUGIN.replace("SETTINGS", line))
    cookie = "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16" if under_a_host else ""
    monkeypatch.setenv("LANIAKEA_PLUGIN_MAGIC_COOKIE", cookie)
    monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path), *sys.path]))
    command = [sys.executable, "-m", "laniakea_sensor", "--settings"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "loading\n")
    printed = json.loads(done.stdout)
    printed.pop("//", None)
    assert printed == ({"// port": "COM3", "// baud_rate": 9600} if line else {})
