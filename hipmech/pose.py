"""Where the legs are in space through a gait cycle: joint angles turned into points."""

from dataclasses import dataclass

import numpy as np

from hipmech.frames import Array, hip_rotation
from hipmech.gait import GaitCycle
from hipmech.subject import THIGH_SHARE, Subject
from hipmech.tables import load_table

_MIRROR = np.diag([1.0, 1.0, -1.0])  # right leg to left leg


@dataclass(frozen=True)
class Pose:
    """Both legs in every frame, in m, seen from the midpoint of the hips: x forward, y up, z right.

    legs (101, 2, 3, 3): right and left leg; hip, knee, ankle; x, y, z.
    pelvis (101, 3, 3): rotation from pelvis axes (upright in standing) to space.
    """

    legs: Array
    pelvis: Array


def leg_pose(cycle: GaitCycle, subject: Subject | None = None) -> Pose:
    """Pose of pelvis, thighs and shanks from the measured angles of pelvis, hip and knee.

    The pelvis turns by its rotation about y, drop about x, tilt about z, each from standing; the
    thigh by `hip_rotation` against it; the knee only bends. The left leg is the right one half a
    cycle later, as in `GaitCycle.events`. Feet are not in the tables, nor is the height of the hip.

    When the foot lands, it is a step ahead of the other (0.65 m at 1.2 m/s with legs of 0.9 m):

    >>> from hipmech.gait import load_gait
    >>> ankle = leg_pose(load_gait("walking", 1.2)).legs[0, :, 2]
    >>> print((ankle[0] - ankle[1]).round(2))
    [ 0.65 -0.02  0.07]
    """
    subject = subject or Subject()
    tilt, drop, forward = (cycle.pelvis_angles_deg - [_standing_tilt_deg(cycle), 0, 0]).T
    # Ry(forward) Rx(-drop) Rz(-tilt) is the inverse of Rz(tilt) Rx(drop) Ry(-forward)
    pelvis = hip_rotation(tilt, drop, -forward).swapaxes(-1, -2)
    right = hip_rotation(*cycle.hip_angles_deg.T)
    other = (np.arange(101) + 50) % 100
    thighs = pelvis[:, None] @ np.stack([right, _MIRROR @ right[other] @ _MIRROR], axis=1)
    knees = np.stack([cycle.knee_flexion_deg, cycle.knee_flexion_deg[other]], axis=1)
    shanks = thighs @ hip_rotation(-knees)
    half_width = np.multiply([[0, 0, 0.5], [0, 0, -0.5]], subject.hip_joint_width)
    hip = (pelvis[:, None] @ half_width[..., None])[..., 0]
    knee = hip - subject.leg_length * THIGH_SHARE * thighs[..., :, 1]
    ankle = knee - subject.leg_length * (1 - THIGH_SHARE) * shanks[..., :, 1]
    return Pose(np.stack([hip, knee, ankle], axis=2), pelvis)


def _standing_tilt_deg(cycle: GaitCycle) -> float:
    """Tilt of the pelvis in standing, where the thigh is upright: the hip flexion then."""
    table = load_table(f"gait_{cycle.activity}").groupby("speed_m_s").first()
    standing = table.hip_flexion_deg - table.hip_flexion_rel_standing_deg
    return float(np.interp(cycle.speed, standing.index, standing))
