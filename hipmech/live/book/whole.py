"""A page of few settings: all are sampled, so that what depends on what is known, not guessed."""

from __future__ import annotations

import itertools
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.sample import PLACE, TOLD, Sampler
from hipmech.live.book.table import Table, held, together
from hipmech.live.recorder import Mark

SETTINGS = 25_000  # no more than these are sampled whole
TRIED = 6  # steps of a control that tell what changing it costs
Key = tuple[tuple[int, int] | None, tuple[int, ...]]  # option of a list, other controls


class Whole:
    """What every slot shows at every setting.

    Attributes
    ----------
    numbers : (slots, settings) which of its rows a slot shows; -1 where a setting is refused.
    rows : for each slot, what it shows: state, numbers, numbers in its sentences.
    """

    def __init__(self, sampler: Sampler, say: Callable[[str], Any]) -> None:
        self.sampler, self.sizes = sampler, tuple(sampler.sizes)
        self.rows: list[list[tuple[Any, ...]]] = [[] for _ in range(sampler.count)]
        self.numbers = np.full((sampler.count, math.prod(self.sizes)), -1, np.int32)
        self._known: list[dict[Any, int]] = [{} for _ in range(sampler.count)]
        self._last: dict[int, Mark] = {}
        self._number: dict[int, int] = {}
        order, began = self._dearest_first(), time.monotonic()
        told = began
        for n, place in enumerate(itertools.product(*(range(self.sizes[k]) for k in order))):
            setting = [i for _, i in sorted(zip(order, place, strict=True))]
            at = np.ravel_multi_index(setting, self.sizes)
            for slot, number in self._at(setting).items():
                self.numbers[slot, at] = number
            if time.monotonic() - told > 10:
                told = time.monotonic()
                share = 100 * n // self.numbers.shape[1]
                say(f"    {share} % of {self.numbers.shape[1]}, {told - began:.0f} s")
        say(f"all {self.numbers.shape[1]} settings sampled")

    def _at(self, setting: Sequence[int]) -> dict[int, int]:
        """Return which of its rows each slot shows at a setting."""
        marks = self.sampler.show(setting, before=self._last)
        for slot, mark in marks.items():
            if mark is not self._last.get(slot):
                state, numbers, told = self.sampler.entry(slot, mark)
                row = state, numbers.astype(np.float32), told
                key = state, row[1].tobytes(), row[2].tobytes()
                self._number[slot] = self._known[slot].setdefault(key, len(self.rows[slot]))
                if self._number[slot] == len(self.rows[slot]):
                    self.rows[slot].append(row)
        self._last |= marks
        return {slot: self._number[slot] for slot in marks}

    def _dearest_first(self) -> list[int]:
        """Return the controls, those first whose change takes longest."""
        start = list(self.sampler.index({}))
        self._at(start)
        costs = []
        for k, size in enumerate(self.sizes):
            steps = np.linspace(0, size - 1, min(size, TRIED)).astype(int)
            began = time.process_time()
            for i in steps:
                self._at([*start[:k], int(i), *start[k + 1 :]])
            costs.append((time.process_time() - began) / len(steps))
        return sorted(range(len(costs)), key=lambda k: -costs[k])

    def _told(self, slot: int) -> Iterator[tuple[NDArray, NDArray, NDArray, list[int]]]:
        """Yield columns, their kinds, their numbers on the controls that change them, and these.

        Each form of a slot has columns of its own; the last is that of its states, number -1.
        """
        which = self.numbers[slot].reshape(self.sizes)
        axes = [k for k in range(which.ndim) if np.diff(which, axis=k).any()]
        which = which[tuple(slice(None) if k in axes else 0 for k in range(which.ndim))]
        rows, kinds = self.rows[slot], np.array(self.sampler.kinds)
        states = np.array([*(row[0] for row in rows), np.nan])
        yield np.array([-1]), np.array([TOLD]), states[which][..., None], axes
        for part, place in (1, "at"), (2, "told"):
            forms = defaultdict(list)
            for n, row in enumerate(rows):
                forms[self.sampler.states[slot][row[0]][place], len(row[part])].append(n)
            for (start, count), some in forms.items():
                if not count:
                    continue
                table = np.full((len(rows) + 1, count), np.nan, np.float32)
                table[some] = [rows[n][part] for n in some]
                columns = np.arange(start, start + count)
                yield columns, kinds[columns], table[which], axes

    def parts(self) -> tuple[list[Table], list[Any], NDArray, NDArray]:
        """Return tables, picks, constants and first states, as a `Builder` has them."""
        constants = np.zeros(len(self.sampler.kinds), np.float32)
        first = np.zeros(self.sampler.count, int)
        tables: dict[Key, list[tuple[NDArray, NDArray]]] = defaultdict(list)
        picks: dict[tuple[int, ...], list[tuple[int, NDArray]]] = defaultdict(list)
        lists = [k for k, s in enumerate(self.sampler.steps) if isinstance(s[0], str)]
        longest = max(lists, key=lambda k: self.sizes[k], default=None)
        for slot in range(self.sampler.count):
            for columns, kinds, grid, axes in self._told(slot):
                moves = depends(grid, kinds)
                whole = moves
                if columns[0] < 0:
                    first[slot] = _over(grid, ())[0, 0]
                    mask = np.flatnonzero(moves[:, 0])
                    if len(mask):
                        key = tuple(axes[k] for k in mask)
                        picks[key].append((slot, held(_over(grid, mask)).astype(int)))
                    continue
                constants[columns] = np.nan_to_num(_over(grid, ())[0])
                if longest in axes:
                    at = axes.index(longest)
                    whole = moves & ~moves[at]
                    others = [k for k in axes if k != longest]
                    for option in range(self.sizes[longest]):
                        part = grid.take(option, axis=at)[..., moves[at]]
                        _gather(tables, part, columns[moves[at]], others, (longest, option),
                                depends(part, kinds[moves[at]]))  # fmt: skip
                _gather(tables, grid, columns, axes, None, whole)
        return (
            [self._table(key, parts) for key, parts in tables.items()],
            [(list(key), [slot for slot, _ in some],
              np.hstack([states for _, states in some])) for key, some in picks.items()],
            constants,
            first,
        )  # fmt: skip

    def _table(self, key: Key, parts: list[tuple[NDArray, NDArray]]) -> Table:
        option, controls = key
        columns, values = (np.concatenate(some, axis=-1) for some in zip(*parts, strict=True))
        return Table(controls, columns, values, option)


