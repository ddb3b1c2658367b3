"""Numbers in sentences: where they stand, how they are written, and what they were before rounding.

A book keeps a sentence as a template and numbers. The numbers are read off the sentence; what they
were before rounding is overheard, where f-strings were taught to tell (`listen`), since rounded
numbers do not interpolate.
"""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Number
from typing import Any, NamedTuple

import numpy as np

_BLANKS = "".join(map(chr, range(0x2000, 0x2008)))  # spaces of many widths, which nobody writes
_NUMBER = re.compile(rf"([+−-]?)(\d+(?:\.(\d+))?)([{_BLANKS}]{{5}})?")
_BLANK = re.compile(f"[{_BLANKS}]")
_heard: list[float] | None = None  # what f-strings wrote lately


class Sentence(NamedTuple):
    """Words with # for each number; decimals of each; the sign it shows; shown and true values."""

    words: str
    decimals: tuple[int, ...]
    signs: tuple[str, ...]
    shown: tuple[float, ...]
    true: tuple[float, ...]


def parse(text: str) -> Sentence:
    """Take a sentence apart.

    >>> parse("F −1.50 BW at +8°")[:4]
    ('F # BW at #°', (2, 0), ('−', '+'), (-1.5, 8.0))
    """
    rows = []
    for sign, digits, places, blanks in _NUMBER.findall(text):
        shown = float(digits) * (-1 if sign and sign in "−-" else 1)
        number = int("".join(str(_BLANKS.index(b)) for b in blanks) or "0", 8)
        true = _heard[number - 1] if _heard and number else shown
        rows.append((len(places), sign, shown, true if abs(true - shown) < 1 else shown))
    columns = tuple(zip(*rows, strict=True)) or ((), (), (), ())
    return Sentence(_BLANK.sub("", _NUMBER.sub("#", text)), *columns)


def write(words: str, numbers: Any, formats: Any) -> str:
    """Put sentence and numbers together; formats are (decimals, minus, plus, has a signed zero).

    >>> write("F # BW at #°", [-1.499, 8], [(2, "−", "", 0), (0, "−", "+", 0)])
    'F −1.50 BW at +8°'
    """
    parts = words.split("#")
    out = parts[0]
    for part, number, (decimals, minus, plus, zero) in zip(
        parts[1:], numbers, formats, strict=True
    ):
        text = f"{abs(number):.{decimals}f}"
        some = zero or text.strip("0.")
        out += (minus if number < 0 else plus) * bool(some) + text + part
    return out


def listens() -> bool:
    """Say whether any module was taught to tell."""
    return hasattr(builtins, "__say__")


@contextmanager
def hearing() -> Iterator[None]:
    """Let each number that an f-string writes be followed by blanks that say which it was."""
    global _heard
    _heard = []
    try:
        yield
    finally:
        _heard = None


def _say(value: Any, spec: str) -> str:
    text = format(value, spec)
    if _heard is None or isinstance(value, bool | np.bool_) or not isinstance(value, Number):
        return text
    _heard.append(float(value))  # type: ignore[arg-type]
    return text + "".join(_BLANKS[int(digit)] for digit in f"{len(_heard):05o}")


class _Teach(ast.NodeTransformer):
    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        node.value = self.visit(node.value)
        if node.conversion != -1:
            return node
        spec = node.format_spec or ast.JoinedStr([])
        call = ast.Call(ast.Name("__say__", ast.Load()), [node.value, spec], [])
        return ast.FormattedValue(call, -1, None)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        tree = ast.parse(self.get_data(self.path), self.path)
        return compile(ast.fix_missing_locations(_Teach().visit(tree)), self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, modules: tuple[str, ...]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        spec = name.startswith(self.modules) and importlib.machinery.PathFinder.find_spec(
            name, path
        )
        if not spec or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return None
        spec.loader = _Loader(name, spec.loader.path)
        return spec


def listen(*modules: str) -> None:
    """Teach the f-strings of modules so called, that are imported from now on, to tell."""
    builtins.__say__ = _say  # type: ignore[attr-defined]
    sys.meta_path.insert(0, _Finder(modules))
