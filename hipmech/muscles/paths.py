"""Geometry of muscle paths: where a posture puts the points of a `hipmech.muscles.MuscleSet`.

A set's points are fixed to the pelvis, femur and tibia. Here they are placed in pelvis axes, from
the hip joint centre, at N postures at once: ``angles`` (4, N) in radians, in the order of
`hipmech.frames.POSTURE_RANGE_DEG`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.frames import POSTURE_RANGE_DEG, Array, check_posture, rotation_matrix
from hipmech.muscles.knee import kneecap, tibia_origin

if TYPE_CHECKING:
    from hipmech.muscles import MuscleSet

Indices = NDArray[np.intp]

PELVIS, FEMUR, TIBIA = range(3)
BODIES = ("pelvis", "femur", "tibia")
_SWITCH_TOLERANCE = 1e-5  # rad, OpenSim's own, for points that touch in a part of the range only
_BLOCK = 1024  # postures at a time: what stays in the processor's cache


def flat_posture(*posture: ArrayLike) -> tuple[Array, tuple[int, ...]]:
    """Return angles (4, N) in radians of a checked posture in degrees, and its shape."""
    checked = check_posture(**dict(zip(POSTURE_RANGE_DEG, posture, strict=True)))
    angles = np.radians(np.stack(checked))
    return angles.reshape(4, -1), angles.shape[1:]


def blocks(postures: int) -> Iterator[slice]:
    """Yield slices of so many postures, few enough at a time for the processor's cache."""
    return (slice(start, start + _BLOCK) for start in range(0, postures, _BLOCK))


def crossing(muscles: MuscleSet, angles: Array, turn: Array) -> tuple[Array, Array]:
    """Return the last point on the pelvis and the first one beyond it (N, n, 3) of every path.

    ``turn`` (N, 3, 3) is the hip's rotation matrix in these postures.
    """
    muscle = np.arange(len(muscles.body))
    first_beyond = np.argmax(muscles.body != PELVIS, axis=1)
    origin = _place(muscles, muscle, first_beyond - 1, angles)
    insertion = _place(muscles, muscle, first_beyond, angles)
    return origin, insertion @ turn.swapaxes(-1, -2)


def whole_paths(muscles: MuscleSet, angles: Array) -> Array:
    """All points (N, n, p, 3) of all paths."""
    muscle, point = np.indices(muscles.body.shape).reshape(2, -1)
    places = _place(muscles, muscle, point, angles)
    beyond = np.flatnonzero(muscles.body != PELVIS)
    places[:, beyond] = places[:, beyond] @ rotation_matrix(*angles[:3]).swapaxes(-1, -2)
    return places.reshape(len(places), *muscles.points.shape)


def _place(muscles: MuscleSet, muscle: Indices, point: Indices, angles: Array) -> Array:
    """Place q points (N, q, 3), in axes of the pelvis (points on it) or the femur (all others)."""
    flexion, knee = angles[0], angles[3]
    body, start = muscles.body[muscle, point], muscles.active_from[muscle, point]
    fixed = muscles.points[muscle, point]
    places = np.empty((len(flexion), *fixed.shape))
    places[:] = fixed
    if (tibia := np.flatnonzero(body == TIBIA)).size:
        places[:, tibia] = _tibia_to_femur(muscles, fixed[tibia], knee)
    if (switched := np.flatnonzero(np.isfinite(start))).size:
        end = muscles.active_to[muscle, point]
        on_pelvis = body[switched] == PELVIS
        angle = np.where(on_pelvis, flexion[:, None], knee[:, None])
        touches = (angle >= start[switched] - _SWITCH_TOLERANCE) & (
            angle <= end[switched] + _SWITCH_TOLERANCE
        )
        # A point that does not touch falls onto its neighbour on the same side of the hip.
        neighbour = point[switched] + np.where(on_pelvis, -1, 1)
        elsewhere = _place(muscles, muscle[switched], neighbour, angles)
        places[:, switched] = np.where(touches[..., None], places[:, switched], elsewhere)
    return places


def _tibia_to_femur(muscles: MuscleSet, points: Array, knee: Array) -> Array:
    """Points (q, 3) in tibia axes (NaN: on the kneecap) as points (N, q, 3) in femur axes."""
    knee_flexion_deg = np.degrees(knee)
    on_kneecap = np.isnan(points).any(axis=1)
    places = np.tile(points, (len(knee), 1, 1))
    if on_kneecap.any():
        places[:, on_kneecap] = muscles.scale[TIBIA] * kneecap(knee_flexion_deg)[:, None]
    origin = muscles.scale[FEMUR] * tibia_origin(knee_flexion_deg)
    return places @ rotation_matrix(-knee).swapaxes(-1, -2) + origin[:, None]
