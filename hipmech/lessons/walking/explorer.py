"""Explorer of measured gait: a walker and a runner on one clock, and what their hips carry."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.drawing.style import plain
from hipmech.gait import GaitCycle, load_gait, speed_range
from hipmech.joint_reaction import (
    HipLoad,
    gait_contact_force,
    hip_contact_force,
)
from hipmech.lessons.walking.picture import CURVES, GaitFigure
from hipmech.lessons.walking.strides import GaitView, Stride
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import MuscleSet
from hipmech.pose import footing, leg_pose
from hipmech.static_optimization import share_least_contact
from hipmech.subject import Subject
from hipmech.tables import load_table

MEASURED = {"jogging": "jogging", "walking 5 km/h": "5 km/h", "walking 4 km/h": "4 km/h"}
TRIES: dict[str, dict[str, Any]] = {
    "first peak": {"speed": 1.2, "time_ms": 180, "curve": "hip contact force R"},
    "second peak": {"speed": 1.2, "time_ms": 500, "curve": "hip contact force R"},
    "in the air": {"speed": 1.2, "running": 2.5, "time_ms": 310},
    "fast walk": {"speed": 1.8, "running": 2.5, "time_ms": 100},
    "lever alone": {"speed": 1.2, "time_ms": 500, "curve": "R of the lever alone"},
}
Gait = tuple[str, float] | GaitCycle
_PER_M_S = 20  # steps of a speed's slider in 1 m/s


def gait_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Measured walking beside measured running on one clock, each at its own speed.

    Controls: ``speed`` of walking and ``running`` speed in m/s; ``time_ms`` since this foot landed;
    ``curve``, one of `CURVES`; presets: `TRIES`.

    Parameters
    ----------
    subject : who walks, ``Subject()`` by default.
    muscles : ``uhlrich2022`` by default; `MuscleSet.for_subject` makes them this person's.
    cycle : a gait of one's own (`hipmech.research`) in the walker's place, without ``speed``.

    Examples
    --------
    >>> explorer = gait_explorer()
    >>> explorer.move(speed=1.4, time_ms=470)
    >>> explorer.readout[:42]
    'Walking 1.40 m/s, 48 %, single support: R '
    """
    solve = partial(_stride, subject or Subject(), muscles or MuscleSet.load("uhlrich2022"))
    slowest = cycle or _loaded("walking", _speed_control("", "walking", 1.0).minimum)
    longest = math.ceil(20 * slowest.stride_time) / 20
    controls: dict[str, Control | Choice] = {
        "speed": _speed_control("Walking", "walking", 1.0),
        "running": _speed_control("Running", "running", 2.5),
        "time_ms": Control("Time", 0, round(1000 * longest), 10, 180, "ms", play=5),
        "curve": Choice("Curve", tuple(CURVES), next(iter(CURVES))),
    }

    def view(gait: Gait, running: float, time_ms: float, curve: str) -> GaitView:
        return GaitView((solve(gait), solve(("running", running))), time_ms / 1000, curve)

    def walk(speed: float, running: float, time_ms: float, curve: str) -> GaitView:
        return view(("walking", speed), running, time_ms, curve)

    figure = partial(GaitFigure, longest=longest, measured=_measured())
    if cycle is not None:
        del controls["speed"]
        own = {n: {k: v for k, v in t.items() if k != "speed"} for n, t in TRIES.items()}
        return Explorer(controls, partial(view, cycle), figure, _readout, own)
    return Explorer(controls, walk, figure, _readout, TRIES)


def _speed_control(label: str, activity: str, start: float) -> Control:
    low, high = speed_range(activity)
    slowest, fastest = math.ceil(_PER_M_S * low), math.floor(_PER_M_S * high)
    return Control(label, slowest / _PER_M_S, fastest / _PER_M_S, 1 / _PER_M_S, start, "m/s")


def _measured() -> list[tuple[float, str]]:
    peaks = load_table("hip_contact_force_published_peaks")
    peaks = peaks[peaks.kind == "in vivo"].set_index("activity").peak_bw
    return [(float(peaks[name]), words) for name, words in MEASURED.items()]


@lru_cache(maxsize=1000)
def _stride(subject: Subject, muscles: MuscleSet, gait: Gait) -> Stride:
    cycle = gait if isinstance(gait, GaitCycle) else _loaded(*gait)
    load, pose = gait_contact_force(cycle, muscles, subject), leg_pose(cycle, subject)
    return Stride(load, _least(load, muscles), pose, footing(cycle, pose))


def _least(load: HipLoad, muscles: MuscleSet) -> NDArray:
    """Return the least contact force (101,) in BW while the foot is down; in swing the load's own.

    As `hipmech.joint_reaction.least_contact_force` at every third frame, its share of the load's
    own between them: a slider has no time.
    """
    cycle, size = load.cycle, load.magnitude_bw
    at = np.flatnonzero(cycle.percent < cycle.stance_percent)[::3]
    arms, lines, net = (
        load.moment_arms[at],
        load.lines_of_pull[at],
        cycle.intersegmental_force_bw[at],
    )
    net_N = load.body_weight * net
    shared = share_least_contact(arms, lines, muscles.max_force, load.moments[at], net_N)
    least = hip_contact_force(shared.forces / load.body_weight, lines, net)
    share = np.linalg.norm(least, axis=-1) / size[at]
    return size * np.interp(cycle.percent, [*at, at[-1] + 3], [*share, 1])


def _loaded(activity: str, speed: float) -> Any:
    """Return the gait at this speed; 1.80 m/s stands for the fastest walk, 1.797."""
    return load_gait(activity, min(round(speed, 2), speed_range(activity)[1]))


def _readout(view: GaitView) -> str:
    parts = []
    for stride, frame in zip(view.gaits, view.frames, strict=True):
        size = stride.load.magnitude_bw[frame]
        name = stride.name[0].upper() + stride.name[1:] if not stride.own else stride.name
        limit = "" if stride.load.sharing.feasible[frame] else ", muscles at their limit"
        ground = float(stride.cycle.ground_reaction_bw[frame, 1])
        parts.append(
            f"{name}, {frame} %, {stride.phase(frame)}: R {size:.2f} BW "
            f"({size * stride.load.body_weight:.0f} N), ground {plain(ground, ' BW', 2)}{limit}"
        )
    return ". ".join(parts) + "."
