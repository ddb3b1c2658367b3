"""The hip as a fulcrum: one-leg stance in the frontal plane.

Vectors are [medial, up] with the stance hip joint centre as origin. Loads act downwards and their
arms count medially; abductors pull the pelvis towards the greater trochanter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked
from hipmech.results import Result
from hipmech.stance import Stance, rotate, stack
from hipmech.subject import (
    HAND_DISTANCE,
    SHOULDER_HEIGHT,
    TRUNK_COM_HEIGHT,
    Subject,
)
from hipmech.tables import load_table

# Insertion of gluteus medius and minimus is fixed to the shaft; the neck moves the head away from
# it. The reference femur that gait2392's insertions belong to is taken to have an average neck.
_REFERENCE = Subject()
MOST_FOOT_OFFSET = 1 / 3  # of leg length: about 20° of femur inclination
_GAIT2392_HIP = np.array([-0.0835, -0.0661])  # in its pelvis frame, m [medial, up] (Delp 1990)


@cache
def equilibrium() -> SimpleNamespace:
    """Symbols, the three equations of equilibrium and their solution, in SymPy.

    Free body: pelvis, trunk and swing leg, seen from the front, on the stance hip. M_W is the
    moment of all loads about the hip (M_W = W₅ d_W when nothing is carried), P their sum:

        moments:     F_abd d_abd = M_W
        horizontal:  R_x + F_abd sin θ = 0
        vertical:    R_y + F_abd cos θ + P = 0

    where (R_x, R_y) is the hip contact force on the femoral head [medial, up].

    >>> equilibrium().solution["F_abd"]
    M_W/d_abd
    """
    import sympy as sp

    P, M_W, F_abd, R_x, R_y = sp.symbols("P M_W F_abd R_x R_y", real=True)
    d_abd, theta = sp.symbols("d_abd theta", positive=True)
    equations = {
        "moments": sp.Eq(F_abd * d_abd, M_W),
        "horizontal": sp.Eq(R_x + F_abd * sp.sin(theta), 0),
        "vertical": sp.Eq(R_y + F_abd * sp.cos(theta) + P, 0),
    }
    solved = sp.solve(list(equations.values()), [F_abd, R_x, R_y], dict=True)[0]
    solution = {str(symbol): expression for symbol, expression in solved.items()}
    solution["R"] = sp.sqrt(solution["R_x"] ** 2 + solution["R_y"] ** 2)
    return SimpleNamespace(symbols=(P, M_W, d_abd, theta), equations=equations, solution=solution)


@cache
def _solve() -> Callable[..., list[NDArray]]:
    """`equilibrium`'s solution as a NumPy function of (P, M_W, d_abd, θ)."""
    import sympy as sp

    e = equilibrium()
    return sp.lambdify(e.symbols, [e.solution[k] for k in ("F_abd", "R_x", "R_y", "R")], cse=True)


class Balance(Result):
    """Forces that balance the loads, in the loads' own unit (N or BW)."""

    abductor_force: NDArray
    """(...,) positive pulls; negative: the line would have to push, so abductors cannot do it."""
    hip_contact_force: NDArray
    """(..., 2) on the femoral head, [medial, up]: both negative = lateral and down."""
    hip_contact_magnitude: NDArray
    """(...,)"""
    hip_contact_angle_deg: NDArray
    """(...,) from the vertical, positive when it pushes laterally."""


