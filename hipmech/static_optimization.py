"""Load sharing by static optimisation: the muscle forces that give the joint moments cheapest.

The hip has three moments and some 27 muscles, so mechanics alone does not determine the forces.
Static optimisation picks the activations a that minimise a cost:

    minimise  Σ wᵢ aᵢᵖ    subject to   Σ aᵢ Fᵢ rᵢ = τ,   0 ≤ aᵢ ≤ 1

(Fᵢ maximum force, rᵢ its three moment arms, τ the moments required). Squared activations, p = 2,
are the usual choice; larger p spreads the load over more muscles, p = 1 puts it on the best placed
few, and p = ∞ makes the busiest muscle as little busy as can be.

What the muscles cannot give is a *reserve moment*, kept as small as possible by a penalty so heavy
that any moment within their reach is met to better than 0.01 N·m (p = 2: mostly to 1e-6).
"""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked, chosen, common_shape
from hipmech.programmes import least_maximum, left_over, linear_programme, newton
from hipmech.results import Array, Result

POWERS = (1, 2, 3, 4, 5, np.inf)
FEASIBLE_NM = 0.01
_LEAST_CONTACT = (1e8,) * 3 + (0.1,) * 3  # the same, and the cost of squared contact per N²
_MOST_NM = 1e4  # N·m, more than any joint gives
_CHUNK = 1024  # frames solved together: bounds the memory and keeps the arrays in cache


class LoadSharing(Result):
    """Muscle activations and forces for every frame, and the moments that no muscle could give.

    Attributes
    ----------
    activations : (..., n) from 0 to 1.
    forces : (..., n) N.
    reserve_moments : (..., 3) array
        N·m about flexion, adduction, internal rotation = moments asked for − moments given.
    feasible : (...) bool, True where the reserve is below 0.01 N·m.
    """

    activations: Array
    forces: Array
    reserve_moments: Array
    feasible: NDArray[np.bool_]


def share_load(
    moment_arms: ArrayLike,
    max_force: ArrayLike,
    moments: ArrayLike,
    power: float = 2,
    weights: str | ArrayLike = "activation",
    fibre_lengths: ArrayLike | None = None,
) -> LoadSharing:
    """Share joint moments among muscles: minimise Σ wᵢ aᵢᵖ, all frames at once.

    Where the moments are out of reach, every power gives the activations with the least reserve.
    Why p > 1: a muscle endures longer the less it is loaded (Crowninshield & Brand 1981, J Biomech
    14:793-801, abstract).

    Raises ValueError for shapes that do not fit, values that are not finite, a negative maximum
    force, arms in millimetres, moments in N·mm, labels (nobody knows here in which order the arms
    are), and an unknown cost.

    Parameters
    ----------
    moment_arms : (..., n, 3) m, about flexion, adduction and internal rotation (positive).
    max_force : (n,) or (..., n) N.
    moments : (..., 3) N·m, about the same axes.
    power : p, from 1 to 5, or `numpy.inf` for min-max (the least of the greatest activations; among
        equals the least Σ a²).
    weights : "activation" w = 1; "force" w = Fᵖ, so that the cost is Σ (muscle force)ᵖ; "volume" w
        = F l, the muscle's volume; or positive numbers of your own.
    fibre_lengths : (n,) m, the l of "volume".

    Examples
    --------
    Two equal muscles with arms of 4 and 2 cm give 60 N·m in the ratio of their arms when p = 2;
    asked for 100 N·m, with 1000 N each, they lack 40:

    >>> arms = [[0.04, 0, 0], [0.02, 0, 0]]
    >>> share_load(arms, [1500, 1500], [60, 0, 0]).forces.round(3)
    array([1200.,  600.])
    >>> share_load(arms, [1000, 1000], [100, 0, 0]).reserve_moments.round(3)
    array([40.,  0.,  0.])
    """
    arms, force, moment = _task(moment_arms, max_force, moments)
    power = power.item() if isinstance(power, np.ndarray) and not power.ndim else power
    if isinstance(power, bool) or not isinstance(power, Real) or power not in POWERS:
        raise ValueError(f"power must be 1, 2, 3, 4, 5 or numpy.inf (min-max), got {power!r}.")
    weight = _weights(weights, arms, force, power, fibre_lengths)

    n = arms.shape[-2]
    shape = common_shape(
        moment_arms=arms[..., 0, 0],
        max_force=force[..., 0],
        moments=moment[..., 0],
        weights=weight[..., 0],
    )
    arms = np.broadcast_to(arms, (*shape, n, 3)).reshape(-1, n, 3)
    force, weight = (np.broadcast_to(x, (*shape, n)).reshape(-1, n) for x in (force, weight))
    moment = np.broadcast_to(moment, (*shape, 3)).reshape(-1, 3)
    capacity, activation = arms * force[..., None], np.empty_like(force)
    for start in range(0, len(moment), _CHUNK):
        part = slice(start, start + _CHUNK)
        activation[part] = _solve(capacity[part], weight[part], moment[part], power)
    return _shared(activation, force, capacity, moment, shape)


