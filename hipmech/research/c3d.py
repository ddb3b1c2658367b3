"""C3D files, the laboratories' own format: markers, force plates, events. Read by ezc3d."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from hipmech.research.recordings import Recording, Wrench, laboratory_axes, per_metre

_PATIENCE = 60  # seconds: a file of a gigabyte takes 10
_TRY = "import sys, ezc3d; ezc3d.c3d(sys.argv[1], extract_forceplat_data=True)"


def read_c3d(path: str | Path, up: str = "z", forward: str = "y") -> Recording:
    """Read markers, force plates and events of a ``.c3d`` file, turned to y up and x forward.

    Parameters
    ----------
    path
        Of the file.
    up, forward
        Which axis of the laboratory points up, and which along the walkway the way the person
        walks; with a sign where needed, as in ``"-x"``.

    Raises
    ------
    ImportError
        Without ezc3d, which comes with ``pip install 'hipmech[data]'``.
    ValueError
        For a file that is cut off, that ezc3d cannot read, without markers, or in unknown units.
    """
    try:
        import ezc3d
    except ImportError:
        raise ImportError("read_c3d needs ezc3d: pip install 'hipmech[data]'") from None
    path, axes = Path(path), laboratory_axes(up, forward)
    _check_c3d(path)
    _try_c3d(path)
    c3d = ezc3d.c3d(str(path), extract_forceplat_data=True)
    parameters, header = c3d["parameters"], c3d["header"]
    point = parameters["POINT"]
    xyz = c3d["data"]["points"][:3].transpose(2, 1, 0)
    if not xyz.size:
        raise ValueError(f"{path.name} holds no markers (rotations only?); export them as points.")
    unit = (point.get("UNITS", {}).get("value") or ["mm"])[0]
    xyz = (xyz / per_metre(unit, f"{path.name}: POINT:UNITS")) @ axes.T
    xyz[(xyz == 0).all(-1)] = np.nan
    more = (f"LABELS{k or ''}" for k in (0, *range(2, 9)))  # 255 labels at most in each
    names = [name for key in more for name in point.get(key, {}).get("value", [])]
    rate = header["points"]["frame_rate"]
    start = header["points"]["first_frame"] / rate
    plates, frames = [], 0
    for plate in c3d["data"]["platform"]:
        force = plate["force"].T @ axes.T
        lever = per_metre(plate["unit_moment"].lower().removeprefix("n"), f"{path.name}: moments")
        scale = per_metre(plate["unit_position"], f"{path.name}: corners")
        centre = axes @ plate["corners"].mean(1) / scale
        plates.append(Wrench(force, plate["moment"].T @ axes.T / lever + np.cross(centre, force)))
        frames = len(force)
    return Recording(
        time=start + np.arange(len(xyz)) / rate,
        markers=dict(zip(names, xyz.swapaxes(0, 1), strict=False)),
        plate_time=start + np.arange(frames) / (header["analogs"]["frame_rate"] or 1.0),
        plates=tuple(plates),
        events=_c3d_events(parameters.get("EVENT", {})),
    )


def _check_c3d(path: Path) -> None:
    """Refuse what would crash the reader or give made-up numbers: no C3D, or half of one."""
    data = path.read_bytes()
    if len(data) < 1024 or data[1] != 0x50:
        raise ValueError(f"{path.name} does not begin as a C3D file does.")
    kind = data[(data[0] - 1) * 512 + 3 : (data[0] - 1) * 512 + 4]
    if kind == b"V":  # 86: MIPS
        raise ValueError(f"{path.name} has the byte order of SGI machines; save it again as Intel.")
    points, channels, first, last = struct.unpack("<4H", data[2:10])
    scale, start = struct.unpack("<fH", data[12:18])
    number = 4 if scale < 0 else 2  # bytes
    needed = 512 * (start - 1) + number * (last - first + 1) * (4 * points + channels)
    if kind == b"T" and last < 65535 and len(data) < needed:  # 84: Intel
        raise ValueError(
            f"{path.name} is cut off: it has {len(data)} bytes of {needed}; copy it again."
        )


def _try_c3d(path: Path) -> None:
    """Let ezc3d read in a process of its own first: a damaged header can crash or hang it."""
    command = [sys.executable, "-c", _TRY, str(path)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        problem = f"not done after {_PATIENCE} s"
    except subprocess.CalledProcessError as ended:
        said = ended.stderr.strip().splitlines() or ["the reader crashed"]
        problem = said[-1].partition(": ")[2] or said[-1]
    else:
        return
    raise ValueError(
        f"{path.name} cannot be read as C3D ({problem}); its header is damaged: export it again."
    )


def _c3d_events(group: Any) -> tuple[tuple[float, str, str], ...]:
    if "TIMES" not in group or not np.size(group["TIMES"]["value"]):
        return ()
    minutes, seconds = np.asarray(group["TIMES"]["value"], float)[:2]
    labels = group["LABELS"]["value"]
    sides = group.get("CONTEXTS", {}).get("value", [""] * len(labels))
    events = (
        (float(60 * m + s), {"Right": "R", "Left": "L"}.get(side, ""), label)
        for m, s, side, label in zip(minutes, seconds, sides, labels, strict=False)
    )
    return tuple(sorted(events))