def depends(grid: NDArray, kinds: NDArray) -> NDArray:
    """Return which axes of a grid (..., n) change each of its numbers: (axes, n).

    A colour's four numbers go together. Where gaps hide that a number changes, so do the axes that
    change the gaps: 24 here and -6 there, with nothing to see on the way from one to the other.

    >>> depends(np.array([[[24.0], [np.nan]], [[np.nan], [-6.0]]]), np.array([TOLD])).ravel()
    array([ True,  True])
    """
    small = np.where(kinds == TOLD, 1e-6, np.where(kinds == PLACE, 2e-3, 1e-5))
    every = tuple(range(grid.ndim - 1))

    def differ(some: NDArray, axes: tuple[int, ...]) -> NDArray:
        low, high = (reduce(grid[..., some], axes) for reduce in (np.fmin.reduce, np.fmax.reduce))
        far = high - low > small[some] * (1 + np.abs(low) / 100)
        return far.any(axis=tuple(range(far.ndim - 1)))

    out = np.array([differ(np.arange(len(kinds)), (axis,)) for axis in every], bool)
    out = out.reshape(len(every), len(kinds))
    holey = np.flatnonzero(np.isnan(grid).any(axis=every))
    for mask in np.unique(out[:, holey], axis=1).T if len(holey) else ():
        some = holey[(out[:, holey] == mask[:, None]).all(axis=0)]
        apart = some[differ(some, tuple(np.flatnonzero(~mask)))]
        seen = np.isfinite(grid[..., apart])
        for axis in every:
            out[axis, apart] |= (seen != seen.take([0], axis=axis)).any(axis=every)
    return together(out, kinds)


def _over(grid: NDArray, mask: Sequence[int] | NDArray) -> NDArray:
    """Return the numbers (rows, n) of a grid (..., n) on some of its axes."""
    others = tuple(k for k in range(grid.ndim - 1) if k not in mask)
    return np.fmax.reduce(grid, others).reshape(-1, grid.shape[-1])


def _gather(
    tables: dict[Key, list[tuple[NDArray, NDArray]]],
    grid: NDArray,
    columns: NDArray,
    axes: Sequence[int],
    option: tuple[int, int] | None,
    moves: NDArray,
) -> None:
    """Put columns and their numbers with those that the same controls change."""
    for mask in np.unique(moves, axis=1).T if len(columns) else ():
        if option is None and not mask.any():
            continue  # a constant
        some = (moves == mask[:, None]).all(axis=0)
        values = _over(grid[..., some], np.flatnonzero(mask))
        shown = np.isfinite(values).any(axis=0)
        if shown.any():
            key = option, tuple(k for k, is_one in zip(axes, mask, strict=True) if is_one)
            tables[key].append((columns[some][shown], held(values[:, shown])))
