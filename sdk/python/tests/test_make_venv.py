import os
import sys
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps such rights elsewhere")
@pytest.mark.parametrize("mode", [0o777, 0o757, 0o1777])
def test_a_cache_folder_that_others_may_write_in_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv("LANIAKEA_PLUGIN_CACHE", str(tmp_path))
    tmp_path.chmod(mode)
    with pytest.raises(make_venv.VenvError, match=rf"cannot be trusted: {tmp_path}: others may write in it .*{mode:o}"):
        make_venv.trusted_cache()
    tmp_path.chmod(0o755)
    assert make_venv.trusted_cache() == tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps such rights elsewhere")
def test_a_cache_folder_of_another_user_is_refused_also_for_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANIAKEA_PLUGIN_CACHE", str(tmp_path))
    owner = tmp_path.stat().st_uid
    if owner == 0:
        os.chown(tmp_path, 1, 0)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(make_venv.VenvError, match="it belongs to another user"):
        make_venv.trusted_cache()
