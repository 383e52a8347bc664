import ast
import hashlib
import json
import os
import sys
import time
import zipfile
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


def test_a_python_of_3_6_comes_as_far_as_the_message() -> None:
    tree = ast.parse(Path(make_venv.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            for annotation in [node.returns, *(argument.annotation for argument in arguments)]:
                # An old Python evaluates them: names and texts mean the same to it.
                assert annotation is None or isinstance(annotation, ast.Name | ast.Constant | ast.Attribute)


def wheel(folder: Path, name: str) -> str:
    """A package of nothing but its name. Returns its line in a lock."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as made:
        about = f"{name}-1.0.dist-info"
        made.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        made.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        made.writestr(f"{about}/RECORD", "")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without a network, with a cache of its own."""
    monkeypatch.setenv("LANIAKEA_PLUGIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setattr(make_venv, "PROJECT", tmp_path)
    monkeypatch.setattr(make_venv, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(make_venv, "VENV_PYTHON", Path(sys.executable))
    return tmp_path


def test_one_package_more_needs_no_network_for_those_that_were_there(project: Path) -> None:
    known = project / "cache/wheels-of-another-lock"
    first, added = wheel(known, "first"), wheel(project / "vendor", "added")
    # Of the right name, with other contents.
    (known / "added-1.0-py3-none-any.whl").write_bytes(b"another")
    (known / make_venv.MANIFEST).write_text(json.dumps([file.name for file in known.glob("*.whl")]))
    make_venv.LOCK.write_text(f"--find-links vendor\n{first}{added}")
    fetched = make_venv.fetch_packages(False)
    assert sorted(file.name for file in fetched.glob("*.whl")) == [
        "added-1.0-py3-none-any.whl",
        "first-1.0-py3-none-any.whl",
    ]


def test_another_file_of_a_package_that_the_project_carries_is_noticed(project: Path) -> None:
    make_venv.LOCK.write_text("--find-links vendor\n" + wheel(project / "vendor", "carried"))
    (project / "pyproject.toml").write_text("")
    make_venv.assert_carried_as_locked()
    before = make_venv.wanted_state()
    with zipfile.ZipFile(next((project / "vendor").glob("*.whl")), "a") as changed:
        changed.writestr("more.py", "")
    assert make_venv.wanted_state() != before
    with pytest.raises(make_venv.VenvError, match=r"vendor/carried.* is not the one that is locked: .*`make lock`"):
        make_venv.assert_carried_as_locked()


def test_only_the_folders_that_were_used_last_are_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache = project / "cache"
    for age in range(make_venv.KEPT_FOLDERS + 3):
        folder = cache / f"wheels-{age}"
        folder.mkdir(parents=True)
        (folder / make_venv.MANIFEST).write_text("[]")
        used = time.time() - (0 if age == make_venv.KEPT_FOLDERS else age * make_venv.UNUSED_AFTER * 2)
        os.utime(folder, (used, used))
    make_venv.remove_unused(cache)
    kept = {f"wheels-{age}" for age in [*range(make_venv.KEPT_FOLDERS - 1), make_venv.KEPT_FOLDERS]}
    assert {folder.name for folder in cache.iterdir()} == kept
    (cache / "logs").mkdir()
    make_venv.clean()
    assert [folder.name for folder in cache.iterdir()] == ["logs"]
    assert f"Removed {len(kept)} folders from {cache}" in capsys.readouterr().out


def test_a_python_that_is_named_makes_venv_anew_and_another_one_takes_it_as_it_is(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_venv.LOCK.write_text("")
    (project / "pyproject.toml").write_text("")
    (project / ".venv").mkdir()
    monkeypatch.setattr(make_venv, "VENV", project / ".venv")
    monkeypatch.setattr(make_venv, "STATE", project / ".venv/state.json")
    made: list[str] = []
    monkeypatch.setattr(make_venv, "make_new", lambda wanted, _: made.append(wanted["python"]))
    monkeypatch.setattr(make_venv, "install_project", lambda _: None)
    monkeypatch.setattr(make_venv, "run", lambda *_: None)
    make_venv.write_json(make_venv.STATE, {**make_venv.wanted_state(), "python": "3.10.1 /another"})
    make_venv.make_venv(verbose=False, this_python=False)
    assert made == []
    # Also one that is too old to make it.
    monkeypatch.setattr(make_venv, "OLDEST", (99, 0))
    make_venv.make_venv(verbose=False, this_python=False)
    with pytest.raises(make_venv.VenvError, match=r"Python 99\.0 or newer is needed"):
        make_venv.make_venv(verbose=False, this_python=True)
    monkeypatch.setattr(make_venv, "OLDEST", (3, 10))
    make_venv.make_venv(verbose=False, this_python=True)
    make_venv.make_venv(verbose=False, this_python=True)
    assert made == [make_venv.this()]
    # The folder was copied from another machine, where the same Python is in the same place.
    make_venv.write_json(make_venv.STATE, {**make_venv.wanted_state(), "machine": "linux of another kind"})
    make_venv.make_venv(verbose=False, this_python=False)
    assert made == [make_venv.this()] * 2
