"""One way to refuse what makes no sense: say what was wrong, what was got and what is expected.

`RANGES` holds the limits of every quantity of a person and of what a person carries, once for all
rooms. A value outside is refused with the likely slip: another unit, percent, a decimal comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import combinations
from numbers import Real
from reprlib import repr as shortly
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray


class WrongKind(TypeError, ValueError):
    """An argument of the wrong kind: text for a number, a number for a `Subject`.

    It is caught as a TypeError, which it is, and as a ValueError, as every other bad input.
    """


RANGES: dict[str, tuple[float, float, str]] = {
    "mass_kg": (20.0, 250.0, "kg"),
    "height": (1.0, 2.3, "m"),
    "hip_joint_width": (0.10, 0.30, "m"),
    "neck_length": (0.025, 0.10, "m"),
    "neck_shaft_angle_deg": (95.0, 165.0, "degrees"),
    "femoral_offset": (0.01, 0.09, "m"),
    "strength": (0.0, 2.0, "of normal strength"),
    "iliac_crest_height": (0.06, 0.25, "m"),
    "iliac_tubercle_width": (0.0, 0.15, "m"),
    "trochanter_lateral": (-0.02, 0.05, "m"),
    "trochanter_up": (-0.02, 0.08, "m"),
    "drop_deg": (-20.0, 30.0, "degrees"),
    "lean_deg": (-40.0, 40.0, "degrees"),
    "contralateral_load_bw": (0.0, 1.0, "of body weight"),
    "ipsilateral_load_bw": (0.0, 1.0, "of body weight"),
    "cane_push_bw": (0.0, 1.0, "of body weight"),
    "cane_distance": (0.05, 1.0, "m"),
    "stance_width": (0.0, 0.6, "m"),
    "loads": (-1e5, 1e5, "N or BW"),
    "load_arms": (-1.5, 1.5, "m"),
    "abductor_arm": (1e-4, 0.2, "m"),
    "abductor_angle_deg": (-60.0, 60.0, "degrees from the vertical"),
    "passive_stiffness": (0.0, 1000.0, "N·m per degree"),
    "asis_width": (0.15, 0.35, "m"),
    "pelvic_depth": (0.08, 0.25, "m"),
    "leg_length": (0.5, 1.3, "m"),
    "marker_radius": (0.0, 0.03, "m"),
}
"""Smallest and largest accepted value of a quantity, both allowed, and its unit."""

LARGEST = 1e12
"""No quantity here is larger in any of its units; where a range has no end, this is it."""

_SLIPS = {  # what a number in another unit is too large by
    "m": {"centimetres": 100.0, "millimetres": 1000.0},
    "kg": {"newtons": 9.81, "grams": 1000.0},
    "N": {"kilonewtons": 1e-3},
    "BW": {"newtons": 700.0},
    "N·m": {"N·mm": 1000.0},
    "N·m/kg": {"N·m, not divided by body mass, or N·mm/kg": 1000.0},
    "m/s": {"km/h": 3.6},
    "degrees": {"radians": np.pi / 180},
    "rad": {"degrees": 180 / np.pi},
}


def _slip(got: float, low: float, high: float, unit: str) -> str:
    """Name the slip of unit that would explain a value outside its range."""
    slips = {"percent": 100.0} if unit.startswith("of ") or " of " in unit else _SLIPS.get(unit, {})
    looks = [name for name, factor in slips.items() if low <= got / factor <= high]
    if unit == "degrees from the vertical" and low <= 90 - got <= high:
        return f"this looks like the angle from the horizontal, so {90 - got:g} from the vertical"
    return f"this looks like {looks[0]}" if looks else ""


def unquoted(text: str) -> str:
    """Say how a number in quotes is written; nothing if it is none.

    >>> unquoted("583,5"), unquoted("left")
    ('; write 583.5, without quotes and with a decimal point', '')
    """
    try:
        return f"; write {float(text.replace(',', '.')):g}, without quotes and with a decimal point"
    except ValueError:
        return ""


def numbers(name: str, values: Any) -> NDArray[np.float64]:
    """Return `values` as a float array of its own, whatever kind of real numbers they are.

    No cases (a leading axis of length 0) are allowed: they give no results.

    Raises
    ------
    TypeError
        For text, complex numbers, truth values and anything else that is not a real number, and
        for a dict or a DataFrame of several columns.
    ValueError
        For masked values, rows of unequal lengths, and the labels of a Series, which would
        otherwise be dropped (see `by_name`).

    Examples
    --------
    >>> numbers("loads", ["583,5"])
    Traceback (most recent call last):
    hipmech.checks.WrongKind: loads must be numbers, got '583,5'; write 583.5, without quotes ...
    """
    if isinstance(values, Mapping) or len(getattr(values, "columns", ())) > 1:
        raise WrongKind(f"{name} must be numbers without names, got a {type(values).__name__}.")
    if hasattr(values, "iloc") and any(isinstance(label, str) for label in values.index):
        raise ValueError(
            f"{name} has labels ({values.index[0]!r}, ...), which have no meaning here; "
            "give its values alone: .to_numpy()."
        )
    if np.ma.is_masked(values):
        raise ValueError(f"{name} must be known everywhere, got a masked value; leave it out.")
    try:
        array = np.array(values)
    except (ValueError, TypeError):
        raise ValueError(
            f"{name} must be a number or a regular array, got rows of different lengths."
        ) from None
    if array.dtype.kind not in "iuf":
        wrong = [v for v in array.flat if isinstance(v, bool | np.bool_) or not isinstance(v, Real)]
        if wrong:
            got = wrong[0].item() if isinstance(wrong[0], np.generic) else wrong[0]
            hint = unquoted(got) if isinstance(got, str) else ""
            raise WrongKind(f"{name} must be numbers, got {shortly(got)}{hint}.")
    return array.astype(float)


def checked(
    name: str,
    values: ArrayLike,
    low: float | None = None,
    high: float = np.inf,
    unit: str = "",
    hint: str = "",
) -> NDArray[np.float64]:
    """Return `values` as a float array of its own, each finite and from `low` to `high`.

    Both ends are allowed. Without `low`, range and unit are those of `RANGES`.

    Raises ValueError saying what was wrong, what was got and what is expected; also the likely
    slip: `hint` for a value above `high`, or a length in centimetres or millimetres where metres
    are meant, newtons for kilograms, percent where a fraction "of ..." is. TypeError: see
    `numbers`.

    >>> checked("hip_joint_width", 172)
    Traceback (most recent call last):
    ...
    ValueError: hip_joint_width must be 0.1 to 0.3 m, got 172; this looks like millimetres.
    """
    if low is None:
        low, high, unit = RANGES[name]
    array = numbers(name, values)
    right = (array >= max(low, -LARGEST)) & (array <= min(high, LARGEST))
    if not right.all():
        got = float(array[~right][0])
        unit_text = unit and " " + unit
        if np.isfinite(high):
            expected = f"{low:g} to {high:g}{unit_text}"
        else:
            expected = f"{low:g}{unit_text} or more" if np.isfinite(low) else "finite"
        slip = hint if hint and got > high else _slip(got, low, high, unit)
        if low <= got <= high and np.isfinite(got):
            slip = "nothing here is that large"
        raise ValueError(f"{name} must be {expected}, got {got:g}{slip and '; ' + slip}.")
    return array


def by_name(name: str, values: Any, names: Iterable[str]) -> NDArray[np.float64]:
    """Return one number for each of `names`, in their order.

    A dict or a pandas Series is read by its labels, everything else (..., n) by position.

    Raises ValueError for labels that are not `names`, and for another count.

    >>> by_name("max_force", {"peri": 444, "psoas": 1113}, ["psoas", "peri"])
    array([1113.,  444.])
    >>> by_name("max_force", {"psoas": 1113, "soleus": 3549}, ["psoas", "peri"])
    Traceback (most recent call last):
    ValueError: max_force must name psoas, peri, each once; 'peri' is missing, 'soleus' is unknown.
    """
    names = list(names)
    if isinstance(values, Mapping) or hasattr(values, "iloc"):
        labels = list(values.keys())
        faults = [f"{label!r} is missing" for label in names if label not in labels]
        faults += [f"{label!r} is unknown" for label in labels if label not in names]
        faults += [f"{label!r} is there twice" for label in names if labels.count(label) > 1]
        if faults:
            raise ValueError(
                f"{name} must name {', '.join(names)}, each once; {', '.join(faults)}."
            )
        values = [values[label] for label in names]
    array = numbers(name, values)
    if array.shape[-1:] != (len(names),):
        raise ValueError(
            f"{name} must have {len(names)} numbers, one for each of {', '.join(names)}, "
            f"got shape {array.shape}."
        )
    return array


def common_shape(**arrays: ArrayLike) -> tuple[int, ...]:
    """Return the shape that arrays broadcast to.

    Raises ValueError naming two that do not go together, and their shapes.

    >>> common_shape(drop_deg=[0, 5], lean_deg=[[0], [10], [20]])
    (3, 2)
    >>> common_shape(drop_deg=[0, 5], lean_deg=[0, 10, 20])
    Traceback (most recent call last):
    ValueError: drop_deg (2,) and lean_deg (3,) do not go together; their shapes must broadcast.
    """
    shapes = {name: np.shape(array) for name, array in arrays.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        for (a, first), (b, second) in combinations(shapes.items(), 2):
            pairs = zip(first[::-1], second[::-1], strict=False)
            if any(m != n and 1 not in (m, n) for m, n in pairs):
                raise ValueError(
                    f"{a} {first} and {b} {second} do not go together; their shapes must broadcast."
                ) from None
        raise


def did_you_mean(word: Any, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" if one of the known words is like this one, else nothing.

    >>> did_you_mean("mass", ["height", "mass_kg"]), did_you_mean(3, ["height"])
    ("; did you mean 'mass_kg'?", '')
    """
    known, word = list(known), str(word)
    like = [k for k in known if word and k.lower().startswith(word.lower())]
    like = like or get_close_matches(word, known, n=1)
    return f"; did you mean {like[0]!r}?" if like else ""


