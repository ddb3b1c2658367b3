"""`check`: a student's answer against the model's, and the mistake by its name.

A reply never tells the answer before it was found. Every listed mistake is tried when the exercise
is made, so a lesson with two mistakes that cannot be told apart does not run at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from html import escape
from typing import Any

import numpy as np

from hipmech.checks import unquoted
from hipmech.results import Result

_SYMBOLS = {"right": "✓", "wrong": "✗", "unanswered": "…"}
_COLOURS = {"right": "#009e73", "wrong": "#d55e00", "unanswered": "#56b4e9"}
_RIGHT = "Right"
_GRAVITY = 9.81  # m/s²
_WITH_LENGTH = ("m", "cm", "mm", "N", "N·m", "J")  # units that a slip of length can reach


class Reply(Result):
    """What a student reads: status ``right``, ``wrong`` or ``unanswered``, and a message."""

    status: str
    message: str

    def __repr__(self) -> str:
        return f"{_SYMBOLS[self.status]} {self.message}"

    def _repr_html_(self) -> str:
        style = f"border-left: 6px solid {_COLOURS[self.status]}; padding: 0.4em 0.8em"
        return f'<div role="status" style="{style}">{escape(repr(self))}</div>'


class Exercise(Result):
    """One question: the expected value and the wrong answers that are known by name."""

    expected: Any
    unit: str
    mistakes: Mapping[str, Any]
    usual_mistakes: Mapping[str, Any] = field(default_factory=dict)
    rtol: float = 0.02
    atol: float = 0.0
    unbalanced: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        for message, wrong in self.mistakes.items():
            value, problem = self._read(wrong)
            found = problem or self._name(value)
            if found != message:
                raise ValueError(f"the mistake {message!r} ({wrong}) is hidden by: {found!r}.")
        if self.unbalanced is not None:
            left, at_rest = (np.abs(self.unbalanced(k * self.expected)).max() for k in (1.0, 0.0))
            if not left <= self.rtol * at_rest:
                raise ValueError(f"unbalanced must vanish at the expected answer, got {left:.3g}.")
        super().__post_init__()

    @np.errstate(all="ignore")
    def reply(self, answer: Any) -> Reply:
        """Reply to an answer, whatever it is; bad input gets words, not an exception."""
        if answer is ... or (isinstance(answer, list | tuple) and any(a is ... for a in answer)):
            wanted = self._wanted()
            return Reply("unanswered", f"Not answered yet: put {wanted} in place of the dots.")
        value, problem = self._read(answer)
        if problem:
            return Reply("wrong", problem)
        if (name := self._name(value)) == _RIGHT:
            return Reply("right", f"{_RIGHT}: {_text(self.expected)} {self.unit}".rstrip() + ".")
        return Reply("wrong", f"{name} {self._what_stays(value)}".rstrip())

    def _name(self, value: Any) -> str:
        """Name the mistake behind a value, the listed ones first; or say that it is right."""
        known = [(_RIGHT, self.expected), *self.mistakes.items(), *self.usual_mistakes.items()]
        names = [name for name, known_value in known if self._close(value, known_value)]
        return names[0] if names else self._too_large_or_small(value)

    def _wanted(self) -> str:
        if isinstance(self.expected, str):
            words = sorted({_word(w) for w in (self.expected, *self.mistakes.values())})
            return f"one of the words {', '.join(map(repr, words))}"
        count = np.size(self.expected)
        numbers = "a number" if count == 1 else f"{count} numbers"
        return f"{numbers} in {self.unit}" if self.unit else numbers

    def _read(self, answer: Any) -> tuple[Any, str]:
        """Read the answer as the word or array it should be, and what is wrong if it is not."""
        please = f"please give {self._wanted()}"
        if answer is None:
            return None, f"This is None, as from a function without return; {please}."
        if isinstance(self.expected, str):
            known = {_word(w) for w in (self.expected, *self.mistakes.values())}
            if isinstance(answer, str) and _word(answer) in known:
                return _word(answer), ""
            return None, f"{answer!r} is not among the choices; {please}."
        if isinstance(answer, str | bytes | bool):
            hint = unquoted(answer) if isinstance(answer, str) else ""
            return None, f"{answer!r} is not a number but {type(answer).__name__}{hint}; {please}."
        try:
            value = np.asarray(answer, dtype=float)
        except (TypeError, ValueError, OverflowError):
            return None, f"This cannot be read as numbers ({type(answer).__name__}); {please}."
        if value.size == 2 and isinstance(answer, tuple) and not np.ndim(self.expected):
            whole, part = answer
            return None, f"Two numbers arrived; if {whole}.{part} is meant, a point is needed."
        if value.size != np.size(self.expected):
            return None, f"{value.size} numbers arrived; {please}."
        if not np.isfinite(value).all():
            return None, f"This is not a finite number ({_text(value)}); {please}."
        return value.reshape(np.shape(self.expected))[()], ""

    def _close(self, a: Any, b: Any) -> bool:
        if isinstance(a, str):
            return _word(a) == _word(b)
        scale = np.maximum(np.abs(a).max(), np.abs(b).max())
        return bool(np.abs(np.subtract(a, b)).max() <= max(self.atol, self.rtol * scale))

    def _too_large_or_small(self, value: Any) -> str:
        if isinstance(value, str):
            return f"It is not {value!r}."
        size, right_size = np.linalg.norm(value), np.linalg.norm(self.expected)
        if np.isclose(size, right_size, rtol=self.rtol, atol=self.atol):
            return "Not yet: the size is right, the direction is not."
        return f"Not yet: this is too {'large' if size > right_size else 'small'}."

    def _what_stays(self, value: Any) -> str:
        if self.unbalanced is None:
            return ""
        left = np.abs(self.unbalanced(value))
        if np.ndim(left):
            return f"With your answer a force of {_text(np.linalg.norm(left))} N stays unbalanced."
        return f"With your answer {_text(left)} N·m about the hip stay unbalanced."


exercises: list[Exercise] = []  # every check made since import, for the tests


def check(
    answer: Any,
    expected: Any,
    *,
    unit: str = "",
    mistakes: Mapping[str, Any] | None = None,
    angle: tuple[Callable[[float], Any], float] | None = None,
    body_weight: float | None = None,
    unbalanced: Callable[[Any], Any] | None = None,
    rtol: float = 0.02,
    atol: float = 0.0,
) -> Reply:
    """Reply to a student's `answer`; a wrong one is told which mistake it looks like.

    Reversed signs, mm and cm for m, a missing g, radians for degrees, angles from the other axis
    and swapped components are found without being listed.

    Raises ValueError when the exercise itself is faulty: a mistake that another message or the
    right answer hides, for instance.

    Parameters
    ----------
    answer : what the student gives: anything at all.
    expected : what the model computes: a number, a vector, or a word (a direction).
    unit : the unit of both, "" for words.
    mistakes : {message: the wrong value that this mistake gives, computed with the same model};
        for words these are also the choices that a student sees.
    angle : (the answer as a function of an angle in radians, the right angle in degrees); finds
        degrees used as radians, and angles converted twice.
    body_weight : in N; finds N, kg and BW in each other's place.
    unbalanced : from an answer to what it leaves over: a moment about the hip (N·m), or a force
        vector (N); it must vanish at the expected answer.
    rtol, atol : an answer counts as equal within the larger of `atol` and `rtol` times its size.

    Examples
    --------
    >>> trunk, arm, lever = 572.0, 0.10, 0.05           # N, m, m
    >>> exercise = dict(
    ...     unit="N",
    ...     mistakes={"Whole W instead of W₅: the stance leg rests on the ground.": 1373.4},
    ...     unbalanced=lambda force: trunk * arm - force * lever,
    ... )
    >>> check(..., trunk * arm / lever, **exercise)
    … Not answered yet: put a number in N in place of the dots.
    >>> check(1140, trunk * arm / lever, **exercise)
    ✓ Right: 1144 N.
    >>> check(1370, trunk * arm / lever, **exercise)
    ✗ Whole W instead of W₅: the stance leg rests on the ground. With your answer 11.3 N·m about \
