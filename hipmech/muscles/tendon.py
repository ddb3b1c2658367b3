"""How hard a muscle pulls at a given length: fibre and tendon curves, rigid-tendon fibre length.

The curves are those of De Groote et al. 2016 (Ann Biomed Eng 44:2922-2936), taken from SymPy's
`sympy.physics.biomechanics`, where their constants live; nothing is retyped here.

A muscle is its fibres, at a pennation angle to the line of pull, in series with a tendon. With a
rigid tendon the geometry alone gives the fibre length: the fibres' thickness across the line of
pull, ``l_opt sin(alpha_opt)``, stays constant, so that

    l_MT - l_slack = l_fibre cos(alpha),    l_opt sin(alpha_opt) = l_fibre sin(alpha)

Lengths are in m; the last axis of an array is the muscle, any axes before it are postures.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked, common_shape
from hipmech.results import Array, Result

_MILLIMETRES = "this looks like millimetres"


@cache
def _curve(name: str) -> Callable[[Array], Array]:
    """SymPy's curve of that name with its published constants, as a NumPy function."""
    import sympy
    from sympy.physics import biomechanics

    x = sympy.Symbol("x")
    return sympy.lambdify(x, getattr(biomechanics, name).with_defaults(x), "numpy", cse=True)


def _evaluate(name: str, what: str, values: ArrayLike, low: float, high: float) -> Array:
    x = checked(what, values, low, high)
    with np.errstate(divide="ignore"):  # one bell of the active curve has a width of 0 at 0.1495
        return np.asarray(_curve(name)(x))


def active_force_length(fibre_length: ArrayLike) -> Array:
    """Isometric force of fully active fibres, as a fraction of the maximum isometric force.

    ``fibre_length`` in optimal fibre lengths, 0 to 3, any shape. The sum of three bells, highest
    (0.9965) at 1.02 optimal lengths. De Groote et al. 2016.

    Raises ValueError for NaN and lengths outside 0 to 3.

    >>> active_force_length([0.5, 0.75, 1, 1.25, 1.5]).round(4)
    array([0.0529, 0.7672, 0.9941, 0.6978, 0.2312])
    """
    return _evaluate("FiberForceLengthActiveDeGroote2016", "fibre_length", fibre_length, 0, 3)


def passive_force_length(fibre_length: ArrayLike) -> Array:
    """Force of stretched passive fibres, as a fraction of the maximum isometric force.

    ``fibre_length`` in optimal fibre lengths, 0 to 3, any shape. An exponential, 0 at the optimal
    length and 1 at 1.6; below the optimal length the formula is very slightly negative (-0.02 at
    most), where a fibre is in fact slack. De Groote et al. 2016.

    Raises ValueError for NaN and lengths outside 0 to 3.

    >>> passive_force_length([1, 1.2, 1.4, 1.6]).round(4)
    array([0.    , 0.0521, 0.2499, 1.    ])
    """
    return _evaluate("FiberForceLengthPassiveDeGroote2016", "fibre_length", fibre_length, 0, 3)


class RigidTendon(Result):
    """Fibres of muscles whose tendons do not stretch.

    Attributes
    ----------
    fibre_length, fibre_length_norm : (..., muscles) in m, and in optimal fibre lengths.
    pennation_deg : (..., muscles) angle of the fibres to the line of pull.
    slack : (..., muscles) array of bool
        The whole muscle is shorter than its tendon: it hangs loose and cannot pull.
    """

    fibre_length: Array
    fibre_length_norm: Array
    pennation_deg: Array
    slack: NDArray[np.bool_]


def rigid_tendon(
    length: ArrayLike,
    optimal_fibre_length: ArrayLike,
    tendon_slack_length: ArrayLike,
    pennation: ArrayLike = 0.0,
) -> RigidTendon:
    """Fibre length and pennation angle from the muscle-tendon length, for a rigid tendon.

    ``length``: muscle-tendon length in m, (..., muscles). Optimal fibre length (m), tendon slack
    length (m) and the pennation angle at the optimal length (rad, 0 to 1, as in
    `hipmech.muscles.MuscleSet`) broadcast with it. Equation: see the module. A muscle shorter than
    its tendon is reported as slack.

    Raises ValueError for NaN, lengths out of range or in millimetres, and pennation in degrees.

    A muscle at its optimal length, and one stretched by a fifth of it:

    >>> fibres = rigid_tendon([0.150, 0.160], 0.05, 0.10)
    >>> fibres.fibre_length_norm.round(6), fibres.slack
    (array([1. , 1.2]), array([False, False]))
    """
    whole = checked("length", length, 0, 2, "m", _MILLIMETRES)
    optimal = checked("optimal_fibre_length", optimal_fibre_length, 0.005, 1, "m", _MILLIMETRES)
    tendon = checked("tendon_slack_length", tendon_slack_length, 0, 1, "m", _MILLIMETRES)
    angle = checked("pennation", pennation, 0, 1, "rad", "this looks like degrees")
    along = np.maximum(whole - tendon, 0.0)
    shape = common_shape(
        length=whole, optimal_fibre_length=optimal, tendon_slack_length=tendon, pennation=angle
    )
    across = np.broadcast_to(optimal * np.sin(angle), shape)
    fibre = np.hypot(along, across)
    return RigidTendon(
        fibre,
        fibre / optimal,
        np.degrees(np.arctan2(across, along)),
        np.broadcast_to(whole <= tendon, fibre.shape),
    )