def chosen(name: str, value: Any, choices: Iterable[str]) -> str:
    """Return `value` if it is one of the words in `choices`.

    >>> chosen("sex", "f", ("male", "female"))
    Traceback (most recent call last):
    ValueError: sex must be one of 'male', 'female', got 'f'; did you mean 'female'?
    """
    choices = list(choices)
    if not isinstance(value, str) or value not in choices:
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        words = ", ".join(map(repr, choices))
        raise ValueError(f"{name} must be one of {words}, got {shortly(value)}{hint or '.'}")
    return value


_EXAMPLES = {
    "Subject": "Subject(mass_kg=70)",
    "MuscleSet": "MuscleSet.load()",
    "GaitCycle": 'load_gait("walking", 1.2)',
    "NeckSection": "NeckSection()",
    "Week": 'plan_week([("clam", 3, 10)])',
}
Kind = TypeVar("Kind")


def of_kind(name: str, value: Any, kind: type[Kind]) -> Kind:
    """Return `value` if it is of this class; the error says how to make one.

    >>> from hipmech.subject import Subject
    >>> of_kind("subject", 70, Subject)
    Traceback (most recent call last):
    hipmech.checks.WrongKind: subject must be a Subject, for instance Subject(mass_kg=70), got 70.
    """
    if not isinstance(value, kind):
        example = _EXAMPLES.get(kind.__name__)
        such_as = f", for instance {example}," if example else ","
        raise WrongKind(f"{name} must be a {kind.__name__}{such_as} got {shortly(value)}.")
    return value


