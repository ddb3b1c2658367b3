"""Muscle paths of an OpenSim model, followed from point to point and around surfaces."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hipmech.research.osim_joints import Function, Placement, turned
from hipmech.research.wrapping import around_cylinder, around_sphere
from hipmech.results import Array

_SWITCH_TOLERANCE = 1e-5  # rad, OpenSim's own
Frames = dict[str, tuple[Array, Array]]  # bone: rotation (N, 3, 3), shift (N, 3), in pelvis axes


class Wrap(NamedTuple):
    """A cylinder about its z axis, or a sphere, on a bone; side (axis, sign) or None: either."""

    bone: str
    sphere: bool
    frame: Placement
    radius: float
    length: float
    side: tuple[int, float] | None


class PathPoint(NamedTuple):
    """A point on a bone; moves: (coordinate, function) for x, y, z; active: (coordinate, range)."""

    bone: str
    place: Array
    moves: tuple[tuple[str, Function], ...] = ()
    active: tuple[str, float, float] | None = None


class OsimPath(NamedTuple):
    """A muscle: its strength and its path; wraps: (surface, first, last stretch that may touch)."""

    name: str
    max_force: float
    optimal_fibre_length: float
    tendon_slack_length: float
    pennation: float
    points: tuple[PathPoint, ...]
    wraps: tuple[tuple[Wrap, int, int], ...]


def follow(
    muscle: OsimPath, frames: Frames, q: dict[str, Array]
) -> tuple[Array, Array, Array, Array]:
    """Length (N,), last point before and first beyond the hip (N, 3), whole path (N, p, 3)."""
    places, active = _places(muscle, frames, q)
    here, on_pelvis = places[0], np.ones(len(places[0]), bool)
    length = np.zeros(len(here))
    origin, insertion = np.full((2, *here.shape), np.nan)
    path = [here]
    for k in range(1, len(places)):
        on = active[k]
        there = np.where(on[:, None], places[k], here)
        beyond = muscle.points[k].bone != "pelvis"
        meets = leaves = here
        wrapped_on_pelvis = on_pelvis
        if muscle.points[k - 1].bone != muscle.points[k].bone:
            for wrap, first, last in muscle.wraps:
                if first <= k <= last:
                    turn, centre = _at(frames[wrap.bone], wrap.frame)
                    start, end = (turned(turn.swapaxes(1, 2), p - centre) for p in (here, there))
                    hit, *touch, arc = (
                        around_sphere(start, end, wrap.radius)
                        if wrap.sphere
                        else around_cylinder(start, end, wrap.radius, wrap.length, wrap.side)
                    )
                    hit &= on
                    meets, leaves = (
                        np.where(hit[:, None], centre + turned(turn, p), here) for p in touch
                    )
                    length += np.where(hit, arc, 0.0)
                    wrapped_on_pelvis = np.where(hit, wrap.bone == "pelvis", on_pelvis)
                    path += [meets, leaves]
        for p0, p1, p0_on_pelvis, p1_on_pelvis in (
            (here, meets, on_pelvis, wrapped_on_pelvis),
            (leaves, there, wrapped_on_pelvis, np.full(len(here), not beyond) | ~on & on_pelvis),
        ):
            step = np.sqrt(((p1 - p0) ** 2).sum(-1))
            length += step
            crosses = (p0_on_pelvis & ~p1_on_pelvis & (step > 1e-9))[:, None]
            origin, insertion = np.where(crosses, p0, origin), np.where(crosses, p1, insertion)
        path.append(there)
        here, on_pelvis = there, np.where(on, not beyond, on_pelvis)
    return length, origin, insertion, np.stack(path, 1)


def _places(
    muscle: OsimPath, frames: Frames, q: dict[str, Array]
) -> tuple[list[Array], list[NDArray[np.bool_]]]:
    """Every point (N, 3) in pelvis axes, and whether it touches (N,)."""
    places, active = [], []
    for point in muscle.points:
        turn, shift = frames[point.bone]
        place = np.tile(point.place, (len(shift), 1))
        for axis, (coordinate, function) in enumerate(point.moves):
            place[:, axis] = function(q[coordinate])
        places.append(shift + turned(turn, place))
        active.append(np.ones(len(shift), bool))
        if point.active:
            coordinate, low, high = point.active
            angle = q[coordinate]
            active[-1] = (angle >= low - _SWITCH_TOLERANCE) & (angle <= high + _SWITCH_TOLERANCE)
    return places, active


def _at(bone: tuple[Array, Array], frame: tuple[Array, Array]) -> tuple[Array, Array]:
    turn, shift = bone
    return turn @ frame[0], shift + turn @ frame[1]
