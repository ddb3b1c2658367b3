"""Reading what a student typed: numbers with their units, decimal commas, words, lists.

The page without Python reads by the same rules (``replies.js``): what is said here holds there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

FAMILIES: tuple[dict[str, float], ...] = (
    {"N": 1.0, "kN": 1e3},
    {"N·m": 1.0, "N·cm": 1e-2, "N·mm": 1e-3, "kN·m": 1e3},
    {"N·m/kg": 1.0, "N·mm/kg": 1e-3},
    {"m": 1.0, "cm": 1e-2, "mm": 1e-3},
    {"m²": 1.0, "cm²": 1e-4, "mm²": 1e-6},
    {"J": 1.0, "mJ": 1e-3, "kJ": 1e3},
    {"W": 1.0, "kW": 1e3},
    {"MPa": 1.0, "kPa": 1e-3, "Pa": 1e-6, "GPa": 1e3},
    {"°": math.pi / 180, "rad": 1.0},
    {"BW": 1.0, "% BW": 0.01},
    {"kg": 1.0, "g": 1e-3},
    {"m/s": 1.0, "km/h": 1 / 3.6},
    {"s": 1.0, "ms": 1e-3},
    {"": 1.0, "%": 0.01},
)
"""Units that measure the same thing, and the size of each."""

_NAMES = {
    "N": "newton newtons",
    "kN": "kilonewton kilonewtons",
    "N·m": "newtonmetre newtonmetres newtonmeter newtonmeters",
    "m": "metre metres meter meters",
    "cm": "centimetre centimetres centimeter centimeters",
    "mm": "millimetre millimetres millimeter millimeters",
    "J": "joule joules",
    "mJ": "millijoule millijoules",
    "W": "watt watts",
    "MPa": "megapascal n/mm2",
    "Pa": "pascal",
    "°": "deg degree degrees",
    "rad": "radian radians",
    "BW": "bodyweight bodyweights timesbodyweight",
    "% BW": "%bodyweight percentbw",
    "kg": "kilogram kilograms kilo kilos",
    "g": "gram grams",
    "s": "second seconds",
    "km/h": "kmh kph",
    "": "times x fold",
    "%": "percent",
}
_NUMBER = re.compile(r"([+-]?(?:[0-9][0-9 .,]*|[.,][0-9]+)(?:e[+-]?[0-9]+)?)(.*)", re.I)
_AMBIGUOUS = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)"
)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:e[+-]?[0-9]+)?", re.I)


class Unreadable(ValueError):
    """What was typed is no answer; the message says why, and nothing counts as a try."""


def plain(text: str) -> str:
    """Return a text with ordinary spaces, minus signs and quotes.

    >>> plain(" “−3,5 °” ")
    '-3,5 °'
    """
    text = re.sub(r"\s+", " ", re.sub("[−–—]", "-", text))
    return text.strip(" \"'`“”„‘’")


def family(unit: str) -> Mapping[str, float]:
    """Return the units that can stand for ``unit``, each with its size in ``unit``.

    >>> family("mm")
    {'m': 1000.0, 'cm': 10.0, 'mm': 1.0}
    """
    for units in FAMILIES:
        if unit in units:
            return {name: float(f"{size / units[unit]:.12g}") for name, size in units.items()}
    return {unit: 1.0}


def unit_key(text: str) -> str:
    """Return a unit as it is looked up: N·m, "N m" and nm are one."""
    return re.sub(r"[\s·*.⋅^]", "", text.lower()).replace("²", "2")


def spellings(unit: str) -> dict[str, float]:
    """Return each way to write ``unit`` or a relative of it, with its size in ``unit``."""
    return {
        unit_key(word): size
        for name, size in family(unit).items()
        for word in (name, *_NAMES.get(name, "").split())
    }


def read_numbers(text: str, count: int, units: Mapping[str, float]) -> tuple[list[float], float]:
    """Return ``count`` numbers as they were typed, and the size of their unit.

    Raises `Unreadable`, in words, for anything else.

    >>> read_numbers("F = 0,687 kN", 1, spellings("N"))
    ([0.687], 1000.0)
    >>> read_numbers("[1.5, -2, 3] mm", 3, spellings("mm"))
    ([1.5, -2.0, 3.0], 1.0)
    """
    text = re.sub(r"^[a-zθψσ][a-z0-9_₅]* ?= ?", "", plain(text), flags=re.I)
    body = re.sub(r"[\[\]()≈~]", " ", text)
    parts = [body] if count == 1 else _split(body, count)
    values, unit = [], ""
    for part in parts:
        found = _NUMBER.fullmatch(part.strip())
        if unit or not found or re.match("[-+*/^×·]", found[2]):
            raise Unreadable(f"“{_short(text)}” is not a number: compute it first.")
        values.append(_number(found[1].strip()))
        unit = found[2].strip()
    counted(values, count)
    if unit and unit_key(unit) not in units:
        raise Unreadable(f"The unit “{_short(unit)}” does not fit.")
    return values, units[unit_key(unit)] if unit else 1.0


def counted(values: list[float], count: int) -> list[float]:
    """Return the numbers if they are as many as are asked for, and finite."""
    if len(values) != count:
        many = "One number" if len(values) == 1 else f"{len(values) or 'No'} numbers"
        raise Unreadable(f"{many} arrived.")
    if not all(map(math.isfinite, values)):
        raise Unreadable("This is not a finite number.")
    return values


def _split(text: str, count: int) -> list[str]:
    """Return the numbers of a list, a unit at its end left with the last one."""
    text = text.strip()
    parts = [p for p in (w.strip(" ,;") for w in re.split(r"[;\s]", text)) if p]
    if len(parts) < count and "," in text:
        parts = [p for p in (w.strip() for w in re.split(r"[,;]", text)) if p]
    if len(parts) == count + 1 and not _PLAIN.fullmatch(parts[-1]):
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    return parts


def _number(text: str) -> float:
    if _AMBIGUOUS.fullmatch(text):
        raise Unreadable(f"“{text}” can be read in two ways: write it without a comma.")
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    if not _PLAIN.fullmatch(text):
        raise Unreadable(f"“{_short(text)}” is not one number.")
    return float(text.replace(",", "."))


def read_word(text: str, choices: list[str], also: Mapping[str, str]) -> str:
    """Return the choice that was meant: by its number, its words or a synonym.

    >>> read_word("left hand", ["left", "right"], {}), read_word("2", ["left", "right"], {})
    ('left', 'right')
    """
    word = plain(text).lower().rstrip(" .")
    if re.fullmatch("[1-9]", word) and int(word) <= len(choices):
        return choices[int(word) - 1]
    for choice in choices:
        if word == choice.lower():
            return choice
    if word in also:
        return also[word]
    inside = [c for c in choices if word and (_within(c, word) or _within(word, c))]
    if len(inside) == 1 and not _within("not", word):
        return inside[0]
    raise Unreadable(f"“{_short(plain(text))}” is not among the choices.")


def _within(part: str, whole: str) -> bool:
    part, whole = (" ".join(re.sub("[-,()]", " ", t.lower()).split()) for t in (part, whole))
    return f" {part} " in f" {whole} "


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def listed(words: Iterable[str]) -> str:
    """Return choices as they are offered, numbered.

    >>> listed(["left", "right"])
    '(1) left; (2) right'
    """
    return "; ".join(f"({i}) {word}" for i, word in enumerate(words, 1))
