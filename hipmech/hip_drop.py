"""When the abductors are too weak: lean over the hip (compensated) or sink (uncompensated)."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked
from hipmech.frontal_plane import single_leg_stance
from hipmech.subject import Subject


def _bisect(excess: Callable[[NDArray], NDArray], high: float, shape: tuple[int, ...]) -> NDArray:
    """Where a falling `excess` crosses zero on [0, high]: 0 if never positive, NaN if always."""
    low, top = np.zeros(shape), np.full(shape, high)
    beyond, none = excess(top) > 0, excess(low) <= 0
    for _ in range(40):  # 40 halvings: below 1e-10 of the range
        middle = (low + top) / 2
        above = excess(middle) > 0
        low, top = np.where(above, middle, low), np.where(above, top, middle)
    return np.where(none, 0.0, np.where(beyond, np.nan, top))


def compensating_lean(subject: Subject, **loads: Any) -> NDArray:
    """Smallest trunk lean (deg) with which a level pelvis asks no more than the abductors can give.

    Solves abduction_moment(lean) = max_abduction_moment for 0 ≤ lean ≤ 40; 0 where strength
    suffices upright, NaN where 40° do not. `loads` are those of `single_leg_stance` (cane, hands).
    This is the compensated Trendelenburg posture.

    >>> compensating_lean(Subject(strength=0.4)).round(1)
    np.float64(9.6)
    """
    upright = single_leg_stance(subject, **loads)

    def excess(lean: NDArray) -> NDArray:
        stance = single_leg_stance(subject, lean_deg=lean, **loads)
        return stance.abduction_moment - subject.max_abduction_moment

    return _bisect(excess, 40.0, np.shape(upright.abductor_force))


def uncompensated_drop(
    subject: Subject,
    passive_stiffness: ArrayLike,
    *,
    trunk_follows_pelvis: bool = False,
    **loads: Any,
) -> NDArray:
    """Pelvic drop (deg) at which passive tissue carries what the abductors cannot.

    Solves abduction_moment(drop) = max_abduction_moment + passive_stiffness · drop for
    0 ≤ drop ≤ 30; 0 where strength suffices, NaN where 30° do not. The iliotibial band and the
    capsule act as one linear spring that is slack on a level pelvis. `passive_stiffness` (N·m per
    degree) is an open parameter: no measurement of it in one-leg stance is known to us.
    `loads` are those of `single_leg_stance`. This is the uncompensated Trendelenburg posture.

    >>> uncompensated_drop(Subject(strength=0.4), passive_stiffness=4.0).round(1)
    np.float64(5.7)
    """
    stiffness = checked("passive_stiffness", passive_stiffness, 0, 1000, "N·m per degree")
    level = single_leg_stance(subject, **loads)

    def excess(drop: NDArray) -> NDArray:
        stance = single_leg_stance(
            subject, drop, trunk_follows_pelvis=trunk_follows_pelvis, **loads
        )
        return stance.abduction_moment - subject.max_abduction_moment - stiffness * drop

    shape = np.broadcast_shapes(np.shape(level.abductor_force), np.shape(stiffness))
    return _bisect(excess, 30.0, shape)
