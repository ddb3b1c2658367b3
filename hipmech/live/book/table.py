"""Tables of numbers: a row for each combination of steps of some controls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.sample import COLOUR


class Table:
    """Values (rows, n) of columns (n); a row for each combination of steps of the controls.

    ``option``: (number of a control, step) where alone it holds.
    """

    def __init__(
        self,
        controls: Sequence[int],
        columns: NDArray,
        values: NDArray,
        option: tuple[int, int] | None = None,
    ) -> None:
        self.controls, self.columns, self.values = list(controls), columns, values
        self.option = option

    def some(self, which: NDArray) -> Table:
        """Return the table of some of its columns."""
        return Table(self.controls, self.columns[which], self.values[:, which], self.option)


def held(values: NDArray) -> NDArray:
    """Fill gaps with the last number before them, else with the first after them.

    >>> held(np.array([[np.nan], [2], [np.nan], [4]])).ravel()
    array([2., 2., 2., 4.])
    """
    for _ in range(2):
        known = np.where(np.isfinite(values), np.arange(len(values))[:, None], 0)
        values = np.take_along_axis(values, np.maximum.accumulate(known), axis=0)[::-1]
    return values


def together(moves: NDArray, kinds: NDArray) -> NDArray:
    """Return which numbers (..., n) move, where a colour's four numbers do so together."""
    moves, colours = moves.copy(), np.flatnonzero(kinds == COLOUR).reshape(-1, 4)
    moves[..., colours] = moves[..., colours].any(axis=-1, keepdims=True)
    return moves
