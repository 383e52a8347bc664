import os
import runpy
from pathlib import Path
from types import TracebackType

import pytest

from laniakea_plugin_sdk.log.crash import CrashReporter

DRIVER = "def read():\n    raise OSError('unplugged')\n"


def trace_of(main: Path) -> TracebackType | None:
    with pytest.raises(Exception) as crash:  # noqa: PT011
        runpy.run_path(str(main))
    return crash.tb


def test_the_author_s_own_line_is_named_and_not_a_library_s(tmp_path: Path) -> None:
    library = tmp_path / ".venv" / "site-packages"
    library.mkdir(parents=True)
    (library / "driver.py").write_text(DRIVER)
    plugin = tmp_path / "plugin.py"
    plugin.write_text(f"import sys\nsys.path.insert(0, {os.fspath(library)!r})\nimport driver\ndriver.read()\n")
    assert CrashReporter(str(tmp_path)).place_of(trace_of(plugin)) == " in plugin.py, line 4"


def test_what_starts_the_plugin_is_not_the_author_s_line(tmp_path: Path) -> None:
    main = tmp_path / "__main__.py"
    main.write_text(DRIVER + "read()\n")
    assert CrashReporter(str(tmp_path)).place_of(trace_of(main)) == ""


def test_in_an_executable_files_are_named_from_the_package_on() -> None:
    crashes = CrashReporter("/nowhere")
    crashes.add_folder("laniakea_sensor")
    code = compile("1 / 0", os.path.join("laniakea_sensor", "plugin.py"), "exec")
    with pytest.raises(ZeroDivisionError) as crash:
        exec(code)
    assert crashes.place_of(crash.tb) == " in plugin.py, line 1"