def share_least_contact(
    moment_arms: ArrayLike,
    lines_of_pull: ArrayLike,
    max_force: ArrayLike,
    moments: ArrayLike,
    intersegmental_force: ArrayLike,
) -> LoadSharing:
    """Share joint moments so that the joint bears as little as it can, all frames at once.

        minimise  |intersegmental force − Σ aᵢ Fᵢ uᵢ|   subject to   Σ aᵢ Fᵢ rᵢ = τ,   0 ≤ aᵢ ≤ 1

    No coordination of these muscles presses less; people are not known to aim for it. Σ a², at a
    weight of 10 in a squared newton of contact, makes the answer unique and costs less than 0.1 N.

    Raises ValueError as `share_load`, and for lines of pull or forces that do not fit.

    Parameters
    ----------
    moment_arms, max_force, moments : as in `share_load`.
    lines_of_pull : (..., n, 3) unit vectors of the pull on the femur.
    intersegmental_force : (..., 3) N, net force of the pelvis on the femur.

    Examples
    --------
    Muscles that all pull one way press with the sum of their forces, so the one with the longest
    arm works first, as hard as it can:

    >>> arms, lines = [[0.06, 0, 0], [0.04, 0, 0], [0.02, 0, 0]], [[0, 1, 0]] * 3
    >>> share_least_contact(arms, lines, [500] * 3, [40, 0, 0], [0, 0, 0]).forces.round(1)
    array([500., 250.,   0.])
    """
    arms, force, moment = _task(moment_arms, max_force, moments)
    lines = checked("lines_of_pull", lines_of_pull, -1.001, 1.001)
    net = checked("intersegmental_force", intersegmental_force, -np.inf, np.inf, "N")
    if lines.shape[-2:] != arms.shape[-2:]:
        raise ValueError(
            f"lines_of_pull must have shape (..., {arms.shape[-2]}, 3), as the moment arms have, "
            f"got {lines.shape}."
        )
    if net.shape[-1:] != (3,):
        raise ValueError(f"intersegmental_force must have shape (..., 3), got {net.shape}.")
    shape = common_shape(
        moment_arms=arms[..., 0, 0],
        lines_of_pull=lines[..., 0, 0],
        max_force=force[..., 0],
        moments=moment[..., 0],
        intersegmental_force=net[..., 0],
    )
    rows = [np.broadcast_to(x, (*shape, *x.shape[-2:])) for x in (arms, lines)]
    wanted = [np.broadcast_to(x, (*shape, 3)) for x in (moment, net)]
    n = arms.shape[-2]
    force = np.broadcast_to(force, (*shape, n)).reshape(-1, n)
    capacity = np.concatenate(rows, -1).reshape(-1, n, 6) * force[..., None]
    task = np.concatenate(wanted, -1).reshape(-1, 6)
    activation = np.empty_like(force)
    for start in range(0, len(task), _CHUNK):
        part = slice(start, start + _CHUNK)
        ones = np.ones_like(force[part])
        activation[part] = newton(capacity[part], ones, task[part], 2, _LEAST_CONTACT)
    return _shared(activation, force, capacity[..., :3], task[:, :3], shape)