the hip stay unbalanced.
    >>> check(-1144, trunk * arm / lever, unit="N")
    ✗ The sign is reversed.
    """
    listed = dict(mistakes or {})
    if not isinstance(expected, str):
        expected = np.asarray(expected, dtype=float)[()]
        if not np.isfinite(expected).all() or expected.ndim > 1:
            raise ValueError(f"expected must be a finite number or vector, got {expected}.")
    usual = _usual_mistakes(expected, unit, angle, body_weight, rtol)
    exercise = Exercise(expected, unit, listed, usual, rtol, atol, unbalanced)
    exercises.append(exercise)
    return exercise.reply(answer)


def _usual_mistakes(
    expected: Any,
    unit: str,
    angle: tuple[Callable[[float], Any], float] | None,
    body_weight: float | None,
    rtol: float,
) -> dict[str, Any]:
    """Mistakes that need no lesson to be known; the listed ones come before them."""
    if isinstance(expected, str):
        return {}
    usual = {"The sign is reversed.": -expected}
    if angle is not None:
        function, angle_deg = angle
        once = np.radians(angle_deg)
        if not np.allclose(function(once), expected, rtol=rtol):
            raise ValueError(f"angle gives {function(once)}, expected is {expected}.")
        usual["Degrees went into sin, cos or tan, which take radians."] = function(angle_deg)
        usual["The angle was turned into radians twice."] = function(np.radians(once))
    if body_weight is not None:
        mass = body_weight / _GRAVITY
        factors = {"N": {"BW": 1 / body_weight}, "BW": {"newtons": body_weight, "kg": mass}}
        for found, factor in factors.get(unit, {}).items():
            usual[f"This is in {found}; {unit} is asked for."] = factor * expected
    if unit in ("N", "N·m"):
        usual["Kilograms are not newtons: g is missing."] = expected / _GRAVITY
        usual["g was multiplied in twice."] = expected * _GRAVITY
    if unit == "deg":
        usual["This is in radians; degrees are asked for."] = np.radians(expected)
        usual["This is the angle from the other axis."] = 90.0 - expected
    if unit in _WITH_LENGTH:
        for factor, names in ((1000, "Millimetres and metres"), (100, "Centimetres and metres")):
            usual[f"{names} are mixed up: {factor} times too large."] = factor * expected
            usual[f"{names} are mixed up: {factor} times too small."] = expected / factor
    if unit == "%":
        usual["That is the fraction; percent are asked for."] = expected / 100
    if unit == "BW":
        usual["That is in percent of body weight."] = 100 * expected
    for i in range(np.size(expected) if np.ndim(expected) else 0):
        flip = np.where(np.arange(np.size(expected)) == i, -1.0, 1.0)
        usual[f"The sign of number {i + 1} is reversed."] = flip * expected
    if np.size(expected) == 2:
        usual["The two numbers are swapped."] = expected[::-1]
    return usual


def _word(value: Any) -> str:
    return " ".join(str(value).lower().split())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if np.ndim(value):
        return "[" + ", ".join(_text(v) for v in np.ravel(value)) + "]"
    digits = max(0, 2 - int(np.floor(np.log10(abs(value))))) if value and np.isfinite(value) else 0
    return f"{value:.{digits}f}"
