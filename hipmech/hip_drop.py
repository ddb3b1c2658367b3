"""When the abductors are too weak: lean over the hip (compensated) or sink (uncompensated)."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import RANGES, checked, common_shape, did_you_mean
from hipmech.frontal_plane import carried
from hipmech.muscles.strength import abductor_strength
from hipmech.results import Array
from hipmech.subject import Subject

_LOADS = tuple(signature(carried).parameters)[4:]  # cane, hands, and where the foot stands


def compensating_lean(subject: Subject, **loads: Any) -> Array:
    """Smallest trunk lean (deg) with which a level pelvis asks no more than the abductors can give.

    Solves abduction_moment(lean) = abductor strength in this posture for 0 ≤ lean ≤ 40; 0 where
    strength suffices upright, NaN where 40° do not. `loads` are those of `single_leg_stance`
    (cane, hands). This is the compensated Trendelenburg posture.

    >>> compensating_lean(Subject(strength=0.4)).round(1)
    np.float64(0.0)
    """
    _only_loads(loads)

    def excess(lean: ArrayLike) -> Array:
        return _missing(subject, carried(subject, 0.0, lean, **loads))

    return _smallest(excess, RANGES["lean_deg"][1], np.shape(excess(0.0)))


def uncompensated_drop(
    subject: Subject,
    passive_stiffness: ArrayLike,
    *,
    trunk_follows_pelvis: bool = False,
    **loads: Any,
) -> Array:
    """Pelvic drop (deg) at which passive tissue carries what the abductors cannot.

    Solves abduction_moment(drop) = abductor strength(drop) + passive_stiffness · drop for
    0 ≤ drop ≤ 30; 0 where strength suffices, NaN where 30° do not. Sinking adducts the hip, and an
    adducted hip has the weaker abductors (`hipmech.muscles.strength.abductor_strength`). The
    iliotibial band and the capsule act as one linear spring that is slack on a level pelvis.
    `passive_stiffness` (N·m per degree) is an open parameter: we found no measurement of it in
    one-leg stance, though passive tissue must carry a significant part there (Mirshams Shahshahani,
    Masteling & Ashton-Miller 2022, medRxiv 2022.04.14.22273888).
    `loads` are those of `single_leg_stance`. This is the uncompensated Trendelenburg posture.

    >>> uncompensated_drop(Subject(strength=0.4), passive_stiffness=4.0).round(1)
    np.float64(0.0)
    """
    _only_loads(loads)
    stiffness = checked("passive_stiffness", passive_stiffness)

    def excess(drop: ArrayLike) -> Array:
        c = carried(subject, drop, trunk_follows_pelvis=trunk_follows_pelvis, **loads)
        return _missing(subject, c) - stiffness * c["drop_deg"]

    level = _missing(subject, carried(subject, **loads))
    shape = common_shape(subject=level, passive_stiffness=stiffness)
    return _smallest(excess, RANGES["drop_deg"][1], shape)


def _missing(subject: Subject, c: dict[str, Array]) -> Array:
    """Moment that the abductors of this posture cannot hold, N·m; negative where some is left."""
    incline = np.arcsin(np.clip(c["foot_x"] / subject.leg_length, -1, 1))
    return c["abduction_moment"] - abductor_strength(subject, c["drop_deg"] + np.degrees(incline))


def _smallest(excess: Callable[[Any], Array], most: float, shape: tuple[int, ...]) -> Array:
    """Smallest angle on [0, most] with no excess; NaN where there is none.

    A grid of whole degrees finds the first angle that will do, 40 halvings refine it. Postures that
    are not possible (excess NaN) will not do and hide nothing beyond them. SciPy's `find_root`
    cannot serve: it drops elements that have converged, so that `excess`, which holds arrays of a
    whole sweep, no longer broadcasts with what it is asked for.
    """
    steps = np.linspace(0.0, most, round(most) + 1)
    enough = excess(steps.reshape(-1, *(1,) * len(shape))) <= 0
    enough = np.broadcast_to(enough, (len(steps), *shape))
    first = enough.argmax(0)
    low, high = steps[np.maximum(first - 1, 0)], steps[first]
    for _ in range(40):
        middle = (low + high) / 2
        will_do = excess(middle) <= 0
        low, high = np.where(will_do, low, middle), np.where(will_do, middle, high)
    return np.where(enough.any(0), high, np.nan)[()]


def _only_loads(loads: dict[str, Any]) -> None:
    for name in loads:
        if name not in _LOADS:
            hint = did_you_mean(name, _LOADS)
            raise TypeError(f"{name} is not a load; expected {', '.join(_LOADS)}{hint}")
