"""Tables of numbers on grids of knots, interpolated between them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHUNK = 64  # settings at a time


def weights(knots: NDArray, at: int) -> tuple[NDArray, NDArray]:
    """Return the knots, at most four, that a step lies between, and their Lagrange weights.

    Two knots one step apart are a break: no polynomial reaches across.

    >>> weights(np.array([0, 4, 8]), 4)[0]
    array([1])
    """
    high = int(np.searchsorted(knots, at))
    if knots[high] == at:
        return np.array([high]), np.ones(1)
    low = high - 1
    low -= low > 0 and knots[low] - knots[low - 1] > 1
    high += high < len(knots) - 1 and knots[high + 1] - knots[high] > 1
    rows = np.arange(low, high + 1)
    x = knots[rows].astype(float)
    apart = x[:, None] - x + np.eye(len(x))
    shares = np.where(np.eye(len(x), dtype=bool), 1, (at - x) / apart)
    return rows, shares.prod(axis=1)


class Table:
    """Values (rows, n) of columns (n) on a grid; a row for each combination of knots.

    ``axes``: (number of a control, its knots).
    """

    def __init__(
        self, axes: Sequence[tuple[int, NDArray]], columns: NDArray, values: NDArray
    ) -> None:
        self.axes, self.columns, self.values = list(axes), columns, values

    def at(self, settings: NDArray) -> NDArray:
        """Return the columns (s, n) at settings (s, controls)."""
        out = np.empty((len(settings), len(self.columns)), np.float32)
        known: dict[tuple[int, ...], NDArray] = {}
        for s, setting in enumerate(settings):
            key = tuple(int(setting[k]) for k, _ in self.axes)
            if key not in known:
                rows, shares = np.zeros(1, int), np.ones(1)
                for (_, knots), at in zip(self.axes, key, strict=True):
                    some, share = weights(knots, at)
                    rows = (rows[:, None] * len(knots) + some).ravel()
                    shares = (shares[:, None] * share).ravel()
                known[key] = shares.astype(np.float32) @ self.values[rows]
            out[s] = known[key]
        return out


def rows_of(axes: Sequence[tuple[int, NDArray]], settings: NDArray) -> NDArray:
    """Return the row of each setting in the table of every step."""
    rows = np.zeros(len(settings), int)
    for k, knots in axes:
        rows = rows * len(knots) + settings[:, k]
    return rows


def extend(values: NDArray, axes: Sequence[tuple[int, NDArray]]) -> NDArray:
    """Fill gaps: beside known knots by a parabola through them, further away as there."""
    holey = np.flatnonzero(np.isnan(values).any(axis=0))
    if not len(holey):
        return values
    shape = tuple(len(knots) for _, knots in axes)
    grid = values[:, holey].reshape(*shape, -1)
    while (gaps := np.isnan(grid)).any():
        best, near = np.full(grid.shape, np.nan), np.full(grid.shape, np.inf)
        for axis, (_, knots) in enumerate(axes):
            for way in (1, -1):
                lines = np.moveaxis(grid, axis, 0)[::way]
                guess, far = _onward(lines, (way * knots)[::way])
                guess, far = (np.moveaxis(a[::way], 0, axis) for a in (guess, far))
                best, near = np.where(far < near, guess, best), np.minimum(far, near)
        if not np.isfinite(near[gaps]).any():
            break
        grid = np.where(gaps & np.isfinite(near), best, grid)
    values = values.copy()
    values[:, holey] = np.nan_to_num(grid).reshape(len(values), -1)
    return values


def _onward(lines: NDArray, x: NDArray) -> tuple[NDArray, NDArray]:
    """Guess each number from the last three known before it, and say how far back they lie."""
    shape = lines.shape[1:]
    last = [np.full(shape, np.nan) for _ in range(3)]
    place = [np.full(shape, np.nan) for _ in range(3)]
    guess, far = np.full(lines.shape, np.nan), np.full(lines.shape, np.inf)
    for i, line in enumerate(lines):
        known = np.isfinite(line)
        (a, b, c), (xa, xb, xc) = last, place
        with np.errstate(invalid="ignore", divide="ignore"):
            slope = (a - b) / (xa - xb)
            bend = (slope - (b - c) / (xb - xc)) / (xa - xc)
            ahead = x[i] - xa
            two = a + slope * ahead
            three = two + bend * ahead * (x[i] - xb)
        close = ahead <= 2 * np.where(np.isfinite(xb), xa - xb, np.inf)
        ahead_of = np.where(
            np.isfinite(three) & close, three, np.where(np.isfinite(two) & close, two, a)
        )
        guess[i] = np.where(known, line, ahead_of)
        far[i] = np.where(known, 0, np.where(np.isfinite(a), ahead, np.inf))
        last = [np.where(known, new, old) for new, old in zip((line, a, b), last, strict=True)]
        place = [np.where(known, new, old) for new, old in zip((x[i], xa, xb), place, strict=True)]
    return guess, far


def place_knots(lines: Sequence[tuple[NDArray, NDArray]], scale: NDArray, most: int) -> NDArray:
    """Choose steps between which these lines, (steps (p), values (p, n)), are interpolated.

    Until no number is off by more than its scale (n), or there are ``most`` knots.
    """
    last = int(max(steps[-1] for steps, _ in lines))
    knots = [0, last] if last else [0]
    while len(knots) < most:
        worst, place = 1.0, None
        for steps, values in lines:
            here = np.searchsorted(steps, knots)
            base = extend(values[here], [(0, np.array(knots))])
            mix = np.zeros((len(steps), len(knots)))
            for row, at in enumerate(steps):
                some, share = weights(np.array(knots), int(at))
                mix[row, some] = share
            miss = np.nanmax(np.nan_to_num(np.abs(mix @ base - values) / scale), axis=1, initial=0)
            miss[here] = 0
            if miss.max() > worst:
                worst, place = miss.max(), int(steps[miss.argmax()])
        if place is None:
            break
        knots = sorted({*knots, place})
    return np.array(knots)


def combinations(axes: Sequence[tuple[int, NDArray]]) -> itertools.product:
    """Yield the steps at each row of a table."""
    return itertools.product(*(knots.tolist() for _, knots in axes))
