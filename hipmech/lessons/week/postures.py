"""Which posture of an exercise asks most, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from hipmech.drawing.bones import poses
from hipmech.exercises import hip_postures
from hipmech.frames import hip_rotation
from hipmech.gait import load_gait
from hipmech.lessons.week.body import HALF_WIDTH, Posture
from hipmech.muscles import MuscleSet
from hipmech.subject import Subject
from hipmech.tables import load_table

_ANGLES = ("flexion_deg", "adduction_deg", "rotation_deg", "knee_flexion_deg")
_SHANK = (0.0, -0.41, 0.0), (0.15, -0.44, 0.0)  # ankle and sole from the knee, shank axes, m
_WAYS = {"forward": (1, 0, 0), "backward": (-1, 0, 0), "up": (0, 1, 0), "down": (0, -1, 0),
         "lateral": (0, 0, 1), "medial": (0, 0, -1)}  # fmt: skip
_LIFTED, _STANDS = (20, 0, 60), (0, 0, 0)
_OTHER_LEG = {  # hip flexion, adduction, knee flexion as drawn; where none is given, as this leg
    "couch stretch": (90, 0, 90),
    "Thomas stretch": (115, 0, 120),
    "standing hip circle": _STANDS,
    "free leg": _STANDS,
    "standing leg": _LIFTED,
    "single-leg Pallof press": _LIFTED,
    "forward, foot on box": (10, 0, 25),
    "sideways, foot on box": (15, 0, 10),
    "standing on box": _LIFTED,
    "Bulgarian split squat": (10, 0, 95),
    "banded hip flexion (runner's march)": _STANDS,
    "single-leg squat": (30, 0, 90),
    "one leg, hips up": _STANDS,
    "clam": (30, 0, 90),
    "piriformis (figure-4) stretch": (90, 0, 90),
    "hip flexor stretch on stairs": (60, 0, 75),
    "front leg, low": (-15, 0, 60),
    "rear leg, low": (75, 0, 95),
    "stairs up": (10, 0, 30),
    "stairs down": (15, 0, 10),
    "side-lying hip abduction": _STANDS,
    "side-lying hip adduction": (60, 0, 60),
    "Copenhagen adduction": _STANDS,
}
_AT = {"knee": 0, "ankle": 1, "foot": 2}


@lru_cache(maxsize=64)
def hardest_posture(exercise: str, subject: Subject | None = None) -> Posture:
    """Return the posture of an exercise that asks most of any section of the hip.

    >>> found = hardest_posture("lunge")
    >>> print(found.caption, found.support_bw)
    rear leg, low 0.35
    """
    p, muscles = hip_postures(subject), MuscleSet.load("uhlrich2022")
    rows = np.flatnonzero(p.exercise == exercise)
    row = rows[p.section_share[rows].max(axis=1).argmax()]
    table = load_table("exercise_postures")
    found = table[(table.exercise == exercise) & (table.posture == p.posture[row])]
    if len(found):
        given = found.iloc[0].to_dict()
        values = [given[name] for name in ("hip_flexion_deg", "hip_adduction_deg")]
        values += [given["hip_rotation_deg"], given["knee_flexion_deg"]]
        alike = [values[0], values[1], values[3]]
        other = _OTHER_LEG.get(exercise, _OTHER_LEG.get(p.posture[row], alike))
    else:
        given = {"pelvis_pitch_deg": 0.0, "pelvis_roll_deg": 0.0, "support_bw": 0.0, "pull_N": 0.0}
        gait = load_table("exercises").set_index("exercise").loc[exercise]
        cycle = load_gait(gait.gait_activity, gait.gait_speed_m_s)
        at = row - rows[0]
        values = [float(cycle.posture[name][at]) for name in _ANGLES]
        other = [float(cycle.posture[_ANGLES[k]][(at + 50) % 100]) for k in (0, 1, 3)]
    angles = dict(zip(_ANGLES, map(float, values), strict=True))
    pitch, roll = (float(given[f"pelvis_{name}_deg"]) for name in ("pitch", "roll"))
    rotation, knee = poses(**angles)["tibia"]
    joints = np.vstack([knee, np.array(_SHANK) @ rotation.T + knee])
    pelvis = hip_rotation(-pitch) @ hip_rotation(0, -roll)
    if given["support_bw"]:
        joints[2] = joints[1] + pelvis.T @ (0.17, -0.04, 0.0)  # the foot is flat on the ground
    share = p.section_share[row]
    upright = max(abs(angles["flexion_deg"]), abs(angles["knee_flexion_deg"])) < 20
    forward, medial = (float(given.get(f"support_{way}_cm", 0)) / 100 for way in
                       ("forward", "medial"))  # fmt: skip
    return Posture(
        title=exercise.partition(" (")[0],
        caption=p.posture[row],
        angles_deg=MappingProxyType(angles),
        pelvis=pelvis,
        from_front=bool(roll) or bool(upright and share[2:].max() > share[:2].max()),
        joints=joints,
        other=_mirrored(*other),
        paths=_even(muscles.path_points(**angles)),
        effort=p.muscle_forces[row] / muscles.max_force,
        support_bw=float(given["support_bw"]),
        support_at=np.array([forward, 0.0, -medial]),
        pull_N=float(given["pull_N"]),
        pull_at=joints[_AT.get(given.get("pull_at"), 0)],
        pull_way=np.array(_WAYS.get(given.get("pull_direction"), (0.0, 0.0, 0.0)), float),
    )


def _mirrored(flexion_deg: float, adduction_deg: float, knee_flexion_deg: float) -> NDArray:
    """Hip, knee, ankle and sole (4, 3) of the left leg, in pelvis axes."""
    pose = poses(flexion_deg, adduction_deg, 0, knee_flexion_deg)["tibia"]
    points = np.vstack([np.zeros(3), pose[1], np.array(_SHANK) @ pose[0].T + pose[1]])
    return points * (1, 1, -1) - (0, 0, 2 * HALF_WIDTH)


def _even(paths: Iterable[NDArray]) -> NDArray:
    """Return paths as one array (n, p, 3), the last point of a shorter one repeated."""
    paths = list(paths)
    most = max(map(len, paths))
    return np.stack([path[np.minimum(np.arange(most), len(path) - 1)] for path in paths])
