"""What every result and every set of parameters has in common: `Result`.

A result is a class of named fields, written as a dataclass without its decorator::

    class Balance(Result):
        abductor_force: Array
        hip_contact_force: Array

- Nothing in it changes: fields cannot be set, and arrays are copied when they come in and cannot be
  written to afterwards. ``dataclasses.replace`` makes a changed copy; copying and pickling work.
- ``==`` compares type and content, NaN equal to NaN, and never raises; equal results have equal
  hashes.
- It prints itself in at most three lines: numbers with three digits, arrays as shape and range.

Functions that remember what they return (``@cache``) hand out `frozen` arrays or copies.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, fields
from functools import wraps
from numbers import Real
from typing import Any, ClassVar, dataclass_transform

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import did_you_mean

Array = NDArray[np.float64]
"""Floats of any shape; docstrings give it, `...` standing for any leading axes."""


def frozen(values: ArrayLike) -> NDArray[Any]:
    """Return an array of its own, with the same content, that cannot be written to.

    >>> frozen([1.0, 2.0])[0] = 3.0
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    if isinstance(values, np.ndarray) and not values.flags.writeable and values.base is None:
        return values
    array = np.array(values)
    array.flags.writeable = False
    return array


def stack(*components: ArrayLike) -> Array:
    """Broadcast and stack along a new last axis (each component stays contiguous: it is faster)."""
    return np.moveaxis(np.stack(np.broadcast_arrays(*components)), 0, -1)


@dataclass_transform(frozen_default=True, eq_default=False)
class Result:
    """Named fields that stay as they are, compare by content and print shortly.

    A subclass with a ``__post_init__`` of its own calls this one last.

    >>> class Point(Result):
    ...     name: str
    ...     place: Array
    >>> point = Point("hip", np.array([0.0, np.nan]))
    >>> point
    Point(name 'hip', place (2,) 0)
    >>> point == Point("hip", np.array([0.0, np.nan])), point == Point("hip", np.zeros(2))
    (True, False)
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, eq=False, repr=False)(cls)
        init = cls.__init__

        @wraps(init)
        def __init__(self: Any, *args: Any, **given: Any) -> None:
            for name in given.keys() - cls.__dataclass_fields__.keys():
                hint = did_you_mean(name, cls.__dataclass_fields__)
                raise TypeError(f"{cls.__name__} has no {name!r}{hint or '.'}")
            init(self, *args, **given)

        cls.__init__ = __init__  # type: ignore[method-assign]

    def __post_init__(self) -> None:
        self.__setstate__(vars(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                value = frozen(value) if value.ndim else value[()]
            self.__dict__[name] = value

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(_content(self) == _content(other))

    def __hash__(self) -> int:
        return hash(_content(self))

    def __repr__(self) -> str:
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        parts = ", ".join(f"{name} {_short(v)}" for name, v in known.items() if v is not None)
        lines = textwrap.wrap(
            f"{type(self).__name__}({parts})",
            width=100,
            subsequent_indent="    ",
            break_on_hyphens=False,
            max_lines=3,
            placeholder=" …)",
        )
        return "\n".join(lines)


def _content(value: Any) -> Any:
    """Something hashable that is equal for equal contents."""
    if isinstance(value, Result) and type(value).__eq__ is Result.__eq__:
        return type(value), tuple(_content(getattr(value, f.name)) for f in fields(value))
    if isinstance(value, np.ndarray | Real):
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            return array.shape, tuple(array.ravel().tolist())
        same_zero_and_nan = np.where(np.isnan(array), np.nan, array + 0.0)
        return array.shape, same_zero_and_nan.astype(float).tobytes()
    if isinstance(value, tuple | list):
        return tuple(map(_content, value))
    if isinstance(value, dict):
        return frozenset((name, _content(v)) for name, v in value.items())
    return value


def _short(value: Any) -> str:
    if isinstance(value, str):
        return repr(textwrap.shorten(value, 40, placeholder=" …"))
    if isinstance(value, float | np.floating):
        return f"{float(f'{value:.3g}'):g}"
    if isinstance(value, np.ndarray):
        known = value[value == value] if value.dtype.kind in "biuf" else value[:0]
        ends = dict.fromkeys(_short(end()) for end in (known.min, known.max) if known.size)
        return f"{value.shape} {' to '.join(ends)}".rstrip()
    if isinstance(value, tuple | list | dict):
        return f"({len(value)},)"
    return str(value) if isinstance(value, Real | np.bool_) else type(value).__name__
