"""Files of a gait laboratory, read: markers, force plates, tables of angles, moments and forces.

Everything leaves here in s, m, N and N·m, in axes with y up, and NaN where nothing was recorded.
What a file leaves open (which foot stands on which plate, which way the walkway runs) is asked for
and never guessed. A file that cannot be right is refused with a ValueError that says what is
wrong, where in the file, and what to do about it. Nothing in a file is executed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from hipmech.results import Array, Result

_PER_METRE = {"mm": 1e3, "cm": 1e2, "m": 1.0}
_NO_FORCE = 10.0  # N; below it a plate's centre of pressure is noise


class Wrench(Result):
    """What a plate did to a foot: force (k, 3) N and moment (k, 3) N·m about the origin."""

    force: Array
    moment: Array


class Recording(Result):
    """One trial: markers and force plates, in axes x, y, z of the laboratory with y up.

    Attributes
    ----------
    time
        (n,) s, evenly spaced.
    markers
        Name → (n, 3) m, NaN in gaps.
    plate_time
        (k,) s, usually at another rate.
    plates
        One `Wrench` of (k, 3) for each plate.
    events
        (time in s, "R", "L" or "", label) as the file has them, in order of time.
    """

    time: Array
    markers: dict[str, Array]
    plate_time: Array
    plates: tuple[Wrench, ...] = ()
    events: tuple[tuple[float, str, str], ...] = ()

    def strides(self, side: str) -> list[tuple[float, float, float]]:
        """Return landing, leaving and next landing in s of a foot, as the file's events mark them.

        For `HipSeries.cycles`, where the foot did not land on plates twice. Events are called
        "Foot Strike" and "Foot Off", as C3D software calls them.
        """
        own = [(t, label) for t, s, label in self.events if s == side[:1].upper()]
        landings = [t for t, label in own if label == "Foot Strike"]
        leaving = [t for t, label in own if label == "Foot Off"]
        return [
            (start, off, stop)
            for start, stop in pairwise(landings)
            for off in leaving
            if start < off < stop
        ]


def even_time(time: Array, name: str = "time") -> Array:
    """Time stamps (n,) that were rounded when the file was written, evenly spaced again.

    At 60 Hz files say 0.017, 0.033, 0.050 s. Half a millisecond is much for a second derivative:
    left so, the stamps put a sawtooth of 0.2 N·m/kg onto the hip moment.

    >>> even_time(np.array([0, 0.017, 0.033, 0.05])).round(4)
    array([0.    , 0.0167, 0.0333, 0.05  ])

    Raises
    ------
    ValueError
        Where a stamp is more than a quarter of a step away: frames are missing or time jumps.
    """
    if len(time) < 3:
        return time
    even = np.linspace(time[0], time[-1], len(time))
    step = even[1] - even[0]
    if not (step > 0 and np.abs(time - even).max() <= 0.25 * step):
        steps = np.diff(time)
        usual = float(np.median(steps))
        worst = int(np.abs(steps - usual).argmax())
        raise ValueError(
            f"{name}: frames must be evenly spaced ({usual:.4g} s apart), but after "
            f"{time[worst]:.4f} s comes {time[worst + 1]:.4f} s; export the trial without gaps in "
            "time."
        )
    return even


def read_storage(path: str | Path) -> pd.DataFrame:
    """Read a table of OpenSim or SIMM (``.mot``, ``.sto``); its index is time in s.

    Columns may be set apart by tabs, spaces or commas. Numbers stay as they are: ``attrs`` holds
    the file's ``name``, what the header says about angles, ``in_degrees`` (True, False or None),
    and ``dropped_rows``, how many rows repeated the time stamp before them and were left out.

    Raises
    ------
    ValueError
        Naming the line, for a file without ``endheader``, without numbers, with rows of another
        length, with words or vectors for numbers, or with time that runs backwards.
    """
    path = Path(path)
    lines = _lines(path)
    ends = [i for i, line in enumerate(lines) if line.strip(" ,\t").lower() == "endheader"]
    if not ends:
        raise ValueError(f"{path.name} has no line 'endheader'; is it a .mot or .sto file?")
    header = {}
    for line in lines[: ends[0]]:
        if found := re.match(r"\s*(\w+)\s*[=\s]\s*([^\s,]+)[\s,]*$", line):
            header[found[1].lower()] = found[2].lower()
    if (kind := header.get("datatype", "double")) != "double":
        raise ValueError(f"{path.name} holds values of type {kind}; export angles, one per column.")
    rows = [(i + 1, re.split(r"[,\s]+", line.strip(", \t"))) for i, line in enumerate(lines)]
    rows = [(number, row) for number, row in rows[ends[0] + 1 :] if row != [""]]
    if len(rows) < 2:
        raise ValueError(f"{path.name} has a header but no numbers.")
    names, values = rows[0][1], []
    for number, row in rows[1:]:
        if len(row) != len(names):
            raise ValueError(
                f"{path.name}, line {number}: {len(row)} numbers for {len(names)} columns; "
                "is the file cut off?"
            )
        values.append(_numbers(row, path.name, number))
    if names[0].lower() != "time":
        raise ValueError(f"{path.name}: the first column must be time, got {names[0]!r}.")
    table = pd.DataFrame(values, columns=names).set_index(names[0]).rename_axis("time")
    steps = np.diff(table.index)
    if not (steps >= 0).all():
        number = rows[int(np.argmin(steps >= 0)) + 2][0]
        raise ValueError(f"{path.name}, line {number}: time must increase.")
    repeated = table.index.duplicated()
    table = table[~repeated]
    table.attrs = {
        "name": path.name,
        "in_degrees": {"yes": True, "no": False}.get(header.get("indegrees", "")),
        "dropped_rows": int(repeated.sum()),
    }
    return table


def read_trc(path: str | Path, up: str = "y", forward: str = "x") -> Recording:
    """Read the markers of a ``.trc`` file; empty cells and zeros for all three axes are gaps.

    Parameters
    ----------
    path
        Of the file, which has no force plates.
    up, forward
        Axes of the laboratory, as in `read_c3d`; by custom y is up.

    Raises
    ------
    ValueError
        For a unit other than mm, cm or m, missing frames, or a damaged line, by its number.
    """
    path, axes = Path(path), laboratory_axes(up, forward)
    lines = _lines(path)
    if len(lines) < 6 or not lines[0].startswith("PathFileType"):
        raise ValueError(f"{path.name} does not begin with 'PathFileType'; is it a .trc file?")
    keys, entries = (re.split(r"[,\s]+", row.strip(", \t")) for row in lines[1:3])
    header = dict(zip(keys, entries, strict=False))
    scale = per_metre(header.get("Units", ""), f"{path.name}, line 3: Units")
    cut = "\t" if "\t" in lines[3] else ","
    names = [name.strip() for name in lines[3].split(cut)[2:] if name.strip()]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{path.name}, line 4: two markers are called {twice!r}.")
    width, values = 2 + 3 * len(names), []
    for number, line in enumerate(lines[5:], 6):
        if line.strip(", \t"):
            row = [cell.strip() or "nan" for cell in line.split(cut)]
            values.append(_numbers((row + ["nan"] * width)[:width], path.name, number))
    if not values:
        raise ValueError(f"{path.name} has a header but no frames.")
    table = np.array(values)
    xyz = table[:, 2:].reshape(len(table), -1, 3) / scale
    if (torn := np.isnan(xyz).any(-1) & ~np.isnan(xyz).all(-1)).any():
        frame, marker = np.argwhere(torn)[0]
        raise ValueError(
            f"{path.name}, frame {table[frame, 0]:g}: {names[marker]} lacks one or two of its "
            "three coordinates; is the file cut off?"
        )
    xyz[(xyz == 0).all(-1)] = np.nan
    xyz = xyz @ axes.T
    time = even_time(table[:, 1], path.name)
    return Recording(time, dict(zip(names, xyz.swapaxes(0, 1), strict=True)), np.empty(0))


def read_ground_reaction(
    path: str | Path, up: str = "y", forward: str = "x"
) -> dict[str, tuple[Array, Wrench]]:
    """Read ground reactions from an OpenSim ``.mot`` file: name → time (k,) s and `Wrench`.

    The name is what stands before ``_vx`` in the file: ``ground_force_r``, ``1_ground_force``,
    ``R_ground_force``, or plainly ``ground_force``. Torques may be called ``ground_torque_r_x`` or
    ``ground_force_r_mx``. ``inDegrees`` means nothing here. A centre of pressure without force
    (below 10 N) is noise, often metres away, and gives no moment. For ``up`` and ``forward`` see
    `read_c3d`.
    """
    table, axes = read_storage(path), laboratory_axes(up, forward)
    name = table.attrs["name"]
    stems: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    for column in table.columns:
        *words, last = column.lower().split("_")
        if not (found := re.fullmatch(r"([vpm]?)([xyz])", last)):
            continue
        turns = "torque" in words or "moment" in words
        whose = "_".join(w for w in words if w not in ("ground", "force", "torque", "moment"))
        columns[whose, ("m" if turns else found[1]) + found[2]] = column
        if found[0] == "vx":
            stems[whose] = column[:-3]
    result = {}
    time = even_time(table.index.to_numpy(), name)
    for whose, stem in stems.items():
        needed = [(whose, kind + axis) for kind in "vp" for axis in "xyz"]
        if missing := [key[1] for key in needed if key not in columns]:
            raise ValueError(f"{name} has {stem}_vx but no column {stem}_{missing[0]}.")
        found = table[[columns[key] for key in needed]].to_numpy()
        torque = [columns[whose, f"m{axis}"] for axis in "xyz" if (whose, f"m{axis}") in columns]
        if len(torque) in (1, 2):
            raise ValueError(f"{name}: the torque of {stem} has only {', '.join(torque)}.")
        free = table[torque].to_numpy() if torque else np.zeros((len(table), 3))
        force, point = found[:, :3], found[:, 3:]
        on = np.sqrt((force**2).sum(-1)) > _NO_FORCE
        moment = np.where(on[:, None], np.cross(point, force) + free, 0.0)
        result[stem] = (time, Wrench(force @ axes.T, moment @ axes.T))
    if not result:
        raise ValueError(
            f"{name} has no ground reaction: expected columns such as ground_force_r_vx and "
            f"ground_force_r_px, got {', '.join(table.columns[:4])} ..."
        )
    return result


def laboratory_axes(up: str, forward: str) -> Array:
    """Return axes x forward, y up, z to the right, one per row, in those of the file."""
    rows = []
    for name in (forward, up):
        letter = name.removeprefix("-")
        if letter not in ("x", "y", "z"):
            raise ValueError(f"an axis must be x, y or z, with or without a minus, got {name!r}.")
        rows.append((1.0 if name == letter else -1.0) * np.eye(3)["xyz".index(letter)])
    if rows[0] @ rows[1]:
        raise ValueError(f"up and forward must be two axes, got {up!r} and {forward!r}.")
    return np.stack([*rows, np.cross(*rows)])


def per_metre(unit: str, what: str) -> float:
    """Return how many of a unit of length make a metre."""
    if unit.lower() not in _PER_METRE:
        raise ValueError(f"{what} must be mm, cm or m, got {unit!r}.")
    return _PER_METRE[unit.lower()]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()


def _numbers(cells: list[str], name: str, line: int) -> list[float]:
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError as problem:
        raise ValueError(f"{name}, line {line}: {problem}.") from None
    if np.isinf(numbers).any():
        raise ValueError(f"{name}, line {line}: a number is infinite.")
    return numbers
