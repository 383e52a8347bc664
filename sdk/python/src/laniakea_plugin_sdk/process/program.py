"""The program that this process runs."""

import os
import shutil
import sys


def program_name() -> str:
    """Its file's name without what follows the dot; of a package that runs, the package's."""
    path = sys.executable if _unpacked_folder() is not None else sys.argv[0]
    name = os.path.splitext(os.path.basename(path))[0]
    return os.path.basename(os.path.dirname(os.path.abspath(path))) if name == "__main__" else name


def program_file() -> str | None:
    """The file that the daemon starts; None where that is Python, which runs a package."""
    if _unpacked_folder() is not None:
        return sys.executable
    return None if os.path.basename(sys.argv[0]) in ("", "-c", "-m", "__main__.py") else os.path.abspath(sys.argv[0])


def asks_for_settings() -> bool:
    """Whether a person or `register` wants to see the settings that the plugin has. The daemon gives no arguments."""
    return sys.argv[1:] == ["--settings"]


def program_folder() -> str:
    """Where the file that was started is."""
    return os.path.dirname(os.path.abspath(getattr(sys.modules["__main__"], "__file__", None) or "."))


def remove_unpacked() -> None:
    """For the parent that unpacked the executable, when it was killed before it could remove what it unpacked."""
    folder = _unpacked_folder()
    if folder is not None and os.path.basename(folder).startswith("_MEI"):
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked_folder() -> str | None:
    """Where PyInstaller's executable has unpacked itself."""
    folder: str | None = getattr(sys, "_MEIPASS", None)
    return folder
