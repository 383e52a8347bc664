"""Where Linux has its sensors. Nothing here has to be adapted."""

import math
import re
from collections.abc import Iterable
from pathlib import Path


def channels(root: str, device: str, patterns: Iterable[str]) -> dict[str, Path]:
    """The files, by names such as coretemp/temp1: the number of hwmon3 may be another one after the next start.

    device: all of this name; empty: of all devices.
    patterns: where each kind of sensor has its values, below the root.
    """
    found: dict[str, Path] = {}
    folders: dict[str, Path] = {}
    for file in (file for pattern in patterns for file in sorted(Path(root).glob(pattern))):
        name = file.with_name("name")
        own = name.read_text(encoding="utf-8").strip() if name.exists() else file.parent.name
        if folders.setdefault(own, file.parent) != file.parent:
            own += f"@{file.parent.name}"  # Another one of the same name.
        if device in ("", own):
            found[f"{own}/{file.name.removesuffix('_raw').removesuffix('_input')}"] = file
    return found


def number_in(file: Path) -> float:
    """Raises OSError or ValueError when there is none."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace").strip()
    except PermissionError:
        raise PermissionError(f"{file}: the user that runs Laniakea may not read it") from None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{file} holds no number: {text[:40]!r}")
    return number


def scaled(raw: Path) -> float:
    """Of an IIO channel that is as the converter gives it. Raises OSError or ValueError when there is no value."""
    return (number_in(raw) + _beside(raw, "offset", 0)) * _beside(raw, "scale", 1)


def _beside(raw: Path, what: str, default: float) -> float:
    """A channel's own file, or that of its kind.

    in_voltage0_i_raw has in_voltage0_i_scale, in_voltage_i_scale or in_voltage_scale.
    """
    own = raw.name.removesuffix("_raw")
    without_number = re.sub(r"\d", "", own)
    kind = re.sub(r"^(in_[a-z]+(-[a-z]+)?).*", r"\1", without_number)
    files = [raw.with_name(f"{name}_{what}") for name in (own, without_number, kind)]
    return next((number_in(file) for file in files if file.exists()), default)
