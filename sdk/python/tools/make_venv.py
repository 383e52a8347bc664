"""Makes .venv: a virtual environment with the packages of requirements.lock, byte for byte, and this project.

    python3 tools/make_venv.py [--verbose]

It does nothing when .venv is as it should be. The packages' files are kept in a folder that all projects of this
machine share (LANIAKEA_PLUGIN_CACHE moves it), so a second project is made without a network. It needs nothing but
Python.
"""

# An older Python, too, has to come as far as the message that says that it is too old.
from __future__ import annotations

import contextlib
import hashlib
import importlib.machinery
import json
import os
import platform
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements.lock"
RECORD = PROJECT / ".create-laniakea-plugin.json"
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What the generator has put there, for the Makefile.
LAUNCHER = VENV / "bin" / "laniakea-plugin"
# Its presence says that .venv is ours; its contents, that it is complete, and what it was made from.
STATE = VENV / "laniakea-plugin.json"
# In a folder of packages: the names of all that belong there.
MANIFEST = "complete.json"
OLDEST = (3, 10)
LAST_LINES = 20
INTERRUPTED = 130
# What a killed run leaves in the folder of the packages begins so; seconds after which nobody is still at it.
STAGING = "staging-"
STALE_AFTER = 24 * 60 * 60
# How to reach the packages. Other settings of pip's would have it work on another Python, or into another folder.
PIP_SETTINGS = re.compile(
    "PIP_(CACHE_DIR|(CLIENT_)?CERT|CONFIG_FILE|(DEFAULT_)?TIMEOUT|(EXTRA_)?INDEX_URL|FIND_LINKS|KEYRING_PROVIDER|"
    "NO_CACHE_DIR|NO_INDEX|PROXY|RETRIES|TRUSTED_HOST)"
)
PROOF = "import laniakea_plugin_sdk.controller, laniakea_plugin_sdk.datasource"


class VenvError(Exception):
    """Something that the person at the terminal can do something about."""


def main() -> int:
    verbose = "--verbose" in sys.argv[1:]
    signal.signal(signal.SIGTERM, interrupt)
    try:
        make_venv(verbose)
    except VenvError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; nothing half made was left", file=sys.stderr)
        return INTERRUPTED
    return 0


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def make_venv(verbose: bool) -> None:
    if sys.version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise VenvError(f"Python {oldest} or newer is needed; this is {platform.python_version()}")
    wanted = wanted_state()
    found = state_of_venv()
    if found == wanted and VENV_PYTHON.exists():
        return
    if VENV.exists() and found is None:
        raise VenvError(f"{VENV} is there, and something else has made it: move it away")
    if found is None or not VENV_PYTHON.exists() or {**found, "project": ""} != {**wanted, "project": ""}:
        make_new(wanted, verbose)
    install_project(verbose)
    run(pip(["check"]), "requirements.lock lacks what pyproject.toml asks for: lock it anew with `make lock`", verbose)
    run([str(VENV_PYTHON), "-I", "-c", PROOF], "pip ended well, but the SDK is not in .venv", verbose)
    write_json(STATE, wanted)


def make_new(wanted: dict[str, str], verbose: bool) -> None:
    """With the packages, and without the project."""
    launcher = kept_launcher()
    try:
        remove_venv()
        make_empty_venv()
        install_packages(fetch_packages(verbose), verbose)
        if launcher is not None and LAUNCHER.parent.is_dir():
            LAUNCHER.write_bytes(launcher)
            LAUNCHER.chmod(0o755)
        write_json(STATE, {**wanted, "project": ""})
    except BaseException:
        remove_venv()
        raise


def kept_launcher() -> bytes | None:
    """That of .venv; for one that somebody has removed, what this machine's generator of the same version has left."""
    with contextlib.suppress(OSError):
        return LAUNCHER.read_bytes()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        version = json.loads(RECORD.read_text(encoding="utf-8"))["generator"]["version"]
        return (trusted_cache() / f"launcher-{version}").read_bytes()
    return None


def wanted_state() -> dict[str, str]:
    """What has to be the same for a .venv to be of use; where it stands, too, because scripts in it say so."""
    return {
        "folder": str(PROJECT),
        "lock": sha256(LOCK),
        "project": sha256(PROJECT / "pyproject.toml"),
    }


def state_of_venv() -> dict[str, str] | None:
    """Nothing in it while .venv is being made; None when it is not ours, or not there."""
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}


def make_empty_venv() -> None:
    say(f"Making .venv with Python {platform.python_version()}")
    VENV.mkdir()
    write_json(STATE, {})
    run([sys.executable, "-I", "-m", "venv", str(VENV)], "the virtual environment could not be made")


