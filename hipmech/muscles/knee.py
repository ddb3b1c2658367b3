"""The knee: where the tibia and the kneecap are at an angle of the knee.

The tibia glides on the femur as the knee bends, and the kneecap on the tibia. Both paths are those
of OpenSim's gait2392 (Delp et al. 1990, IEEE Trans Biomed Eng 37:757-767): given at a dozen angles
from 10 degrees of hyperextension to 120 of flexion, and joined by splines as there.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.interpolate import BSpline, make_interp_spline

from hipmech.checks import checked
from hipmech.frames import KNEE_HYPEREXTENSION_DEG, POSTURE_RANGE_DEG
from hipmech.results import Array
from hipmech.tables import load_table


@cache
def _splines() -> dict[str, BSpline]:
    """Positions (m) against knee flexion (rad).

    Cubic splines as in OpenSim: the third derivative at either end is that of the cubic through
    the four outermost points (Forsythe, Malcolm & Moler 1977). Two points give a straight line.
    """

    def spline(rows: pd.DataFrame) -> BSpline:
        x, y = rows.knee_flexion_rad.to_numpy(), rows.value_m.to_numpy()
        if len(x) == 2:
            return make_interp_spline(x, y, k=1)
        ends = (slice(4), slice(-4, None))
        third = [[(3, 6 * np.polyfit(x[end] - x[end][0], y[end], 3)[0])] for end in ends]
        return make_interp_spline(x, y, bc_type=tuple(third))

    table = load_table("gait2392_knee")
    return {str(name): spline(rows) for name, rows in table.groupby("coordinate")}


def _radians(knee_flexion_deg: ArrayLike) -> Array:
    low, high = POSTURE_RANGE_DEG["knee_flexion_deg"]
    low -= KNEE_HYPEREXTENSION_DEG
    return np.radians(checked("knee_flexion_deg", knee_flexion_deg, low, high, "degrees"))


def tibia_origin(knee_flexion_deg: ArrayLike) -> Array:
    """Origin of the tibia's axes (..., 3) m, in femur axes.

    Bending to 90 degrees glides the tibia 8 mm forward and 18 mm down:

    >>> (1000 * (tibia_origin(90) - tibia_origin(0))).round()
    array([  8., -18.,   0.])
    """
    knee = _radians(knee_flexion_deg)
    x, y = (_splines()[f"tibia_origin_{axis}"](knee) for axis in "xy")
    return np.stack([x, y, np.zeros_like(x)], axis=-1)


def kneecap(knee_flexion_deg: ArrayLike) -> Array:
    """Where the rectus femoris ends on the kneecap (..., 3) m, in tibia axes.

    In front of the shin bone, and pulled back toward it as the knee bends:

    >>> kneecap([0, 90])[:, 0].round(3)
    array([0.062, 0.028])
    """
    knee = _radians(knee_flexion_deg)
    return np.stack([_splines()[f"rect_fem_point_{axis}"](knee) for axis in "xyz"], axis=-1)
