"""Where the legs are in space through a gait cycle: joint angles turned into points."""

from __future__ import annotations

import numpy as np

from hipmech.checks import of_kind
from hipmech.frames import Array, hip_rotation
from hipmech.gait import GaitCycle
from hipmech.results import Result
from hipmech.subject import GRAVITY, THIGH_SHARE, Subject, one_person

ANKLE_HEIGHT = 0.075  # m, of a flat foot, assumed
HEEL, BALL = np.array([[-0.052, -0.072], [0.128, -0.072]])
"""What of a level foot meets the ground, m forward of and up from the ankle; assumed."""
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
    cycle later. Feet are not in the tables, nor is the height of the hip: see `footing`.

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


class Footing(Result):
    """Where the ground is, and how the feet stand on it, in every frame.

    Attributes
    ----------
    height : (101,) m, of the midpoint of the hips above the ground.
    ankles : (101, 2, 2) right and left ankle; x, y in m, seen from that midpoint.
    pitch : (101, 2) radians, of the right and left foot, toes up positive.
    """

    height: Array
    ankles: Array
    pitch: Array


def footing(cycle: GaitCycle, pose: Pose) -> Footing:
    """Put a pose on the ground: what the tables lack, for a picture.

    The hips rise and fall as the centre of mass does, which the ground reaction of both feet
    accelerates (Newton); at its lowest the foot of the stance leg lies flat. A foot that carries
    touches the ground with its heel first, then with its ball; in swing it turns on, and clears it.

    Running, the hips rise and fall more:

    >>> from hipmech.gait import load_gait
    >>> for gait in (("walking", 1.2), ("running", 2.5)):
    ...     cycle = load_gait(*gait)
    ...     height = footing(cycle, leg_pose(cycle)).height
    ...     print(gait, f"{100 * np.ptp(height):.0f} cm up and down")
    ('walking', 1.2) 3 cm up and down
    ('running', 2.5) 8 cm up and down
    """
    of_kind("cycle", cycle, GaitCycle)
    of_kind("pose", pose, Pose)
    knees, ends = pose.legs[:, :, 1, :2], pose.legs[:, :, 2, :2]
    shank = np.linalg.norm(pose.legs[0, 0, 2] - pose.legs[0, 0, 1])
    ankles = knees + (1 - ANKLE_HEIGHT / shank) * (ends - knees)
    moved = _risen(cycle)
    height = moved + ANKLE_HEIGHT - (moved + ankles[:, 0, 1])[cycle.stance].min()
    pitch = _pitch(cycle, height + ankles[:, 0, 1], ankles[:, 0] - knees[:, 0])
    return Footing(height, ankles, np.stack([pitch, pitch[(np.arange(101) + 50) % 100]], axis=-1))


def _risen(cycle: GaitCycle) -> Array:
    """Height (101,) of the centre of mass about its mean."""
    up = cycle.ground_reaction_bw[:100, 1]
    waves = np.fft.rfft(GRAVITY * (up + np.roll(up, 50)))
    rate = 2 * np.pi * np.fft.rfftfreq(100, cycle.stride_time / 100)
    waves[1:] /= -(rate[1:] ** 2)
    waves[0] = 0
    moved = np.fft.irfft(waves, 100)
    return np.append(moved, moved[0])


def _pitch(cycle: GaitCycle, above: Array, shank: Array) -> Array:
    """Pitch (101,) of a foot whose ankle is so far ``above`` the ground, below this shank."""
    behind = np.arctan2(-shank[:, 0], -shank[:, 1])
    turns = np.radians(np.linspace(0, 70, 141))
    low_heel, low_ball = (
        np.maximum.accumulate(abs(x) * np.sin(turns) - y * np.cos(turns)) for x, y in (HEEL, BALL)
    )
    early = cycle.percent < 0.45 * cycle.stance_percent
    ball = -np.interp(above, low_ball, turns)
    standing = np.where(early, np.interp(above, low_heel, turns), ball)
    ankle = standing + behind  # dorsiflexion positive; in swing from that of leaving to landing
    swing = (cycle.percent - cycle.stance_percent) / (100 - cycle.stance_percent)
    share = np.clip(swing, 0, 1)
    last = np.flatnonzero(swing < 0)[-1]
    hanging = ankle[last] + share**2 * (3 - 2 * share) * (ankle[0] - ankle[last]) - behind
    clear = -np.interp(above - 0.012, low_ball, turns)
    pitch = np.where(swing < 0, standing, np.maximum(hanging, clear))
    window = np.hanning(7) / np.hanning(7).sum()
    return np.convolve(np.concatenate([pitch[-4:-1], pitch, pitch[1:4]]), window, "valid")