def fetch_packages(verbose: bool) -> Path:
    """The folder with the packages' files; it is put together beside and renamed, so it is complete or not there."""
    cache = trusted_cache()
    folder = cache / f"wheels-{package_key()}"
    if is_complete(folder):
        return folder
    say("Fetching the packages (about 60 MB, once per machine)")
    try:
        cache.mkdir(mode=0o755, parents=True, exist_ok=True)
        remove_stale(cache)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=cache))
    except OSError as error:
        raise VenvError(
            f"the folder for the packages cannot be written: {cache} ({error.strerror}); "
            "set LANIAKEA_PLUGIN_CACHE to one that can"
        ) from error
    try:
        wheels = staging / "wheels"
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--progress-bar", "off"]
        command = ["download", *options, "--requirement", str(LOCK), "--dest", str(wheels)]
        run(pip(command), "the packages could not be fetched; check the network and pip's index", verbose)
        write_json(wheels / MANIFEST, sorted(file.name for file in wheels.iterdir()))
        put(wheels, folder, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def remove_stale(cache: Path) -> None:
    """It is only tidying: what cannot be removed stays."""
    for folder in cache.glob(f"{STAGING}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > STALE_AFTER:
                shutil.rmtree(folder, ignore_errors=True)


def put(made: Path, folder: Path, aside: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        # Somebody else was first; or the folder that is there lacks something.
        if is_complete(folder):
            return
        folder.rename(aside / "broken")
        made.rename(folder)


def is_complete(folder: Path) -> bool:
    """A cleaner of old files may have taken some of it."""
    try:
        names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all((folder / name).is_file() for name in names)


def package_key() -> str:
    """Which files pip takes depends on the lock, on the Python and on the machine."""
    python = importlib.machinery.EXTENSION_SUFFIXES[0].strip(".").rsplit(".", 1)[0]
    return f"{sha256(LOCK)[:16]}-{python}-{platform.machine()}".lower()


def trusted_cache() -> Path:
    """What is in it gets started: in a folder that others may write in, that would be their programs. As in TypeScript's builds."""
    cache = cache_folder()
    if sys.platform == "win32" or not cache.exists():
        return cache
    found, user = cache.stat(), os.geteuid()
    if found.st_uid not in (user, 0):
        reason = f"it belongs to another user (uid {found.st_uid})"
    elif found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and found.st_gid != user):
        reason = f"others may write in it (mode {stat.S_IMODE(found.st_mode):04o})"
    else:
        return cache
    raise VenvError(
        f"the folder for the packages cannot be trusted: {cache}: {reason}; "
        "remove it, or set LANIAKEA_PLUGIN_CACHE to a folder of your own that nobody else may write in"
    )


def cache_folder() -> Path:
    """Where the builds of TypeScript projects keep their tools, too."""
    chosen = os.environ.get("LANIAKEA_PLUGIN_CACHE")
    if chosen:
        return Path(chosen).absolute()
    return platform_cache() / "laniakea-plugin"


def platform_cache() -> Path:
    local = os.environ.get("LOCALAPPDATA")
    if os.name == "nt" and local:
        return Path(local)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    return Path(xdg) if os.path.isabs(xdg) else Path.home() / ".cache"


def install_packages(wheels: Path, verbose: bool) -> None:
    say("Installing the packages")
    options = ["--isolated", "--no-index", "--find-links", str(wheels), "--no-deps", "--require-hashes"]
    run(pip(["install", *options, "--requirement", str(LOCK)]), "the packages could not be installed", verbose)


def install_project(verbose: bool) -> None:
    """Editable: what is saved in src/ counts at once."""
    say("Installing the project")
    options = ["--isolated", "--no-index", "--no-deps", "--no-build-isolation", "--editable"]
    run(pip(["install", *options, str(PROJECT)]), "the project could not be installed: see pyproject.toml", verbose)


def pip(arguments: list[str]) -> list[str]:
    return [str(VENV_PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]


def environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("PIP_") or PIP_SETTINGS.fullmatch(name.upper())
    }


def run(command: list[str], failed: str, verbose: bool = False) -> None:
    """Shows what a program prints only when it fails, or when asked to."""
    last: deque[str] = deque(maxlen=LAST_LINES)
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            for line in process.stdout or ():
                text = line.decode("utf-8", "replace").rstrip()
                last.append(text)
                if verbose:
                    say(text)
        except BaseException:
            process.kill()
            raise
    if process.returncode == 0:
        return
    if not verbose:
        print("\n".join(last), file=sys.stderr)
    raise VenvError(failed)


def remove_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)


def write_json(file: Path, value: object) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(value), encoding="utf-8")
    unfinished.replace(file)


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
