"""Where the legs are in space through a gait cycle: joint angles turned into points."""

from __future__ import annotations

import numpy as np

from hipmech.checks import of_kind
from hipmech.frames import Array, hip_rotation
from hipmech.gait import GaitCycle
from hipmech.results import Result
from hipmech.subject import THIGH_SHARE, Subject, one_person

_MIRROR = np.diag([1.0, 1.0, -1.0])  # right leg to left leg


class Pose(Result):
    """Both legs in every frame, in m, seen from the midpoint of the hips: x forward, y up, z right.

    Attributes
    ----------
    legs : (101, 2, 3, 3) right and left leg; hip, knee, ankle; x, y, z.
    pelvis : (101, 3, 3) rotation from pelvis axes (upright in standing) to space.
    """

    legs: Array
    pelvis: Array


def leg_pose(cycle: GaitCycle, subject: Subject | None = None) -> Pose:
    """Pose of pelvis, thighs and shanks, from the measured angles of pelvis, hip and knee.

    The pelvis turns by its rotation about y, drop about x, tilt about z, each from standing; the
    thigh by `hip_rotation` against it; the knee only bends. The left leg is the right one half a
    cycle later. Feet are not in the tables, nor is the height of the hip.

    Raises ValueError for a `subject` whose numbers are arrays.

    When the foot lands, it is a step ahead of the other (0.65 m at 1.2 m/s with legs of 0.9 m):

    >>> from hipmech.gait import load_gait
    >>> ankle = leg_pose(load_gait("walking", 1.2)).legs[0, :, 2]
    >>> print((ankle[0] - ankle[1]).round(2))
    [ 0.65 -0.02  0.07]
    """
    subject = one_person(subject, "leg_pose")
    of_kind("cycle", cycle, GaitCycle)
    tilt, drop, forward = (cycle.pelvis_angles_deg - [cycle.standing_tilt_deg, 0, 0]).T
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
