"""Sweeps: many samples of what is uncertain in, a labelled table of contact forces out.

One process, many on one machine, or a dask cluster: the same numbers. Samples come from anywhere;
``scipy.stats.qmc`` draws them evenly and ``scipy.stats.sobol_indices`` tells which input counts
(SALib has Morris' method and others).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import one_number
from hipmech.frames import rotation_axes, rotation_matrix
from hipmech.gait import GaitCycle
from hipmech.muscles import MuscleSet, some_muscles
from hipmech.muscles.paths import crossing, flat_posture
from hipmech.research.osim_geometry import OsimMuscles
from hipmech.results import Array
from hipmech.static_optimization import share_load
from hipmech.subject import GRAVITY, Subject

if TYPE_CHECKING:
    import xarray as xr

INPUTS = {  # name → what stands for "as it is"
    "mass_kg": float(Subject().mass_kg),
    "pelvis": 1.0,
    "femur": 1.0,
    "tibia": 1.0,
    "strength": 1.0,
    "flexion_moment": 1.0,
    "adduction_moment": 1.0,
    "rotation_moment": 1.0,
    "hip_forward_m": 0.0,
    "hip_up_m": 0.0,
    "hip_lateral_m": 0.0,
}
_BONES = ("pelvis", "femur", "tibia")
Samples = dict[str, Any]  # arrays, the first axis the sample
_BLOCK = 10  # samples of 101 frames


def sweep(
    cycle: GaitCycle,
    muscles: MuscleSet | OsimMuscles,
    samples: Mapping[str, ArrayLike],
    *,
    power: float = 2,
    keep: str = "peaks",
    workers: int = 1,
    client: Any = None,
    chunk: int = 200,
    store: str | Path | None = None,
    progress: bool = False,
) -> xr.Dataset:
    """Compute the hip contact force of every sample, as `gait_contact_force` does of one.

    Parameters
    ----------
    cycle, muscles
        The gait and the muscles that the samples vary.
    samples
        Input → (S,) values. ``mass_kg``; ``pelvis``, ``femur``, ``tibia``: size of the bone
        relative to the set's (not with `OsimMuscles`); ``strength`` (S,) or (S, n): of the maximum
        forces; ``flexion_moment``, ``adduction_moment``, ``rotation_moment``: factors of the
        moments; ``hip_forward_m``, ``hip_up_m``, ``hip_lateral_m``: where the hip centre really
        lies from where the laboratory put it, in pelvis axes, the muscles kept.
    power
        Of the cost, see `share_load`.
    keep
        "peaks" (100 bytes a sample), or "contact" for the whole curve too (2.4 kB).
    workers
        Processes on this machine.
    client
        Of ``dask.distributed``, instead of workers.
    chunk
        Samples solved together; bounds the memory, 200 take about 150 MB in each process.
    store
        Folder that keeps every finished chunk; the same sweep, started again, goes on there.
    progress
        Whether to say on the standard error stream how far it is.

    Returns
    -------
    xarray.Dataset
        ``peak_bw`` (sample, half of stance), ``feasible`` (sample): whether the muscles could give
        all moments, ``contact_bw`` (sample, percent, axis) on request, and the inputs.

    Raises
    ------
    ImportError
        Without xarray and joblib, which come with ``pip install 'hipmech[data]'``.
    ValueError
        For an unknown input, or inputs of different lengths; an `OsimMuscles` that is to be scaled.

    Notes
    -----
    One core does 650 to 1,300 samples a second with bones of their own and 1,400 to 1,700 with the
    same bones, where a loop over `gait_contact_force` does 310 to 390 (processor time, walking, 27
    muscles; ``benchmarks/sweep_speed.py``). A million take 13 to 26 minutes on one core, half of
    that on two; a cluster pays from there on. Scripts that start processes need
    ``if __name__ == "__main__":`` around what they do.

    Bones that vary cost little: where a path leaves the pelvis and where it meets the leg are
    linear in the bones' sizes, so that arms and lines of pull follow by scaling two fixed fields
    instead of placing all points anew.

    Examples
    --------
    Walking, with the adduction moment uncertain by ten per cent either way:

    >>> from scipy.stats import qmc
    >>> from hipmech.gait import load_gait
    >>> walk, delp = load_gait("walking", 1.2), MuscleSet.load("delp1990")
    >>> factors = 0.9 + 0.2 * qmc.Sobol(1, rng=1).random(16)[:, 0]
    >>> found = sweep(walk, delp, {"adduction_moment": factors})
    >>> found.peak_bw.mean("sample").round(1).values, found.peak_bw.std("sample").round(1).values
    (array([3. , 4.9]), array([0.1, 0.1]))
    """
    try:
        import joblib
        import xarray as xr
    except ImportError:
        raise ImportError("sweep needs xarray and joblib: pip install 'hipmech[data]'") from None
    values = _checked(samples, some_muscles(muscles))
    if keep not in ("peaks", "contact"):
        raise ValueError(f'keep must be "peaks" or "contact", got {keep!r}.')
    size = len(next(iter(values.values())))
    parts = [{k: v[i : i + chunk] for k, v in values.items()} for i in range(0, size, chunk)]
    geometry = _Geometry.of(cycle, muscles)
    one_number("chunk", chunk, 1)
    files: list[Path | None] = [None] * len(parts)
    if store is not None:
        Path(store).mkdir(parents=True, exist_ok=True)
        question = joblib.hash((geometry, power, keep))
        files = [Path(store) / f"{joblib.hash((question, part))}.npz" for part in parts]
    missing = [
        part for part, file in zip(parts, files, strict=True) if not (file and file.exists())
    ]
    fresh = _run(missing, geometry, power, keep, workers, client)
    done = list(_watched(_collected(fresh, files), len(parts), size, progress))
    found = {name: np.concatenate([part[name] for part in done]) for name in done[0]}
    dims = {"peak_bw": ("sample", "half"), "feasible": ("sample",),
            "contact_bw": ("sample", "percent", "axis")}  # fmt: skip
    inputs = {name: (("sample", "muscle")[: v.ndim], v) for name, v in values.items()}
    return xr.Dataset(
        {name: (dims[name], v) for name, v in found.items()} | inputs,
        {"half": ["first", "second"], "percent": cycle.percent, "axis": ["x", "y", "z"],
         "muscle": list(muscles.names)},
        {"source": cycle.source, "muscles": muscles.name, "power": power},
    )  # fmt: skip


def _checked(samples: Mapping[str, ArrayLike], muscles: MuscleSet | OsimMuscles) -> Samples:
    if unknown := [name for name in samples if name not in INPUTS]:
        raise ValueError(f"unknown input {', '.join(unknown)}; expected {', '.join(INPUTS)}.")
    if not samples:
        raise ValueError(f"there are no samples; expected some of {', '.join(INPUTS)}.")
    values = {name: np.asarray(v, float) for name, v in samples.items()}
    shapes = {name: v.shape for name, v in values.items()}
    count, n = max(shape[0] if shape else 0 for shape in shapes.values()), len(muscles.names)
    allowed = {"strength": ((count,), (count, n))}
    wrong = {k: s for k, s in shapes.items() if s not in allowed.get(k, ((count,),))}
    if wrong or not count:
        raise ValueError(f"every input needs {count or 'some'} samples, got the shapes {shapes}.")
    if infinite := [name for name, v in values.items() if not np.isfinite(v).all()]:
        raise ValueError(f"samples must be finite, got NaN or infinity in {', '.join(infinite)}.")
    bones = [name for name in _BONES if name in values]
    if bones and not isinstance(muscles, MuscleSet):
        raise ValueError(f"{muscles.name} cannot be scaled here: leave out {', '.join(bones)}.")
    for name in (*bones, "mass_kg"):
        if name in values and values[name].min() <= 0:
            raise ValueError(f"{name} must be above 0, got {values[name].min():g}.")
    return values


class _Geometry(NamedTuple):
    """What all samples share, for n muscles in 101 frames; arrays only, quick to send about.

    origin, near, far (101, n, 3): the path leaves the pelvis at origin × pelvis' size and meets the
    leg at near × femur's size + far × tibia's size, in pelvis axes; across and beyond: near and far
    × origin about the joint's axes.
    """

    origin: Array
    near: Array
    far: Array
    across: Array
    beyond: Array
    arms: Array
    lines: Array
    axes: Array
    max_force: Array
    moments_Nm_kg: Array
    intersegmental_bw: Array
    halves: Array

    @staticmethod
    def of(cycle: GaitCycle, muscles: MuscleSet | OsimMuscles) -> _Geometry:
        angles, _ = flat_posture(*cycle.posture.values())
        turn = rotation_matrix(*angles[:3])
        arms, lines = muscles.pulls(**cycle.posture)
        origin, near = np.zeros((2, *lines.shape))
        far = near
        if isinstance(muscles, MuscleSet):
            origin, near = crossing(muscles, angles, turn)
            far = crossing(muscles.scaled(tibia=2), angles, turn)[1] - near
            near = near - far
        axes = rotation_axes(turn, angles[0])
        across, beyond = (np.cross(end, origin) @ axes.swapaxes(-1, -2) for end in (near, far))
        middle = cycle.stance_percent / 2  # the first 4 % are smeared
        first = (cycle.percent >= 4) & (cycle.percent < middle)
        return _Geometry(
            origin, near, far, across, beyond, arms, lines, axes, muscles.max_force,
            cycle.moments_Nm_kg, cycle.intersegmental_force_bw,
            np.stack([cycle.stance & first, cycle.stance & (cycle.percent >= middle)]),
        )  # fmt: skip

    def pulls(self, pelvis: Array, femur: Array, tibia: Array) -> tuple[Array, Array]:
        """Arms and lines of pull (S, 101, n, 3) of S sizes of the bones."""
        p, f, t = (size[:, None, None, None] for size in (pelvis, femur, tibia))
        lines = p * self.origin - f * self.near - t * self.far
        length = np.sqrt(np.einsum("...i,...i", lines, lines))[..., None]
        # axis · (insertion × line) = axis · (insertion × origin) / length: two fixed fields, scaled
        return (p * f * self.across + p * t * self.beyond) / length, lines / length


def _solve(samples: Samples, *, geometry: _Geometry, power: float, keep: str) -> Samples:
    """Contact forces of a part of the samples, as many at a time as fit the processor's cache."""
    size = len(next(iter(samples.values())))
    blocks = ({k: v[i : i + _BLOCK] for k, v in samples.items()} for i in range(0, size, _BLOCK))
    found = [_solve_block(block, geometry, power) for block in blocks]
    names = [name for name in found[0] if name != "contact_bw" or keep == "contact"]
    return {name: np.concatenate([part[name] for part in found]) for name in names}


