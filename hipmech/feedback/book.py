"""Where problems are written and found, and how their givens are drawn for a student."""

from __future__ import annotations

import importlib.util
import pkgutil
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from hipmech.checks import did_you_mean
from hipmech.feedback.problem import LooksAlike, Problem

Pieces = Callable[..., Mapping[str, Any]]
_written: dict[str, tuple[str, Mapping[str, Sequence[Any]], Pieces]] = {}
_DRAWS = 100


def asks(id: str, kind: str, **givens: Sequence[Any]) -> Callable[[Pieces], Pieces]:
    """Enter a problem in the book: a function from its givens to the pieces of a `Problem`.

    A given is (standard, lowest, highest, step), or a list of words of which the first is standard.
    Its name ends in its unit: from ``mass_kg``, ``arm_cm`` the usual slips are known.

    >>> @asks("99.1", "one step", mass_kg=(70, 50, 95, 5))
    ... def _weight(mass_kg):
    ...     weight = 9.81 * mass_kg
    ...     return dict(
    ...         statement=f"How large is the weight of {mass_kg} kg?",
    ...         expected=weight,
    ...         unit="N",
    ...         mistakes={"That is the mass.": mass_kg},
    ...         solution=f"{mass_kg} kg · 9.81 m/s² = {weight:.0f} N",
    ...     )
    >>> from hipmech.feedback import check
    >>> check("99.1", 70 * 9.81)
    ✓ Right: 687 N.
    >>> _ = _written.pop("99.1")
    """

    def enter(pieces: Pieces) -> Pieces:
        if id in _written:
            raise ValueError(f"problem {id} is written twice.")
        if not re.fullmatch(r"\d\d\.\d+", id):
            raise ValueError(f"a problem is numbered like 03.2, got {id}.")
        _written[id] = kind, givens, pieces
        return pieces

    return enter


def known_ids(lesson: str = "") -> list[str]:
    """Return the numbers of all problems, or of a lesson's, in order; 03.0 is its prediction.

    Raises ValueError for a lesson without any.
    """
    _open()
    ids = sorted(
        (id for id in _written if id.startswith(f"{lesson}." if lesson else "")),
        key=lambda id: [int(part) for part in id.split(".")],
    )
    if not ids:
        lessons = sorted({id.split(".")[0] for id in _written})
        raise ValueError(f"lesson must be one of {', '.join(lessons)}, got {lesson!r}.")
    return ids


@cache
def _open() -> None:
    """Let every lesson enter its problems, once."""
    lessons = importlib.import_module("hipmech.lessons")
    for room in pkgutil.iter_modules(lessons.__path__, "hipmech.lessons."):
        if room.ispkg and importlib.util.find_spec(f"{room.name}.problems"):
            importlib.import_module(f"{room.name}.problems")


def find(id: str, student: str | None = None) -> Problem:
    """Return a problem with the standard givens, or with those of a student.

    The same name draws the same numbers, everywhere and always; capitals and spaces around do not
    matter. Givens with which two mistakes would look alike are drawn anew.

    Raises ValueError for an unknown number.
    """
    if id not in _written:
        _open()
    if id not in _written:
        raise ValueError(f"there is no problem {id!r}{did_you_mean(id, _written) or '.'}")
    return _drawn(id, " ".join((student or "").lower().split()))


@cache
def _drawn(id: str, student: str) -> Problem:
    kind, givens, pieces = _written[id]
    if not student or kind == "prediction":
        standard = {name: span[0] for name, span in givens.items()}
        return Problem(id, kind, standard, **pieces(**standard))
    draw = random.Random(f"{id} {student}")
    for _ in range(_DRAWS):
        given = {name: _one_of(span, draw) for name, span in givens.items()}
        try:
            return Problem(id, kind, given, **pieces(**given))
        except LooksAlike as error:
            last = error
    raise ValueError(f"{id}: in {_DRAWS} draws two mistakes looked alike; {last}")


def _one_of(span: Sequence[Any], draw: random.Random) -> Any:
    if isinstance(span, list):
        return span[int(draw.random() * len(span))]
    _, low, high, step = span
    steps = int((high - low) / step + 1e-9)
    value = low + step * int(draw.random() * (steps + 1))
    return value if isinstance(step, int) and isinstance(low, int) else float(f"{value:.9g}")
