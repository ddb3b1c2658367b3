"""Muscle paths across the hip: lines of pull, moment arms and lengths in any posture.

Two published sets, both of a right leg, in the axes and signs of `hipmech.frames`:

``delp1990``    27 units of OpenSim's gait2392 (Delp et al. 1990, IEEE Trans Biomed Eng
                37:757-767, and later authors): paths over the pelvis, femur and tibia, with
                points that only touch in part of the range, a kneecap that moves with the knee
                and a tibia that glides on the femur.
``dostal1981``  27 straight lines (Dostal & Andrews 1981, J Biomech 14:803-812) with the six deep
                lateral rotators as lines of their own; strength from the relative
                cross-sections of Johnston et al. 1979, J Bone Joint Surg Am 61:639.

A muscle pulls on the femur along the one stretch of its path that crosses the hip. With its last
point on the pelvis o and its first point beyond the hip p (both from the hip joint centre), the
line of pull is u = (o - p) / |o - p| and the moment arm about a joint axis a is a · (p × u), which
equals -dL/dθ of the muscle's length L.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import BSpline, make_interp_spline
from scipy.optimize import elementwise

from hipmech.frames import POSTURE_RANGE_DEG, Array, check_posture, hip_axes, hip_rotation
from hipmech.tables import load_table

FUNCTIONS = (
    ("extensors", "flexors"),
    ("abductors", "adductors"),
    ("external rotators", "internal rotators"),
)
"""What a negative and what a positive moment arm does, about each of the three axes."""

PELVIS, FEMUR, TIBIA = range(3)
_BODIES = ("pelvis", "femur", "tibia")
_GAIT2392_HIP_CENTRE = (-0.0707, -0.0661, 0.0835)  # in the model's pelvis axes, m
_SWITCH_TOLERANCE = 1e-5  # rad, OpenSim's own, for points active in a part of the range only
_BLOCK = 2048  # postures at a time: what stays in the processor's cache


@cache
def _knee_splines() -> dict[str, BSpline]:
    """Positions (m) against knee flexion (rad): splines whose third derivative at either end is
    that of the cubic through the four outermost points (Forsythe, Malcolm & Moler 1977)."""

    def spline(table: pd.DataFrame) -> BSpline:
        x, y = table.knee_flexion_rad.to_numpy(), table.value_m.to_numpy()
        if len(x) < 4:
            return make_interp_spline(x, y, k=1)
        third = [
            [(3, 6 * np.polyfit(x[e] - x[e][0], y[e], 3)[0])] for e in (slice(4), slice(-4, None))
        ]
        return make_interp_spline(x, y, bc_type=tuple(third))

    return {
        str(name): spline(rows) for name, rows in load_table("gait2392_knee").groupby("coordinate")
    }


def _tibia_to_femur(points: Array, knee: Array, scale: Array) -> Array:
    """Points (N, q, 3) in tibia axes at knee flexion (N) as points in femur axes."""
    splines = _knee_splines()
    c, s = np.cos(knee)[:, None], np.sin(knee)[:, None]
    x, y, z = np.moveaxis(points, -1, 0)
    origin_x = scale[FEMUR, 0] * splines["tibia_origin_x"](knee)[:, None]
    origin_y = scale[FEMUR, 1] * splines["tibia_origin_y"](knee)[:, None]
    return np.stack([c * x + s * y + origin_x, c * y - s * x + origin_y, z], axis=-1)


def _delp1990() -> MuscleSet:
    muscles, table = load_table("gait2392_muscles"), load_table("gait2392_path_points")
    # Rows of the table as (muscle, point): short paths repeat their last point.
    size = table.groupby("muscle", sort=False).size().reindex(muscles.muscle).to_numpy()[:, None]
    rows = np.cumsum(size)[:, None] - size + np.minimum(np.arange(size.max()), size - 1)
    body = table.body.map(_BODIES.index).to_numpy()[rows]
    points = table[["x_m", "y_m", "z_m"]].to_numpy()[rows]
    points[body == PELVIS] -= _GAIT2392_HIP_CENTRE
    return MuscleSet(
        name="delp1990",
        names=tuple(muscles.muscle),
        full_names=tuple(muscles.full_name),
        max_force=muscles.max_force_N.to_numpy(),
        optimal_fibre_length=muscles.optimal_fibre_length_m.to_numpy(),
        tendon_slack_length=muscles.tendon_slack_length_m.to_numpy(),
        pennation=muscles.pennation_rad.to_numpy(),
        points=points,
        body=body,
        active_from=table.active_from_rad.fillna(-np.inf).to_numpy()[rows],
        active_to=table.active_to_rad.fillna(np.inf).to_numpy()[rows],
        scale=np.ones((3, 3)),
    )


def _gluteus_maximus_force() -> float:
    muscles = load_table("gait2392_muscles")
    return muscles.max_force_N[muscles.muscle.str.startswith("glut_max")].sum()


def _dostal1981() -> MuscleSet:
    table = load_table("dostal1981_hip_muscles")
    pcsa = load_table("johnston1979_relative_pcsa").set_index("muscle").relative_pcsa
    lines = table.groupby("pcsa_muscle").muscle.transform("count")
    unknown = np.full(len(table), np.nan)
    points = table[[f"{end}_{axis}_cm" for end in ("origin", "insertion") for axis in "xyz"]]
    body = np.tile([PELVIS, FEMUR], (len(table), 1))
    return MuscleSet(
        name="dostal1981",
        names=tuple(table.muscle),
        full_names=tuple(table.full_name),
        max_force=_gluteus_maximus_force() * (table.pcsa_muscle.map(pcsa) / lines).to_numpy(),
        optimal_fibre_length=unknown,
        tendon_slack_length=unknown,
        pennation=unknown,
        points=points.to_numpy().reshape(-1, 2, 3) / 100,
        body=body,
        active_from=np.full(body.shape, -np.inf),
        active_to=np.full(body.shape, np.inf),
        scale=np.ones((3, 3)),
    )


_SETS: dict[str, Callable[[], MuscleSet]] = {"delp1990": _delp1990, "dostal1981": _dostal1981}


@dataclass(frozen=True, eq=False, repr=False)
class MuscleSet:
    """n muscles and their paths of at most p points across the right hip. Make one with `load`.

    Every method takes the posture in degrees (see `hipmech.frames`), as numbers or arrays of any
    shapes that broadcast to a common shape ``...``, and refuses NaN and postures outside
    `hipmech.frames.POSTURE_RANGE_DEG` with a ValueError. The lines of ``dostal1981`` end on the
    femur: the knee does not move them.

    ``max_force`` (n) N. In ``dostal1981`` it is Johnston's relative cross-section times the
    strength of Delp's gluteus maximus (1944 N), shared equally by the lines of one muscle; the
    adductor minimus counts as a part of the adductor magnus.
    ``optimal_fibre_length`` (n) m, ``tendon_slack_length`` (n) m, ``pennation`` (n) rad: NaN in
    ``dostal1981``, which has no such data.
    ``points`` (n, p, 3) m in the axes of their ``body`` (n, p; 0 pelvis, 1 femur, 2 tibia); NaN
    marks the point on the kneecap that moves with the knee. A point touches only while the joint
    (the hip's flexion for points on the pelvis, else the knee's) is between ``active_from`` and
    ``active_to`` (n, p) rad. ``scale`` (3 bodies, 3 axes) is the size relative to the published
    set.
    """

    name: str
    names: tuple[str, ...]
    full_names: tuple[str, ...]
    max_force: Array
    optimal_fibre_length: Array
    tendon_slack_length: Array
    pennation: Array
    points: Array
    body: NDArray[np.int_]
    active_from: Array
    active_to: Array
    scale: Array

    @staticmethod
    def load(name: str = "delp1990") -> MuscleSet:
        """The published set ``delp1990`` or ``dostal1981``.

        >>> MuscleSet.load("delp1990")
        MuscleSet('delp1990', 27 muscles)
        """
        if name not in _SETS:
            raise ValueError(f"unknown muscle set {name!r}; expected one of {', '.join(_SETS)}.")
        return _SETS[name]()

    def __repr__(self) -> str:
        return f"MuscleSet({self.name!r}, {len(self.names)} muscles)"

    def moment_arms(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Moment arms (..., n, 3) in m about flexion, adduction and internal rotation.

        Positive: a pull of the muscle flexes, adducts, rotates inward. a · (p × u) about the axes
        a of `hipmech.frames.hip_axes`, and so -dL/dθ, as OpenSim defines it (Sherman, Seth & Delp
        2013, Proc ASME IDETC, DETC2013-13633).

        The gluteus medius' middle part, standing: extends by 22 mm, abducts by 44 mm:

        >>> delp = MuscleSet.load("delp1990").select(["glut_med2"])
        >>> (1000 * delp.moment_arms()).round()
        array([[-22., -44.,  -7.]])
        """

        def arms(angles: Array) -> Array:
            origin, insertion = self._crossing(angles)
            torque = np.cross(insertion, _unit(origin - insertion))
            return torque @ hip_axes(*angles[:3]).swapaxes(-1, -2)

        return _in_blocks(arms, flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)

    def lines_of_pull(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Unit vectors (..., n, 3) of the muscles' pull on the femur, in pelvis axes.

        Standing, the gluteus medius' middle part pulls the femur up, in, and somewhat back
        (x anterior, y up, z to the right):

        >>> MuscleSet.load("dostal1981").select(["GluteusMediusMid"]).lines_of_pull().round(2)
        array([[ 0.1 ,  0.94, -0.33]])
        """

        def pull(angles: Array) -> Array:
            origin, insertion = self._crossing(angles)
            return _unit(origin - insertion)

        return _in_blocks(pull, flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)

    def path_points(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Paths (..., n, p, 3) in m from the hip joint centre, in pelvis axes, origin first.

        Shorter paths repeat their last point and points that do not touch repeat a neighbour, so
        that all paths have p points and a line through them is the muscle.

        >>> MuscleSet.load("dostal1981").select(["Piriformis"]).path_points().round(3)
        array([[[-0.078,  0.055, -0.047],
                [-0.001, -0.001,  0.055]]])
        """

        def path(angles: Array) -> Array:
            muscle, point = np.indices(self.body.shape).reshape(2, -1)
            places = self._place(muscle, point, angles)
            beyond = np.flatnonzero(self.body.reshape(-1) != PELVIS)
            places[:, beyond] = places[:, beyond] @ hip_rotation(*angles[:3]).swapaxes(-1, -2)
            return places.reshape(-1, *self.points.shape)

        return _in_blocks(path, flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)

    def lengths(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Lengths (..., n) in m of the muscles with their tendons, from origin to insertion.

        Sitting (hip and knee at 90 degrees) shortens the psoas by 6.5 cm:

        >>> psoas = MuscleSet.load("delp1990").select(["psoas"])
        >>> (100 * (psoas.lengths(90, knee_flexion_deg=90) - psoas.lengths())).round(1)
        array([-6.5])
        """
        path = self.path_points(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        return np.linalg.norm(np.diff(path, axis=-2), axis=-1).sum(axis=-1)

    @property
    def relative_pcsa(self) -> Array:
        """Physiological cross-section (n), whole gluteus maximus = 1, at equal specific tension.

        >>> float(MuscleSet.load("dostal1981").select(["Piriformis"]).relative_pcsa[0].round(3))
        0.1
        """
        return self.max_force / _gluteus_maximus_force()

    def select(self, names: Iterable[str]) -> MuscleSet:
        """The same set with only the muscles of these names, in this order.

        >>> MuscleSet.load("delp1990").select(["psoas", "peri"]).names
        ('psoas', 'peri')
        """
        chosen = (names,) if isinstance(names, str) else tuple(names)
        unknown = [name for name in chosen if name not in self.names]
        if unknown or not chosen:
            raise ValueError(
                f"unknown muscle {', '.join(map(repr, unknown)) or '(none given)'} in {self.name}; "
                f"expected some of {', '.join(self.names)}."
            )
        index = [self.names.index(name) for name in chosen]
        per_muscle = {
            field: getattr(self, field)[index]
            for field in (
                "max_force",
                "optimal_fibre_length",
                "tendon_slack_length",
                "pennation",
                "points",
                "body",
                "active_from",
                "active_to",
            )
        }
        full_names = tuple(self.full_names[i] for i in index)
        return replace(self, names=chosen, full_names=full_names, **per_muscle)

    def scaled(
        self, pelvis: ArrayLike = 1.0, femur: ArrayLike = 1.0, tibia: ArrayLike = 1.0
    ) -> MuscleSet:
        """The set in bones of another size: factors per bone, one number or three (x, y, z).

        The hip joint centre stays the origin. Fibres and tendons grow with the length of the whole
        muscle in the zero posture; maximum forces stay.

        >>> delp = MuscleSet.load("delp1990")
        >>> tall = delp.scaled(pelvis=1.1, femur=1.1, tibia=1.1)
        >>> bool(np.allclose(tall.moment_arms(30), 1.1 * delp.moment_arms(30)))
        True
        """
        for bone, factor in zip(_BODIES, (pelvis, femur, tibia), strict=True):
            f = np.asarray(factor, dtype=float)
            if f.shape not in ((), (3,)) or not np.all((f >= 0.5) & (f <= 2)):
                raise ValueError(
                    f"{bone} must be a size of 0.5 to 2 times the published one, one number or "
                    f"three (x, y, z), got {factor}."
                )
        factors = np.stack([np.broadcast_to(f, 3) for f in (pelvis, femur, tibia)]).astype(float)
        resized = replace(self, points=self.points * factors[self.body], scale=self.scale * factors)
        growth = resized.lengths() / self.lengths()
        return replace(
            resized,
            optimal_fibre_length=self.optimal_fibre_length * growth,
            tendon_slack_length=self.tendon_slack_length * growth,
        )

    def groups(
        self,
        flexion_deg: float = 0.0,
        adduction_deg: float = 0.0,
        rotation_deg: float = 0.0,
        knee_flexion_deg: float = 0.0,
        *,
        threshold: float = 0.005,
    ) -> dict[str, tuple[str, ...]]:
        """Which muscles can do what in one posture: those whose moment arm exceeds `threshold` (m).

        Six groups, the longest moment arm first. A muscle is in as many as it has actions.

        >>> deep = MuscleSet.load("delp1990").select(["peri", "gem", "quad_fem"])
        >>> deep.groups()["external rotators"], deep.groups(flexion_deg=90)["internal rotators"]
        (('quad_fem', 'gem', 'peri'), ('peri',))
        """
        arms = self.moment_arms(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        if arms.ndim > 2:
            raise ValueError("groups takes one posture: angles must be numbers, got arrays.")
        return {
            function: tuple(self.names[i] for i in np.argsort(-arm) if arm[i] > threshold)
            for axis, functions in enumerate(FUNCTIONS)
            for function, arm in zip(functions, (-arms[:, axis], arms[:, axis]), strict=True)
        }

    def reversals(
        self,
        adduction_deg: float = 0.0,
        rotation_deg: float = 0.0,
        knee_flexion_deg: float = 0.0,
    ) -> pd.DataFrame:
        """Where hip flexion turns a muscle's action into its opposite: zeros of the moment arms.

        Columns: muscle, below (what it is at less flexion), above, flexion_deg.

        Piriformis, an external rotator in standing, rotates inward beyond 57 degrees, and the
        adductor longus no longer flexes but extends beyond 65:

        >>> table = MuscleSet.load("delp1990").select(["peri", "add_long"]).reversals()
        >>> table.round({"flexion_deg": 0})
             muscle              below              above  flexion_deg
        0  add_long            flexors          extensors         65.0
        1      peri  external rotators  internal rotators         57.0
        2  add_long  internal rotators  external rotators         85.0
        """

        def arm(flexion: Array, muscle: Array, axis: Array) -> Array:
            arms = self.moment_arms(flexion, adduction_deg, rotation_deg, knee_flexion_deg)
            return arms[np.arange(len(flexion)), muscle.astype(int), axis.astype(int)]

        low, high = POSTURE_RANGE_DEG["flexion_deg"]
        grid = np.linspace(low, high, 301)
        positive = self.moment_arms(grid, adduction_deg, rotation_deg, knee_flexion_deg) > 0
        axis, muscle, step = np.nonzero(
            np.moveaxis(positive[1:] != positive[:-1], 0, -1).swapaxes(0, 1)
        )
        root = elementwise.find_root(arm, (grid[step], grid[step + 1]), args=(muscle, axis))
        rising = positive[step + 1, muscle, axis].astype(int)
        return pd.DataFrame(
            {
                "muscle": [self.names[i] for i in muscle],
                "below": [FUNCTIONS[a][1 - up] for a, up in zip(axis, rising, strict=True)],
                "above": [FUNCTIONS[a][up] for a, up in zip(axis, rising, strict=True)],
                "flexion_deg": root.x,
            }
        )

    def _place(self, muscle: NDArray[np.int_], point: NDArray[np.int_], angles: Array) -> Array:
        """Where points are (N, q, 3) at angles (4, N) in degrees, in the axes of the
        pelvis (points on it) or the femur (all others)."""
        flexion, knee = np.radians(angles[[0, 3]])
        body = self.body[muscle, point]
        places = np.tile(self.points[muscle, point], (angles.shape[1], 1, 1))
        if (tibia := np.flatnonzero(body == TIBIA)).size:
            moving = np.isnan(self.points[muscle, point, 0]) & (body == TIBIA)
            if moving.any():
                places[:, moving] = (
                    self.scale[TIBIA]
                    * np.stack(
                        [_knee_splines()[f"rect_fem_point_{c}"](knee) for c in "xyz"], axis=-1
                    )[:, None]
                )
            places[:, tibia] = _tibia_to_femur(places[:, tibia], knee, self.scale)
        start, end = self.active_from[muscle, point], self.active_to[muscle, point]
        if (switched := np.flatnonzero(np.isfinite(start))).size:
            with_hip = body[switched] == PELVIS
            angle = np.where(with_hip[:, None], flexion, knee).T
            active = (angle >= start[switched] - _SWITCH_TOLERANCE) & (
                angle <= end[switched] + _SWITCH_TOLERANCE
            )
            # A point that does not touch moves to its neighbour on the same side of the hip.
            neighbour = point[switched] + np.where(with_hip, -1, 1)
            elsewhere = self._place(muscle[switched], neighbour, angles)
            places[:, switched] = np.where(active[..., None], places[:, switched], elsewhere)
        return places

    def _crossing(self, angles: Array) -> tuple[Array, Array]:
        """Ends (N, n, 3), in pelvis axes, of the stretch across the hip at angles (4, N)."""
        muscle = np.arange(len(self.names))
        first_beyond = np.argmax(self.body != PELVIS, axis=1)
        origin = self._place(muscle, first_beyond - 1, angles)
        insertion = self._place(muscle, first_beyond, angles)
        return origin, insertion @ hip_rotation(*angles[:3]).swapaxes(-1, -2)


def _unit(vectors: Array) -> Array:
    return vectors / np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))


def _in_blocks(compute: Callable[[Array], Array], *posture: ArrayLike) -> Array:
    """compute(angles (4, N) in degrees) -> (N, ...) for a checked posture of any shape."""
    angles = np.stack(check_posture(**dict(zip(POSTURE_RANGE_DEG, posture, strict=True))))
    flat = angles.reshape(4, -1)
    blocks = [compute(flat[:, i : i + _BLOCK]) for i in range(0, max(flat.shape[1], 1), _BLOCK)]
    results = np.concatenate(blocks)
    return results.reshape(*angles.shape[1:], *results.shape[1:])