def _solve_block(samples: Samples, geometry: _Geometry, power: float) -> Samples:
    size = len(next(iter(samples.values())))

    def given(name: str) -> Array:
        return samples.get(name, np.full(size, INPUTS[name]))

    arms, lines = geometry.arms, geometry.lines
    if set(_BONES) & set(samples):
        arms, lines = geometry.pulls(*(given(bone) for bone in _BONES))
    mass = given("mass_kg")[:, None, None]
    weight = mass * GRAVITY
    factors = [given(f"{axis}_moment") for axis in ("flexion", "adduction", "rotation")]
    moments = mass * np.stack(factors, -1)[:, None] * geometry.moments_Nm_kg
    shift = np.stack([given(f"hip_{way}_m") for way in ("forward", "up", "lateral")], -1)
    if shift.any():  # the moment about another point: M' = M − shift × force
        turned = np.cross(shift[:, None], geometry.intersegmental_bw)
        moments -= weight * (geometry.axes @ turned[..., None])[..., 0]
    strength = given("strength").reshape(size, 1, -1) * geometry.max_force
    sharing = share_load(arms, strength, moments, power)
    pull = ((sharing.forces / weight)[..., None, :] @ lines)[..., 0, :]
    contact = geometry.intersegmental_bw - pull
    magnitude = np.sqrt((contact**2).sum(-1))
    peaks = np.stack([magnitude[:, half].max(-1) for half in geometry.halves], -1)
    return {"peak_bw": peaks, "feasible": sharing.feasible.all(-1), "contact_bw": contact}


