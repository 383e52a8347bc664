"""Makes .venv: a virtual environment with the packages of requirements.lock, byte for byte, and this project.

    python3 tools/make_venv.py [--verbose] [--this-python]
    python3 tools/make_venv.py --lock | --clean

It does nothing when .venv is as it should be, whichever Python has made it; with --this-python that counts, too. --lock writes
requirements.lock anew, and --clean removes what the folder below has for Python projects. The packages' files are kept in a folder that all projects of this
machine share (LANIAKEA_PLUGIN_CACHE moves it), so a second project is made without a network. It needs nothing but
Python.
"""

# An older Python, from 3.6 on, has to come as far as the message that says that it is too old: it would evaluate annotations that
# are not in quotes, and does not know `from __future__ import annotations`.

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
# What locks: pip writes no lock for other platforms than its own.
UV = "uv==0.13.9"
COMPILE = (
    "pip compile --quiet --universal --python-version 3.10 --group dev --generate-hashes --no-header --no-annotate "
    "--emit-find-links pyproject.toml -o requirements.lock"
)
# Folders of packages that are kept, of as many locks, Pythons and projects: each has about 60 MB.
KEPT_FOLDERS = 4
# Seconds since its last use after which nobody is still reading such a folder.
UNUSED_AFTER = 60 * 60
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
    flags = sys.argv[1:]
    signal.signal(signal.SIGTERM, interrupt)
    try:
        if "--clean" in flags:
            clean()
        elif "--lock" in flags:
            lock("--verbose" in flags)
        else:
            make_venv("--verbose" in flags, "--this-python" in flags)
    except VenvError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; nothing half made was left", file=sys.stderr)
        return INTERRUPTED
    return 0


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def make_venv(verbose: bool, this_python: bool) -> None:
    found = state_of_venv()
    wanted = wanted_state()
    if found is not None and "python" in found and VENV_PYTHON.exists() and not this_python:
        wanted["python"] = found["python"]
    if found == wanted and VENV_PYTHON.exists():
        return
    if VENV.exists() and found is None:
        raise VenvError(f"{VENV} is there, and something else has made it: move it away")
    if found is None or not VENV_PYTHON.exists() or {**found, "project": ""} != {**wanted, "project": ""}:
        assert_new_enough()
        assert_carried_as_locked()
        wanted["python"] = this()
        make_new(wanted, verbose)
    install_project(verbose)
    run(pip(["check"]), "requirements.lock lacks what pyproject.toml asks for: lock it anew with `make lock`", verbose)
    run([str(VENV_PYTHON), "-I", "-c", PROOF], "pip ended well, but the SDK is not in .venv", verbose)
    write_json(STATE, wanted)


def assert_new_enough() -> None:
    if sys.version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise VenvError(f"Python {oldest} or newer is needed; this is {platform.python_version()} ({sys.executable})")


def assert_carried_as_locked() -> None:
    """Elsewhere, where nothing is kept, pip would refuse it."""
    locked = LOCK.read_text(encoding="utf-8").lower()
    for file in (PROJECT / "vendor").glob("*.whl"):
        name, version, *_ = file.name.lower().split("-")
        if f"{name.replace('_', '-')}=={version} " in locked and sha256(file) not in locked:
            raise VenvError(f"vendor/{file.name} is not the one that is locked: lock it anew with `make lock`")


def this() -> str:
    """This Python, as .venv keeps it."""
    return f"{platform.python_version()} {os.path.realpath(sys.base_prefix)}"


def make_new(wanted: "dict[str, str]", verbose: bool) -> None:
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


def kept_launcher() -> "bytes | None":
    """That of .venv; for one that somebody has removed, what this machine's generator of the same version has left."""
    with contextlib.suppress(OSError):
        return LAUNCHER.read_bytes()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        version = json.loads(RECORD.read_text(encoding="utf-8"))["generator"]["version"]
        return (trusted_cache() / f"launcher-{version}").read_bytes()
    return None


def wanted_state() -> "dict[str, str]":
    """What has to be the same for a .venv to be of use; where it stands, too, because scripts in it say so."""
    return {
        "folder": str(PROJECT),
        "lock": sha256(LOCK),
        "vendor": vendor_key(),
        "python": this(),
        # A folder may be copied to another machine, where its programs do not run.
        "machine": f"{sys.platform} {platform.machine()}",
        "project": sha256(PROJECT / "pyproject.toml"),
    }


def state_of_venv() -> "dict[str, str] | None":
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
        mark_used(folder)
        return folder
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
        download(wheels, gather_known(staging / "known"), verbose)
        write_json(wheels / MANIFEST, sorted(file.name for file in wheels.iterdir()))
        put(wheels, folder, staging)
        remove_unused(cache)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def gather_known(known: Path) -> Path:
    """What was fetched for other locks and is in this one, too. pip would take a file of the right name whatever is in it."""
    known.mkdir()
    locked = LOCK.read_text(encoding="utf-8")
    for folder in wheel_folders():
        for file in folder.glob("*.whl"):
            if not (known / file.name).exists() and sha256(file) in locked:
                shutil.copyfile(file, known / file.name)
    return known


