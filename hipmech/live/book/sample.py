"""What an explorer shows at one setting, as numbers in columns and states of its marks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.patches import PathPatch
from numpy.typing import NDArray

from hipmech.drawing.stage import own_style
from hipmech.live.book import words
from hipmech.live.controls import Control
from hipmech.live.explorer import Explorer
from hipmech.live.recorder import Mark, Recorder

PLACE, COLOUR, TOLD, TRAIT, COUNT = range(5)  # kinds of numbers
Row = dict[int, tuple[int, NDArray, NDArray]]  # slot -> state, numbers, those in sentences


def layout(
    looks: Sequence[dict[str, Any]], numbers: NDArray
) -> tuple[list[int], tuple[int, ...], list[int]]:
    """Return the kind of each number of a mark, the counts among them, which are exact, and parts.

    A part is a look, or of many polygons one: its numbers change together.
    """
    kinds: list[int] = []
    counts: list[int] = []
    parts: list[int] = []
    for look in looks:
        fill_and_line = 4 * (("fill" in look) + ("line" in look))
        if "text" in look:
            kinds += 4 * [COLOUR] + 2 * [PLACE]
        elif "each" in look:
            n, fills, lines = (int(v) for v in numbers[len(kinds) : len(kinds) + 3])
            counts += [n, fills, lines]
            kinds += 3 * [COUNT] + 4 * (fills + lines) * [COLOUR] + 2 * n * look["each"] * [PLACE]
            first = len(kinds) - 2 * n * look["each"]
            parts += [len(parts)] * (first - len(parts))
            parts += np.repeat(np.arange(first, first + n), 2 * look["each"]).tolist()
        elif "marker" in look:
            n = int(numbers[len(kinds)])
            counts.append(n)
            kinds += [COUNT] + fill_and_line * [COLOUR] + 2 * n * [PLACE]
        elif "image" in look:
            kinds += 4 * [PLACE]
        else:
            path = look["path"]
            n = path if isinstance(path, int) else sum(
                int(count or 1) for count in re.findall(r"\D(\d*)", path))  # fmt: skip
            kinds += fill_and_line * [COLOUR] + 2 * n * [PLACE]
        parts += [len(parts)] * (len(kinds) - len(parts))
    assert len(kinds) == len(numbers), (looks, len(kinds), len(numbers))
    return kinds, tuple(counts), parts


def _some(control: Control, every: int | Sequence[float]) -> list[float]:
    """Return every so-many-th step of a slider, where it starts one of them; or those given."""
    if not isinstance(every, int):
        return [float(value) for value in every]
    steps = control.steps(control.minimum)
    start = min(range(len(steps)), key=lambda i: abs(steps[i] - control.default))
    return steps[start % every :: every]


def _left_out(control: Control, every: int | Sequence[float]) -> str:
    """Say which steps of a slider a page has."""
    if isinstance(every, int):
        size = f"{control.step * every:g} {control.unit}".strip().replace(" °", "°")
        return f"{control.label} in steps of {size}"
    return f"{control.label} at {len(every)} of {len(control.steps(control.minimum))} steps"


def _runs(gaps: NDArray) -> list[int]:
    """Return where each run of gaps begins and ends, one after the other.

    >>> _runs(np.array([False, True, True, False, True]))
    [1, 3, 4, 5]
    """
    return np.flatnonzero(np.diff(np.concatenate([[0], gaps, [0]]).astype(int))).tolist()


class Sampler:
    """An explorer as a function from the steps of its controls to rows of numbers.

    A slot is what moves: an artist; then the readout; then the scene beside it, if any. The state
    of a slot (its looks, words, counts and gaps) tells in which columns its numbers stand.

    Parameters
    ----------
    explorer
    every
        Name of a slider -> every which of its steps a page has, its start among them, if not all;
        or these steps.

    Attributes
    ----------
    names, steps
        Of the controls, and every value that each of them takes.
    states
        Of each slot: what the page needs to know, in the order in which they were met.
    kinds, units, owners, parts
        Of each column; the unit is that of its last digit, or a share of its range; the owner is
        its slot, and a part is what changes together.
    """

    def __init__(
        self,
        explorer: Explorer,
        every: Mapping[str, int | Sequence[float]] = MappingProxyType({}),
    ) -> None:
        self.explorer, self.stage = explorer, explorer.live.stage
        self.names = list(explorer.controls)
        self.steps: list[list[Any]] = [
            _some(c, every.get(name, 1)) if isinstance(c, Control) else list(c.options)
            for name, c in explorer.controls.items()
        ]
        left_out = [
            _left_out(c, every[name])
            for name, c in explorer.controls.items()
            if isinstance(c, Control) and name in every
        ]
        self.notes = [f"On this page: {', '.join(left_out)}."] if left_out else []
        for preset in explorer.presets.values():
            kept = self.values(self.index(preset))
            if any(kept[name] != value for name, value in preset.items()):
                self.notes.append("A button takes the nearest step.")
                break
        self.sizes = [len(steps) for steps in self.steps]
        self.recorder = Recorder(self.stage.figure)
        self.scene = getattr(explorer, "scene", None)
        self.count = len(self.stage.moving) + 1 + (self.scene is not None)
        self.readout = len(self.stage.moving)
        self.states: list[list[dict[str, Any]]] = [[] for _ in range(self.count)]
        self._known: list[dict[Any, int]] = [{} for _ in range(self.count)]
        self._forms: dict[Any, int] = {}
        self.kinds: list[int] = []
        self.units: list[float] = []
        self.owners: list[int] = []
        self.parts: list[int] = []

    def index(self, values: Mapping[str, Any]) -> tuple[int, ...]:
        """Return the nearest step of every control; those not named stand at their default."""
        values = {**self.explorer.defaults, **values}
        return tuple(
            min(range(len(steps)), key=lambda i: abs(steps[i] - values[name]))
            if isinstance(steps[0], float)
            else steps.index(values[name])
            for name, steps in zip(self.names, self.steps, strict=True)
        )

    def values(self, index: Sequence[int]) -> dict[str, Any]:
        """Return the controls' values at these steps."""
        return {n: s[i] for n, s, i in zip(self.names, self.steps, index, strict=True)}

    def show(
        self,
        index: Sequence[int],
        slots: Sequence[int] | None = None,
        before: Mapping[int, Mark] = MappingProxyType({}),
    ) -> dict[int, Mark]:
        """Return the marks of these slots; of a setting that is refused, its words alone.

        Of an artist that was not touched since the marks ``before``, it is the same mark.
        """
        explorer = self.explorer
        try:
            result = explorer.solve(**self.values(index))
        except ValueError as error:
            look = {"words": 1, "refused": 1}
            return {self.readout: Mark([look], b"", [f"Not possible: {error}"])}
        slots = range(self.count) if slots is None else slots
        marks = {}
        with own_style():
            if any(slot < self.readout for slot in slots):
                self.stage.drawing.update(result)
            for slot in slots:
                if slot < self.readout:
                    artist = self.stage.moving[slot]
                    tells = not isinstance(artist, PathPatch)  # Matplotlib's set_path does not
                    is_same = slot in before and tells and not artist.stale
                    marks[slot] = before[slot] if is_same else self.recorder.mark(artist)
        if self.readout in slots:
            marks[self.readout] = Mark([{"words": 1}], b"", [explorer._words(result)])
        if self.readout + 1 in slots:
            traits = explorer._shown(result)  # type: ignore[attr-defined]
            numbers = [np.ravel(np.asarray(v, float)) for v in traits.values()]
            sizes = {name: len(v) if np.ndim(traits[name]) else 0
                     for name, v in zip(traits, numbers, strict=True)}  # fmt: skip
            all_numbers = np.concatenate(numbers).astype("<f4").tobytes()
            marks[self.readout + 1] = Mark([{"traits": sizes}], all_numbers, [])
        return marks

    def row(self, index: Sequence[int], slots: Sequence[int] | None = None) -> Row:
        """Return state, numbers and numbers in sentences of these slots."""
        return {slot: self.entry(slot, mark) for slot, mark in self.show(index, slots).items()}

    def entry(self, slot: int, mark: Mark) -> tuple[int, NDArray, NDArray]:
        """Return state, numbers and numbers in sentences of what a slot shows."""
        numbers = np.frombuffer(mark.numbers, "<f4").astype(float)
        sentences = [words.parse(text) for text in mark.texts]
        gaps = np.isnan(numbers)
        is_special = bool(mark.looks) and ("traits" in mark.looks[0] or "words" in mark.looks[0])
        alike = [0] * len(numbers)
        kinds, counts, parts = (
            ([TRAIT] * len(numbers), (), alike) if is_special else layout(mark.looks, numbers)
        )
        templates = tuple(s.words for s in sentences)
        decimals = tuple(d for s in sentences for d in s.decimals)
        key = (json.dumps(mark.looks), templates, decimals, counts, gaps.tobytes())
        state = self._known[slot].get(key)
        signs = [sign for s in sentences for sign in s.signs]
        shown = [v for s in sentences for v in s.shown]
        if state is None:
            state = self._known[slot][key] = len(self.states[slot])
            self.states[slot].append({
                "looks": mark.looks,
                "words": templates,
                "formats": [[d, "−", "", 0] for d in decimals],
                "at": self._columns((slot, tuple(kinds), counts), kinds, [0.0] * len(kinds), parts),
                "count": len(kinds),
                "told": self._columns((slot, decimals), [TOLD] * len(decimals),
                                      [10.0**-d for d in decimals], [0] * len(decimals)),
                "gaps": _runs(gaps),
            })  # fmt: skip
        for form, sign, number in zip(
            self.states[slot][state]["formats"], signs, shown, strict=True
        ):
            if sign and number <= 0 and sign != "+":
                form[1] = sign
            if sign == "+":
                form[2] = "+"
            if sign and number == 0:
                form[3] = 1
        return state, numbers, np.array(shown)

    def _columns(self, key: Any, kinds: list[int], units: list[float], parts: list[int]) -> int:
        if key not in self._forms:
            self._forms[key] = len(self.kinds)
            self.parts += [len(self.kinds) + part for part in parts]
            self.kinds += kinds
            self.units += units
            self.owners += [key[0]] * len(kinds)
        return self._forms[key]