def balance(
    loads: ArrayLike,
    load_arms: ArrayLike,
    abductor_arm: ArrayLike,
    abductor_angle_deg: ArrayLike,
) -> Balance:
    """Abductor force and hip contact force that balance vertical loads on the stance hip.

    F_abd = Σ loads·arms / d_abd;  R = loads + F_abd (see `equilibrium`).

    Parameters
    ----------
    loads : (..., n) downward loads, N or BW; a push up (a cane) is negative.
    load_arms : (..., n) their arms about the hip, m, medial positive.
    abductor_arm : (...,) moment arm of the abductors, m, positive.
    abductor_angle_deg : (...,) line of pull from the vertical.

    Raises ValueError for an arm that is not positive, a number that is not finite, or an arm that
    looks like centimetres or millimetres.

    The usual teaching values (5/6 of body weight at 10 cm, abductors 5 cm at 20°):

    >>> b = balance([5 / 6], [0.10], abductor_arm=0.05, abductor_angle_deg=20)
    >>> print(f"{b.abductor_force:.2f} {b.hip_contact_magnitude:.2f} "
    ...       f"{b.hip_contact_angle_deg:.1f}")
    1.67 2.47 13.4
    """
    loads = checked("loads", loads, -np.inf, np.inf)
    arms = checked("load_arms", load_arms, -1.5, 1.5, "m")
    d_abd = checked("abductor_arm", abductor_arm, 1e-4, 0.2, "m")
    theta = np.radians(checked("abductor_angle_deg", abductor_angle_deg, -90, 90, "degrees"))
    force, medial, up, magnitude = np.broadcast_arrays(
        *_solve()(loads.sum(-1), (loads * arms).sum(-1), d_abd, theta)
    )
    return Balance(
        abductor_force=force,
        hip_contact_force=stack(medial, up),
        hip_contact_magnitude=magnitude,
        hip_contact_angle_deg=np.degrees(np.arctan2(-medial, -up)),
    )


@cache
def abductor_attachments() -> tuple[NDArray, NDArray]:
    """One line of pull for gluteus medius and minimus: origin and insertion, (2,) m [medial, up].

    Means of the six parts of gait2392, weighted by their maximum force (Delp et al. 1990; model
    file CC BY 3.0). The origin is given from the hip joint centre, in the pelvis; the insertion
    from the neck base, in the femur.
    """
    points = load_table("gait2392_path_points")
    parts = (
        load_table("gait2392_muscles").set_index("muscle").filter(regex="^glut_(med|min)", axis=0)
    )
    points = points[points.muscle.isin(parts.index)]
    weight = points.muscle.map(parts.max_force_N) / parts.max_force_N.sum()

    def mean(body: str) -> NDArray:
        on = points.body == body
        places = np.stack([-points.z_m[on].to_numpy(float), points.y_m[on].to_numpy(float)], -1)
        return weight[on].to_numpy(float) @ places

    return mean("pelvis") - _GAIT2392_HIP, mean("femur") + _REFERENCE.neck


