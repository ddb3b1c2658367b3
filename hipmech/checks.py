"""One way to refuse numbers that make no sense."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _slip(got: float, low: float, high: float, unit: str) -> str:
    """The slip of unit that would explain a value above its range."""
    slips = {"centimetres": 100.0, "millimetres": 1000.0} if unit == "m" else {}
    if " of " in f" {unit}":
        slips = {"percent": 100.0}
    looks = [name for name, factor in slips.items() if low <= got / factor <= high]
    return f"this looks like {looks[0]}" if looks else ""


def checked(
    name: str, values: ArrayLike, low: float, high: float, unit: str = "", hint: str = ""
) -> NDArray[np.float64]:
    """``values`` as a float array, every one finite and from ``low`` to ``high`` (both allowed).

    Raises ValueError saying what was wrong, what was got and what is expected; for a value above
    ``high`` also the likely slip: ``hint``, or a length in centimetres or millimetres where metres
    are meant, or percent where a fraction "of ..." is.

    >>> checked("hip_joint_width", 172, 0.1, 0.3, "m")
    Traceback (most recent call last):
    ...
    ValueError: hip_joint_width must be 0.1 to 0.3 m, got 172; this looks like millimetres.
    """
    array = np.asarray(values, float)
    wrong = array[~((array >= low) & (array <= high) & np.isfinite(array))]
    if wrong.size:
        got = float(wrong[0])
        unit_text = unit and " " + unit
        if np.isfinite(high):
            expected = f"{low:g} to {high:g}{unit_text}"
        else:
            expected = f"{low:g}{unit_text} or more" if np.isfinite(low) else "finite"
        slip = hint if hint and got > high else _slip(got, low, high, unit)
        raise ValueError(f"{name} must be {expected}, got {got:g}{slip and '; ' + slip}.")
    return array
