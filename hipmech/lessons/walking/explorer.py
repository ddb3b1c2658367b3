"""Explorer of measured gait: speed, moment of the cycle, and what the hip carries."""

from __future__ import annotations

import math
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from hipmech.gait import ACTIVITIES, GaitCycle, load_gait, speed_range
from hipmech.joint_reaction import (
    HipLoad,
    gait_contact_force,
    least_contact_force,
    lever_contact_force,
)
from hipmech.lessons.walking.picture import GaitFigure, GaitView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import MuscleSet
from hipmech.pose import Pose, leg_pose
from hipmech.subject import Subject
from hipmech.tables import load_table

PASSIVE = {"muscles do it all": False, "passive tissue helps": True}
MARKERS = {
    "walking 1 km/h": "o",
    "walking 3 km/h": "s",
    "walking 4 km/h": "D",
    "walking 5 km/h": "o",
}
Gait = tuple[str, float] | GaitCycle
_PER_M_S = 20  # steps of the speed's slider in 1 m/s


def gait_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Measured walking and running: speed, moment of the cycle, passive tissue on or off.

    Controls: ``speed`` in m/s; ``percent`` of the cycle from initial contact; ``passive``, whether
    passive tissue takes its part of the moment, one of `PASSIVE`.

    Parameters
    ----------
    subject : who walks, ``Subject()`` by default.
    muscles : ``uhlrich2022`` by default; `MuscleSet.for_subject` makes them this person's.
    cycle : a gait of one's own (`hipmech.research`); then there is no speed to choose.

    Examples
    --------
    >>> explorer = gait_explorer()
    >>> explorer.move(speed=1.4, percent=48)
    >>> explorer.readout[:46]
    'Walking 1.40 m/s, 48 %, single support: ground'
    """
    person = subject or Subject(), muscles or MuscleSet.load("uhlrich2022")
    ranges = [speed_range(activity) for activity in ACTIVITIES]
    slowest = math.ceil(_PER_M_S * min(low for low, _ in ranges)) / _PER_M_S
    fastest = math.floor(_PER_M_S * max(high for _, high in ranges)) / _PER_M_S
    controls: dict[str, Control | Choice] = {
        "speed": Control("Speed", slowest, fastest, 1 / _PER_M_S, 1.2, "m/s"),
        "percent": Control("Cycle", 0, 100, 1, 15, "%", play=True),
        "passive": Choice("Moments", tuple(PASSIVE), "muscles do it all"),
    }
    peaks = load_table("hip_contact_force_published_peaks")
    peaks = peaks[peaks.kind == "in vivo"].set_index("activity")
    marks = [(peaks.speed_m_s[name], peaks.peak_bw[name], mark) for name, mark in MARKERS.items()]
    figure_class = partial(GaitFigure, measured=marks, unknown_speed_bw=peaks.peak_bw["jogging"])

    def view(gait: Gait, percent: float, passive: str) -> GaitView:
        solved = _solved(*person, gait, PASSIVE[passive])
        sweeps = _sweeps(*person, PASSIVE[passive])
        return GaitView(*solved, _least(*person, gait), round(percent), sweeps)

    def solve(speed: float, percent: float, passive: str) -> GaitView:
        """Whichever activity was measured at this speed; ValueError where none was."""
        return view(_measured(speed), percent, passive)

    if cycle is not None:
        del controls["speed"]
        return Explorer(controls, partial(view, cycle), figure_class, _readout)
    return Explorer(controls, solve, figure_class, _readout)


def _measured(speed: float) -> tuple[str, float]:
    """Activity and speed; 1.80 m/s stands for the fastest walk, 1.797."""
    ranges = {activity: speed_range(activity) for activity in ACTIVITIES}
    for activity, (low, high) in ranges.items():
        if low <= round(speed, 2) <= round(high, 2):
            return activity, min(round(speed, 2), high)
    known = ", ".join(f"{name} {low:.2f} to {high:.2f}" for name, (low, high) in ranges.items())
    raise ValueError(
        f"nobody was measured at {speed:.2f} m/s, only {known} m/s; the picture stays where it was."
    )


@lru_cache(maxsize=1000)
def _solved(
    subject: Subject, muscles: MuscleSet, gait: Gait, passive: bool
) -> tuple[HipLoad, NDArray, Pose]:
    cycle = _cycle(gait)
    load = gait_contact_force(cycle, muscles, subject, passive=passive)
    return load, lever_contact_force(cycle, subject), leg_pose(cycle, subject)


@lru_cache(maxsize=1000)
def _least(subject: Subject, muscles: MuscleSet, gait: Gait) -> NDArray:
    return least_contact_force(_cycle(gait), muscles, subject).magnitude_bw


def _cycle(gait: Gait) -> GaitCycle:
    return gait if isinstance(gait, GaitCycle) else load_gait(*gait)


@lru_cache(maxsize=10)
def _sweeps(
    subject: Subject, muscles: MuscleSet, passive: bool
) -> dict[str, tuple[NDArray, NDArray]]:
    """Peaks in stance against speed, with a gap where nobody was measured.

    At every step of the slider, so that a drag only looks the solutions up.
    """
    rows = []
    for activity in ACTIVITIES:
        low, high = speed_range(activity)
        steps = np.arange(np.ceil(_PER_M_S * low), _PER_M_S * high) / _PER_M_S
        for speed in (*steps, high):
            load, lever, _ = _solved(subject, muscles, _measured(speed), passive)
            size = np.hypot(*lever.T)[load.cycle.stance].max()
            rows.append((speed, load.stance_peaks_bw.max(), load.stance_peaks_bw[0], size))
        rows.append((np.nan,) * 4)
    speeds, *curves = np.array(rows).T
    return {
        name: (speeds, curve)
        for name, curve in zip(("highest", "first", "lever"), curves, strict=True)
    }


def _readout(view: GaitView) -> str:
    load, now = view.load, view.percent
    cycle, size = load.cycle, load.magnitude_bw[now]
    measured = f"{cycle.activity.capitalize()} {cycle.speed:.2f} m/s"
    last = "muscles at their limit" if view.at_limit else f"lever {view.lever_size_bw[now]:.2f} BW"
    return (
        f"{cycle.source if view.own else measured}, {now} %, {view.phase}: ground "
        f"{cycle.ground_reaction_bw[now, 1]:.2f} BW, abduction moment "
        f"{-cycle.moments_Nm_kg[now, 1]:.2f} N·m/kg, hip {size:.2f} BW "
        f"({size * load.body_weight:.0f} N), {last}."
    ).replace("-", "−")
