"""OpenSim's inverse kinematics and inverse dynamics, with the ground reaction, as a `HipSeries`.

OpenSim's hip turns about the same axes in the same order as `hipmech.frames`, and its generalised
forces have the same signs, so angles and moments pass through. Its output lacks the intersegmental
force; that is rebuilt here from the ground reaction, the leg's weight and, where the file tells
where the pelvis is, the leg's inertia as two rods. Against whole-model dynamics of a walk this was
wrong by 0.02 BW rms (0.065 BW without inertia), which moves the contact force by 0.01 to 0.06 BW.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from hipmech.frames import hip_rotation
from hipmech.research.own_gait import HipSeries, pelvis_angles
from hipmech.research.recordings import even_time, read_ground_reaction, read_storage
from hipmech.research.signals import foot_contacts, lowpass
from hipmech.results import Array
from hipmech.subject import GRAVITY, THIGH_SHARE, Subject
from hipmech.tables import load_table

_HIP = ("hip_flexion", "hip_adduction", "hip_rotation")
_PELVIS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
_PLACE = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
_FEMUR_SHARE = 0.243  # of body height, the mean of ten CT patients


def hip_from_opensim(
    kinematics: str | Path,
    dynamics: str | Path,
    ground_reaction: str | Path,
    side: str,
    subject: Subject,
    *,
    plate: str | None = None,
    cut_off: float = 6.0,
    threshold: float = 20.0,
    knee_sign: int | None = None,
) -> HipSeries:
    """Read one leg of a trial that OpenSim has solved, whichever axis the person walks along.

    Parameters
    ----------
    kinematics
        Coordinates of gait2392, Rajagopal and their kin (``.mot``), with ``inDegrees``.
    dynamics
        Generalised forces (``.sto``), hip moments in N·m.
    ground_reaction
        The forces that went into the dynamics (``.mot``).
    side
        "right" or "left".
    subject
        Mass, sex and height of the person.
    plate
        The name of this foot's force in the file (see `read_ground_reaction`); needed where the
        name does not tell the side.
    cut_off
        Hz of `lowpass`, for angles and forces; choose what the dynamics were solved with.
    threshold
        N above which the foot is on the ground.
    knee_sign
        −1 where the file counts extension positive (gait2392), 1 where it counts flexion
        (Rajagopal); by default the side on which the knee goes farther is flexion.

    Raises
    ------
    ValueError
        For missing columns, angles that contradict ``inDegrees``, and a foot whose plate cannot be
        told; each by name.
    """
    if side not in ("right", "left"):
        raise ValueError(f'side must be "right" or "left", got {side!r}.')
    s, mirror = side[0], np.array([1.0, 1.0, 1.0 if side == "right" else -1.0])
    angles, moments = read_storage(kinematics), read_storage(dynamics)
    hip, moment = [f"{name}_{s}" for name in _HIP], [f"{name}_{s}_moment" for name in _HIP]
    for table, names in ((angles, [*hip, f"knee_angle_{s}", *_PELVIS]), (moments, moment)):
        if missing := [name for name in names if name not in table]:
            raise ValueError(
                f"{table.attrs['name']} lacks {', '.join(missing)}; got "
                f"{', '.join(table.columns[:4])} ..."
            )
    degrees = _degrees(angles, [*hip, f"knee_angle_{s}", *_PELVIS])
    time = even_time(angles.index.to_numpy(), angles.attrs["name"])
    if not np.isnan(degrees).any():  # who walks along -x turns from 180 to -180
        degrees = np.unwrap(degrees, period=360, axis=0)
    smooth = lowpass(degrees, 1 / (time[1] - time[0]), cut_off)
    knee = smooth[:, 3]
    if knee_sign is None:
        knee_sign = 1 if np.nanmax(knee) > -np.nanmin(knee) else -1
    pelvis = hip_rotation(*(smooth[:, 4:] * [1, mirror[2], mirror[2]]).T)
    ahead = np.nanmean(pelvis[..., 0], axis=0)
    quarters = 90 * round(float(np.degrees(np.arctan2(ahead[2], ahead[0]))) / 90)
    turn = hip_rotation(0, 0, quarters)  # the way the pelvis faces becomes x
    pelvis = turn @ pelvis

    forces = read_ground_reaction(ground_reaction)
    name = plate if plate is not None else _plate_of(side, forces)
    if name not in forces:
        raise ValueError(f"plate must be one of {', '.join(forces)}, got {name!r}.")
    plate_time, wrench = forces[name]
    rate = 1 / (plate_time[1] - plate_time[0])
    smooth_force = (lowpass(wrench.force, rate, cut_off) * mirror) @ turn.T
    force = _at(time, plate_time, smooth_force) / float(subject.body_weight)

    share = subject.leg_fraction
    on_thigh = np.array([0, share, 0]) - force
    if set(_PLACE) <= set(angles):
        place = lowpass(angles[list(_PLACE)].to_numpy(), 1 / (time[1] - time[0]), cut_off) * mirror
        place = place @ turn.T
        bend = smooth[:, :3], knee_sign * knee
        on_thigh += share * _leg_acceleration(time, place, pelvis, *bend, subject) / GRAVITY
    return HipSeries(
        time=time,
        hip_angles_deg=smooth[:, :3],
        knee_flexion_deg=knee_sign * knee,
        pelvis_angles_deg=pelvis_angles(pelvis),
        moments_Nm_kg=_at(time, even_time(moments.index.to_numpy(), moments.attrs["name"]),
                          moments[moment].to_numpy()) / float(subject.mass_kg),
        ground_reaction_bw=force,
        intersegmental_force_bw=(pelvis.swapaxes(1, 2) @ on_thigh[..., None])[..., 0],
        contacts=foot_contacts(plate_time, wrench.force[:, 1], threshold),
        source=f"{angles.attrs['name']}, {side} leg",
    )  # fmt: skip


def _degrees(table: pd.DataFrame, names: list[str]) -> Array:
    """Angles (n, k) in degrees, if the header and the numbers agree on what they are."""
    values, name = table[names].to_numpy(), table.attrs["name"]
    if table.attrs["in_degrees"] is None:
        raise ValueError(f"{name} does not say inDegrees=yes or =no; write it into its header.")
    most = np.nanmax(np.abs(values))
    if not table.attrs["in_degrees"]:
        if most > 2 * np.pi:
            raise ValueError(
                f"{name} says inDegrees=no, but an angle is {most:.0f}: these are degrees; write "
                "inDegrees=yes."
            )
        return np.degrees(values)
    if most < np.pi / 2:
        raise ValueError(
            f"{name} says inDegrees=yes, but no angle is above {most:.2f}: these are radians; "
            "write inDegrees=no."
        )
    return values


def _plate_of(side: str, forces: Iterable[str]) -> str:
    own = [name for name in forces if {side, side[0]} & set(name.lower().split("_"))]
    if len(own) != 1:
        raise ValueError(
            f"cannot tell which of {', '.join(forces)} is the {side} foot; "
            f"say plate='{next(iter(forces))}'."
        )
    return own[0]


def _at(time: Array, known: Array, values: Array) -> Array:
    """Values (k, 3) at other times by cubic splines; NaN outside and where frames are missing."""
    whole = ~np.isnan(values).any(-1)
    result = CubicSpline(known[whole], values[whole])(time)
    result[(time < known[0] - 1e-6) | (time > known[-1] + 1e-6)] = np.nan
    return result


def _leg_acceleration(
    time: Array, place: Array, pelvis: Array, hip: Array, knee: Array, subject: Subject
) -> Array:
    """Acceleration (n, 3) m/s² of the leg's centre of mass, thigh and shank as rods from the hip.

    The hip is taken to move as the pelvis' origin does (place), the foot as the end of the shank.
    """
    thigh = pelvis @ hip_rotation(*hip.T)
    shank = thigh @ hip_rotation(-knee)
    length = _FEMUR_SHARE * float(subject.height)
    knee_at = place - length * thigh[..., 1]
    reach = length * (1 / THIGH_SHARE - 1) * shank[..., 1]
    segments = load_table("deleva1996_segments").query("sex == @subject.sex").set_index("segment")
    mass, com = segments.mass_fraction, segments.com_fraction
    centre = (
        mass.Thigh * (place + com.Thigh * (knee_at - place))
        + mass.Shank * (knee_at - com.Shank * reach)
        + mass.Foot * (knee_at - reach)
    ) / subject.leg_fraction
    return CubicSpline(time, centre)(time, 2)