def download(wheels: Path, known: Path, verbose: bool) -> None:
    """What is known is not fetched again: a lock that differs in one package needs only that one."""
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--progress-bar", "off"]
    command = ["download", *options, "--find-links", str(known), "--requirement", str(LOCK), "--dest", str(wheels)]
    if any(known.iterdir()):
        with contextlib.suppress(VenvError):
            run(pip([*command, "--no-index"]), "")
            return
    say("Fetching the packages that are not on this machine")
    run(pip(command), "the packages could not be fetched; check the network and pip's index", verbose)


def wheel_folders() -> "list[Path]":
    """The last used first."""
    folders = [folder for folder in trusted_cache().glob("wheels-*") if is_complete(folder)]
    return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)


def mark_used(folder: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(folder)


def remove_unused(cache: Path) -> None:
    """Somebody else may be reading those that were used a moment ago. It is only tidying: what cannot be removed stays."""
    for folder in wheel_folders()[KEPT_FOLDERS:]:
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > UNUSED_AFTER:
                folder.rename(cache / f"{STAGING}{folder.name}")
                shutil.rmtree(cache / f"{STAGING}{folder.name}", ignore_errors=True)


def clean() -> None:
    cache = cache_folder()
    folders = [folder for pattern in ("wheels-*", "uv-*", f"{STAGING}*") for folder in cache.glob(pattern)]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"Removed {len(folders)} folders from {cache}")


def lock(verbose: bool) -> None:
    assert_new_enough()
    # Of a package whose version is locked already uv keeps the hash, but the file that the project carries may be another one.
    carried = [file.name.split("-")[0] for file in (PROJECT / "vendor").glob("*.whl")]
    anew = [option for name in carried for option in ("--upgrade-package", name)]
    run([str(uv(verbose)), *COMPILE.split(" "), *anew], "requirements.lock is as it was", verbose)


def uv(verbose: bool) -> Path:
    """It needs no Python once it is there: the program alone is kept."""
    cache = trusted_cache()
    program = cache / UV.replace("==", "-") / ("uv.exe" if os.name == "nt" else "uv")
    if program.is_file():
        return program
    say("Fetching uv, which locks; it is kept for the next time")
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=cache))
    try:
        run(
            [sys.executable, "-I", "-m", "venv", str(staging)],
            "the virtual environment for uv could not be made",
            verbose,
        )
        scripts = staging / ("Scripts" if os.name == "nt" else "bin")
        python = scripts / VENV_PYTHON.name
        install = ["-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--only-binary", ":all:"]
        run([str(python), *install, UV], "uv could not be fetched; check the network and pip's index", verbose)
        made = staging / "made"
        made.mkdir()
        (scripts / program.name).rename(made / program.name)
        with contextlib.suppress(OSError):  # Somebody else was first.
            made.rename(program.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return program


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
    locked = hashlib.sha256(f"{sha256(LOCK)} {vendor_key()}".encode()).hexdigest()
    return f"{locked[:16]}-{python}-{platform.machine()}".lower()


def vendor_key() -> str:
    """The packages that the project carries."""
    carried = [f"{file.name} {sha256(file)}" for file in sorted((PROJECT / "vendor").glob("*.whl"))]
    return hashlib.sha256("\n".join(carried).encode()).hexdigest()


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
        return home() / "Library" / "Caches"
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    return Path(xdg) if os.path.isabs(xdg) else home() / ".cache"


def home() -> Path:
    """A container often runs as a user id that has no line in the password file. An empty HOME is none."""
    if os.environ.get("HOME") == "":
        del os.environ["HOME"]
    try:
        return Path.home()
    except RuntimeError as error:
        raise VenvError(
            "this user has no home folder, where the packages would be kept: set HOME, or LANIAKEA_PLUGIN_CACHE, "
            "to a folder that can be written"
        ) from error


def install_packages(wheels: Path, verbose: bool) -> None:
    say("Installing the packages")
    # To compile all of it takes half of the time, and most of it is never imported. Python compiles what is.
    options = ["--isolated", "--no-index", "--find-links", str(wheels), "--no-deps", "--require-hashes", "--no-compile"]
    run(pip(["install", *options, "--requirement", str(LOCK)]), "the packages could not be installed", verbose)


def install_project(verbose: bool) -> None:
    """Editable: what is saved in src/ counts at once."""
    say("Installing the project")
    options = ["--isolated", "--no-index", "--no-deps", "--no-build-isolation", "--editable"]
    run(pip(["install", *options, str(PROJECT)]), "the project could not be installed: see pyproject.toml", verbose)


def pip(arguments: "list[str]") -> "list[str]":
    return [str(VENV_PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]


def environment() -> "dict[str, str]":
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("PIP_") or PIP_SETTINGS.fullmatch(name.upper())
    }


def run(command: "list[str]", failed: str, verbose: bool = False) -> None:
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
    if not verbose and failed:
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
