"""Probing: what each number and each state of an explorer depends on."""

from __future__ import annotations

import itertools
import random
import time
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from hipmech.live.book.pool import Pool
from hipmech.live.book.sample import PLACE, TOLD, Sampler
from hipmech.live.book.table import together

MEET = 1_300  # settings, that are sampled to meet the forms of a slot
SEEN = 30  # times at least: else a number may move with all that its slot's state does
TRIED = 8  # pairs: else a number is taken to move where the others of its slot do
RARE = 30  # pairs in which it moves: the same
WALKS, BASES, VISITS = 120, 10, 60
FEW = 8  # states of a slot, each of which is visited

Masks = dict[tuple[int, ...], tuple[list[int], list[int]]]


class Probe:
    """Settings of an explorer, sampled one control at a time, and what follows from them.

    Attributes
    ----------
    pool : all settings that were sampled.
    pace : CPU seconds that a step of each control takes.
    masks : the controls that columns and states depend on -> columns, slots.
    constants, first : numbers and states where nothing else is said.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.sampler, self.pool = sampler, Pool(sampler)
        self.random = random.Random(1)
        self.default = sampler.index({})
        self._walk()
        self._visit()
        self._meet(self._masks())
        self.masks = self._masks()

    def count(self, key: Sequence[int]) -> int:
        """Return how many settings these controls have."""
        return int(np.prod([self.sampler.sizes[k] for k in key]))

    def order(self, key: Sequence[int]) -> list[int]:
        """Return these controls in the order in which to sample them.

        What is quickest to change goes to and fro within the others: often the least changes, too.
        """
        return sorted(key, key=lambda k: -self.pace[k])

    def anywhere(self) -> tuple[int, ...]:
        """Return a setting drawn by lot."""
        return tuple(self.random.randrange(n) for n in self.sampler.sizes)

    def _walk(self) -> None:
        """Walk from setting to setting, one control at a time, and along each control."""
        sizes = self.sampler.sizes
        self._pairs: list[tuple[int, int, int]] = []  # of the pool, and the control that differs
        presets = [self.sampler.index(p) for p in self.sampler.explorer.presets.values()]
        self._presets = [self.pool.add(preset) for preset in presets]
        self._lines: list[list[list[int]]] = [[] for _ in sizes]  # of each control
        for _ in range(WALKS):
            here, there = self.anywhere(), self.anywhere()
            for k in self.random.sample(range(len(sizes)), len(sizes)):
                step = (*here[:k], there[k], *here[k + 1 :])
                self._pairs.append((self.pool.add(here), self.pool.add(step), k))
                here = step
        self.pace = np.zeros(len(sizes))
        for base in [self.default, *(self.anywhere() for _ in range(BASES - 1))]:
            for k in range(len(sizes)):
                start = time.process_time()
                rows = self._line(base, k, 41)
                self.pace[k] += (time.process_time() - start) / len(rows) / BASES
                self._lines[k].append(rows)

    def _line(self, base: Sequence[int], k: int, most: int) -> list[int]:
        """Sample along a control; return the numbers of these settings in the pool."""
        n = self.sampler.sizes[k]
        steps = np.unique(np.append(np.linspace(0, n - 1, min(n, most)).round(), base[k]))
        steps = steps.astype(int)
        rows = [self.pool.add((*base[:k], i, *base[k + 1 :])) for i in steps]
        self._pairs += [(rows[0], row, k) for row in rows[1:]]
        return rows

    def _visit(self) -> None:
        """Where something seldom shows, walk along each control from there."""
        seen = np.zeros(0, int)
        for _ in range(VISITS):
            states = self.pool.states()
            few = [slot for slot in range(self.sampler.count)
                   if 1 < len(self.sampler.states[slot]) <= FEW]  # fmt: skip
            shows = np.hstack([states[:, [slot]] == np.arange(FEW) for slot in few or [0]])
            times = shows[seen].sum(axis=0)
            wanted = shows[:, (times < BASES // 3) & shows.any(axis=0)].sum(axis=1)
            wanted[seen] = 0
            if not few or not wanted.any():
                return
            base = int(wanted.argmax())
            seen = np.append(seen, base)
            for k in range(len(self.sampler.sizes)):
                self._line(self.pool.settings[base], k, 9)

    def _meet(self, masks: Masks) -> None:
        """Sample where a slot has more or fewer numbers: each such form has columns of its own."""
        for key, (_, slots) in masks.items():
            forms = [{e["at"] for e in self.sampler.states[s] if e["count"]} for s in slots]
            if self.count(key) <= MEET and any(len(form) > 1 for form in forms):
                setting = list(self.default)
                for place in itertools.product(*(range(self.sampler.sizes[k]) for k in key)):
                    for k, i in zip(key, place, strict=True):
                        setting[k] = i
                    self.pool.add(setting)

    def _masks(self) -> Masks:
        numbers, states = self.pool.numbers(), self.pool.states()
        kinds = np.array(self.sampler.kinds)
        small = np.where(kinds == TOLD, 1e-6, np.where(kinds == PLACE, 2e-3, 1e-5))
        column = np.zeros((len(self.sampler.sizes), numbers.shape[1]), bool)
        tried, moved = np.zeros(column.shape, int), np.zeros(numbers.shape[1], int)
        state = np.zeros((len(self.sampler.sizes), self.sampler.count), bool)
        changed = np.zeros(self.sampler.count, int)
        for a, b, k in self._pairs:
            moves = np.abs(numbers[a] - numbers[b]) > small * (1 + np.abs(numbers[a]) / 100)
            column[k] |= moves
            moved += moves
            tried[k] += np.isfinite(numbers[a] - numbers[b])
            differ = states[a] != states[b]
            either = (states[a] >= 0) & (states[b] >= 0)
            either[self.sampler.readout] = True
            state[k] |= differ & either
            changed += differ & either
        for k, lines in enumerate(self._lines):  # two that a line shows, its first step perhaps not
            for rows in lines:
                low, high = np.fmin.reduce(numbers[rows]), np.fmax.reduce(numbers[rows])
                column[k] |= high - low > small * (1 + np.abs(low) / 100)
        for a, b in itertools.pairwise(
            self._presets
        ):  # what they alone show hangs on all that differs
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
        owners = np.array(self.sampler.owners)
        rare = (moved > 0) & (moved < RARE)
        suspect = rare | (
            (moved == 0) & (np.bincount(owners, rare, self.sampler.count) > 0)[owners]
        )
        for k in range(len(column)):  # what is hard to tell moves as the others of its slot
            moves = np.bincount(owners, column[k], self.sampler.count) > 0
            column[k] |= ((tried[k] < TRIED) | suspect) & moves[owners]
            state[k] |= (changed > 0) & (changed < RARE) & moves
        column = together(column, kinds)
        masks: Masks = defaultdict(lambda: ([], []))
        for c in np.flatnonzero(column.any(axis=0)):
            masks[tuple(np.flatnonzero(column[:, c]))][0].append(int(c))
        for slot in np.flatnonzero(state.any(axis=0)).tolist():
            masks[tuple(np.flatnonzero(state[:, slot]))][1].append(slot)
        self.constants = numbers[np.isfinite(numbers).argmax(axis=0), np.arange(numbers.shape[1])]
        self.first = states.max(axis=0, where=states >= 0, initial=0)
        self.first = np.where(state.any(axis=0), self.first, states[self.pool.number[self.default]])
        return dict(masks)