def _task(moment_arms: ArrayLike, max_force: ArrayLike, moments: ArrayLike) -> tuple[Array, ...]:
    """Check what is asked of the muscles, and return it as arrays."""
    arms = checked("moment_arms", moment_arms, -1, 1, "m", "this looks like millimetres")
    force = checked("max_force", max_force, 0, np.inf, "N")
    moment = checked("moments", moments, -_MOST_NM, _MOST_NM, "N·m")
    if arms.ndim < 2 or arms.shape[-1] != 3:
        raise ValueError(f"moment_arms must have shape (..., muscles, 3), got {arms.shape}.")
    if moment.shape[-1:] != (3,):
        raise ValueError(f"moments must have shape (..., 3), got {moment.shape}.")
    _for_each_muscle("max_force", force, arms)
    return arms, force, moment


def _shared(
    activation: Array, force: Array, capacity: Array, moment: Array, shape: tuple[int, ...]
) -> LoadSharing:
    reserve = left_over(capacity, activation, moment)
    return LoadSharing(
        activation.reshape(*shape, -1),
        (activation * force).reshape(*shape, -1),
        reserve.reshape(*shape, 3),
        (np.sqrt((reserve**2).sum(-1)) < FEASIBLE_NM).reshape(shape),
    )


def _for_each_muscle(name: str, values: Array, arms: Array) -> None:
    if values.shape[-1:] != arms.shape[-2:-1]:
        raise ValueError(
            f"{name} must have shape (..., {arms.shape[-2]}), a number for each muscle of "
            f"moment_arms, got {values.shape}."
        )


def _weights(
    given: str | ArrayLike,
    arms: Array,
    force: Array,
    power: float,
    fibre_lengths: Any,
) -> Array:
    """Weights wᵢ, the largest 1; a muscle without force weighs 1 and so stays at rest."""
    volume = isinstance(given, str) and given == "volume"
    if volume != (fibre_lengths is not None):
        raise ValueError(
            'weights="volume" needs fibre_lengths, a length in m for each muscle, and nothing else '
            f"does; got weights={given!r} with{'out' * volume} them."
        )
    if isinstance(given, str):
        chosen("weights", given, ("activation", "force", "volume"))
        if given == "activation":
            return np.ones_like(force)
    if np.isinf(power):
        raise ValueError(f'power=inf (min-max) takes weights="activation", got {given!r}.')
    if not isinstance(given, str):
        raw = checked("weights", given, 1e-9, np.inf)
        _for_each_muscle("weights", raw, arms)
    elif given == "force":
        raw = (force / max(force.max(), np.finfo(float).tiny)) ** power
    else:
        length = checked("fibre_lengths", fibre_lengths, 1e-3, 2, "m")
        _for_each_muscle("fibre_lengths", length, arms)
        raw = force * length
    relative = raw / max(raw.max(), np.finfo(float).tiny)
    return np.where(relative > 0, relative, 1.0)


def _solve(capacity: Array, weight: Array, moment: Array, power: float) -> Array:
    """Activations (m, n) from capacity g = F r (m, n, 3), weight (m, n) and moment (m, 3)."""
    activation = newton(capacity, weight, moment, 2)
    if power == 2:
        return activation
    reserve = left_over(capacity, activation, moment)
    reach = np.flatnonzero((reserve**2).sum(-1) < FEASIBLE_NM**2)
    capacity, weight, moment = capacity[reach], weight[reach], (moment - reserve)[reach]
    if power == 1:
        activation[reach] = linear_programme(weight, capacity, moment)
    elif np.isinf(power):
        most = least_maximum(capacity, moment)[:, None]
        activation[reach] = most * newton(capacity * most[..., None], weight, moment, 2)
    else:
        shared = newton(capacity, weight, moment, power)
        met = (left_over(capacity, shared, moment) ** 2).sum(-1) < FEASIBLE_NM**2
        activation[reach[met]] = shared[met]  # at the edge of reach all powers agree
    return activation
