"""A book's tables: what each number depends on is found by probing, then it is sampled."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.pool import put
from hipmech.live.book.probe import Probe
from hipmech.live.book.rules import decide, grow
from hipmech.live.book.sample import PLACE, TOLD, Sampler
from hipmech.live.book.table import Table, combinations, extend, held, rows_of
from hipmech.live.book.trial import Trial
from hipmech.live.book.whole import SETTINGS, Whole

EXACT, SECONDS, OF_LISTS = 100_000, 60, 180  # settings that are all sampled: so many, so long
STRETCH = 16  # settings from which is told how long all take
MOST = (3_000, 6_000, 16_000)  # knots, on finer and finer grids
LENIENT = (1, 1.5, 3)  # times what is allowed
TESTS = 1200


class Builder:
    """Makes the tables and rules of one explorer.

    Attributes
    ----------
    tables : of numbers, each a `Table`.
    picks : (axes, slots, states (rows, slots)) for states that are looked up.
    rules : slot -> tree over `features`, for states that follow from numbers.
    """

    def __init__(self, sampler: Sampler, progress: Callable[[str], None]) -> None:
        self.sampler, self.say = sampler, progress
        self.tables: list[Table] = []
        self.picks: list[tuple[list[tuple[int, NDArray]], list[int], NDArray]] = []
        self.rules: dict[int, Any] = {}
        self.features = np.zeros(0, int)
        self.is_whole = math.prod(sampler.sizes) <= SETTINGS

    def build(self) -> None:
        """Do all of it."""
        if self.is_whole:
            whole = Whole(self.sampler, self.say)
            self.tables, self.picks, self.constants, self.first = whole.parts()
            return
        start = time.process_time()
        self.probe = Probe(self.sampler)
        cost = 1000 * (time.process_time() - start) / self.sampler.calls
        self.say(f"{self.sampler.calls} settings probed, {cost:.1f} ms each")
        masks, pool = self.probe.masks, self.probe.pool
        self.constants, self.first = self.probe.constants, self.probe.first
        large = [key for key in masks if self._is_large(key, self._wanted(*masks[key]))]
        exact = {key: self._empty(key, masks[key][0]) for key in masks if key not in large}
        for key, table in sorted(exact.items(), key=lambda m: (-len(m[0]), m[0])):
            within = [other for k, other in exact.items() if set(k) < set(key)]
            self._exact(key, table, masks[key][1], within)
        if large:
            while len(pool.number) < TESTS + 400 * len(self.sampler.sizes):
                pool.add(self.probe.anywhere())
            parts = {slot: set(key) for key in masks for slot in masks[key][1]}
            self.trial = Trial(pool, self.probe.lines, parts)
            for key in large:
                self._between(key, np.array(masks[key][0], int))
            self._learn([slot for key in large for slot in masks[key][1]])

    def _is_large(self, key: Sequence[int], wanted: Sequence[int]) -> bool:
        has_list = any(isinstance(self.sampler.steps[k][0], str) for k in key)
        most = OF_LISTS if has_list else SECONDS
        return self.probe.count(key) > EXACT or self._seconds(key, wanted) > most

    def _seconds(self, key: Sequence[int], wanted: Sequence[int]) -> float:
        """Return how long it takes to sample these slots at every setting of these controls."""
        k, steps = self.probe.axes(key)[-1]
        setting, times = list(self.probe.anywhere()), []
        for i in steps[:: -(-len(steps) // STRETCH)]:
            setting[k] = i
            start = time.process_time()
            self.sampler.row(setting, wanted, heard=False)
            times.append(time.process_time() - start)
        usual = float(np.median(times))
        return self.probe.count(key) * (usual + max(times[0] - usual, 0) / len(steps))

    def _wanted(self, columns: Iterable[int], slots: Sequence[int]) -> list[int]:
        return sorted({*slots, *(self.sampler.owners[c] for c in columns)})

    def _sample(
        self,
        axes: list[tuple[int, NDArray]],
        columns: NDArray,
        slots: Sequence[int],
        base: Sequence[int],
        within: Iterable[Table] = (),
        *,
        shown: bool,
    ) -> tuple[NDArray, NDArray]:
        """Return numbers (rows, n) and states (rows, slots) on a grid through a base.

        Tables of fewer controls take what is seen by the way.
        """
        wanted = self._wanted(columns, slots)
        within = [t for t in within if set(self._wanted(t.columns, [])) & set(wanted)]
        heard = not shown and any(self.sampler.kinds[c] == TOLD for c in columns)
        count = int(np.prod([len(knots) for _, knots in axes]))
        numbers = np.full((count, len(columns)), np.nan, np.float32)
        states = np.zeros((count, len(slots)), np.int32)
        setting: list[int] = list(base)
        began = told = time.monotonic()
        for r, place in enumerate(combinations(axes)):
            for (k, _), i in zip(axes, place, strict=True):
                setting[k] = i
            row = self.sampler.row(setting, wanted, heard=heard)
            out = np.full(len(self.sampler.kinds), np.nan, np.float32)
            put(self.sampler, row, out, shown=shown)
            numbers[r] = out[columns]
            for table in within:
                here, seen = rows_of(table.axes, np.array([setting])), out[table.columns]
                table.values[here] = np.where(np.isnan(seen), table.values[here], seen)
            states[r] = [row[slot][0] if slot in row else -1 for slot in slots]
            if time.monotonic() - told > 10:
                told = time.monotonic()
                self.say(f"    {100 * r // count} % of {count}, {told - began:.0f} s")
        return numbers, states

    def _empty(self, key: Sequence[int], columns: list[int]) -> Table:
        values = np.full((self.probe.count(key), len(columns)), np.nan, np.float32)
        return Table(self.probe.axes(key), np.array(columns, int), values)

    def _exact(
        self, key: tuple[int, ...], table: Table, slots: list[int], within: list[Table]
    ) -> None:
        """Sample every setting of these controls; what shows only elsewhere, from there."""
        axes, columns = table.axes, table.columns
        self.say(f"{self._names(key)}: all {len(table.values)}, {len(columns)} numbers")
        default, pool = self.probe.default, self.probe.pool
        numbers, states = self._sample(axes, columns, slots, default, within, shown=True)
        table.values = np.where(np.isnan(table.values), numbers, table.values)
        settings, known = pool.settings, pool.numbers()[:, columns]
        rows = rows_of(axes, settings)
        for _ in range(6):
            missing = np.isfinite(known) & np.isnan(table.values[rows])
            if not missing.any():
                break
            base = settings[missing.sum(axis=1).argmax()]
            lost = np.flatnonzero(missing.any(axis=0))
            more, _ = self._sample(axes, columns[lost], [], base, shown=True)
            some = table.values[:, lost]
            table.values[:, lost] = np.where(np.isnan(some), more, some)
        table.values = extend(table.values, axes) if missing.any() else held(table.values)
        moves = np.ptp(table.values, axis=0) > 0
        self.constants[columns[~moves]] = table.values[0, ~moves]
        if moves.any():
            self.tables.append(table.some(moves))
        if slots:
            self.picks.append((axes, slots, np.maximum(states, 0)))

    def _names(self, key: Sequence[int]) -> str:
        return ", ".join(self.sampler.names[k] for k in key)

    def _between(self, key: tuple[int, ...], columns: NDArray) -> None:
        """Sample knots, more of them for the numbers that fewer do not give.

        A number may bend where the state of a slot changes: then each state has a table.
        """
        trial = self.trial
        parting = trial.parting(key)
        for most, lenient in zip(MOST, LENIENT, strict=True):
            if not len(columns):
                return
            axes = trial.axes(key, columns, most)
            values, states = self._sample(axes, columns, parting, self.probe.default, shown=False)
            for _ in range(4):  # what shows only elsewhere, from there
                lost = np.flatnonzero(np.isnan(values).all(axis=0))
                known = np.isfinite(trial.numbers[:, columns[lost]])
                if not known.any():
                    break
                base = trial.settings[known.sum(axis=1).argmax()]
                values[:, lost], _ = self._sample(axes, columns[lost], [], base, shown=False)
            plain = Table(axes, columns, extend(values, axes))
            least = trial.off(plain)
            bad = np.flatnonzero(least > lenient)
            best = np.full(len(columns), -1)
            parted: list[list[Table]] = []
            for way, slot in enumerate(parting):
                parts, off = [], np.zeros(len(bad))
                for state, rows in trial.of(slot):
                    part = np.where(states[:, [way]] == state, values[:, bad], np.nan)
                    table = Table(axes, columns[bad], extend(part, axes), (slot, state))
                    parts.append(table)
                    lost = np.isnan(part).all(axis=0) & np.isfinite(
                        trial.numbers[rows][:, table.columns]).any(axis=0)  # fmt: skip
                    off = np.maximum(off, np.where(lost, np.inf, trial.off(table)))
                parted.append(parts)
                better = off < 0.9 * least[bad]
                least[bad[better]], best[bad[better]] = off[better], way
            kept = (least <= lenient) | (most == MOST[-1])
            self.tables.append(plain.some(kept & (best < 0)))
            for way, parts in enumerate(parted):
                self.tables += [part.some((kept & (best == way))[bad]) for part in parts]
            grid = " x ".join(str(len(knots)) for _, knots in axes)
            self.say(
                f"{self._names(key)}: {grid} knots give {kept.sum()} of {len(columns)} numbers, "
                f"{(kept & (best >= 0)).sum()} in parts, off by {least.max():.2f} of the allowed"
            )
            columns = columns[~kept]

    def _learn(self, slots: list[int]) -> None:
        """Find rules for states that depend on too many settings to list them."""
        if not slots:
            return
        trial = self.trial
        kinds = np.array(self.sampler.kinds)
        sizes = np.bincount(self.sampler.owners, minlength=self.sampler.count)
        use = np.zeros(len(kinds), bool)
        for table in self.tables:
            use[table.columns] |= not table.regime
        use &= (sizes[self.sampler.owners] <= 40) & np.isin(kinds, (PLACE, TOLD))
        self.features = np.flatnonzero(use)
        known = self.play(trial.settings)[0][:, use]
        _, first = np.unique(known.round(3), axis=1, return_index=True)
        self.features, known = self.features[np.sort(first)], known[:, np.sort(first)]
        features = np.hstack([known, trial.settings])
        for slot in slots:
            seen = trial.states[:, slot] >= 0
            self.rules[slot] = grow(features[seen], trial.states[seen, slot])
            self.say(f"rule for slot {slot}: {str(self.rules[slot])[:150]}")

    def play(self, settings: NDArray) -> tuple[NDArray, NDArray]:
        """Return all columns (s, n) and the states (s, slots) as the page has them."""
        numbers = np.tile(self.constants, (len(settings), 1))
        states = np.tile(self.first, (len(settings), 1))
        for table in self.tables:
            if not table.regime:
                rows = np.arange(len(settings))
                if table.option:
                    rows = rows[settings[:, table.option[0]] == table.option[1]]
                numbers[np.ix_(rows, table.columns)] = table.at(settings[rows])
        for axes, slots, looked_up in self.picks:
            states[:, slots] = looked_up[rows_of(axes, settings)]
        features = np.hstack([numbers[:, self.features], settings])
        for slot, tree in self.rules.items():
            states[:, slot] = decide(tree, features)
        for table in self.tables:
            if table.regime:
                rows = np.flatnonzero(states[:, table.regime[0]] == table.regime[1])
                numbers[np.ix_(rows, table.columns)] = table.at(settings[rows])
        return numbers, states
