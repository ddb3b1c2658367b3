"""One way to refuse numbers that make no sense."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def checked(name: str, values: ArrayLike, low: float, high: float, unit: str = "",
            hint: str = "") -> NDArray[np.float64]:
    """``values`` as a float array, every one finite and from ``low`` to ``high`` (both allowed).

    Raises ValueError saying what was wrong, what was got and what is expected; ``hint`` names the
    likely slip for a value above ``high``.

    >>> checked("knee_flexion_deg", 200, 0, 140, "degrees")
    Traceback (most recent call last):
    ...
    ValueError: knee_flexion_deg must be 0 to 140 degrees, got 200.
    """
    array = np.asarray(values, float)
    wrong = array[~((array >= low) & (array <= high) & np.isfinite(array))]
    if wrong.size:
        unit = unit and " " + unit
        expected = (f"{low:g} to {high:g}{unit}" if np.isfinite(high) else
                    f"{low:g}{unit} or more" if np.isfinite(low) else "finite")
        slip = f"; {hint}" if hint and wrong[0] > high else ""
        raise ValueError(f"{name} must be {expected}, got {wrong[0]:g}{slip}.")
    return array
