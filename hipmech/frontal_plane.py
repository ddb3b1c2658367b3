"""The hip as a fulcrum: one-leg stance in the frontal plane.

Vectors are [medial, up] with the stance hip joint centre as origin. Loads act downwards and their
arms count medially; abductors pull the pelvis towards the greater trochanter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .subject import HAND_DISTANCE, SHOULDER_HEIGHT, THIGH_SHARE, TRUNK_COM_HEIGHT, Subject
from .subject import require_range
from .tables import load_table

# Insertion of gluteus medius and minimus is fixed to the shaft; the neck moves the head away from
# it. The reference femur that gait2392's insertions belong to is taken to have an average neck.
_REFERENCE = Subject()
_GAIT2392_HIP_M = (-0.0661, 0.0835)  # hip joint centre in the pelvis frame: up, lateral (Delp 1990)


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
    return SimpleNamespace(
        symbols=(P, M_W, d_abd, theta), equations=equations, solution=solution
    )


@cache
def _solve() -> Callable[..., list[NDArray]]:
    """`equilibrium`'s solution as a NumPy function of (P, M_W, d_abd, θ)."""
    import sympy as sp

    e = equilibrium()
    return sp.lambdify(e.symbols, [e.solution[k] for k in ("F_abd", "R_x", "R_y", "R")], cse=True)


