"""The hip as a fulcrum: one-leg stance in the frontal plane.

Vectors are [medial, up] with the stance hip joint centre as origin. Loads act downwards and their
arms count medially; abductors pull the pelvis towards the greater trochanter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import checked, chosen, common_shape, flag, of_kind
from hipmech.free_body import _hold
from hipmech.results import Array, Result, stack
from hipmech.stance import Stance, rotate
from hipmech.subject import HAND_DISTANCE, SHOULDER_HEIGHT, TRUNK_COM_HEIGHT, Subject

MOST_FOOT_OFFSET = 1 / 3  # of leg length: about 20° of femur inclination


class Equilibrium(NamedTuple):
    """The lever in SymPy: its symbols, equations by name, and their solution by symbol."""

    symbols: tuple[Any, ...]
    equations: Mapping[str, Any]
    solution: Mapping[str, Any]


@cache
def equilibrium() -> Equilibrium:
    """Return symbols, the three equations of equilibrium and their solution, in SymPy.

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
    return Equilibrium(
        (P, M_W, d_abd, theta), MappingProxyType(equations), MappingProxyType(solution)
    )


class Balance(Result):
    """Forces that balance the loads, in the loads' own unit (N or BW).

    Parameters
    ----------
    abductor_force : (...,) positive pulls; negative: the line would have to push, so abductors
        cannot do it.
    hip_contact_force : (..., 2) on the femoral head, [medial, up]: both negative = lateral and
        down.
    hip_contact_magnitude : (...,)
    hip_contact_angle_deg : (...,) from the vertical, positive when it pushes laterally.
    """

    abductor_force: Array
    hip_contact_force: Array
    hip_contact_magnitude: Array
    hip_contact_angle_deg: Array


def balance(
    loads: ArrayLike,
    load_arms: ArrayLike,
    abductor_arm: ArrayLike,
    abductor_angle_deg: ArrayLike,
) -> Balance:
    """Abductor force and hip contact force that balance vertical loads on the stance hip.

    F_abd = Σ loads·arms / d_abd;  R = loads + F_abd (see `equilibrium`).

    Raises ValueError for another number of loads than of arms, an abductor arm that is not
    positive, a number that is not finite, or one that looks like another unit or like the angle
    from the horizontal.

    Parameters
    ----------
    loads : (..., n) downward loads, N or BW; a push up (a cane) is negative.
    load_arms : (..., n) their arms about the hip, m, medial positive: one for each load.
    abductor_arm : (...,) moment arm of the abductors, m, positive.
    abductor_angle_deg : (...,) line of pull from the vertical, within 60 degrees.

    Examples
    --------
    The usual teaching values (5/6 of body weight at 10 cm, abductors 5 cm at 20°):

    >>> b = balance([5 / 6], [0.10], abductor_arm=0.05, abductor_angle_deg=20)
    >>> print(f"{b.abductor_force:.2f} {b.hip_contact_magnitude:.2f} "
    ...       f"{b.hip_contact_angle_deg:.1f}")
    1.67 2.47 13.4

    Sweeps go in leading axes: one load, three arms one after the other.

    >>> balance([[5 / 6]], [[0.08], [0.10], [0.12]], 0.05, 20).abductor_force.round(2)
    array([1.33, 1.67, 2.  ])
    """
    weights, arms = checked("loads", loads), checked("load_arms", load_arms)
    if weights.shape[-1:] != arms.shape[-1:] or weights.shape[-1:] in ((), (0,)):
        raise ValueError(
            "loads (..., n) need one arm each, load_arms (..., n), got "
            f"{weights.shape} and {arms.shape}; a sweep goes in leading axes: [[0.08], [0.10]]."
        )
    lever = checked("abductor_arm", abductor_arm)
    angle = checked("abductor_angle_deg", abductor_angle_deg)
    common_shape(loads=weights, load_arms=arms)
    common_shape(
        loads=weights[..., 0], load_arms=arms[..., 0], abductor_arm=lever, abductor_angle_deg=angle
    )
    pull = -stack(np.sin(np.radians(angle)), np.cos(np.radians(angle)))
    nearest = lever[..., None] * stack(pull[..., 1], -pull[..., 0])
    return _balance(weights.sum(-1), (weights * arms).sum(-1), nearest, pull)


def _balance(load: Array, moment: Array, muscle_at: Array, unit_pull: Array) -> Balance:
    """Balance a downward load and its moment about the hip, carried by the pelvis, by one line."""
    held = _hold(stack(0.0 * load, -load), -moment, muscle_at, unit_pull)
    on_head = -held.joint_force
    return Balance(
        abductor_force=held.muscle_force,
        hip_contact_force=on_head,
        hip_contact_magnitude=np.hypot(on_head[..., 0], on_head[..., 1]),
        hip_contact_angle_deg=np.degrees(np.arctan2(-on_head[..., 0], -on_head[..., 1])),
    )


