"""Muscle paths across the hip: lines of pull, moment arms and lengths in any posture.

Three published sets, all of a right leg, in the axes and signs of `hipmech.frames`:

``delp1990``    27 units of OpenSim's gait2392 (Delp et al. 1990, IEEE Trans Biomed Eng
                37:757-767, and later authors): paths over the pelvis, femur and tibia, with
                points that only touch in part of the range, a kneecap that moves with the knee
                and a tibia that glides on the femur. It agrees with OpenSim to a nanometre.
``uhlrich2022`` the same 27 units with seven abductor lines (gluteus medius and minimus, tensor
                fasciae latae) that Uhlrich et al. 2022, Sci Rep 12:9842, corrected against MRI,
                and with the fibres of Rajagopal et al. 2016 in the gluteus maximus.
                Gait and exercises use it: in one-leg stance, where mechanics leaves little
                choice, ``delp1990`` presses the hip 19 % harder than implants measured.
``dostal1981``  27 straight lines (Dostal & Andrews 1981, J Biomech 14:803-812) with the six deep
                lateral rotators as lines of their own; strength from the relative
                cross-sections of Johnston et al. 1979, J Bone Joint Surg Am 61:639.

A muscle pulls on the femur along the one stretch of its path that crosses the hip. With its last
point on the pelvis o and its first point beyond the hip p (both from the hip joint centre), the
line of pull is u = (o - p) / |o - p| and the moment arm about a joint axis a is a · (p × u), which
equals -dL/dθ of the muscle's length L.

No path wraps around bone. Far into flexion that shows: ``delp1990``'s psoas and iliacus lose their
flexor arm at 99 and 102 degrees. Take that for the model's end, not for anatomy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import elementwise

from hipmech.checks import checked, chosen, of_kind, one_number
from hipmech.frames import POSTURE_RANGE_DEG, Array, rotation_axes, rotation_matrix
from hipmech.muscles.paths import BODIES, blocks, crossing, flat_posture, whole_paths
from hipmech.muscles.sets import SETS
from hipmech.results import Result
from hipmech.subject import Subject, one_person
from hipmech.tables import load_table

FUNCTIONS = (
    ("extensors", "flexors"),
    ("abductors", "adductors"),
    ("external rotators", "internal rotators"),
)
"""What a negative and what a positive moment arm does, about each of the three axes."""


class MuscleSet(Result):
    """n muscles and their paths across the right hip. Make one with `load`.

    Every method takes the posture in degrees (see `hipmech.frames`), as numbers or arrays of any
    shapes that broadcast to a common shape ``...``, and refuses NaN and postures outside
    `hipmech.frames.POSTURE_RANGE_DEG` with a ValueError. The lines of ``dostal1981`` end on the
    femur: the knee does not move them.

    Attributes
    ----------
    name : of the published set.
    names, full_names : (n,) the muscles, short and in words.
    max_force : (n,) N. In ``dostal1981`` it is Johnston's relative cross-section times the strength
        of Delp's gluteus maximus (1944 N), shared equally by the lines of one muscle; the adductor
        minimus counts as a part of the adductor magnus.
    optimal_fibre_length, tendon_slack_length : (n,) m; NaN in ``dostal1981``, which has none.
    pennation : (n,) rad, of the fibres at their optimal length; NaN in ``dostal1981``.
    points : (n, p, 3) m, the paths, in the axes of the bone that carries each point, for pelvis and
        femur from the hip joint centre; NaN marks the point on the kneecap that moves with the
        knee. Shorter paths repeat their last point.
    body : (n, p) that bone: 0 pelvis, 1 femur, 2 tibia.
    active_from, active_to : (n, p) rad. A point touches only while the joint (the hip's flexion for
        points on the pelvis, else the knee's) is between them.
    scale : (3 bones, 3 axes) size relative to the published set.
    hip_joint_width, femur_length : m, of the published set's bones: between the hip joint centres,
        and from the hip to the tibia's origin; NaN in ``dostal1981``.
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
    hip_joint_width: float
    femur_length: float

    def __new__(cls, *args: object, **fields: object) -> MuscleSet:
        """Point a bare ``MuscleSet()`` to `load`."""
        if not fields:
            load = " or ".join(f"MuscleSet.load({name!r})" for name in SETS)
            raise TypeError(f"MuscleSet has no muscles of its own; use {load}.")
        return super().__new__(cls)

    def __reduce__(self) -> tuple[Callable[[], MuscleSet], tuple[()]]:
        return partial(MuscleSet, **vars(self)), ()

    @staticmethod
    def load(name: str = "delp1990") -> MuscleSet:
        """Return a published set: ``delp1990``, ``uhlrich2022`` or ``dostal1981``.

        >>> MuscleSet.load("delp1990")
        MuscleSet('delp1990', 27 muscles)
        """
        return _published(chosen("the set's name", name, SETS))

    def __repr__(self) -> str:
        return f"MuscleSet({self.name!r}, {len(self.names)} muscles)"

    def pulls(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> tuple[Array, Array]:
        """`moment_arms` and `lines_of_pull` of one posture together, in the time of one of them."""
        angles, shape = flat_posture(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        arms, lines = np.empty((2, angles.shape[1], len(self.names), 3))
        for block in blocks(len(arms)):
            turn = rotation_matrix(*angles[:3, block])
            origin, insertion = crossing(self, angles[:, block], turn)
            pull = origin - insertion
            lines[block] = pull / np.sqrt(np.einsum("...i,...i", pull, pull))[..., None]
            axes = rotation_axes(turn, angles[0, block])
            arms[block] = _cross(insertion, lines[block]) @ axes.swapaxes(-1, -2)
        return arms.reshape(*shape, *arms.shape[1:]), lines.reshape(*shape, *lines.shape[1:])

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
        2013, What is a moment arm?).

        The gluteus medius' middle part, standing: extends by 22 mm, abducts by 44 mm:

        >>> delp = MuscleSet.load("delp1990").select(["glut_med2"])
        >>> (1000 * delp.moment_arms()).round()
        array([[-22., -44.,  -7.]])
        """
        return self.pulls(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)[0]

    def lines_of_pull(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Lines of the muscles' pull on the femur: unit vectors (..., n, 3) in pelvis axes.

        Standing, the gluteus medius' middle part pulls the femur up, in, and a little forward
        (x anterior, y up, z to the right):

        >>> MuscleSet.load("dostal1981").select(["GluteusMediusMid"]).lines_of_pull().round(2)
        array([[ 0.1 ,  0.94, -0.33]])
        """
        return self.pulls(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)[1]

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
        angles, shape = flat_posture(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        paths = np.empty((angles.shape[1], *self.points.shape))
        for block in blocks(len(paths)):
            paths[block] = whole_paths(self, angles[:, block])
        return paths.reshape(*shape, *self.points.shape)

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

    def select(self, names: Iterable[str]) -> MuscleSet:
        """Return the same set with only the muscles of these names, in this order; of none, empty.

        >>> MuscleSet.load("delp1990").select(["psoas", "peri"]).names
        ('psoas', 'peri')
        """
        if isinstance(names, str):
            names = (names,)
        elif not isinstance(names, Iterable):
            raise TypeError(f"names must be muscles' names, such as ['psoas'], got {names!r}.")
        wanted = tuple(names)
        if unknown := [name for name in wanted if name not in self.names]:
            raise ValueError(
                f"unknown muscle {', '.join(map(repr, unknown))} among the names for {self.name}; "
                f"expected some of {', '.join(self.names)}."
            )
        index = [self.names.index(name) for name in wanted]
        rest = {
            field: value[np.array(index, int)]
            for field, value in vars(self).items()
            if isinstance(value, np.ndarray) and field != "scale"
        }
        return replace(
            self, names=wanted, full_names=tuple(self.full_names[i] for i in index), **rest
        )

    def scaled(
        self, pelvis: ArrayLike = 1.0, femur: ArrayLike = 1.0, tibia: ArrayLike = 1.0
    ) -> MuscleSet:
        """Return the set in bones of another size: per bone one factor or three (x, y, z).

        The hip joint centre stays the origin. Fibres and tendons grow with the length of the whole
        muscle in the zero posture; maximum forces stay.

        >>> delp = MuscleSet.load("delp1990")
        >>> tall = delp.scaled(pelvis=1.1, femur=1.1, tibia=1.1)
        >>> bool(np.allclose(tall.moment_arms(30), 1.1 * delp.moment_arms(30)))
        True
        """
        factors = np.empty((3, 3))
        for bone, name, factor in zip(factors, BODIES, (pelvis, femur, tibia), strict=True):
            size = checked(name, factor, 0.5, 2, "times the published size")
            if size.shape not in ((), (3,)):
                raise ValueError(f"{name} must be one factor or three (x, y, z), got {factor}.")
            bone[:] = size
        resized = replace(self, points=self.points * factors[self.body], scale=self.scale * factors)
        growth = resized.lengths() / self.lengths()
        return replace(
            resized,
            optimal_fibre_length=self.optimal_fibre_length * growth,
            tendon_slack_length=self.tendon_slack_length * growth,
        )

    def for_subject(self, subject: Subject) -> MuscleSet:
        """Return the set in one person's bones.

        The pelvis is as wide as the hip joint width says, femur and tibia as long as body height
        says (femur 0.243 of height, the mean of ten CT patients).

        The bone's own neck is kept: neck length and neck-shaft angle do not enter.

        Raises ValueError for ``dostal1981``, whose bones' sizes were not published, and for a
        subject whose fields are arrays.

        >>> delp = MuscleSet.load("delp1990")
        >>> delp.for_subject(Subject(hip_joint_width=0.184)).scale[:, 0].round(2)
        array([1.1 , 1.07, 1.07])
        """
        if np.isnan(self.hip_joint_width):
            raise ValueError(
                f"for_subject needs a set whose bones' size is known, such as delp1990; that of "
                f"{self.name} is not."
            )
        subject = one_person(of_kind("subject", subject, Subject), "for_subject")
        patients = load_table("orthoload_hip3_patients")
        femur_share = (patients.femur_length_mm / patients.height_cm / 10).mean()
        pelvis = subject.hip_joint_width / self.hip_joint_width
        leg = femur_share * subject.height / self.femur_length
        return self.scaled(*(np.array([[pelvis], [leg], [leg]]) / self.scale))

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
        least = one_number("threshold", threshold, 0, 1, "m")
        arms = self.moment_arms(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        if arms.ndim > 2:
            raise ValueError("groups takes one posture: angles must be numbers, got arrays.")
        return {
            function: tuple(self.names[i] for i in np.argsort(-arm) if arm[i] > least)
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

        others = {
            "adduction_deg": adduction_deg,
            "rotation_deg": rotation_deg,
            "knee_flexion_deg": knee_flexion_deg,
        }
        for name, angle in others.items():
            one_number(name, angle, -360, 360, "degrees")
        low, high = POSTURE_RANGE_DEG["flexion_deg"]
        grid = np.linspace(low, high, 301)
        positive = self.moment_arms(grid, adduction_deg, rotation_deg, knee_flexion_deg) > 0
        axis, muscle, step = np.nonzero((positive[1:] != positive[:-1]).T)
        ends = grid[step], grid[step + 1]
        root = elementwise.find_root(arm, ends, args=(muscle, axis)).x if len(step) else grid[:0]
        rising = positive[step + 1, muscle, axis].astype(int)
        return pd.DataFrame(
            {
                "muscle": [self.names[i] for i in muscle],
                "below": [FUNCTIONS[a][1 - up] for a, up in zip(axis, rising, strict=True)],
                "above": [FUNCTIONS[a][up] for a, up in zip(axis, rising, strict=True)],
                "flexion_deg": root,
            }
        )


def some_muscles(muscles: Any) -> MuscleSet:
    """Return `muscles` if they tell their pulls, as a `MuscleSet` or one read from a file does.

    >>> some_muscles("psoas")
    Traceback (most recent call last):
    hipmech.checks.WrongKind: muscles must be a MuscleSet, ... MuscleSet.load(), got 'psoas'.
    """
    return muscles if hasattr(muscles, "pulls") else of_kind("muscles", muscles, MuscleSet)


@cache
def _published(name: str) -> MuscleSet:
    return MuscleSet(name=name, **SETS[name]())


def _cross(a: Array, b: Array) -> Array:
    """Cross product of vectors (..., 3), in a third of the time of `numpy.cross`."""
    (ax, ay, az), (bx, by, bz) = np.moveaxis(a, -1, 0), np.moveaxis(b, -1, 0)
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=-1)
