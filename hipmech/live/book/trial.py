"""What interpolated numbers are held against, and where knots follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.pool import Pool
from hipmech.live.book.sample import COLOUR, PLACE, TOLD
from hipmech.live.book.table import Table, missed, place_knots

LEAST = {PLACE: 0.15, COLOUR: 0.01}  # by how much an interpolated number may be off: px, share
UNITS = 0.15  # of the last digit
FEW = 8  # states that part a table


class Trial:
    """Settings that were sampled at random and along lines.

    Attributes
    ----------
    settings, numbers, states : of the pool.
    lines : for each control, steps along it and the numbers of these settings.
    """

    def __init__(
        self,
        pool: Pool,
        lines: Sequence[Sequence[tuple[NDArray, list[int]]]],
        slots: Mapping[int, set[int]],
    ) -> None:
        self.sampler, self.lines = pool.sampler, lines
        self.numbers, self.settings, self.states = pool.numbers(), pool.settings, pool.states()
        parted: dict[bytes, tuple[int, set[int]]] = {}
        for slot, controls in slots.items():
            kinds, parts = np.unique(self.states[:, slot], return_inverse=True)
            if 2 <= len(kinds) <= FEW:
                parted.setdefault(parts.tobytes(), (slot, controls))
        self._parted_by = list(parted.values())

    def parting(self, key: Sequence[int]) -> list[int]:
        """Return the slots whose states hang on these controls alone: numbers may bend there."""
        return [slot for slot, controls in self._parted_by if controls <= set(key)]

    def scale(self, columns: NDArray) -> NDArray:
        """Return by how much each column may be off."""
        kinds = np.array(self.sampler.kinds)[columns]
        numbers = self.numbers[:, columns]
        spread = np.nanmax(numbers, axis=0) - np.nanmin(numbers, axis=0)
        out = np.where(kinds == TOLD, UNITS * np.array(self.sampler.units)[columns], spread / 400)
        for kind, least in LEAST.items():
            out[kinds == kind] = least
        return out + 1e-9

    def of(self, slot: int) -> list[tuple[int, NDArray]]:
        """Return each state of a slot that was seen, with its settings in the pool."""
        seen = np.unique(self.states[:, slot])
        return [(int(s), np.flatnonzero(self.states[:, slot] == s)) for s in seen if s >= 0]

    def off(self, table: Table) -> NDArray:
        """Return by how many times what is allowed a table's columns are off, at worst."""
        rows = np.arange(len(self.settings))
        if table.regime:
            rows = rows[self.states[:, table.regime[0]] == table.regime[1]]
        numbers = self.numbers[rows][:, table.columns]
        off = np.abs(table.at(self.settings[rows]) - numbers) / self.scale(table.columns)
        return np.nan_to_num(off).max(axis=0, initial=0)

    def axes(self, key: tuple[int, ...], columns: NDArray, most: int) -> list[tuple[int, NDArray]]:
        """Choose knots so that no line through a base is off by more than a share of the allowed.

        The share is what ``most`` knots can give to the tamer 70 % of the numbers.
        """
        scale, slots = self.scale(columns), [None, *self.parting(key)]
        ways = [[(steps, values) for k in key for steps, values in self._lines(k, columns, slot)]
                for slot in slots]  # fmt: skip
        wild = np.array([self._wild(lines) / scale for lines in ways])
        way = np.where(wild[0] <= 1.1 * wild.min(axis=0), 0, wild.argmin(axis=0))
        tame = np.argsort(wild.min(axis=0))[: int(0.7 * len(columns)) + 1][-200:]
        share = 0.5
        while True:
            axes = []
            for k in key:
                lines = []
                for w in np.unique(way[tame]):
                    slot, some = slots[w], tame[way[tame] == w]
                    for steps, values in self._lines(k, columns[some], slot):
                        lines.append((steps, values / (share * scale[some])))
                size = self.sampler.sizes[k]
                is_list = isinstance(self.sampler.steps[k][0], str)
                axes.append((k, np.arange(size) if is_list else place_knots(lines, size)))
            if np.prod([len(knots) for _, knots in axes]) <= most or share > 1e6:
                return axes
            share *= 1.6

    def _lines(
        self, k: int, columns: NDArray, slot: int | None
    ) -> Iterator[tuple[NDArray, NDArray]]:
        """Yield steps and numbers along a control, whole or apart for each state of a slot."""
        for steps, rows in self.lines[k]:
            numbers = self.numbers[rows][:, columns]
            if slot is None:
                yield steps, numbers
                continue
            states = self.states[rows, slot]
            for state in np.unique(states[states >= 0]):
                yield steps, np.where((states == state)[:, None], numbers, np.nan)

    def _wild(self, lines: list[tuple[NDArray, NDArray]]) -> NDArray:
        """Return by how much five knots miss the numbers on these lines."""
        most = np.zeros(lines[0][1].shape[1])
        for steps, values in lines:
            five = steps[np.linspace(0, len(steps) - 1, min(5, len(steps))).astype(int)]
            most = np.maximum(most, missed(steps, values, five).max(axis=0))
        return most
