"""Measured gait: what the hip does, carries and must give through a cycle of walking or running.

A cycle goes from initial contact of the right foot (0 %) to the next (100 %). Axes and signs are
those of `hipmech.frames`: flexion, adduction and internal rotation positive, for angles and for the
moments that the muscles must give. (The tables hold extension, abduction and external rotation
moments; they are turned round here and nowhere else.)
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked, chosen, of_kind, one_number
from hipmech.frames import hip_rotation
from hipmech.results import Array, Result, frozen
from hipmech.tables import load_table

ACTIVITIES = ("walking", "running")

_MOST = {  # by unit, both ways: more than any joint turns, any hip gives, any foot is pushed with
    "deg": (180.0, "degrees"),
    "kg": (10.0, "N·m/kg"),
    "bw": (10.0, "BW"),
}

_COLUMNS = {  # field: columns, sign of the field relative to the table
    "hip_angles": (
        ("hip_flexion_rel_standing_deg", "hip_adduction_deg", "hip_internal_rotation_deg"), 1),
    "knee_flexion": (("knee_flexion_deg",), 1),
    "pelvis_angles": (("pelvis_tilt_anterior_deg", "contralateral_pelvic_drop_deg",
                       "pelvis_rotation_forward_deg"), 1),
    "moments": (("hip_extension_moment_Nm_kg", "hip_abduction_moment_Nm_kg",
                 "hip_external_rotation_moment_Nm_kg"), -1),
    "ground_reaction": (("grf_forward_BW", "grf_vertical_BW", "grf_lateral_BW"), 1),
    "intersegmental_force": (("hip_force_fx_BW", "hip_force_fy_BW", "hip_force_fz_BW"), 1),
}  # fmt: skip


class GaitCycle(Result):
    """One mean cycle of a group of people, 101 frames, and the scatter (SD) over them.

    Attributes
    ----------
    activity, speed : str, float
        What was measured; the speed in m/s, NaN where it is not known.
    percent : (101,) array
        Of the cycle.
    hip_angles_deg : (101, 3) array
        Flexion (from the person's own standing), adduction, internal rotation.
    knee_flexion_deg : (101,) array
        Positive bent.
    pelvis_angles_deg : (101, 3) array
        Anterior tilt, contralateral drop (from standing), rotation of this side forward.
    moments_Nm_kg : (101, 3) array
        Net internal moments of the hip about flexion, adduction, internal rotation, per kg of body
        mass.
    ground_reaction_bw : (101, 3) array
        On this foot: forward, up, lateral.
    intersegmental_force_bw : (101, 3) array
        Net force of the pelvis on the thigh, muscles not included, in pelvis axes (x anterior, y up
        in standing, z lateral).
    standing_tilt_deg : float
        Anterior tilt of the pelvis in standing, on the scale of its angles.
    stance_percent : float
        When the foot leaves the ground.
    stride_time : float
        s.
    people : int
        How many; of the smaller group where two were interpolated.
    source : str
        Of the measurement.

    Raises
    ------
    ValueError
        For curves without 101 frames, gaps, and moments and forces that no body has: N·m or
        N·mm/kg given as N·m/kg, newtons as body weights.
    """

    activity: str
    speed: float
    percent: Array
    hip_angles_deg: Array
    hip_angles_sd_deg: Array
    knee_flexion_deg: Array
    knee_flexion_sd_deg: Array
    pelvis_angles_deg: Array
    pelvis_angles_sd_deg: Array
    moments_Nm_kg: Array
    moments_sd_Nm_kg: Array
    ground_reaction_bw: Array
    ground_reaction_sd_bw: Array
    intersegmental_force_bw: Array
    intersegmental_force_sd_bw: Array
    standing_tilt_deg: float
    stance_percent: float
    stride_time: float
    people: int
    source: str

    def __post_init__(self) -> None:
        for name in ("activity", "source"):
            of_kind(name, getattr(self, name), str)
        if not (isinstance(self.speed, float) and np.isnan(self.speed)):
            one_number("speed", self.speed, 0, 12, "m/s")
        one_number("standing_tilt_deg", self.standing_tilt_deg, -90, 90, "degrees")
        one_number("stance_percent", self.stance_percent, 1, 100, "% of the cycle")
        one_number("stride_time", self.stride_time, 0.1, 10, "s")
        one_number("people", self.people, 1)
        curves = {"percent": checked("percent", self.percent, 0, 100, "% of the cycle")}
        for name in self.__dataclass_fields__:
            most, unit = _MOST.get(name.rpartition("_")[2], (0.0, ""))
            if unit and name != "standing_tilt_deg":
                curves[name] = checked(name, getattr(self, name), -most, most, unit)
        for name, curve in curves.items():
            expected = (101,) if name == "percent" or name.startswith("knee") else (101, 3)
            if curve.shape != expected:
                raise ValueError(f"{name} must have shape {expected}, got {curve.shape}.")
            object.__setattr__(self, name, curve)
        super().__post_init__()

    @property
    def posture(self) -> dict[str, Array]:
        """Joint angles by the names that `MuscleSet.moment_arms` and its kin take."""
        flexion, adduction, rotation = self.hip_angles_deg.T
        return {"flexion_deg": flexion, "adduction_deg": adduction, "rotation_deg": rotation,
                "knee_flexion_deg": self.knee_flexion_deg}  # fmt: skip

    @property
    def stance(self) -> NDArray[np.bool_]:
        """True (101,) while this foot is on the ground; elsewhere it swings."""
        return self.percent % 100 < self.stance_percent

    @property
    def single_support(self) -> NDArray[np.bool_]:
        """True (101,) while only this foot is on the ground."""
        return self.stance & ~self._opposite_stance

    @property
    def double_support(self) -> NDArray[np.bool_]:
        """True (101,) while both feet are on the ground; never in running."""
        return self.stance & self._opposite_stance

    @property
    def flight(self) -> NDArray[np.bool_]:
        """True (101,) while no foot is on the ground; never in walking."""
        return ~self.stance & ~self._opposite_stance

    @property
    def _opposite_stance(self) -> NDArray[np.bool_]:
        return (self.percent + 50) % 100 < self.stance_percent

    @property
    def hip_power_W_kg(self) -> Array:
        """Power (101, 3) of the net moments, W per kg of body mass: moment times angular velocity.

        About the axes of flexion, adduction and internal rotation; their sum is what the hip gives
        (positive) or takes. Angles are differentiated as they are, over the stride time.

        Running, the hip does four fifths of its positive work in swing (most of it: Schache et al.
        2015, J Exp Biol 218:2472), walking a third:

        >>> for gait in (("walking", 1.2), ("running", 2.5), ("running", 4.5)):
        ...     cycle = load_gait(*gait)
        ...     given = np.maximum(cycle.hip_power_W_kg.sum(-1), 0)
        ...     print(gait, (given[~cycle.stance].sum() / given.sum()).round(2))
        ('walking', 1.2) 0.36
        ('running', 2.5) 0.79
        ('running', 4.5) 0.81
        """
        time = self.stride_time * self.percent / 100
        return self.moments_Nm_kg * np.gradient(np.radians(self.hip_angles_deg), time, axis=0)

    def stance_peaks(self, curve: ArrayLike) -> Array:
        """Return the greatest values (2,) of a curve (101,) in the two halves of stance.

        The first 4 % of the cycle, where the data are smeared, do not count.

        >>> walk = load_gait("walking", 1.2)
        >>> walk.stance_peaks(walk.ground_reaction_bw[:, 1]).round(2)
        array([1.05, 1.13])
        """
        values = checked("curve", curve, -np.inf)
        if values.shape != (101,):
            raise ValueError(f"curve must have shape (101,), got {values.shape}.")
        late = self.percent >= self.stance_percent / 2
        early = (self.percent >= 4) & ~late
        return np.array([values[self.stance & half].max(initial=-np.inf) for half in (early, late)])

    def hip_motion_deg(self, start: float, stop: float) -> Array:
        """How far (3,) the hip flexes, adducts and rotates inward from one percent to another.

        Walking, the hip extends and adducts as the foot takes the load; before the foot leaves the
        ground it flexes, abducts and rotates outward:

        >>> walk = load_gait("walking", 1.2)
        >>> walk.hip_motion_deg(0, 10).round()
        array([-3.,  5.,  0.])
        >>> walk.hip_motion_deg(50, walk.stance_percent).round()
        array([ 6., -7., -6.])
        """
        ends = [one_number("start", start, 0, 100, "%"), one_number("stop", stop, 0, 100, "%")]
        return np.array([
            np.diff(np.interp(ends, self.percent, angle))[0]
            for angle in self.hip_angles_deg.T
        ])  # fmt: skip


def speed_range(activity: str) -> tuple[float, float]:
    """Slowest and fastest measured speed in m/s of "walking" or "running", on whole cm/s.

    >>> speed_range("walking"), speed_range("running")
    ((0.91, 1.8), (2.5, 4.5))
    """
    speeds = 100 * _measured(chosen("activity", activity, ACTIVITIES))[0]
    return float(np.floor(speeds[0]) / 100), float(np.ceil(speeds[-1]) / 100)


def load_gait(activity: str, speed: float) -> GaitCycle:
    """Return the measured mean cycle of "walking" or "running" at a speed in m/s.

    Between measured speeds the curves are interpolated linearly at equal percent of the cycle;
    outside the measured range nothing is known and a ValueError is raised. Walking: 18 adults in
    four groups by speed, 0.91 to 1.80 m/s (Schreiber & Moissenet 2019, Sci Data 6:111). Running:
    25 runners on a treadmill, 2.5 to 4.5 m/s (Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298).

    The abductors' moment hardly grows with walking speed and doubles from walking to running:

    >>> slow, fast = load_gait("walking", 1.0), load_gait("walking", 1.7)
    >>> jog = load_gait("running", 2.5)
    >>> [round(float(-c.moments_Nm_kg[:, 1].min()), 2) for c in (slow, fast, jog)]
    [0.79, 0.79, 1.56]

    Doubtful in the data: the first and last 4 % of walking are smeared; internal rotation is good
    for its shape only; running adduction lies 5 to 6 degrees below other laboratories.
    """
    low, high = speed_range(activity)
    speeds, measured, source = _measured(activity)
    asked = one_number(f"speed of {activity}", speed, low, high, "m/s")
    at = float(np.interp(asked, speeds, np.arange(len(speeds))))
    shares = {int(at): 1 - at % 1, int(np.ceil(at)): at % 1 or 1.0}

    def between(*columns: str) -> Array:
        curves = sum(w * np.stack([measured[c][i] for c in columns], -1) for i, w in shares.items())
        return np.squeeze(curves)

    fields: dict[str, Any] = {}
    for field, (columns, sign) in _COLUMNS.items():
        unit = "_Nm_kg" if field == "moments" else "_deg" if columns[0].endswith("deg") else "_bw"
        fields[field + unit] = sign * between(*columns)
        fields[f"{field}_sd{unit}"] = between(*(f"{column}_sd" for column in columns))
    # in standing the thigh is upright, and the tilt of the pelvis is the hip's flexion
    standing = between("hip_flexion_deg")[0] - between("hip_flexion_rel_standing_deg")[0]
    # from axes along ASIS and PSIS to axes that are upright in standing
    fields["intersegmental_force_bw"] = fields["intersegmental_force_bw"] @ hip_rotation(standing)
    return GaitCycle(
        activity=activity,
        speed=float(np.clip(asked, speeds[0], speeds[-1])),
        percent=between("percent_cycle"),
        standing_tilt_deg=float(standing),
        stance_percent=float(between("stance_pct")[0]),
        stride_time=float(between("stride_time_s")[0]),
        people=int(min(measured["n_subjects"][i, 0] for i in shares)),
        source=source,
        **fields,
    )


def frontal_peaks(activity: str) -> pd.DataFrame:
    """Return how far the pelvis sinks and the hip adducts in stance, at each measured speed.

    Returns
    -------
    DataFrame
        Columns speed_m_s, people, and for the peaks in stance drop_deg and adduction_deg, with
        the scatter over people at that instant, drop_sd_deg and adduction_sd_deg. The drop of the
        other side counts from standing. Running adduction lies 5 to 6 degrees below other
        laboratories.

    Examples
    --------
    Clinics look for 5 degrees; healthy people reach that in brisk walking:

    >>> frontal_peaks("walking")[["speed_m_s", "drop_deg", "drop_sd_deg"]].round(1)
       speed_m_s  drop_deg  drop_sd_deg
    0        0.9       3.2          0.6
    1        1.2       4.1          1.5
    2        1.5       4.8          1.1
    3        1.8       5.3          1.3
    """
    rows = []
    for speed in _measured(chosen("activity", activity, ACTIVITIES))[0]:
        cycle = load_gait(activity, float(np.clip(speed, *speed_range(activity))))
        row = {"speed_m_s": cycle.speed, "people": cycle.people}
        for name, angles, scatter in (
            ("drop", cycle.pelvis_angles_deg, cycle.pelvis_angles_sd_deg),
            ("adduction", cycle.hip_angles_deg, cycle.hip_angles_sd_deg),
        ):
            at = np.where(cycle.stance, angles[:, 1], -np.inf).argmax()
            row |= {f"{name}_deg": angles[at, 1], f"{name}_sd_deg": scatter[at, 1]}
        rows.append(row)
    return pd.DataFrame(rows)


@cache
def _measured(activity: str) -> tuple[Array, dict[str, Array], str]:
    """Measured speeds (s,) from the slowest on, every column as an array (s, 101), the source."""
    table = load_table(f"gait_{activity}").sort_values(["speed_m_s", "percent_cycle"])
    columns = {
        str(name): frozen(values.to_numpy().reshape(-1, 101))
        for name, values in table.select_dtypes("number").items()
    }
    return columns["speed_m_s"][:, 0], columns, table.attrs["source"]
