"""What the hip's muscles are said to do, against what their lines of pull do.

And how well two muscle sets, and another program, agree.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hipmech.checks import one_number
from hipmech.frames import POSTURE_RANGE_DEG, Array
from hipmech.muscles import FUNCTIONS, MuscleSet, some_muscles
from hipmech.muscles.strength import GROUPS, isometric_moments
from hipmech.results import frozen
from hipmech.tables import load_table

_SOCKET = 0.03  # m from the joint centre: the bone of the socket lies nearer, all other farther


@cache
def socket_axis() -> Array:
    """Return the direction (3) from the joint centre to the middle of the socket's surface.

    A unit vector in pelvis axes: the mean direction, by area, of the hip bone's mesh that faces the
    joint centre within 3 cm. Up and inward, and a little backward, so that the socket opens down,
    outward and forward.

    >>> socket_axis().round(2)
    array([-0.15,  0.66, -0.74])
    """
    vertices = load_table("bone_vertices").query("bone == 'hip bone'")
    points = vertices[["x_mm", "y_mm", "z_mm"]].to_numpy() / 1000
    triangles = load_table("bone_triangles").query("bone == 'hip bone'")[["a", "b", "c"]]
    a, b, c = points[triangles.to_numpy().T]
    centre, normal = (a + b + c) / 3, np.cross(b - a, c - a)  # normals as long as twice the area
    distance = np.linalg.norm(centre, axis=1)
    faces = (distance < _SOCKET) & (np.einsum("ij,ij->i", centre, normal) < 0)
    directions = centre[faces] / distance[faces, None]
    mean = np.linalg.norm(normal[faces], axis=1) @ directions
    return frozen(mean / np.linalg.norm(mean))


def pull_into_socket(muscles: MuscleSet, **posture_deg: ArrayLike) -> Array:
    """Share (..., n) of each muscle's pull that presses the head straight into its socket.

    The cosine of the angle between the pull on the femur and `socket_axis`: 1 straight in, 0 along
    the rim, negative out of the socket.

    The piriformis and the iliacus, standing:

    >>> pull_into_socket(MuscleSet.load("delp1990").select(["peri", "iliacus"])).round(2)
    array([0.96, 0.45])
    """
    return some_muscles(muscles).lines_of_pull(**posture_deg) @ socket_axis()


def clear_reversals(
    muscles: MuscleSet, *, threshold: float = 0.005, **others_deg: float
) -> pd.DataFrame:
    """`MuscleSet.reversals` of those moment arms that pass the threshold (m) both ways.

    Over the range of hip flexion; an arm that only wavers about zero is left out, as
    `MuscleSet.groups` leaves it out. `others_deg`: adduction_deg, rotation_deg, knee_flexion_deg.

    >>> table = clear_reversals(MuscleSet.load("delp1990").select(["peri", "semimem"]))
    >>> table[["muscle", "above", "flexion_deg"]].round().values.tolist()
    [['peri', 'internal rotators', 57.0]]
    """
    least = one_number("threshold", threshold, 0, 1, "m")
    some_muscles(muscles)
    flexion = np.linspace(*POSTURE_RANGE_DEG["flexion_deg"], 151)
    arms = muscles.moment_arms(flexion, **others_deg)
    clear = (arms.min(axis=0) < -least) & (arms.max(axis=0) > least)
    table = muscles.reversals(**others_deg)
    axis = [next(i for i, pair in enumerate(FUNCTIONS) if way in pair) for way in table.below]
    return table[clear[[muscles.names.index(name) for name in table.muscle], axis]]


def strength_by_function(muscles: MuscleSet, **posture_deg: float) -> dict[str, float]:
    """Strongest isometric moment (N·m) of each of the six functions in one posture.

    `hipmech.muscles.strength.isometric_moments` by name: the tug of war at its loudest.

    >>> strength = strength_by_function(MuscleSet.load("delp1990"))
    >>> [f"{name} {moment:.0f}" for name, moment in strength.items()][:3]
    ['extensors 201', 'flexors 170', 'abductors 149']
    """
    moments = isometric_moments(muscles, **posture_deg)
    if moments.ndim > 1:
        raise ValueError("strength_by_function takes one posture: angles must be numbers.")
    return dict(zip(GROUPS, moments.tolist(), strict=True))


def popular_claims(**posture_deg: float) -> pd.DataFrame:
    """Every muscle that a popular text lists under a function, and the arms of its parts for that.

    Columns: function, muscle, named_by, least_mm and most_mm (moment arms for this function in
    ``delp1990``, in ``dostal1981`` where that has no such line; negative: the opposite action).

    >>> claims = popular_claims().round()
    >>> row = claims.query("function == 'extensors' and muscle == 'gluteus medius'").iloc[0]
    >>> f"{row.named_by}: {row.least_mm:.0f} to {row.most_mm:.0f} mm"
    '101 in hip strengthening: 14 to 24 mm'
    """
    arms: dict[str, Array] = {}
    for set_name in ("delp1990", "dostal1981"):
        muscles = MuscleSet.load(set_name)
        by_line = dict(zip(muscles.names, muscles.moment_arms(**posture_deg), strict=True))
        for row in load_table("muscle_attachments").dropna(subset=set_name).itertuples():
            lines = [by_line[name] for name in getattr(row, set_name).split()]
            arms.setdefault(row.muscle, 1000 * np.array(lines))
    claims = load_table("popular_muscle_groups").groupby(["function", "muscle"], sort=False)
    rows = []
    for (function, muscle), texts in claims.named_by:
        axis, way = next((i, f.index(function)) for i, f in enumerate(FUNCTIONS) if function in f)
        least, most = np.sort((2 * way - 1) * arms[muscle][:, axis])[[0, -1]]
        rows.append((function, muscle, ", ".join(texts), least, most))
    return pd.DataFrame(rows, columns=["function", "muscle", "named_by", "least_mm", "most_mm"])


def unnamed_muscles(*, threshold: float = 0.01) -> dict[str, list[str]]:
    """Muscles of ``delp1990`` that no popular text lists under a function that they have.

    Their arm for it, standing, exceeds the threshold (m); the longest arm first.

    >>> unnamed_muscles()["extensors"]
    ['adductor magnus']
    """
    delp, claims = MuscleSet.load("delp1990"), load_table("popular_muscle_groups")
    table = load_table("muscle_attachments").set_index("muscle").delp1990.dropna()
    muscle_of = {line: muscle for muscle, lines in table.items() for line in lines.split()}
    words = {
        line: name.split(",")[0] for line, name in zip(delp.names, delp.full_names, strict=True)
    }
    said = set(zip(claims.function, claims.muscle, strict=True))
    return {
        function: list(
            dict.fromkeys(words[line] for line in lines if (function, muscle_of[line]) not in said)
        )
        for function, lines in delp.groups(threshold=threshold).items()
    }


def opensim_differences() -> pd.DataFrame:
    """Largest difference to OpenSim 4.6 per muscle over 20 postures, in nm.

    Columns flexion_nm, adduction_nm, rotation_nm (moment arms), length_nm; the table that it is
    held against has nine decimals, so 0.5 nm is rounding.

    >>> bool(opensim_differences().max(axis=None) < 1)
    True
    """
    table, delp = load_table("opensim_gait2392_moment_arms"), MuscleSet.load("delp1990")
    posture = table[list(POSTURE_RANGE_DEG)].drop_duplicates().to_numpy().T
    ours = np.dstack([delp.moment_arms(*posture), delp.lengths(*posture)])
    theirs = table[["flexion_arm_m", "adduction_arm_m", "internal_rotation_arm_m", "length_m"]]
    differences = 1e9 * np.abs(ours - theirs.to_numpy().reshape(ours.shape)).max(axis=0)
    columns = ["flexion_nm", "adduction_nm", "rotation_nm", "length_nm"]
    return pd.DataFrame(differences, index=delp.names, columns=columns)


def two_geometries(**posture_deg: float) -> pd.DataFrame:
    """Moment arms (mm) of the same muscles in ``delp1990`` and in ``dostal1981``.

    Part by part where both sets have equally many parts, else the mean by maximum force. Columns
    part, motion (flexion, adduction, rotation), delp_mm, dostal_mm.

    >>> arms = two_geometries()
    >>> arms[arms.part == "piriformis"].round().values.tolist()[2]
    ['piriformis', 'rotation', -29.0, -31.0]
    """
    delp, dostal = MuscleSet.load("delp1990"), MuscleSet.load("dostal1981")
    shared = load_table("muscle_attachments").dropna(subset=["delp1990", "dostal1981"])
    parts: list[str] = []
    pairs: list[tuple[Array, Array]] = []
    for row in shared.itertuples():
        chosen = [s.select(getattr(row, s.name).split()) for s in (delp, dostal)]
        arms = [1000 * muscles.moment_arms(**posture_deg) for muscles in chosen]
        if len(arms[0]) == len(arms[1]):
            parts += [row.muscle] if len(arms[0]) == 1 else chosen[0].full_names
            pairs += list(zip(*arms, strict=True))
        else:
            parts.append(row.muscle)
            means = (m.max_force @ a / m.max_force.sum() for m, a in zip(chosen, arms, strict=True))
            pairs.append(tuple(means))
    return pd.DataFrame(
        {
            "part": np.repeat(parts, 3),
            "motion": np.tile(["flexion", "adduction", "rotation"], len(parts)),
            "delp_mm": np.concatenate([pair[0] for pair in pairs]),
            "dostal_mm": np.concatenate([pair[1] for pair in pairs]),
        }
    )