def with_columns(name: str, table: Any, columns: Iterable[str]) -> Any:
    """Return `table` if it is a DataFrame that has these columns.

    >>> with_columns("patients", 3, ["height_cm"])
    Traceback (most recent call last):
    hipmech.checks.WrongKind: patients must be a table (DataFrame), got 3.
    """
    if not hasattr(table, "columns"):
        raise WrongKind(f"{name} must be a table (DataFrame), got {shortly(table)}.")
    if missing := [column for column in columns if column not in table.columns]:
        raise ValueError(f"{name} must have a column {missing[0]!r}, got {list(table.columns)}.")
    return table


def one_number(name: str, values: Any, *limits: Any) -> float:
    """Return `values` as one float, checked like `checked`: an array of several is refused.

    >>> one_number("threshold", [0.01, 0.02], 0, 1, "m")
    Traceback (most recent call last):
    ValueError: threshold must be one number, got an array of shape (2,); call once for each.
    """
    array = checked(name, values, *limits)
    if array.ndim:
        raise ValueError(
            f"{name} must be one number, got an array of shape {array.shape}; call once for each."
        )
    return float(array)


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False: "no", None and 2 are neither.

    >>> flag("passive", "no")
    Traceback (most recent call last):
    hipmech.checks.WrongKind: passive must be True or False, got 'no'.
    """
    if not isinstance(value, bool | np.bool_):
        raise WrongKind(f"{name} must be True or False, got {shortly(value)}.")
    return bool(value)
