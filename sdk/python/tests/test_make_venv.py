import os
import time
from pathlib import Path

import make_venv
import pytest


def test_pip_gets_how_to_reach_the_packages_and_nothing_that_leads_it_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in os.environ if name.upper().startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name in ["PIP_INDEX_URL", "pip_proxy", "PIP_NO_INDEX", "HOME_OF_PIP"]:
        monkeypatch.setenv(name, "kept")
    for name in ["PIP_PYTHON", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT", "pip_dry_run", "PIP_REQUIREMENT"]:
        monkeypatch.setenv(name, "elsewhere")
    got = make_venv.environment()
    assert "elsewhere" not in got.values()
    assert {name for name, value in got.items() if value == "kept"} == {
        name for name, value in os.environ.items() if value == "kept"
    }


def test_what_a_killed_run_left_goes_after_a_day(tmp_path: Path) -> None:
    yesterday = time.time() - make_venv.STALE_AFTER - 1
    for name in ["staging-old", "staging-new", "wheels-old"]:
        (tmp_path / name).mkdir()
        if name.endswith("old"):
            os.utime(tmp_path / name, (yesterday, yesterday))
    make_venv.remove_stale(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["staging-new", "wheels-old"]
