"""A book's tables: all settings of a page, or of the controls that each number depends on."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.pool import put
from hipmech.live.book.probe import Probe
from hipmech.live.book.sample import Sampler
from hipmech.live.book.table import Table, held, together
from hipmech.live.book.whole import SETTINGS, Whole

MOST = 100_000  # settings of the controls that one number depends on


class Builder:
    """Makes the tables of one explorer.

    Attributes
    ----------
    tables : of numbers, each a `Table`.
    picks : (controls, slots, states (rows, slots)) for states.
    constants, first : numbers and states where no table says otherwise.
    """

    def __init__(self, sampler: Sampler, progress: Callable[[str], None]) -> None:
        self.sampler, self.say = sampler, progress
        self.tables: list[Table] = []
        self.picks: list[tuple[list[int], list[int], NDArray]] = []

    def build(self) -> None:
        """Do all of it."""
        if math.prod(self.sampler.sizes) <= SETTINGS:
            whole = Whole(self.sampler, self.say)
            self.tables, self.picks, self.constants, self.first = whole.parts()
            return
        start = time.process_time()
        self.probe = Probe(self.sampler)
        count = len(self.probe.pool.number)
        cost = 1000 * (time.process_time() - start) / count
        self.say(f"{count} settings probed, {cost:.1f} ms each")
        masks = self.probe.masks
        for key in masks:
            if self.probe.count(key) > MOST:
                raise ValueError(
                    f"{self._names(key)} have {self.probe.count(key)} settings together, at most "
                    f"{MOST} can be tabled: let sliders have fewer steps (every=)."
                )
        self.constants, self.first = self.probe.constants, self.probe.first
        tables = {key: self._empty(key, columns) for key, (columns, _) in masks.items()}
        for key, table in sorted(tables.items(), key=lambda m: (-len(m[0]), m[0])):
            within = [other for k, other in tables.items() if set(k) < set(key)]
            self._fill(table, masks[key][1], within)

    def _wanted(self, columns: Iterable[int], slots: Sequence[int]) -> list[int]:
        return sorted({*slots, *(self.sampler.owners[c] for c in columns)})

    def _sample(
        self,
        controls: list[int],
        columns: NDArray,
        slots: Sequence[int],
        base: Sequence[int],
        within: Iterable[Table] = (),
    ) -> tuple[NDArray, NDArray]:
        """Return numbers (rows, n) and states (rows, slots) at all steps of some controls.

        The others stand at a base. Tables of fewer controls take what is seen by the way.
        """
        wanted = self._wanted(columns, slots)
        within = [t for t in within if set(self._wanted(t.columns, [])) & set(wanted)]
        count = self.probe.count(controls)
        numbers = np.full((count, len(columns)), np.nan, np.float32)
        states = np.zeros((count, len(slots)), np.int32)
        setting: list[int] = list(base)
        began = told = time.monotonic()
        steps = itertools.product(*(range(self.sampler.sizes[k]) for k in controls))
        for r, place in enumerate(steps):
            for k, i in zip(controls, place, strict=True):
                setting[k] = i
            row = self.sampler.row(setting, wanted)
            out = np.full(len(self.sampler.kinds), np.nan, np.float32)
            put(self.sampler, row, out)
            numbers[r] = out[columns]
            for table in within:
                here, seen = self._rows(table, np.array([setting])), out[table.columns]
                table.values[here] = np.where(np.isnan(seen), table.values[here], seen)
            states[r] = [row[slot][0] if slot in row else -1 for slot in slots]
            if time.monotonic() - told > 10:
                told = time.monotonic()
                self.say(f"    {100 * r // count} % of {count}, {told - began:.0f} s")
        return numbers, states

    def _empty(self, key: Sequence[int], columns: list[int]) -> Table:
        values = np.full((self.probe.count(key), len(columns)), np.nan, np.float32)
        return Table(self.probe.order(key), np.array(columns, int), values)

    def _rows(self, table: Table, settings: NDArray) -> NDArray:
        sizes = [self.sampler.sizes[k] for k in table.controls]
        return np.ravel_multi_index(tuple(settings[:, table.controls].T), sizes)

    def _fill(self, table: Table, slots: list[int], within: list[Table]) -> None:
        """Sample every setting of a table's controls; what shows only elsewhere, from there."""
        controls, columns = table.controls, table.columns
        self.say(f"{self._names(controls)}: all {len(table.values)}, {len(columns)} numbers")
        default, pool = self.probe.default, self.probe.pool
        numbers, states = self._sample(controls, columns, slots, default, within)
        table.values = np.where(np.isnan(table.values), numbers, table.values)
        settings, known = pool.settings, pool.numbers()[:, columns]
        rows = self._rows(table, settings)
        for _ in range(6):
            missing = np.isfinite(known) & np.isnan(table.values[rows])
            if not missing.any():
                break
            base = settings[missing.sum(axis=1).argmax()]
            lost = np.flatnonzero(missing.any(axis=0))
            more, _ = self._sample(controls, columns[lost], [], base)
            some = table.values[:, lost]
            table.values[:, lost] = np.where(np.isnan(some), more, some)
        table.values = held(table.values)
        kinds = np.array(self.sampler.kinds)[columns]
        moves = together(np.ptp(table.values, axis=0) > 0, kinds)
        self.constants[columns[~moves]] = table.values[0, ~moves]
        if moves.any():
            self.tables.append(table.some(moves))
        if slots:
            self.picks.append((controls, slots, np.maximum(states, 0)))

    def _names(self, key: Sequence[int]) -> str:
        return ", ".join(self.sampler.names[k] for k in key)
