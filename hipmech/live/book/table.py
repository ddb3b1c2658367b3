"""Tables of numbers on grids of knots, interpolated between them."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHUNK = 64  # columns at a time
LINE, HELD = 1e4, 1e6  # how much worse than a parabola, as steps away


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

    ``axes``: (number of a control, its knots). ``regime``: (slot, state) where alone it holds;
    ``option``: (number of a control, step) where alone it holds.
    """

    def __init__(
        self,
        axes: Sequence[tuple[int, NDArray]],
        columns: NDArray,
        values: NDArray,
        regime: tuple[int, int] | None = None,
        option: tuple[int, int] | None = None,
    ) -> None:
        self.axes, self.columns, self.values = list(axes), columns, values
        self.regime, self.option = regime, option

    def some(self, which: NDArray) -> Table:
        """Return the table of some of its columns."""
        some = self.columns[which], self.values[:, which]
        return Table(self.axes, *some, self.regime, self.option)

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


def held(values: NDArray) -> NDArray:
    """Fill gaps with the last number before them, else with the first after them.

    >>> held(np.array([[np.nan], [2], [np.nan], [4]])).ravel()
    array([2., 2., 2., 4.])
    """
    for _ in range(2):
        known = np.where(np.isfinite(values), np.arange(len(values))[:, None], 0)
        values = np.take_along_axis(values, np.maximum.accumulate(known), axis=0)[::-1]
    return values


def extend(values: NDArray, axes: Sequence[tuple[int, NDArray]]) -> NDArray:
    """Fill gaps as the numbers beside them go on: what most axes say, parabolas before lines."""
    values = values.copy()
    holey = np.flatnonzero(np.isnan(values).any(axis=0))
    shape = tuple(len(knots) for _, knots in axes)
    for some in np.array_split(holey, -(-len(holey) // CHUNK)) if len(holey) else ():
        grid = values[:, some].reshape(*shape, -1)
        while (gaps := np.isnan(grid)).any():
            guesses: list[NDArray] = []
            far: list[NDArray] = []
            for axis, (_, knots) in enumerate(axes):
                for way in (1, -1):
                    lines = np.moveaxis(grid, axis, 0)[::way]
                    for out, told in zip(
                        (guesses, far), _onward(lines, (way * knots)[::way]), strict=True
                    ):
                        out.append(np.moveaxis(told[::way], 0, axis))
            near = np.min(far, axis=0)
            if not np.isfinite(near[gaps]).any():
                break
            # of parabolas and lines the middle one, of what is merely held the nearest
            limit = np.where(near < LINE, LINE, np.where(near < HELD, 2 * LINE, near + 0.1))
            as_good = np.array(far) < limit
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # of places without a guess
                middle = np.nanmedian(np.where(as_good, guesses, np.nan), axis=0)
            grid = np.where(gaps, middle, grid)
        values[:, some] = np.nan_to_num(grid).reshape(len(values), -1)
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
            is_three = np.isfinite(three) & (ahead <= 2.5 * (xa - xc))
        is_two = np.isfinite(two)
        guess[i] = np.where(known, line, np.where(is_three, three, np.where(is_two, two, a)))
        order = np.where(is_three, 0, np.where(is_two, LINE, HELD))
        far[i] = np.where(known, 0, np.where(np.isfinite(a), ahead + order, np.inf))
        last = [np.where(known, new, old) for new, old in zip((line, a, b), last, strict=True)]
        place = [np.where(known, new, old) for new, old in zip((x[i], xa, xb), place, strict=True)]
    return guess, far


def missed(steps: NDArray, values: NDArray, knots: NDArray) -> NDArray:
    """By how much values (p, n) on a line differ from those interpolated between knots."""
    here = np.searchsorted(steps, knots)
    base = extend(values[here], [(0, knots)])
    mix = np.zeros((len(steps), len(knots)))
    for row, at in enumerate(steps):
        some, share = weights(knots, int(at))
        mix[row, some] = share
    off = np.nan_to_num(np.abs(mix @ base - values))
    off[here] = 0
    return off


def place_knots(lines: Sequence[tuple[NDArray, NDArray]], most: int) -> NDArray:
    """Choose steps between which lines, each (steps (p), values (p, n)), are interpolated.

    Until no number is off by more than 1, or there are ``most`` knots.
    """
    last = int(max(steps[-1] for steps, _ in lines))
    knots = np.unique([0, last])
    while len(knots) < most:
        worst, place = 1.0, None
        for steps, values in lines:
            if not np.isin(knots, steps).all():
                steps, values = _onto(steps, values, knots)
            miss = missed(steps, values, knots).max(axis=1, initial=0)
            if miss.max() > worst:
                worst, place = miss.max(), int(steps[miss.argmax()])
        if place is None:
            break
        knots = np.union1d(knots, place)
    return knots


def _onto(steps: NDArray, values: NDArray, knots: NDArray) -> tuple[NDArray, NDArray]:
    """Move the nearest steps of a line onto knots that it was not sampled at."""
    near = np.abs(steps[:, None] - knots).argmin(axis=0)
    steps = steps.copy()
    steps[near] = knots
    order = np.argsort(steps)
    return steps[order], values[order]


def combinations(axes: Sequence[tuple[int, NDArray]]) -> itertools.product:
    """Yield the steps at each row of a table."""
    return itertools.product(*(knots.tolist() for _, knots in axes))
