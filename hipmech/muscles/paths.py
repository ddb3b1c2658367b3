"""Geometry of muscle paths: points fixed to the pelvis, femur and tibia, and where a posture puts
them. `hipmech.muscles` builds the published sets on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import BSpline, make_interp_spline

from hipmech.frames import POSTURE_RANGE_DEG, Array, check_posture, hip_rotation
from hipmech.tables import load_table

Indices = NDArray[np.intp]

PELVIS, FEMUR, TIBIA = range(3)
BODIES = ("pelvis", "femur", "tibia")
_SWITCH_TOLERANCE = 1e-5  # rad, OpenSim's own, for points that touch in a part of the range only
_BLOCK = 1024  # postures at a time: what stays in the processor's cache


@cache
def _knee_splines() -> dict[str, BSpline]:
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


@dataclass(frozen=True, eq=False, repr=False)
class MusclePaths:
    """Paths of n muscles across the right hip, of at most p points each.

    ``points`` (n, p, 3) m in the axes of their ``body`` (n, p; 0 pelvis, 1 femur, 2 tibia), for
    pelvis and femur from the hip joint centre; NaN marks the point on the kneecap that moves with
    the knee. Shorter paths repeat their last point. A point touches only while the joint (the
    hip's flexion for points on the pelvis, else the knee's) is between ``active_from`` and
    ``active_to`` (n, p) rad. ``scale`` (3 bodies, 3 axes) is the size relative to the published
    set.
    """

    points: Array
    body: NDArray[np.int_]
    active_from: Array
    active_to: Array
    scale: Array

    def crossing(self, angles: Array) -> tuple[Array, Array]:
        """Ends (N, n, 3) of the stretch across the hip at angles (4, N) in degrees: the last point
        on the pelvis and the first one beyond, both in pelvis axes."""
        muscle = np.arange(len(self.body))
        first_beyond = np.argmax(self.body != PELVIS, axis=1)
        origin = self._place(muscle, first_beyond - 1, angles)
        insertion = self._place(muscle, first_beyond, angles)
        return origin, insertion @ hip_rotation(*angles[:3]).swapaxes(-1, -2)

    def place_all(self, angles: Array) -> Array:
        """All points (N, n, p, 3) in pelvis axes at angles (4, N) in degrees."""
        muscle, point = np.indices(self.body.shape).reshape(2, -1)
        places = self._place(muscle, point, angles)
        beyond = np.flatnonzero(self.body != PELVIS)
        places[:, beyond] = places[:, beyond] @ hip_rotation(*angles[:3]).swapaxes(-1, -2)
        return places.reshape(-1, *self.points.shape)

    def _place(self, muscle: Indices, point: Indices, angles: Array) -> Array:
        """These q points (N, q, 3) at angles (4, N) in degrees, in axes of the pelvis (points on
        it) or the femur (all others)."""
        flexion, knee = np.radians(angles[[0, 3]])
        body, start = self.body[muscle, point], self.active_from[muscle, point]
        places = np.empty((len(flexion), len(point), 3))
        places[:] = self.points[muscle, point]
        if (tibia := np.flatnonzero(body == TIBIA)).size:
            places[:, tibia] = self._tibia_to_femur(self.points[muscle, point][tibia], knee)
        if (switched := np.flatnonzero(np.isfinite(start))).size:
            end = self.active_to[muscle, point]
            on_pelvis = body[switched] == PELVIS
            angle = np.where(on_pelvis, flexion[:, None], knee[:, None])
            touches = (angle >= start[switched] - _SWITCH_TOLERANCE) & (
                angle <= end[switched] + _SWITCH_TOLERANCE
            )
            # A point that does not touch falls onto its neighbour on the same side of the hip.
            neighbour = point[switched] + np.where(on_pelvis, -1, 1)
            elsewhere = self._place(muscle[switched], neighbour, angles)
            places[:, switched] = np.where(touches[..., None], places[:, switched], elsewhere)
        return places

    def _tibia_to_femur(self, points: Array, knee: Array) -> Array:
        """Points (q, 3) in tibia axes (NaN: on the kneecap) as points (N, q, 3) in femur axes."""
        splines, knee = _knee_splines(), knee[:, None]
        x, y, z = np.tile(points, (len(knee), 1, 1)).transpose(2, 0, 1)
        if (kneecap := np.isnan(points[:, 0])).any():
            for axis, coordinate in enumerate((x, y, z)):
                path = splines[f"rect_fem_point_{'xyz'[axis]}"]
                coordinate[:, kneecap] = self.scale[TIBIA, axis] * path(knee)
        cos, sin = np.cos(knee), np.sin(knee)
        origin_x = self.scale[FEMUR, 0] * splines["tibia_origin_x"](knee)
        origin_y = self.scale[FEMUR, 1] * splines["tibia_origin_y"](knee)
        return np.stack([cos * x + sin * y + origin_x, cos * y - sin * x + origin_y, z], axis=-1)


def in_blocks(
    compute: Callable[[Array], Array], shape: tuple[int, ...], *posture: ArrayLike
) -> Array:
    """compute(angles (4, N) in degrees) -> (N, *shape), for a checked posture of any shape."""
    angles = np.stack(check_posture(**dict(zip(POSTURE_RANGE_DEG, posture, strict=True))))
    flat = angles.reshape(4, -1)
    results = np.empty((flat.shape[1], *shape))
    for start in range(0, len(results), _BLOCK):
        block = slice(start, start + _BLOCK)
        results[block] = compute(flat[:, block])
    return results.reshape(*angles.shape[1:], *shape)