def single_leg_stance(
    subject: Subject,
    drop_deg: ArrayLike = 0.0,
    lean_deg: ArrayLike = 0.0,
    *,
    trunk_follows_pelvis: bool = False,
    contralateral_load_bw: ArrayLike = 0.0,
    ipsilateral_load_bw: ArrayLike = 0.0,
    cane_push_bw: ArrayLike = 0.0,
    cane_side: str = "contralateral",
    cane_distance: ArrayLike = 0.30,
    stance_width: ArrayLike | None = None,
) -> Stance:
    """Stand on one leg: geometry → loads and arms → `balance`.

    The stance hip is the fulcrum. Head-arms-trunk, swing leg, hand loads and a cane turn the
    pelvis; the abductors run from the ilium (fixed to the pelvis) to the trochanter (fixed to the
    femur), so drop, neck-shaft angle and neck length change their line, arm and length by geometry.
    Femur adduction follows from the drop and from where the foot stands.

    Parameters (arrays broadcast)
    ----------
    drop_deg : contralateral pelvic drop, −20 to 30, positive when the unsupported side sinks.
    lean_deg : trunk lean from the vertical, −40 to 40, positive toward the stance side.
    trunk_follows_pelvis : count the lean from the pelvis instead, so that a drop carries the trunk
        over to the unsupported side.
    contralateral_load_bw, ipsilateral_load_bw : load in either hand, 0 to 1 BW.
    cane_push_bw : vertical push of a cane, 0 to 1 BW, `cane_distance` (m) from the midline on
        `cane_side`, "contralateral" or "ipsilateral".
    stance_width : where the foot stands. None: under the centre of mass, as it must to stand still.
        A number (m, 0 to 0.6): half of it from the pelvis' midline, as in walking, where the body
        falls past the foot.

    Raises ValueError for a posture or load outside these ranges.

    >>> single_leg_stance(Subject())
    Stance(drop 0.0°, lean 0.0°: abductors 2.00 BW, hip contact 2.76 BW at 17.0°)
    """
    drop = checked("drop_deg", drop_deg, -20, 30, "degrees")
    lean = checked("lean_deg", lean_deg, -40, 40, "degrees")
    share_of_weight = "of body weight"
    contra = checked("contralateral_load_bw", contralateral_load_bw, 0, 1, share_of_weight)
    ipsi = checked("ipsilateral_load_bw", ipsilateral_load_bw, 0, 1, share_of_weight)
    push = checked("cane_push_bw", cane_push_bw, 0, 1, share_of_weight)
    distance = checked("cane_distance", cane_distance, 0.05, 1.0, "m")
    if cane_side not in ("contralateral", "ipsilateral"):
        raise ValueError(f'cane_side must be "contralateral" or "ipsilateral", got {cane_side!r}.')
    lean = lean - drop if trunk_follows_pelvis else lean
    delta, lam = np.radians(drop), np.radians(lean)

    weight = subject.body_weight
    height, width = np.asarray(subject.height), np.asarray(subject.hip_joint_width)
    middle = width / 2 * np.cos(delta)
    shoulder = middle - SHOULDER_HEIGHT * height * np.sin(lam)
    hand = HAND_DISTANCE * height * np.cos(lam)
    cane_x = middle + (distance if cane_side == "contralateral" else -distance)
    trunk, leg = subject.trunk_fraction * weight, subject.leg_fraction * weight
    body_moment = trunk * (middle - TRUNK_COM_HEIGHT * height * np.sin(lam)) + leg * 2 * middle
    carried = trunk + leg

    loads = stack(carried, contra * weight, ipsi * weight, -push * weight)
    arms = stack(body_moment / carried, shoulder + hand, shoulder - hand, cane_x)
    moment = (loads * arms).sum(-1)
    ground = loads.sum(-1) + leg
    if stance_width is None:
        foot_x = moment / (ground - subject.leg_com_fraction * leg)
    else:
        foot_x = middle - checked("stance_width", stance_width, 0, 0.6, "m") / 2
    if (abs(foot_x) > MOST_FOOT_OFFSET * subject.leg_length).any():
        raise ValueError(
            "impossible posture: the foot would stand "
            f"{float(abs(foot_x).max()):.2f} m beside the stance hip; "
            "a leg reaches a third of its length sideways: reduce the lean or the hand load."
        )

    iliac, shaft = abductor_attachments()
    scale = -width / (2 * _GAIT2392_HIP[0])
    insertion_in_femur = shaft - subject.neck
    incline = np.arcsin(foot_x / subject.leg_length)
    ox, oy = rotate(scale * iliac[0], scale * iliac[1], delta)
    ix, iy = rotate(insertion_in_femur[..., 0], insertion_in_femur[..., 1], -incline)
    length = np.hypot(ix - ox, iy - oy)
    arm = (ox * iy - oy * ix) / length  # origin × unit pull
    angle = np.degrees(np.arctan2(ox - ix, oy - iy))
    forces = balance(loads, arms, arm, angle)

    shape = np.shape(forces.hip_contact_magnitude)
    full: dict[str, Any] = {
        name: np.broadcast_to(value, shape)
        for name, value in {
            "drop_deg": drop,
            "lean_deg": lean,
            "superincumbent_weight": carried,
            "body_weight_arm": arms[..., 0],
            "contralateral_load": loads[..., 1],
            "ipsilateral_load": loads[..., 2],
            "cane_push": -loads[..., 3],
            "cane_x": cane_x,
            "foot_x": foot_x,
            "ground_reaction": ground,
            "abduction_moment": moment,
            "abductor_arm": arm,
            "abductor_length": length,
            "abductor_angle_deg": angle,
        }.items()
    }
    return Stance(
        subject=subject,
        abductor_origin=np.broadcast_to(stack(ox, oy), (*shape, 2)),
        abductor_insertion=np.broadcast_to(stack(ix, iy), (*shape, 2)),
        **full,
        **vars(forces),
    )