class IsometricForce(Result):
    """Forces along the tendon of muscles that do not move.

    Attributes
    ----------
    active, passive : (..., muscles) N.
    fibres : the fibres that pull so.
    """

    active: Array
    passive: Array
    fibres: RigidTendon

    @property
    def total(self) -> Array:
        """Active and passive force together, N."""
        return self.active + self.passive


def isometric_force(
    length: ArrayLike,
    max_force: ArrayLike,
    optimal_fibre_length: ArrayLike,
    tendon_slack_length: ArrayLike,
    pennation: ArrayLike = 0.0,
    activation: ArrayLike = 1.0,
) -> IsometricForce:
    """Muscle force along the tendon at a constant muscle-tendon length.

        F = F_max (a f_active(l) + f_passive(l)) cos(alpha)

    Shapes and lengths as in `rigid_tendon`; ``max_force`` in N and ``activation`` (0 to 1)
    broadcast with them. The passive part is 0 below the optimal fibre length, where fibres cannot
    push, and a slack muscle pulls with nothing.

    Weakness: with a rigid tendon all stretch goes into the fibres, so that passive forces come out
    too high at long lengths: Delp's muscles at 90 degrees of hip flexion with a straight knee give
    177 N·m of passive extension, where 51 were measured (`passive.hip_passive_moment`).
    Trust where passive force begins rather than how high it goes.

    Raises ValueError as `rigid_tendon`, and for a negative force, an activation outside 0 to 1 and
    fibres stretched to more than three optimal lengths.

    >>> f = isometric_force([0.140, 0.150, 0.170], 1000, 0.05, 0.10)
    >>> f.active.round(), f.passive.round()
    (array([824., 994., 388.]), array([  0.,   0., 250.]))
    """
    force = checked("max_force", max_force, 0, np.inf, "N")
    drive = checked("activation", activation, 0, 1)
    fibres = rigid_tendon(length, optimal_fibre_length, tendon_slack_length, pennation)
    common_shape(length=fibres.fibre_length, max_force=force, activation=drive)
    scale = np.where(fibres.slack, 0.0, force * np.cos(np.radians(fibres.pennation_deg)))
    return IsometricForce(
        drive * scale * active_force_length(fibres.fibre_length_norm),
        scale * np.maximum(passive_force_length(fibres.fibre_length_norm), 0.0),
        fibres,
    )


def joint_moment(force: ArrayLike, moment_arms: ArrayLike) -> Array:
    """Joint moment of muscle forces, N·m, summed over the muscles: (..., 3).

    ``force`` (..., muscles) in N along the lines of pull; ``moment_arms`` (..., muscles, 3) in m
    about the flexion, adduction and internal rotation axes, positive toward these. One muscle's
    own moment is ``force[..., None] * moment_arms``.

    Raises ValueError where the shapes do not fit, for NaN, and for arms in millimetres.

    Gluteus medius with 1000 N at 45 mm from the abduction-adduction axis (abduction negative):

    >>> joint_moment([1000.0], [[-0.01, -0.045, 0.005]])
    array([-10., -45.,   5.])
    """
    arms = checked("moment_arms", moment_arms, -1, 1, "m", _MILLIMETRES)
    pull = checked("force", force, -np.inf, np.inf, "N")
    if pull.ndim < 1 or arms.ndim < 2 or arms.shape[-2:] != (pull.shape[-1], 3):
        raise ValueError(
            f"force (..., muscles) needs moment_arms (..., muscles, 3), got "
            f"{pull.shape} and {arms.shape}."
        )
    common_shape(force=pull[..., 0], moment_arms=arms[..., 0, 0])
    return np.einsum("...m,...mk->...k", pull, arms)
