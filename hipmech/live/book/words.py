"""Numbers in sentences: where they stand, and how they are written."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"([+−-]?)(\d+(?:\.(\d+))?)")


class Sentence(NamedTuple):
    """Words with # for each number; decimals of each; the sign it shows; its value."""

    words: str
    decimals: tuple[int, ...]
    signs: tuple[str, ...]
    shown: tuple[float, ...]


def parse(text: str) -> Sentence:
    """Take a sentence apart.

    >>> parse("F −1.50 BW at +8°")
    Sentence(words='F # BW at #°', decimals=(2, 0), signs=('−', '+'), shown=(-1.5, 8.0))
    """
    found = _NUMBER.findall(text)
    return Sentence(
        _NUMBER.sub("#", text),
        tuple(len(places) for _, _, places in found),
        tuple(sign for sign, _, _ in found),
        tuple(float(digits) * (-1 if sign and sign in "−-" else 1) for sign, digits, _ in found),
    )
