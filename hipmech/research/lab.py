"""Markers and force plates → one hip's angles, moments and intersegmental force.

A conventional gait model: pelvis from ASIS and PSIS, hip centre after Harrington, knee and ankle
centres midway between epicondyles and malleoli, de Leva's segments, Newton and Euler from the foot
up. It stands or falls with the hip centre: two common choices lie 20 to 35 mm apart, which is 0.10
to 0.15 N·m/kg of flexion; 10 mm outward alone add 0.2 to 0.3 BW to the contact force. Good for
walking; in running the thigh's markers move too much (r 0.67 to 0.92 against OpenSim).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline

from hipmech.frames import hip_rotation
from hipmech.landmarks import hip_joint_centre
from hipmech.research.markers import Landmarks
from hipmech.research.own_gait import HipSeries, pelvis_angles
from hipmech.research.recordings import Wrench
from hipmech.research.signals import foot_contacts, lowpass
from hipmech.results import Array
from hipmech.subject import GRAVITY, Subject
from hipmech.tables import load_table

_TOE_SHARE = 0.70  # heel to metatarsal heads over heel to the tip of the toes: assumed


def hip_from_markers(
    leg: Landmarks,
    plate_time: Array,
    plate: Wrench,
    subject: Subject,
    *,
    standing: Landmarks | None = None,
    cut_off: float = 6.0,
    threshold: float = 20.0,
    plate_delay: float = 0.0,
    hip_centre: ArrayLike | None = None,
    source: str = "own markers",
) -> HipSeries:
    """Compute one hip through a recording.

    Parameters
    ----------
    leg
        From `landmarks`.
    plate_time, plate
        (k,) s, and everything that pushed on this foot (`plates_by_foot`, or one of
        `read_ground_reaction`), in the same axes.
    subject
        Mass and sex choose the segments.
    standing
        The same leg in a standing trial: flexion and the axes of the pelvis then count from there,
        as in the course's own gait; else from a pelvis with ASIS and PSIS at one height, 5 to 10
        degrees off.
    cut_off
        Hz of `lowpass`, for markers and forces: 6 for walking, 12 to 15 for running.
    threshold
        N above which the foot is on the ground.
    plate_delay
        How late the forces come in s, as behind a filter in the amplifier; 15 ms make 0.1 N·m/kg of
        flexion just after contact.
    hip_centre
        (3,) m from mid-ASIS in pelvis axes of a right leg (forward, up, lateral), instead of
        Harrington's.
    source
        What a plot may say under the curve.

    Raises
    ------
    ValueError
        For a pelvis that no adult has (units?) or that faces another way than x.
    """
    mirror = np.array([1.0, 1.0, 1.0 if leg.side == "right" else -1.0])
    time, b = leg.time, _bones(leg, mirror, cut_off, hip_centre)
    ahead = np.nanmean(b.pelvis[:, [0, 2], 0], axis=0)
    if ahead[0] < np.abs(ahead[1]):
        raise ValueError(
            f"the pelvis faces ({ahead[0]:.1f}, {ahead[1]:.1f}) in x and z, expected x; read the "
            "files with the other forward=, such as forward='-x', or swap left and right."
        )
    push_time = np.asarray(plate_time) - plate_delay
    push_rate = 1 / (plate_time[1] - plate_time[0])

    def at_markers(values: Array) -> Array:
        smooth = lowpass(values, push_rate, cut_off)
        return np.stack([np.interp(time, push_time, x, np.nan, np.nan) for x in smooth.T], -1)

    push = at_markers(plate.force * mirror)
    # a moment is a pseudovector: the mirror turns x and y round and keeps z
    twist = at_markers(plate.moment * mirror * mirror[2])

    chain = {"Foot": (b.foot, b.heel, b.tip), "Shank": (b.shank, b.knee, b.ankle),
             "Thigh": (b.thigh, b.hip, b.knee)}  # fmt: skip
    force, moment = _pelvis_on_thigh(time, chain, push, twist, subject)
    torque = moment - np.cross(b.hip, force)

    angles, tilt = _cardan(b.pelvis.swapaxes(1, 2) @ b.thigh), 0.0
    if standing is not None:
        still = _bones(standing, mirror, None, hip_centre)
        tilt = float(np.nanmean(_cardan(still.pelvis.swapaxes(1, 2) @ still.thigh)[:, 0]))
    upright = b.pelvis @ hip_rotation(tilt)  # the thigh hangs down its axes in standing
    across, along = b.pelvis[..., 2], b.thigh[..., 1]
    axes = [across, _unit(np.cross(along, across)), along]
    weight, mass = float(subject.body_weight), float(subject.mass_kg)
    return HipSeries(
        time=time,
        hip_angles_deg=angles - [tilt, 0, 0],
        knee_flexion_deg=-_cardan(b.thigh.swapaxes(1, 2) @ b.shank)[:, 0],
        pelvis_angles_deg=pelvis_angles(b.pelvis),
        moments_Nm_kg=np.stack([(torque * axis).sum(-1) for axis in axes], -1) / mass,
        ground_reaction_bw=push / weight,
        intersegmental_force_bw=(upright.swapaxes(1, 2) @ force[..., None])[..., 0] / weight,
        contacts=foot_contacts(push_time, plate.force[:, 1], threshold),
        source=f"{source}, {leg.side} leg",
        standing_tilt_deg=tilt,
    )


class _Bones(NamedTuple):
    """Axes (n, 3, 3) of the segments, and points (n, 3), all of a right leg."""

    pelvis: Array
    thigh: Array
    shank: Array
    foot: Array
    hip: Array
    knee: Array
    ankle: Array
    heel: Array
    tip: Array


def _bones(
    leg: Landmarks, mirror: Array, cut_off: float | None, hip_centre: ArrayLike | None
) -> _Bones:
    rate = 1 / (leg.time[1] - leg.time[0])
    p = {name: point * mirror for name, point in leg.points.items()}
    if cut_off is not None:
        p = {name: lowpass(point, rate, cut_off) for name, point in p.items()}
    middle, across = (p["ASIS"] + p["other ASIS"]) / 2, p["ASIS"] - p["other ASIS"]
    width, depth = (float(np.nanmean(_size(v))) for v in (across, middle - p["PSIS"]))
    if not (0.12 < width < 0.40 and 0.08 < depth < 0.30):
        raise ValueError(
            f"the pelvis is {width:.3g} m wide and {depth:.3g} m deep, as no adult's is; are the "
            "markers in the unit that the file says?"
        )
    z = _unit(across)
    y = _unit(np.cross(z, middle - p["PSIS"]))
    pelvis = np.stack([np.cross(y, z), y, z], -1)
    if hip_centre is None:
        hip_centre = hip_joint_centre("harrington", asis_width=width, pelvic_depth=depth)
    hip = middle + pelvis @ np.asarray(hip_centre, float)
    knee, ankle = (
        p[f"{joint} centre"]
        if f"{joint} centre" in p
        else (p[f"lateral {joint}"] + p[f"medial {joint}"]) / 2
        for joint in ("knee", "ankle")
    )
    ahead = _unit(p["toe"] - p["heel"])
    lateral = _unit(np.cross(ahead, ankle - p["heel"]))
    return _Bones(
        pelvis=pelvis,
        thigh=_segment(hip, knee, p["lateral knee"]),
        shank=_segment(knee, ankle, p["lateral ankle"]),
        foot=np.stack([ahead, np.cross(lateral, ahead), lateral], -1),
        hip=hip,
        knee=knee,
        ankle=ankle,
        heel=p["heel"],
        tip=p["heel"] + (p["toe"] - p["heel"]) / _TOE_SHARE,
    )


def _pelvis_on_thigh(
    time: Array,
    chain: dict[str, tuple[Array, Array, Array]],
    force: Array,
    moment: Array,
    subject: Subject,
) -> tuple[Array, Array]:
    """Force (n, 3) N on the thigh and its moment (n, 3) N·m about the laboratory's origin.

    What moves a segment is what its neighbours do to it: from the ground reaction upward, each
    segment's own share of momentum is taken off. chain: segment → axes, near end, far end.
    """
    table = load_table("deleva1996_segments")
    table = table[table.sex == subject.sex].set_index("segment")
    for name, (axes, near, far) in chain.items():
        row = table.loc[name]
        sagittal, transverse, along = (
            row[f"gyration_{axis}_fraction"] for axis in ("sagittal", "transverse", "longitudinal")
        )
        radii = [along, sagittal, transverse] if name == "Foot" else [sagittal, along, transverse]
        mass = row.mass_fraction * float(subject.mass_kg)
        inertia = mass * (np.array(radii) * np.nanmean(_size(far - near))) ** 2
        turning = (axes.swapaxes(1, 2) @ _spin(time, axes)[..., None])[..., 0]
        momentum = (axes @ (inertia * turning)[..., None])[..., 0]
        centre = near + row.com_fraction * (far - near)
        needed = mass * (_derivative(time, centre, 2) + GRAVITY * np.array([0, 1, 0]))
        force = force - needed
        moment = moment - _derivative(time, momentum, 1) - np.cross(centre, needed)
    return -force, -moment


def _size(v: Array) -> Array:
    return np.sqrt((v**2).sum(-1))


def _unit(v: Array) -> Array:
    return v / _size(v)[..., None]


def _segment(top: Array, bottom: Array, lateral: Array) -> Array:
    """Axes (n, 3, 3) of a segment: y up along it, x forward, z lateral."""
    y = _unit(top - bottom)
    x = _unit(np.cross(y, lateral - bottom))
    return np.stack([x, y, np.cross(x, y)], -1)


def _derivative(time: Array, values: Array, order: int) -> Array:
    known = ~np.isnan(values.reshape(len(values), -1)).any(1)
    result = np.full(values.shape, np.nan)
    result[known] = CubicSpline(time[known], values[known])(time[known], order)
    return result


def _spin(time: Array, axes: Array) -> Array:
    """Angular velocity (n, 3) rad/s in axes of the laboratory."""
    w = _derivative(time, axes, 1) @ axes.swapaxes(1, 2)
    return (
        np.stack([w[:, 2, 1] - w[:, 1, 2], w[:, 0, 2] - w[:, 2, 0], w[:, 1, 0] - w[:, 0, 1]]).T / 2
    )


def _cardan(r: Array) -> Array:
    """Flexion, adduction, rotation (n, 3) in degrees of rotations (n, 3, 3)."""
    turns = np.arctan2(-r[:, 0, 1], r[:, 1, 1]), np.arcsin(r[:, 2, 1])
    return np.degrees([*turns, np.arctan2(-r[:, 2, 0], r[:, 2, 2])]).T
