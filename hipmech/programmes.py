"""The programmes behind load sharing: many small problems of one kind, solved together.

m frames, n muscles, k rows of a task (three moments, or these and the three parts of a force):
capacity g (m, n, k) is what each muscle gives at full activation, total (m, k) what is asked for.
Everything is checked by the callers in `hipmech.static_optimization`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hipmech.results import Array

_PENALTY = 1e6  # κ, cost of a squared reserve moment per (N·m)²; full activation costs 1 at most


def left_over(capacity: Array, activation: Array, moment: Array) -> Array:
    """Return what the activations (m, n) leave of the task, (m, k)."""
    return moment - (activation[:, None] @ capacity)[:, 0]


def newton(
    capacity: Array,
    weight: Array,
    moment: Array,
    power: float,
    penalty: ArrayLike = (_PENALTY,) * 3,
) -> Array:
    """Activations for 1 < p by the dual: three unknowns λ per frame instead of n activations.

    The Lagrangian of Σ w aᵖ + κ |reserve|² is least at a = clip(λ·g / p w, 0, 1)^(1/(p−1)) and
    reserve = λ/2κ. What is then still missing, τ − Σ a g − λ/2κ, is the gradient in λ of a concave
    function, brought to zero by semismooth Newton steps. Where the full step does not halve the
    slope along it, the step goes to the maximum on that line.
    """
    root = 1 / (power - 1)
    tolerance = 1e-7 if power == 2 else 1e-4  # N·m
    soft = np.diag(0.5 / np.array(penalty))
    activation = np.empty_like(weight)
    todo, tau, g = np.arange(len(moment)), moment[..., None], capacity
    slope = g / (power * weight[..., None])
    lam = np.linalg.solve(g.swapaxes(1, 2) @ slope + soft, tau)

    def evaluate(lam: Any, tau: Array, g: Array, slope: Array) -> tuple[Array, Array, Array]:
        drive = (slope @ lam)[..., 0]
        a = np.clip(drive, 0, 1) ** root
        return drive, a, tau - (a[:, None] @ g).swapaxes(1, 2) - soft @ lam

    for _ in range(100):
        drive, a, missing = evaluate(lam, tau, g, slope)
        activation[todo] = a
        rounding = 2e-17 * np.abs(lam).max((1, 2)) * _dot(g, slope)
        keep = np.abs(missing).max((1, 2)) > tolerance + 1e-9 * np.abs(tau).max((1, 2)) + rounding
        if not keep.any():
            break
        if not keep.all():
            todo, tau, g, slope, lam, drive, missing = (
                x[keep] for x in (todo, tau, g, slope, lam, drive, missing)
            )
        rate = np.where((drive > 0) & (drive < 1), 1.0, 0.0)
        if power != 2:
            rate *= root * np.maximum(drive, 1e-12) ** (root - 1)
        hessian = (g * rate[..., None]).swapaxes(1, 2) @ slope
        guard = 1e-13 * np.trace(hessian, axis1=1, axis2=2)[:, None, None] * np.eye(len(soft))
        step = np.linalg.solve(hessian + guard + soft, missing)

        ascent = _dot(step, missing)
        poor = np.abs(_dot(step, evaluate(lam + step, tau, g, slope)[2])) > 0.5 * ascent
        if poor.any():
            if power == 2:
                turn = (slope[poor] @ step[poor])[..., 0]
                bend = 2 * weight[todo[poor]] * turn**2
                own = _dot(step[poor], soft @ step[poor])
                length = _vertex(drive[poor], turn, bend, own, ascent[poor])
            else:
                frames = [x[poor] for x in (lam, step, tau, g, slope)]

                def along(t: Array, frames: list[Any] = frames) -> Array:
                    lam, step, *problem = frames
                    return _dot(step, evaluate(lam + t[:, None, None] * step, *problem)[2])

                length = _bisection(along, ascent[poor])
            step[poor] *= length[:, None, None]
        lam = lam + step
    return activation


def _dot(a: Array, b: Array) -> Array:
    return (a * b).sum((1, 2))


def _vertex(drive: Array, turn: Array, bend: Array, own: Array, ascent: Array) -> Array:
    """Exact maximum along a step for p = 2, where the slope falls in straight pieces.

    A muscle steepens the fall while its drive is inside 0 to 1: sort where each enters and leaves.
    `own` is the fall without any of them.
    """
    pace = np.where(turn == 0, 1e-300, turn)
    ends = np.clip(np.stack([-drive, 1 - drive]) / pace, 0, 1e100)
    zero = np.zeros((len(drive), 1))
    knot = np.concatenate([zero, ends.min(0), ends.max(0)], axis=1)
    order = np.argsort(knot, axis=1)
    knot = np.take_along_axis(knot, order, axis=1)
    bend = np.take_along_axis(np.concatenate([zero, bend, -bend], axis=1), order, axis=1)
    fall = np.maximum(bend.cumsum(1), 0) + own[:, None]
    slope = ascent[:, None] - np.concatenate([zero, np.diff(knot) * fall[:, :-1]], axis=1).cumsum(1)
    last = (slope > 0).sum(1, keepdims=True) - 1
    knot, slope, fall = (np.take_along_axis(x, last, axis=1)[:, 0] for x in (knot, slope, fall))
    return knot + slope / fall


def _bisection(slope: Callable[[Array], Array], start: Array) -> Array:
    """Where a decreasing slope(t), `start` at t = 0, has all but vanished."""
    low, high = np.zeros_like(start), np.ones_like(start)
    while (short := slope(high) > 0).any():
        low, high = np.where(short, high, low), np.where(short, 4 * high, high)
    for _ in range(60):
        middle = (low + high) / 2
        value = slope(middle)
        if (np.abs(value) < 0.1 * start).all():
            break
        low, high = np.where(value > 0, middle, low), np.where(value > 0, high, middle)
    return middle


def least_maximum(capacity: Array, moment: Array) -> Array:
    """Least possible greatest activation (m,) = |τ| / furthest reach of the muscles along τ.

    Reach: maximise t so that Σ b g = t τ/|τ| with 0 ≤ b ≤ 1, again linear in (b, t).
    """
    size = np.sqrt((moment**2).sum(-1))
    direction = moment / np.where(size > 0, size, 1)[:, None]
    cost = np.zeros((len(size), capacity.shape[1] + 1))
    cost[:, -1] = -1
    columns = np.concatenate([capacity, -direction[:, None]], axis=1)
    upper = np.ones_like(cost)
    upper[:, -1] = np.abs(capacity).sum((1, 2))
    reach = linear_programme(cost, columns, np.zeros_like(moment), upper)[:, -1]
    return np.minimum(1, size / np.where(size > 0, reach, 1) * (1 + 1e-7))


def linear_programme(cost: Array, columns: Array, total: Array, upper: ArrayLike = 1) -> Array:
    """Minimise Σ cost x with Σ columns x = total, 0 ≤ x ≤ upper: one sparse programme (HiGHS)."""
    from scipy.optimize import linprog
    from scipy.sparse import bsr_array

    if not len(cost):
        return cost
    upper = np.broadcast_to(upper, cost.shape)
    frames = np.arange(len(cost) + 1)  # one block of the matrix for each, on its diagonal
    solution = linprog(
        cost.ravel(),
        A_eq=bsr_array((columns.swapaxes(1, 2), frames[:-1], frames)).tocsc(),
        b_eq=total.ravel(),
        bounds=np.stack([np.zeros(cost.size), upper.ravel()], axis=-1),
        method="highs",
    )
    if not solution.success:
        raise RuntimeError(f"the linear programme of load sharing failed: {solution.message}")
    return np.clip(solution.x.reshape(cost.shape), 0, upper)