def _run(
    parts: list[Samples],
    geometry: _Geometry,
    power: float,
    keep: str,
    workers: int,
    client: Any,
) -> Iterator[Samples]:
    """Solve the parts in order, a few at a time, so that results never pile up."""
    solve = partial(_solve, geometry=geometry, power=power, keep=keep)
    if client is not None:
        (there,) = client.scatter([geometry], broadcast=True)
        for start in range(0, len(parts), 100):
            some = parts[start : start + 100]
            for future in client.map(_solve, some, geometry=there, power=power, keep=keep):
                yield future.result()
    elif workers == 1:
        yield from map(solve, parts)
    elif parts:
        from joblib import Parallel, delayed

        yield from Parallel(workers, return_as="generator")(delayed(solve)(part) for part in parts)


def _collected(fresh: Iterator[Samples], files: Iterable[Path | None]) -> Iterator[Samples]:
    """Take every part from its file, or fresh, and then write its file."""
    for file in files:
        if file and file.exists():
            with np.load(file) as stored:
                yield dict(stored)
            continue
        part = next(fresh)
        if file:
            half = file.with_suffix(".part")
            with open(half, "wb") as stream:
                np.savez(stream, **part)
            half.replace(file)  # whole or not there
        yield part


def _watched(parts: Iterator[Samples], count: int, size: int, progress: bool) -> Iterator[Samples]:
    begun = time.perf_counter()
    for number, part in enumerate(parts, 1):
        if progress:
            rate = size * number / count / (time.perf_counter() - begun)
            left = size * (1 - number / count) / rate
            end = "\n" if number == count else ""
            print(
                f"\r{number} of {count} parts, {rate:.0f} samples/s, {left:.0f} s left ",
                end=end, file=sys.stderr, flush=True,
            )  # fmt: skip
        yield part
