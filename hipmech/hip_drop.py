"""When the abductors are too weak: lean over the hip (compensated) or sink (uncompensated)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .frontal_plane import single_leg_stance
from .subject import Subject, require_range


def _first_root(f: Any, low: float, high: float, shape: tuple[int, ...]) -> NDArray:
    """Root of a falling f on [low, high]; `low` where f is never positive, NaN where always."""
    from scipy.optimize import elementwise

    start, end = np.broadcast_to(low, shape), np.broadcast_to(high, shape)
    root = elementwise.find_root(f, (start, end)).x
    return np.where(f(start) <= 0, low, np.where(f(end) > 0, np.nan, root))


def compensating_lean(subject: Subject, **loads: ArrayLike) -> NDArray:
    """Smallest trunk lean (deg) with which a level pelvis asks no more than the abductors can give.

    Solves abduction_moment(lean) = max_abduction_moment for 0 ≤ lean ≤ 40; 0 where strength
    suffices upright, NaN where 40° do not. `loads` are those of `single_leg_stance` (cane, hands).
    This is the compensated Trendelenburg posture.

    >>> compensating_lean(Subject(strength=0.4)).round(1)
    np.float64(9.5)
    """
    upright = single_leg_stance(subject, **loads)

    def excess(lean: NDArray) -> NDArray:
        stance = single_leg_stance(subject, lean_deg=lean, **loads)
        return stance.abduction_moment - subject.max_abduction_moment

    return _first_root(excess, 0.0, 40.0, np.shape(upright.abductor_force))


def uncompensated_drop(
    subject: Subject,
    passive_stiffness: ArrayLike,
    *,
    trunk_follows_pelvis: bool = False,
    **loads: ArrayLike,
) -> NDArray:
    """Pelvic drop (deg) at which passive tissue carries what the abductors cannot.

    Solves abduction_moment(drop) = max_abduction_moment + passive_stiffness · drop for
    0 ≤ drop ≤ 30; 0 where strength suffices, NaN where 30° do not. The iliotibial band and the
    capsule act as one linear spring that is slack on a level pelvis. `passive_stiffness` (N·m per
    degree) is an open parameter: no measurement of it in one-leg stance is known to us.
    `loads` are those of `single_leg_stance`. This is the uncompensated Trendelenburg posture.

    >>> uncompensated_drop(Subject(strength=0.4), passive_stiffness=4.0).round(1)
    np.float64(5.6)
    """
    stiffness = require_range("passive_stiffness", passive_stiffness, 0, 1000, "N·m per degree")
    level = single_leg_stance(subject, **loads)

    def excess(drop: NDArray) -> NDArray:
        stance = single_leg_stance(
            subject, drop, trunk_follows_pelvis=trunk_follows_pelvis, **loads
        )
        return stance.abduction_moment - subject.max_abduction_moment - stiffness * drop

    shape = np.broadcast_shapes(np.shape(level.abductor_force), np.shape(stiffness))
    return _first_root(excess, 0.0, 30.0, shape)
