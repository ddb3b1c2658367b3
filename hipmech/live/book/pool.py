"""Settings of an explorer that were sampled, and their numbers in columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.sample import Row, Sampler


class Pool:
    """Settings that were sampled: their steps, numbers (NaN where there are none) and states."""

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler
        self._settings: list[tuple[int, ...]] = []
        self._rows: list[Row] = []
        self.number: dict[tuple[int, ...], int] = {}

    def add(self, setting: Sequence[int]) -> int:
        """Sample a setting unless it is known; return its number."""
        key = tuple(int(i) for i in setting)
        if key not in self.number:
            self.number[key] = len(self._rows)
            self._settings.append(key)
            self._rows.append(self.sampler.row(key))
        return self.number[key]

    @property
    def settings(self) -> NDArray:
        """Steps (s, controls)."""
        return np.array(self._settings)

    def numbers(self) -> NDArray:
        """All numbers (s, columns)."""
        out = np.full((len(self._rows), len(self.sampler.kinds)), np.nan, np.float32)
        for number, row in enumerate(self._rows):
            put(self.sampler, row, out[number])
        return out

    def states(self) -> NDArray:
        """States (s, slots), -1 where the setting was refused."""
        out = np.full((len(self._rows), self.sampler.count), -1, np.int32)
        for number, row in enumerate(self._rows):
            for slot, (state, _, _) in row.items():
                out[number, slot] = state
        return out


def put(sampler: Sampler, row: Row, out: NDArray) -> None:
    """Put a row's numbers into their columns."""
    for slot, (state, numbers, told) in row.items():
        entry = sampler.states[slot][state]
        out[entry["at"] : entry["at"] + len(numbers)] = numbers
        out[entry["told"] : entry["told"] + len(told)] = told
