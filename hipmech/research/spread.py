"""How uncertain a contact force is, and which input is to blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scipy.stats import qmc, sobol_indices, uniform

from hipmech.gait import GaitCycle
from hipmech.muscles import MuscleSet
from hipmech.research.osim_geometry import OsimMuscles
from hipmech.research.sweep import sweep
from hipmech.results import Array

if TYPE_CHECKING:
    import xarray as xr


def spread(
    cycle: GaitCycle,
    muscles: MuscleSet | OsimMuscles,
    ranges: Mapping[str, tuple[float, float]],
    count: int = 512,
) -> tuple[xr.Dataset, dict[str, Array]]:
    """Sweep inputs over their ranges, and tell each one's share of the spread of both peaks.

    Parameters
    ----------
    cycle, muscles
        As for `sweep`.
    ranges
        Input of `sweep` → (lowest, highest), taken to be equally likely in between.
    count
        Samples of the sweep, a power of two; the shares take count / 4 × (inputs + 2) more.

    Returns
    -------
    xarray.Dataset
        The sweep.
    dict
        Input → its total Sobol index (2,) for the peak in the first and second half of stance: how
        much of the variance would stay if all other inputs were known (Saltelli et al. 2010, Comput
        Phys Commun 181:259).

    Examples
    --------
    >>> from hipmech.gait import load_gait
    >>> walk, delp = load_gait("walking", 1.2), MuscleSet.load("delp1990")
    >>> found, shares = spread(
    ...     walk, delp, {"adduction_moment": (0.9, 1.1), "rotation_moment": (0.9, 1.1)}, count=64
    ... )
    >>> len(found.sample), bool((shares["adduction_moment"] > shares["rotation_moment"]).all())
    (64, True)
    """
    low, high = zip(*ranges.values(), strict=True)
    points = qmc.scale(qmc.Sobol(len(ranges), rng=1).random(count), low, high)

    def peaks(samples: Array) -> Array:
        return sweep(cycle, muscles, dict(zip(ranges, samples, strict=True))).peak_bw.values.T

    sides = [uniform(a, b - a) for a, b in ranges.values()]
    total = sobol_indices(func=peaks, n=count // 4, dists=sides, rng=1).total_order
    return (
        sweep(cycle, muscles, dict(zip(ranges, points.T, strict=True))),
        dict(zip(ranges, total.T, strict=True)),
    )
