"""Own gait data: one hip through a recording, its strides as `GaitCycle`s, and doubts about them.

A `HipSeries` comes from OpenSim's results (`opensim_results`), from markers and plates (`lab`) or
from a table of one's own (`hip_from_table`). A left leg arrives mirrored into a right one.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from hipmech.frames import KNEE_HYPEREXTENSION_DEG, POSTURE_RANGE_DEG, hip_rotation
from hipmech.gait import GaitCycle
from hipmech.research.recordings import even_time
from hipmech.results import Array, Result
from hipmech.subject import Subject

PERCENT = np.arange(101.0)
CURVES = {  # of a series and of a cycle, and where the cycle keeps their SD
    "hip_angles_deg": "hip_angles_sd_deg",
    "knee_flexion_deg": "knee_flexion_sd_deg",
    "pelvis_angles_deg": "pelvis_angles_sd_deg",
    "moments_Nm_kg": "moments_sd_Nm_kg",
    "ground_reaction_bw": "ground_reaction_sd_bw",
    "intersegmental_force_bw": "intersegmental_force_sd_bw",
}


class HipSeries(Result):
    """One leg through a recording, every curve named, signed and measured as in `GaitCycle`.

    Attributes
    ----------
    time
        (n,) s.
    hip_angles_deg, knee_flexion_deg, pelvis_angles_deg
        (n, 3), (n,), (n, 3).
    moments_Nm_kg, ground_reaction_bw, intersegmental_force_bw
        (n, 3); NaN where the recording does not tell.
    contacts
        (k, 2) s when this foot lands and leaves; NaN where the recording does not show it.
    source
        What a plot may say under the curve.
    standing_tilt_deg
        Anterior tilt of the pelvis in standing, on the scale of its angles.
    """

    time: Array
    hip_angles_deg: Array
    knee_flexion_deg: Array
    pelvis_angles_deg: Array
    moments_Nm_kg: Array
    ground_reaction_bw: Array
    intersegmental_force_bw: Array
    contacts: Array
    source: str
    standing_tilt_deg: float = 0.0

    def cycles(
        self, strides: Sequence[tuple[float, float, float]] | None = None
    ) -> list[GaitCycle]:
        """Cut every whole stride out; a stride with a gap in any curve is left out.

        Each of the strides' `doubts` is said in a warning.

        Parameters
        ----------
        strides
            (landing, leaving, next landing) in s; from `contacts` if not given.

        Raises
        ------
        ValueError
            For an angle at which no muscle path is known.
        """
        if strides is None:
            ends = zip(self.contacts, self.contacts[1:], strict=False)
            strides = [(start, off, stop) for (start, off), (stop, _) in ends]
        found = [self._cycle(*stride) for stride in strides if self._is_whole(*stride)]
        for doubt in dict.fromkeys(doubt for cycle in found for doubt in doubts(cycle)):
            warnings.warn(f"{self.source}: {doubt}", stacklevel=2)
        return found

    def _is_whole(self, start: float, off: float, stop: float) -> bool:
        known = self.time[np.isfinite(self._all_curves()).all(1)]
        inside = self.time[(self.time >= start) & (self.time <= stop)]
        return bool(
            start < off < stop
            and known.size
            and known[0] - 1e-6 <= start
            and stop <= known[-1] + 1e-6
            and np.isin(inside, known).all()
        )

    def _all_curves(self) -> Array:
        return np.concatenate([getattr(self, c).reshape(len(self.time), -1) for c in CURVES], 1)

    def _cycle(self, start: float, off: float, stop: float) -> GaitCycle:
        at = start + PERCENT / 100 * (stop - start)
        known = np.isfinite(self._all_curves()).all(1)
        curves = {c: CubicSpline(self.time[known], getattr(self, c)[known])(at) for c in CURVES}
        angles = [*curves["hip_angles_deg"].T, curves["knee_flexion_deg"]]
        for name, angle in zip(POSTURE_RANGE_DEG, angles, strict=True):
            low, high = POSTURE_RANGE_DEG[name]
            low -= KNEE_HYPEREXTENSION_DEG * (name == "knee_flexion_deg")
            if not (low <= angle.min() and angle.max() <= high):
                raise ValueError(
                    f"{self.source}: from {start:.2f} s on {name} goes from {angle.min():.0f} to "
                    f"{angle.max():.0f}, expected {low:g} to {high:g}; is a sign, a unit or a "
                    "marker wrong?"
                )
        return GaitCycle(
            activity="own",
            speed=np.nan,
            percent=PERCENT,
            people=1,
            source=self.source,
            standing_tilt_deg=self.standing_tilt_deg,
            stance_percent=float(100 * (off - start) / (stop - start)),
            stride_time=float(stop - start),
            **curves,
            **{sd: np.zeros_like(curves[curve]) for curve, sd in CURVES.items()},
        )


def mean_cycle(cycles: Sequence[GaitCycle]) -> GaitCycle:
    """Mean and SD over the strides of one person (or of several); ``people`` counts them.

    The peak of a mean curve lies below the mean of the peaks, by 0.05 to 0.2 BW in running: report
    both.
    """
    if not cycles:
        raise ValueError("there is no cycle to average: the recording shows no whole stride.")
    values: dict[str, Any] = {}
    for curve, sd in CURVES.items():
        stacked = np.stack([getattr(cycle, curve) for cycle in cycles])
        values |= {curve: stacked.mean(0), sd: stacked.std(0, ddof=min(1, len(cycles) - 1))}
    return GaitCycle(
        activity=cycles[0].activity,
        speed=float(np.mean([cycle.speed for cycle in cycles])),
        percent=PERCENT,
        people=len(cycles),
        source=cycles[0].source,
        standing_tilt_deg=float(np.mean([cycle.standing_tilt_deg for cycle in cycles])),
        stance_percent=float(np.mean([cycle.stance_percent for cycle in cycles])),
        stride_time=float(np.mean([cycle.stride_time for cycle in cycles])),
        **values,
    )


def doubts(cycle: GaitCycle) -> tuple[str, ...]:
    """Say what a stride of someone who walks or runs forward should not show, a sentence each.

    Wrong units, turned signs and swapped feet pass every calculation; they show in what all gaits
    have in common.

    >>> from dataclasses import replace
    >>> from hipmech.gait import load_gait
    >>> walk = load_gait("walking", 1.2)
    >>> doubts(walk)
    ()
    >>> print(*doubts(replace(walk, knee_flexion_deg=0 * walk.knee_flexion_deg)))
    the knee bends as much in stance as in swing: sign of the knee, or the other foot's plate?
    """
    in_stance = cycle.percent / cycle.stance_percent
    early, late = (in_stance > 0.1) & (in_stance < 0.4), (in_stance > 0.8) & (in_stance < 1)
    stance = in_stance < 1
    flexion, adduction = cycle.moments_Nm_kg.T[:2]
    hip = cycle.hip_angles_deg[:, 0]
    peak, up = np.abs(cycle.moments_Nm_kg).max(), cycle.ground_reaction_bw[:, 1]
    share = 2 * up[:-1].mean()
    found = {
        f"the moment stays below {peak:.2g} N·m/kg, and any gait has 0.3: divided by mass "
        "twice?": peak < 0.3,
        "the flexion moment falls through stance, where all gaits extend first and flex last: "
        "external instead of internal moment?": flexion[early].mean() > flexion[late].mean(),
        "the moment adducts in stance, where all gaits abduct: external moment, or a left leg not "
        "mirrored?": adduction[stance].mean() > 0,
        "the hip is more flexed when the foot leaves than when it lands: sign of flexion, or the "
        "other foot's plate?": hip[0] < hip[stance][-1],
        "the knee bends as much in stance as in swing: sign of the knee, or the other foot's "
        "plate?": cycle.knee_flexion_deg[stance].max() >= cycle.knee_flexion_deg[~stance].max(),
        f"both feet together carry {share:.2f} times the weight on average, expected 1.0: is the "
        "mass in kg, the force in N?": not 0.85 < share < 1.15,
    }
    return tuple(sentence for sentence, holds in found.items() if holds)


def hip_from_table(
    table: pd.DataFrame,
    subject: Subject,
    contacts: Sequence[tuple[float, float]],
    columns: Mapping[str, str] | None = None,
    source: str = "own table",
) -> HipSeries:
    """Take a table of angles, internal moments and ground reaction, indexed by time in s.

    The columns, flexion, adduction and internal rotation positive as everywhere, are
    ``hip_flexion_deg``, ``hip_adduction_deg``, ``hip_rotation_deg``, ``knee_flexion_deg``; the
    moments ``hip_flexion_moment_Nm_kg``, ``hip_adduction_moment_Nm_kg``,
    ``hip_rotation_moment_Nm_kg``; the ground reaction on this foot ``grf_forward_bw``,
    ``grf_up_bw``, ``grf_lateral_bw``; and, if there are any, ``pelvis_tilt_deg``,
    ``pelvis_drop_deg``, ``pelvis_rotation_deg`` (else the pelvis is taken to be upright). ``_rad``,
    ``_Nm`` and ``_N`` do as well. The intersegmental force is the ground reaction less the leg's
    weight.

    Parameters
    ----------
    table
        One row a frame. For one stride in percent, make the index percent × stride time / 100 and
        ``contacts`` [(0, stance time), (stride time, nan)].
    subject
        Whose mass and sex turn N and N·m into shares of body weight and kg.
    contacts
        (landing, leaving) of this foot in s.
    columns
        Our name → name in the table, with a minus for the other sign: ``{"hip_adduction_moment_Nm":
        "-HipAbductionMoment"}``.

    Raises
    ------
    ValueError
        Naming the columns that are missing.
    """
    weight, mass = float(subject.body_weight), float(subject.mass_kg)
    given = dict.fromkeys(table.columns) | {k: None for k in (columns or {})}
    units = {"_deg": 1.0, "_rad": 180 / np.pi, "_Nm_kg": 1.0, "_Nm": 1 / mass, "_bw": 1.0,
             "_N": 1 / weight}  # fmt: skip

    def curve(quantity: str, *allowed: str) -> Array:
        for unit in allowed:
            if (ours := quantity + unit) in given:
                theirs = (columns or {}).get(ours, ours)
                sign, name = (-1, theirs[1:]) if theirs.startswith("-") else (1, theirs)
                if name not in table:
                    raise ValueError(f"{source} has no column {name!r} for {ours}.")
                return sign * units[unit] * table[name].to_numpy(float)
        raise ValueError(
            f"{source} lacks {' or '.join(quantity + unit for unit in allowed)}; say which "
            f"column it is in columns=. There are {', '.join(map(str, table.columns))}."
        )

    def three(names: Sequence[str], *allowed: str) -> Array:
        return np.stack([curve(name, *allowed) for name in names], -1)

    hip = ("hip_flexion", "hip_adduction", "hip_rotation")
    pelvis = ("pelvis_tilt", "pelvis_drop", "pelvis_rotation")
    ground = three(("grf_forward", "grf_up", "grf_lateral"), "_bw", "_N")
    known = any(name.startswith("pelvis_") for name in given)
    lean = three(pelvis, "_deg", "_rad") if known else np.zeros_like(ground)
    on_thigh = np.array([0, subject.leg_fraction, 0]) - ground
    return HipSeries(
        time=even_time(table.index.to_numpy(float), source),
        hip_angles_deg=three(hip, "_deg", "_rad"),
        knee_flexion_deg=curve("knee_flexion", "_deg", "_rad"),
        pelvis_angles_deg=lean,
        moments_Nm_kg=three([f"{name}_moment" for name in hip], "_Nm_kg", "_Nm"),
        ground_reaction_bw=ground,
        intersegmental_force_bw=(hip_rotation(*(lean * [1, 1, -1]).T) @ on_thigh[..., None])[
            ..., 0
        ],
        contacts=np.asarray(contacts, float).reshape(-1, 2),
        source=source,
    )


def pelvis_angles(rotation: Array) -> Array:
    """Return tilt, drop and rotation (n, 3) in degrees of a pelvis' axes (n, 3, 3) in space.

    As in `hipmech.pose`, the pelvis turns about y, then x, then z: the drop is how far the line
    between the hips slopes (Baker 2001, Hum Mov Sci 20:787), where OpenSim counts it the other way
    round.

    >>> pelvis_angles(hip_rotation([10.0], 4, -6).swapaxes(1, 2)).round(6)
    array([[10.,  4.,  6.]])
    """
    x, y, z = np.moveaxis(rotation, -2, 0)
    tilt, forward = np.arctan2(-y[:, 0], y[:, 1]), np.arctan2(x[:, 2], z[:, 2])
    return np.degrees(np.stack([tilt, np.arcsin(y[:, 2]), forward], -1))
