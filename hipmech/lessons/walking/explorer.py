"""Explorer of measured gait: speed, moment of the cycle, and what the hip carries."""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from hipmech.gait import ACTIVITIES, load_gait, speed_range
from hipmech.joint_reaction import HipLoad, gait_contact_force, lever_contact_force
from hipmech.lessons.walking.picture import GaitFigure, GaitView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import MuscleSet
from hipmech.pose import Pose, leg_pose
from hipmech.tables import load_table

PASSIVE = {"muscles do it all": False, "passive tissue helps": True}
MARKERS = {"walking 1 km/h": "o", "walking 3 km/h": "s", "walking 4 km/h": "D",
           "walking 5 km/h": "o"}  # fmt: skip
# m/s, every step of the slider: solved once, so that a drag only looks them up
_SWEEPS = np.append(np.arange(0.95, 1.80, 0.05), 1.80), np.arange(2.5, 4.525, 0.05)


def gait_explorer() -> Explorer:
    """Measured walking and running: speed, moment of the cycle, passive tissue on or off."""
    controls: dict[str, Control | Choice] = {
        "speed": Control("Speed", 0.95, 4.5, 0.05, 1.2, "m/s"),
        "percent": Control("Cycle", 0, 100, 1, 15, "%", play=True),
        "passive": Choice("Moments", tuple(PASSIVE), "muscles do it all"),
    }
    peaks = load_table("hip_contact_force_published_peaks")
    peaks = peaks[peaks.kind == "in vivo"].set_index("activity")
    marks = [(peaks.speed_m_s[name], peaks.peak_bw[name], mark) for name, mark in MARKERS.items()]
    figure = partial(GaitFigure, measured=marks, unknown_speed_bw=peaks.peak_bw["jogging"])
    return Explorer(controls, gait_view, figure, _readout)


def gait_view(speed: float, percent: float, passive: str) -> GaitView:
    """Walking or running, whichever was measured at this speed in m/s; ValueError between them."""
    load, lever, pose = _solved(*_measured(round(speed, 2)), PASSIVE[passive])
    return GaitView(load, lever, pose, round(percent), _sweeps(PASSIVE[passive]))


def _measured(speed: float) -> tuple[str, float]:
    """Activity and speed; 1.80 m/s stands for the fastest walk, 1.797."""
    ranges = {name: speed_range(name) for name in ACTIVITIES}
    for name, (low, high) in ranges.items():
        if low <= speed < high + 0.005:
            return name, min(speed, high)
    raise ValueError(
        f"nobody was measured at {speed:.2f} m/s. Walking ends at {ranges['walking'][1]:.2f}, "
        f"running begins at {ranges['running'][0]:.2f} m/s; the picture stays where it was."
    )


@cache
def _solved(activity: str, speed: float, passive: bool) -> tuple[HipLoad, NDArray, Pose]:
    cycle = load_gait(activity, speed)
    load = gait_contact_force(cycle, MuscleSet.load("delp1990"), passive=passive)
    return load, lever_contact_force(cycle), leg_pose(cycle)


@cache
def _sweeps(passive: bool) -> dict[str, tuple[NDArray, NDArray]]:
    """Peaks in stance against speed, with a gap where nobody was measured."""
    rows = []
    for speeds in _SWEEPS:
        for speed in speeds:
            load, lever, _ = _solved(*_measured(round(float(speed), 2)), passive)
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
    last = "muscles at their limit" if view.at_limit else f"lever {view.lever_size_bw[now]:.2f} BW"
    return (
        f"{cycle.activity.capitalize()} {cycle.speed:.2f} m/s, {now} %, {view.phase}: ground "
        f"{cycle.ground_reaction_bw[now, 1]:.2f} BW, abduction moment "
        f"{-cycle.moments_Nm_kg[now, 1]:.2f} N·m/kg, hip {size:.2f} BW "
        f"({size * load.body_weight:.0f} N), {last}."
    ).replace("-", "−")
