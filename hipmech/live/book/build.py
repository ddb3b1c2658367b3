"""A book's tables: what each number depends on is found by probing, then it is sampled."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.pool import Pool, put
from hipmech.live.book.rules import decide, grow
from hipmech.live.book.sample import PLACE, TOLD, Sampler
from hipmech.live.book.table import Table, combinations, extend, rows_of
from hipmech.live.book.trial import Trial
from hipmech.live.book.whole import SETTINGS, Whole

EXACT, SECONDS, OF_LISTS = 60_000, 40, 180  # settings that are all sampled: so many, so long
MEET = 1_300  # settings, that are sampled to meet the forms of a slot
SEEN = 30  # times at least: else a number of a form may move though it was not seen to
MOST = (3_000, 6_000, 16_000)  # knots, on finer and finer grids
LENIENT = (1, 1.5, 3)  # times what is allowed
WALKS, BASES, TESTS = 120, 10, 1200


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
        self.pool = Pool(sampler)
        self.random = random.Random(1)
        self.tables: list[Table] = []
        self.picks: list[tuple[list[tuple[int, NDArray]], list[int], NDArray]] = []
        self.rules: dict[int, Any] = {}
        self.features = np.zeros(0, int)
        self.default = sampler.index({})
        self.is_whole = math.prod(sampler.sizes) <= SETTINGS

    def build(self) -> None:
        """Do all of it."""
        if self.is_whole:
            whole = Whole(self.sampler, self.say)
            self.tables, self.picks, self.constants, self.first = whole.parts()
            return
        self._probe()
        self._meet(self._masks())
        masks = self._masks()
        large = [key for key in masks if self._is_large(key)]
        for key, (columns, slots) in sorted(masks.items(), key=lambda m: (len(m[0]), m[0])):
            if key not in large:
                self._exact(key, np.array(columns, int), slots)
        if large:
            while len(self.pool.number) < TESTS + 40 * BASES * len(self.sampler.sizes):
                self.pool.add(self._anywhere())
            parts = {slot: set(key) for key in masks for slot in masks[key][1]}
            self.trial = Trial(self.pool, self.lines, parts)
            for key in large:
                self._between(key, np.array(masks[key][0], int))
            self._learn([slot for key in large for slot in masks[key][1]])

    def _count(self, key: Sequence[int]) -> int:
        return int(np.prod([self.sampler.sizes[k] for k in key]))

    def _is_large(self, key: Sequence[int]) -> bool:
        has_list = any(isinstance(self.sampler.steps[k][0], str) for k in key)
        count, most = self._count(key), OF_LISTS if has_list else SECONDS
        return count > EXACT or count * self.cost > most

    def _anywhere(self) -> tuple[int, ...]:
        return tuple(self.random.randrange(n) for n in self.sampler.sizes)

    def _probe(self) -> None:
        """Walk from setting to setting, one control at a time, and along each control."""
        start, sizes = time.process_time(), self.sampler.sizes
        self._pairs: list[
            tuple[int, int, int]
        ] = []  # two of the pool, and the control that differs
        presets = [self.sampler.index(p) for p in self.sampler.explorer.presets.values()]
        self._presets = [self.pool.add(preset) for preset in presets]
        self.lines: list[list[tuple[NDArray, list[int]]]] = [[] for _ in sizes]
        for _ in range(WALKS):
            here, there = self._anywhere(), self._anywhere()
            for k in self.random.sample(range(len(sizes)), len(sizes)):
                step = (*here[:k], there[k], *here[k + 1 :])
                self._pairs.append((self.pool.add(here), self.pool.add(step), k))
                here = step
        for base in [self.default, *(self._anywhere() for _ in range(BASES - 1))]:
            for k, n in enumerate(sizes):
                steps = np.unique(np.append(np.linspace(0, n - 1, min(n, 41)).round(), base[k]))
                steps = steps.astype(int)
                rows = [self.pool.add((*base[:k], i, *base[k + 1 :])) for i in steps]
                self.lines[k].append((steps, rows))
                self._pairs += [(rows[0], row, k) for row in rows[1:]]
        self.cost = (time.process_time() - start) / self.sampler.calls
        self.say(f"{self.sampler.calls} settings probed, {1000 * self.cost:.1f} ms each")

    def _meet(self, masks: dict[tuple[int, ...], tuple[list[int], list[int]]]) -> None:
        """Sample where a slot has more or fewer numbers: each such form has columns of its own."""
        for key, (_, slots) in masks.items():
            forms = [{e["at"] for e in self.sampler.states[s] if e["count"]} for s in slots]
            if self._count(key) <= MEET and any(len(form) > 1 for form in forms):
                setting = list(self.default)
                axes = [(k, np.arange(self.sampler.sizes[k])) for k in key]
                for place in combinations(axes):
                    for k, i in zip(key, place, strict=True):
                        setting[k] = i
                    self.pool.add(setting)

    def _masks(self) -> dict[tuple[int, ...], tuple[list[int], list[int]]]:
        """Return the controls that columns and states depend on -> columns, slots."""
        numbers, states = self.pool.numbers(), self.pool.states()
        kinds = np.array(self.sampler.kinds)
        small = np.where(kinds == TOLD, 1e-6, np.where(kinds == PLACE, 2e-3, 1e-5))
        column = np.zeros((len(self.sampler.sizes), numbers.shape[1]), bool)
        state = np.zeros((len(self.sampler.sizes), self.sampler.count), bool)
        for a, b, k in self._pairs:
            column[k] |= np.abs(numbers[a] - numbers[b]) > small * (1 + np.abs(numbers[a]) / 100)
            differ = states[a] != states[b]
            either = (states[a] >= 0) & (states[b] >= 0)
            either[self.sampler.readout] = True
            state[k] |= differ & either
        for k, lines in enumerate(self.lines):  # two that a line shows, its first step perhaps not
            for _, rows in lines:
                low, high = np.fmin.reduce(numbers[rows]), np.fmax.reduce(numbers[rows])
                column[k] |= high - low > small * (1 + np.abs(low) / 100)
        for a, b in pairwise(self._presets):  # what they alone show hangs on all that differs
            differ = np.not_equal(*self.pool.settings[[a, b]])
            only = ~column.any(axis=0) & (np.abs(numbers[a] - numbers[b]) > small)
            column[np.ix_(differ, only)] = True
        for slot, entries in enumerate(self.sampler.states):
            forms = {e["at"]: e["count"] for e in entries if e["count"]}
            told = {e["told"]: len(e["formats"]) for e in entries if e["formats"]}
            for at, count in (forms | told).items():
                here = slice(at, at + count)
                moves = np.isfinite(numbers[:, here]).sum(axis=0) < SEEN
                if at in forms and len(forms) > 1:
                    moves |= column[:, here].any(axis=0)
                column[:, here] |= state[:, [slot]] & moves
        masks: dict[tuple[int, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for c in np.flatnonzero(column.any(axis=0)):
            masks[tuple(np.flatnonzero(column[:, c]))][0].append(int(c))
        for slot in np.flatnonzero(state.any(axis=0)).tolist():
            masks[tuple(np.flatnonzero(state[:, slot]))][1].append(slot)
        self.constants = numbers[np.isfinite(numbers).argmax(axis=0), np.arange(numbers.shape[1])]
        self.first = states.max(axis=0, where=states >= 0, initial=0)
        self.first = np.where(state.any(axis=0), self.first, states[self.pool.number[self.default]])
        return dict(masks)

    def _sample(
        self,
        axes: list[tuple[int, NDArray]],
        columns: NDArray,
        slots: Sequence[int],
        base: Sequence[int],
        *,
        shown: bool,
    ) -> tuple[NDArray, NDArray]:
        """Return numbers (rows, n) and states (rows, slots) on a grid through a base."""
        wanted = sorted({*slots, *(self.sampler.owners[c] for c in columns)})
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
            states[r] = [row[slot][0] if slot in row else -1 for slot in slots]
            if time.monotonic() - told > 10:
                told = time.monotonic()
                self.say(f"    {100 * r // count} % of {count}, {told - began:.0f} s")
        return numbers, states

    def _exact(self, key: tuple[int, ...], columns: NDArray, slots: list[int]) -> None:
        """Sample every setting of these controls; what shows only elsewhere, from there."""
        axes = [(k, np.arange(self.sampler.sizes[k])) for k in key]
        self.say(f"{self._names(key)}: all {self._count(key)}, {len(columns)} numbers")
        numbers, states = self._sample(axes, columns, slots, self.default, shown=True)
        settings, known = self.pool.settings, self.pool.numbers()[:, columns]
        rows = rows_of(axes, settings)
        for _ in range(6):
            missing = np.isfinite(known) & np.isnan(numbers[rows])
            if not missing.any():
                break
            base = settings[missing.sum(axis=1).argmax()]
            lost = np.flatnonzero(missing.any(axis=0))
            more, _ = self._sample(axes, columns[lost], [], base, shown=True)
            numbers[:, lost] = np.where(np.isnan(numbers[:, lost]), more, numbers[:, lost])
        if len(columns):
            self.tables.append(Table(axes, columns, extend(numbers, axes)))
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
            values, states = self._sample(axes, columns, parting, self.default, shown=False)
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
