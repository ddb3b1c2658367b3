"""The shortest way of a muscle around a cylinder or a sphere, in closed form.

All points are in the surface's own axes: its centre is the origin, a cylinder runs along z.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hipmech.results import Array

Touch = tuple[NDArray[np.bool_], Array, Array, Array]
"""Whether the path touches (N,); where it meets and leaves the surface (N, 3); the arc (N,)."""


def around_cylinder(
    start: Array, end: Array, radius: float, length: float, side: tuple[int, float] | None = None
) -> Touch:
    """Follow the path from start to end, both (N, 3), around a cylinder about z: a piece of helix.

    Unrolled, the path is a straight line: its height z grows evenly along the tangents and the arc.
    side (axis, sign) is the half of the cylinder that the path must pass, ``None`` the nearer way.
    Ends inside the cylinder, and paths that would meet it beyond its length, do not touch. A path
    that would need more than three quarters of a turn has slipped off (OpenSim winds it around).

    From 2 to the left to 2 to the right of a cylinder of radius 1, tangents and a third of a turn:

    >>> left, right = np.array([[[-2.0, 0, 0]], [[2.0, 0, 0]]])
    >>> hit, _, _, arc = around_cylinder(left, right, 1.0, 9.0, (1, 1))
    >>> bool(hit[0]), bool(np.isclose(arc[0], np.pi / 3))
    (True, True)
    """
    far = [np.hypot(p[:, 0], p[:, 1]) for p in (start, end)]
    along = (end - start)[:, :2]
    share = -(start[:, :2] * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-18)
    nearest = start[:, :2] + np.clip(share, 0, 1)[:, None] * along
    crosses = (np.hypot(*nearest.T) < radius) & (share > 0) & (share < 1)

    at = [np.arctan2(p[:, 1], p[:, 0]) for p in (start, end)]
    lead = [np.arccos(np.clip(radius / np.maximum(d, radius), -1, 1)) for d in far]
    first = np.stack([at[0] + lead[0], at[0] - lead[0]])  # the two ways round
    last = np.stack([at[1] - lead[1], at[1] + lead[1]])
    turn = np.array([[1.0], [-1.0]])
    sweep = np.mod(turn * (last - first), 2 * np.pi)
    if side is None:
        way, needed = np.argmin(sweep, axis=0), crosses
    else:
        axis, sign = side
        middle = first + turn * sweep / 2
        way = np.argmax(sign * (np.cos(middle), np.sin(middle))[axis], axis=0)
        right = [np.sign(p[:, axis]) == sign for p in (start, end)]
        astray = np.sign(nearest[:, axis]) != sign
        needed = crosses | ~(right[0] | right[1]) | ((right[0] ^ right[1]) & astray)
    first, last, sweep = (np.take_along_axis(x, way[None], 0)[0] for x in (first, last, sweep))

    flat = [np.sqrt(np.maximum(d**2 - radius**2, 0)) for d in far]
    slope = (end - start)[:, 2] / np.maximum(flat[0] + radius * sweep + flat[1], 1e-12)
    meets = np.stack(
        [radius * np.cos(first), radius * np.sin(first), start[:, 2] + slope * flat[0]]
    )
    leaves = np.stack([radius * np.cos(last), radius * np.sin(last), end[:, 2] - slope * flat[1]])
    within = np.minimum(np.abs(meets[2]), np.abs(leaves[2])) <= length / 2
    outside = (far[0] > radius) & (far[1] > radius)
    hit = outside & needed & within & (sweep > 1e-6) & (sweep < 1.5 * np.pi)
    return hit, meets.T, leaves.T, np.hypot(radius * sweep, leaves[2] - meets[2])


def around_sphere(start: Array, end: Array, radius: float) -> Touch:
    """Follow the path from start to end, both (N, 3), around a sphere: an arc of a great circle.

    It lies in the plane of both ends and the centre. Ends inside the sphere do not touch.

    >>> hit, _, _, arc = around_sphere(*np.array([[[-2.0, 0, 0]], [[2.0, 1e-9, 0]]]), 1.0)
    >>> bool(hit[0]), bool(np.isclose(arc[0], np.pi / 3))
    (True, True)
    """
    far = [np.sqrt((p**2).sum(-1)) for p in (start, end)]
    toward = start / np.maximum(far[0], 1e-12)[:, None]
    aside = end - (end * toward).sum(-1)[:, None] * toward
    aside = aside / np.maximum(np.sqrt((aside**2).sum(-1)), 1e-12)[:, None]
    angle = np.arctan2((end * aside).sum(-1), (end * toward).sum(-1))
    lead = [np.arccos(np.clip(radius / np.maximum(d, radius), -1, 1)) for d in far]
    sweep = angle - lead[0] - lead[1]
    meets, leaves = (
        radius * (np.cos(turn)[:, None] * toward + np.sin(turn)[:, None] * aside)
        for turn in (lead[0], angle - lead[1])
    )
    hit = (far[0] > radius) & (far[1] > radius) & (sweep > 1e-6)
    return hit, meets, leaves, radius * sweep