def carried(
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
) -> dict[str, Array]:
    """Find what the stance hip carries before any muscle pulls, by `Stance`'s names.

    Arguments as in `single_leg_stance`. ``abduction_moment`` (N·m), which the abductors must hold,
    is NaN where the foot would stand out of the leg's reach.
    """
    person = of_kind("subject", subject, Subject).numbers
    given: dict[str, Any] = {
        "drop_deg": drop_deg,
        "lean_deg": lean_deg,
        "contralateral_load_bw": contralateral_load_bw,
        "ipsilateral_load_bw": ipsilateral_load_bw,
        "cane_push_bw": cane_push_bw,
        "cane_distance": cane_distance,
    }
    if stance_width is not None:
        given["stance_width"] = stance_width
    given = {name: checked(name, values) for name, values in given.items()}
    common_shape(**person, **given)
    drop, lean, contra, ipsi, push, distance, *width_of_stance = given.values()
    if flag("trunk_follows_pelvis", trunk_follows_pelvis):
        lean = lean - drop
    if chosen("cane_side", cane_side, ("contralateral", "ipsilateral")) == "ipsilateral":
        distance = -distance

    weight, height = subject.body_weight, subject.height
    lam = np.radians(lean)
    middle = subject.hip_joint_width / 2 * np.cos(np.radians(drop))
    base = middle - subject.trunk_shift  # of the trunk
    shoulder = base - SHOULDER_HEIGHT * height * np.sin(lam)
    hand = HAND_DISTANCE * height * np.cos(lam)
    trunk, leg = subject.trunk_fraction * weight, subject.leg_fraction * weight
    body_moment = trunk * (base - TRUNK_COM_HEIGHT * height * np.sin(lam)) + leg * 2 * middle

    loads = stack(trunk + leg, contra * weight, ipsi * weight, -push * weight)
    arms = stack(body_moment / (trunk + leg), shoulder + hand, shoulder - hand, middle + distance)
    moment = (loads * arms).sum(-1)
    ground = loads.sum(-1) + leg
    if width_of_stance:
        foot_x = middle - width_of_stance[0] / 2
    else:
        foot_x = moment / (ground - subject.leg_com_fraction * leg)
    possible = abs(foot_x) <= MOST_FOOT_OFFSET * subject.leg_length
    return dict(
        drop_deg=drop,
        lean_deg=lean,
        superincumbent_weight=loads[..., 0],
        body_weight_arm=arms[..., 0],
        contralateral_load=loads[..., 1],
        ipsilateral_load=loads[..., 2],
        cane_push=-loads[..., 3],
        cane_x=middle + distance,
        foot_x=foot_x,
        ground_reaction=ground,
        abduction_moment=np.where(possible, moment, np.nan),
    )


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
    """Stand on one leg: geometry → loads and arms → forces, as in `balance`.

    The stance hip is the fulcrum. Head-arms-trunk, swing leg, hand loads and a cane turn the
    pelvis. One line stands for everything that holds it: gluteus medius and minimus, tensor fasciae
    latae, and what must pull with them so that the hip neither extends nor rotates. It runs from
    the ilium (fixed to the pelvis) to the trochanter (fixed to the femur) as Debrunner 1975 drew
    it, so drop, neck-shaft angle and neck length change its direction, arm and length by geometry.
    People carry the trunk a little to the stance side (`Subject.trunk_shift`): the line of gravity
    lies where it was measured. Femur adduction follows from the drop and where the foot stands.

    Raises ValueError for a posture or load outside the ranges below, and where the foot would stand
    out of reach.

    Parameters
    ----------
    subject : the person; its arrays broadcast with those below.
    drop_deg : contralateral pelvic drop, −20 to 30, positive when the unsupported side sinks.
    lean_deg : trunk lean from the vertical, −40 to 40, positive toward the stance side.
    trunk_follows_pelvis : count the lean from the pelvis instead, so that a drop carries the trunk
        over to the unsupported side.
    contralateral_load_bw, ipsilateral_load_bw : load in either hand, 0 to 1 BW.
    cane_push_bw : vertical push of a cane, 0 to 1 BW.
    cane_side : "contralateral" or "ipsilateral", where the cane stands.
    cane_distance : of the cane from the midline, m.
    stance_width : where the foot stands. None: under the centre of mass, as it must to stand still.
        A number (m, 0 to 0.6): half of it from the pelvis' midline, as in walking, where the body
        falls past the foot.

    Examples
    --------
    >>> single_leg_stance(Subject())
    Stance(drop 0.0°, lean 0.0°: abductors 1.65 BW, hip contact 2.45 BW at 6.4°)
    """
    c = carried(**locals())
    if np.isnan(c["abduction_moment"]).any():
        raise ValueError(
            "impossible posture: the foot would stand "
            f"{float(abs(c['foot_x']).max()):.2f} m beside the stance hip; "
            "a leg reaches a third of its length sideways: reduce the lean or the hand load."
        )
    incline = np.arcsin(c["foot_x"] / subject.leg_length)
    (x, y), (medial, up) = (
        np.moveaxis(p, -1, 0) for p in (subject.abductor_origin, subject.trochanter)
    )
    origin = stack(*rotate(x, y, np.radians(c["drop_deg"])))
    insertion = stack(*rotate(medial, up, -incline))
    line = insertion - origin
    length = np.hypot(line[..., 0], line[..., 1])
    pull = line / length[..., None]
    arm = origin[..., 0] * pull[..., 1] - origin[..., 1] * pull[..., 0]
    load = c["superincumbent_weight"] + c["contralateral_load"] + c["ipsilateral_load"]
    forces = _balance(load - c["cane_push"], c["abduction_moment"], origin, pull)

    c["abductor_arm"], c["abductor_length"] = arm, length
    c["abductor_angle_deg"] = np.degrees(np.arctan2(-pull[..., 0], -pull[..., 1]))
    shape = np.shape(forces.hip_contact_magnitude)
    return Stance(
        subject=subject,
        abductor_origin=np.broadcast_to(origin, (*shape, 2)),
        abductor_insertion=np.broadcast_to(insertion, (*shape, 2)),
        **{name: np.broadcast_to(value, shape) for name, value in c.items()},
        **vars(forces),
    )
