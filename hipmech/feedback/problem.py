"""One problem: what is asked, what is right, and the wrong answers that are known by name.

A problem is data: numbers, words, tolerances. `Problem.judge` is the one place that compares, and
``replies.js`` does the same with `Problem.data` on a page without Python.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from hipmech.feedback.reading import (
    Unreadable,
    listed,
    read_numbers,
    read_word,
    spellings,
)
from hipmech.feedback.rich import rich
from hipmech.feedback.usual import usual_mistakes

KINDS = ("prediction", "one step", "two steps", "estimate", "design")
_COUNT = {1: "one digit", 2: "two digits", 3: "three digits", 4: "four digits"}


class LooksAlike(ValueError):
    """With these givens a mistake cannot be told from another, or from the right answer."""


@dataclass(frozen=True)
class Known:
    """A value that has a name, and how near an answer must be to be it."""

    message: str
    value: tuple[float, ...]
    tolerance: float

    def distance(self, value: Sequence[float]) -> float:
        """Return the largest difference of a component."""
        return max(abs(a - b) for a, b in zip(self.value, value, strict=True))


@dataclass(frozen=True)
class Problem:
    """A question with its right answer, computed; `hipmech.feedback.asks` shows how to write one.

    Raises `LooksAlike` (a ValueError) when a mistake could not be told from the right answer or
    from another one.

    Parameters
    ----------
    statement : what is asked, in plain text with ``*emphasis*``; the givens stand in it.
    expected : a number, several numbers, a word, or a tuple of words that are all right.
    unit : of the answer; a key of `hipmech.feedback.reading.FAMILIES` reads its relatives as well.
    mistakes : what is said -> the wrong value that it is said to.
    hint, solution : shown after the first and the second wrong try.
    digits : asked for; an answer counts as right when it is one off in the last of them, but not
        more than 5 %, or half a per cent off.
    within : for an estimate, the share of the right answer that it may be off (0.25).
    also : other words for a choice, {"medial": "inward"}.
    stays : (factor, "N·m about the hip"): what stays unbalanced for each unit that the answer is
        off.
    angle : (the answer as a function of an angle in radians, the right angle in degrees).
    body_weight : in N; found from a given ``mass_kg`` where there is one.
    """

    id: str
    kind: str
    given: Mapping[str, Any]
    statement: str
    expected: Any
    unit: str = ""
    mistakes: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    solution: str = ""
    digits: int = 3
    within: float = 0.0
    also: Mapping[str, str] = field(default_factory=dict)
    stays: tuple[float, str] | None = None
    angle: tuple[Callable[[float], Any], float] | None = None
    body_weight: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind must be one of {', '.join(KINDS)}.")
        if not (self.mistakes and self.solution):
            raise ValueError(f"{self.id}: list a mistake and give a solution at least.")
        for message, wrong in self.mistakes.items():
            for value in (wrong, self._rounded(wrong)):
                if (found := self.judge(value)[1]) != message:
                    raise LooksAlike(f"{self.id}: {message!r} ({value}) is hidden by {found!r}.")

    @property
    def is_choice(self) -> bool:
        """Whether a word is asked for."""
        return bool(self.right_words)

    @cached_property
    def right_words(self) -> tuple[str, ...]:
        """The words that are right; none when numbers are asked for."""
        if isinstance(self.expected, str):
            return (self.expected,)
        words = isinstance(self.expected, tuple) and all(isinstance(w, str) for w in self.expected)
        return self.expected if words else ()

    @cached_property
    def choices(self) -> list[str]:
        """The words to choose from, in an order that tells nothing."""
        return sorted({*self.right_words, *self.mistakes.values()}) if self.is_choice else []

    @cached_property
    def right(self) -> tuple[float, ...]:
        """The right numbers; none when a word is asked for."""
        return () if self.is_choice else numbers(self.expected)

    @cached_property
    def tolerance(self) -> float:
        """How far off an answer may be and still be right."""
        return self.within * _size(self.right) or self._tolerance(self.right)

    @cached_property
    def known(self) -> list[Known]:
        """Every wrong value that has a name: the listed ones, then those that any problem has."""
        if self.is_choice:
            return []
        named = {message: numbers(value) for message, value in self.mistakes.items()}
        taken = set(map(self._rounded, named.values()))
        known = [Known(message, value, self._tolerance(value)) for message, value in named.items()]
        for message, value in usual_mistakes(self):
            if (rounded := self._rounded(value)) not in taken:
                taken.add(rounded)
                known.append(Known(message, value, self._tolerance(value)))
        if not self.within and self.digits > 1:
            unit = self._unit(self.right, self.digits - 1)
            rounded = tuple(_round(value, unit) for value in self.right)
            message = f"This is rounded too far: {_COUNT[self.digits]} are asked for."
            known.append(Known(message, rounded, 1e-9 * _size(self.right)))
        return known

    @property
    def wanted(self) -> str:
        """What an answer looks like."""
        if self.is_choice:
            return f"choose one: {listed(self.choices)}"
        many = "give a number" if len(self.right) == 1 else f"give {len(self.right)} numbers"
        unit = f" in {self.unit}" if self.unit else ""
        if self.kind == "prediction":
            return f"{many}{unit}; a rough one will do"
        if self.within:
            return f"{many}{unit}; an estimate within {100 * self.within:.0f} % is right"
        return f"{many}{unit}, to {_COUNT[self.digits]}"

    @property
    def stated(self) -> str:
        """HTML of what is asked, without anything of the answer."""
        head = f"<strong>{self.id}</strong> <small>{self.kind}</small><br>"
        head = "<strong>Predict.</strong> " if self.kind == "prediction" else head
        names, values = ", ".join(self.given), ", ".join(map(repr, self.given.values()))
        copy = f" <code>{names} = {escape(values)}</code>" if names else ""
        asked = f"{rich(self.statement)}<br>{rich(self.wanted[0].upper() + self.wanted[1:])}."
        return f'<div style="line-height: 1.5">{head}{asked}{copy}</div>'

    def read(self, text: str) -> Any:
        """Return a typed answer as a word or as numbers in the unit asked for.

        Raises `Unreadable`, in words.
        """
        if self.is_choice:
            return read_word(text, self.choices, self.also)
        values, size = read_numbers(text, len(self.right), spellings(self.unit))
        if size != 1 and self._is_right(values):
            raise Unreadable(f"The number fits, the unit does not: {self.unit} is asked for.")
        return tuple(size * value for value in values)

    def judge(self, answer: Any) -> tuple[bool, str]:
        """Return whether an answer (a choice, or numbers) is right, and what is said to it."""
        if self.is_choice:
            if answer in self.right_words:
                return True, f"Right: {answer}."
            return False, next(m for m, word in self.mistakes.items() if word == answer)
        value = numbers(answer)
        if self._is_right(value):
            return True, f"Right: {self.shown}."
        near = [k for k in self.known if k.distance(value) <= k.tolerance]
        if near:
            return False, min(near, key=lambda k: k.distance(value)).message
        return False, self._how_far(value)

    @property
    def shown(self) -> str:
        """The right answer as it is told once it was found."""
        text = ", ".join(figures(value, self.digits) for value in self.right)
        unit = self.unit if self.unit == "°" else f" {self.unit}"
        return ", ".join(self.right_words) or f"{text}{unit}".rstrip()

    def unbalanced(self, answer: Any) -> str:
        """Return what the answer leaves over, in a sentence."""
        if self.stays is None or self.is_choice:
            return ""
        factor, words = self.stays
        off = math.hypot(*(a - b for a, b in zip(numbers(answer), self.right, strict=True)))
        if off > 20 * _size(self.right):
            return ""  # another unit: the size of the rest would tell nothing
        return f"With your answer {figures(abs(factor) * off, 3)} {words} stay unbalanced."

    def data(self) -> dict[str, Any]:
        """Return all that a page needs to ask this problem and to reply as Python does."""
        texts = ("id", "kind", "statement", "hint", "solution", "wanted", "shown")
        common = {
            **{name: getattr(self, name) for name in texts},
            "given": dict(self.given),
        }
        if self.is_choice:
            wrong = {word: message for message, word in self.mistakes.items()}
            return {
                **common,
                "choices": self.choices,
                "right": self.right_words,
                "also": dict(self.also),
                "mistakes": wrong,
            }
        return {
            **common,
            "unit": self.unit,
            "units": spellings(self.unit),
            "digits": _COUNT[self.digits],
            "right": self.right,
            "tolerance": self.tolerance,
            "exact": self._tolerance(self.right),
            "estimate": self.within,
            "mistakes": [[k.message, k.value, k.tolerance] for k in self.known],
            "stays": self.stays,
        }

    def _is_right(self, value: Sequence[float]) -> bool:
        return max(abs(a - b) for a, b in zip(value, self.right, strict=True)) <= self.tolerance

    def is_exact(self, value: Any) -> bool:
        """Whether a prediction is more than close."""
        if self.is_choice:
            return True
        off = max(abs(a - b) for a, b in zip(numbers(value), self.right, strict=True))
        return off <= self._tolerance(self.right)

    def _how_far(self, value: Sequence[float]) -> str:
        right = self.right
        if len(right) == 1 and value[0] * right[0] < 0:
            return "Not yet: the sign is wrong, and so is the size."
        off = max(abs(a - b) for a, b in zip(value, right, strict=True))
        if not self.within and off <= 3 * self.tolerance:
            return f"Nearly: round only at the end, and give {_COUNT[self.digits]}."
        size, right_size = math.hypot(*value), math.hypot(*right)
        if len(right) > 1 and abs(size - right_size) <= self.tolerance:
            return "Not yet: the size is right, the direction is not."
        size_word = "its size is" if right[0] < 0 or len(right) > 1 else "this is"
        return f"Not yet: {size_word} too {'large' if size > right_size else 'small'}."

    def _unit(self, value: Sequence[float], digits: int) -> float:
        """One in the last of the digits of the largest component."""
        size = _size(value)
        return 10.0 ** (math.floor(math.log10(size)) - digits + 1) if size else 1e-9

    def _tolerance(self, value: Sequence[float]) -> float:
        unit, size = self._unit(value, self.digits), _size(value)
        return (1 + 1e-9) * max(min(unit, 0.05 * size), 0.5 * unit, 0.005 * size)

    def _rounded(self, answer: Any) -> Any:
        if isinstance(answer, str):
            return answer
        value = numbers(answer)
        unit = self._unit(value, self.digits)
        return tuple(float(f"{_round(v, unit):.6g}") for v in value)


def numbers(values: Any) -> tuple[float, ...]:
    """Return one number or several as a tuple of floats."""
    try:
        return tuple(float(v) for v in values)
    except TypeError:
        return (float(values),)


def figures(value: float, digits: int) -> str:
    """Return a number with at least so many digits, none before the point left out.

    >>> figures(1144.3, 3), figures(0.0377, 3), figures(-2.5, 2), figures(3.0, 3)
    ('1144', '0.0377', '−2.5', '3')
    """
    if float(value).is_integer() or not math.isfinite(value):
        return f"{value:.0f}".replace("-", "−")
    decimals = min(max(0, digits - 1 - math.floor(math.log10(abs(value)))), 12)
    text = f"{math.floor(abs(value) * 10**decimals + 0.5) / 10**decimals:.{decimals}f}"
    return f"−{text}" if value < 0 else text


def _size(value: Sequence[float]) -> float:
    return max(map(abs, value), default=0.0)


def _round(value: float, unit: float) -> float:
    return math.copysign(math.floor(abs(value) / unit + 0.5) * unit, value)