@dataclass(frozen=True, eq=False)
class Balance:
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
    loads, arms = np.asarray(loads, dtype=float), np.asarray(load_arms, dtype=float)
    if not np.isfinite(loads).all():
        raise ValueError("loads must be finite numbers (N or BW), got NaN or infinity.")
    require_range("load_arms", arms, -1.5, 1.5, "m")
    d_abd = require_range("abductor_arm", abductor_arm, 1e-4, 0.2, "m")
    theta = np.radians(require_range("abductor_angle_deg", abductor_angle_deg, -90, 90, "degrees"))
    force, medial, up, magnitude = np.broadcast_arrays(
        *_solve()(loads.sum(-1), (loads * arms).sum(-1), d_abd, theta)
    )
    return Balance(
        abductor_force=force,
        hip_contact_force=np.stack([medial, up], axis=-1),
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
    parts = load_table("gait2392_muscles").set_index("muscle").filter(regex="^glut_(med|min)", axis=0)
    points = points[points.muscle.isin(parts.index)]
    weight = points.muscle.map(parts.max_force_N) / parts.max_force_N.sum()

    def mean(body: str) -> NDArray:
        on = points.body == body
        up, lateral = ((points[c] * weight)[on].sum() for c in ("y_m", "z_m"))
        return np.array([-lateral, up])

    up, lateral = _GAIT2392_HIP_M
    origin = mean("pelvis") - np.array([-lateral, up])
    return origin, mean("femur") + _REFERENCE.neck


def _rotate(x: ArrayLike, y: ArrayLike, angle: ArrayLike) -> tuple[NDArray, NDArray]:
    """Turn [medial, up] by `angle` (rad) so that its upper end moves medially."""
    c, s = np.cos(angle), np.sin(angle)
    return x * c + y * s, y * c - x * s


def _point(x: ArrayLike, y: ArrayLike) -> NDArray:
    return np.stack(np.broadcast_arrays(x, y), axis=-1)


@dataclass(frozen=True, eq=False)
class Stance:
    """One-leg stance: geometry, loads and the forces that balance them.

    Scalars have the broadcast shape S of all inputs, points (S, 2): m, [medial, up], from the
    stance hip joint centre. Forces are in N; `.._bw` divides by total body weight.
    """

    subject: Subject
    drop_deg: NDArray
    lean_deg: NDArray
    superincumbent_weight: NDArray
    body_weight_arm: NDArray
    contralateral_load: NDArray
    ipsilateral_load: NDArray
    cane_push: NDArray
    cane_x: NDArray
    foot_x: NDArray
    ground_reaction: NDArray
    abduction_moment: NDArray
    abductor_origin: NDArray
    abductor_insertion: NDArray
    abductor_arm: NDArray
    abductor_length: NDArray
    abductor_angle_deg: NDArray
    abductor_force: NDArray
    hip_contact_force: NDArray
    hip_contact_magnitude: NDArray
    hip_contact_angle_deg: NDArray

    def __repr__(self) -> str:
        shape = np.shape(self.abductor_force)
        if shape:
            return f"Stance(shape {shape})"
        return (
            f"Stance(drop {self.drop_deg:.1f}°, lean {self.lean_deg:.1f}°: "
            f"abductors {self.abductor_force_bw:.2f} BW, "
            f"hip contact {self.hip_contact_bw:.2f} BW at {self.hip_contact_angle_deg:.1f}°)"
        )

    @property
    def abductor_force_bw(self) -> NDArray:
        return self.abductor_force / self.subject.body_weight

    @property
    def hip_contact_bw(self) -> NDArray:
        return self.hip_contact_magnitude / self.subject.body_weight

    @property
    def demand(self) -> NDArray:
        """Abduction moment needed over the strongest that the abductors can give."""
        return self.abduction_moment / self.subject.max_abduction_moment

    @property
    def abductors_slack(self) -> NDArray:
        """True where the loads pass lateral of the hip: adductors would be needed."""
        return np.asarray(self.abductor_force < 0)

    @property
    def femur_inclination_deg(self) -> NDArray:
        """Line from hip to foot, from the vertical; positive when the foot stands medially."""
        return np.degrees(np.arcsin(self.foot_x / self.subject.leg_length))

    @property
    def hip_adduction_deg(self) -> NDArray:
        """Femur against pelvis: drop + femur inclination."""
        return self.drop_deg + self.femur_inclination_deg

    def _on_pelvis(self, medial: ArrayLike, up: ArrayLike = 0.0) -> NDArray:
        return _point(*_rotate(medial, up, np.radians(self.drop_deg)))

    def _on_trunk(self, medial: float, up: float) -> NDArray:
        """Point fixed to the trunk, given in body heights from the pelvis' centre."""
        height = np.asarray(self.subject.height)
        x, y = _rotate(medial * height, up * height, -np.radians(self.lean_deg))
        return self.pelvis_centre + _point(x, y)

    def _on_leg(self, share: float) -> NDArray:
        up = -np.sqrt(np.asarray(self.subject.leg_length) ** 2 - self.foot_x**2)
        return share * _point(self.foot_x, up)

    @property
    def swing_hip(self) -> NDArray:
        return self._on_pelvis(np.asarray(self.subject.hip_joint_width))

    @property
    def pelvis_centre(self) -> NDArray:
        return self.swing_hip / 2

    @property
    def trunk_com(self) -> NDArray:
        return self._on_trunk(0.0, TRUNK_COM_HEIGHT)

    @property
    def shoulder_centre(self) -> NDArray:
        return self._on_trunk(0.0, SHOULDER_HEIGHT)

    @property
    def head_centre(self) -> NDArray:
        return self._on_trunk(0.0, SHOULDER_HEIGHT + 0.115)

    def _hand(self, side: float) -> NDArray:
        hang = 0.33 * np.asarray(self.subject.height)
        return self._on_trunk(side * HAND_DISTANCE, SHOULDER_HEIGHT) - _point(0.0 * hang, hang)

    @property
    def contralateral_hand(self) -> NDArray:
        return self._hand(+1.0)

    @property
    def ipsilateral_hand(self) -> NDArray:
        return self._hand(-1.0)

    @property
    def knee(self) -> NDArray:
        return self._on_leg(THIGH_SHARE)

    @property
    def foot(self) -> NDArray:
        """Under the centre of mass of everything that the leg carries, so that it balances."""
        return self._on_leg(1.0)

    @property
    def swing_leg_com(self) -> NDArray:
        hang = self.subject.leg_com_fraction * np.asarray(self.subject.leg_length)
        return self.swing_hip - _point(0.0 * hang, hang)

    @property
    def cane_tip(self) -> NDArray:
        return _point(self.cane_x, self.foot[..., 1])

    @property
    def neck_base(self) -> NDArray:
        """Where the neck axis meets the axis of the stance femur's shaft."""
        neck = self.subject.neck
        turn = -np.radians(self.femur_inclination_deg)
        return _point(*_rotate(-neck[..., 0], -neck[..., 1], turn))


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
) -> Stance:
    """Stand on one leg: geometry → loads and arms → `balance`.

    The stance hip is the fulcrum. Head-arms-trunk, swing leg, hand loads and a cane turn the
    pelvis; the abductors run from the ilium (fixed to the pelvis) to the trochanter (fixed to the
    femur), so drop, neck-shaft angle and neck length change their line, arm and length by geometry.
    The foot stands under the centre of mass, which inclines the femur.

    Parameters (arrays broadcast)
    ----------
    drop_deg : contralateral pelvic drop, −20 to 30, positive when the unsupported side sinks.
    lean_deg : trunk lean from the vertical, −40 to 40, positive toward the stance side.
    trunk_follows_pelvis : count the lean from the pelvis instead, so that a drop carries the trunk
        over to the unsupported side.
    contralateral_load_bw, ipsilateral_load_bw : load in either hand, 0 to 1 BW.
    cane_push_bw : vertical push of a cane, 0 to 1 BW, `cane_distance` (m) from the midline on
        `cane_side`, "contralateral" or "ipsilateral".

    Raises ValueError for a posture or load outside these ranges.

    >>> single_leg_stance(Subject())
    Stance(drop 0.0°, lean 0.0°: abductors 2.00 BW, hip contact 2.76 BW at 17.0°)
    """
    drop = require_range("drop_deg", drop_deg, -20, 30, "degrees")
    lean = require_range("lean_deg", lean_deg, -40, 40, "degrees")
    share_of_weight = "of body weight"
    contra = require_range("contralateral_load_bw", contralateral_load_bw, 0, 1, share_of_weight)
    ipsi = require_range("ipsilateral_load_bw", ipsilateral_load_bw, 0, 1, share_of_weight)
    push = require_range("cane_push_bw", cane_push_bw, 0, 1, share_of_weight)
    distance = require_range("cane_distance", cane_distance, 0.05, 1.0, "m")
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

    loads = np.stack(
        np.broadcast_arrays(carried, contra * weight, ipsi * weight, -push * weight), axis=-1
    )
    arms = np.stack(
        np.broadcast_arrays(body_moment / carried, shoulder + hand, shoulder - hand, cane_x), axis=-1
    )
    moment = (loads * arms).sum(-1)
    ground = loads.sum(-1) + leg
    foot_x = moment / (ground - subject.leg_com_fraction * leg)
    if (abs(foot_x) > 0.5 * subject.leg_length).any():
        raise ValueError(
            "impossible posture: the centre of mass lies more than half a leg length beside the "
            f"stance hip ({float(abs(foot_x).max()):.2f} m); reduce the lean or the hand load."
        )

    iliac, shaft = abductor_attachments()
    scale = width / (2 * _GAIT2392_HIP_M[1])
    insertion_in_femur = shaft - subject.neck
    incline = np.arcsin(foot_x / subject.leg_length)
    origin = _point(*_rotate(scale * iliac[0], scale * iliac[1], delta))
    insertion = _point(
        *_rotate(insertion_in_femur[..., 0], insertion_in_femur[..., 1], -incline)
    )
    pull = insertion - origin
    length = np.hypot(pull[..., 0], pull[..., 1])
    arm = (origin[..., 0] * pull[..., 1] - origin[..., 1] * pull[..., 0]) / length
    angle = np.degrees(np.arctan2(-pull[..., 0], -pull[..., 1]))
    forces = balance(loads, arms, arm, angle)

    shape = forces.abductor_force.shape
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
        abductor_origin=np.broadcast_to(origin, (*shape, 2)),
        abductor_insertion=np.broadcast_to(insertion, (*shape, 2)),
        **full,
        **vars(forces),
    )
