"""Explorers of muscle length and of the passive spring at the front of the hip."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from hipmech.drawing.style import signed
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.gait import ACTIVITIES, load_gait
from hipmech.lessons.stretch.picture import StretchFigure, StretchView
from hipmech.lessons.stretch.recoil import RecoilFigure, RecoilView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import MuscleSet
from hipmech.muscles.passive import elastic_recoil, hip_passive_moment
from hipmech.muscles.stretch import (
    STRETCHED,
    GaitRecoil,
    gait_recoil,
    length_change,
    muscle_passive_moment,
    offset_energy,
    stretch_posture,
)
from hipmech.tables import load_table

ANGLES = {
    "flexion_deg": "Hip flexion",
    "adduction_deg": "Adduction",
    "rotation_deg": "Internal rotation",
    "knee_flexion_deg": "Knee flexion",
}
RECOIL = {
    "extension_deg": Control("Hip extension", 0, 30, 1, 20, "°"),
    "knee_flexion_deg": Control("Knee flexion", 0, 90, 1, 20, "°"),
    "return_percent": Control("Returned", 50, 100, 1, 82, "%"),
}
OWN = "your own angles"
_GRID_DEG = np.arange(-30.0, 31.0)


@cache
def _muscles() -> tuple[MuscleSet, MuscleSet]:
    """All muscles of the set, and those that stand for the stretches."""
    delp = MuscleSet.load("delp1990")
    return delp, delp.select(STRETCHED)


def _preset_explorer(presets: Mapping[str, Mapping[str, float]], *args: Any) -> Explorer:
    """An explorer whose first control, a list of presets, moves the sliders."""
    explorer = Explorer(*args)
    choice = next(iter(explorer.inputs.values()))
    choice.observe(lambda change: explorer.move(**presets.get(change["new"], {})), "value")
    return explorer


def stretch_explorer() -> Explorer:
    """Any posture, or a stretch by name: how much longer or shorter eight muscles get."""
    muscles = _muscles()[1]
    standing = length_change(muscles)
    presets = {name: stretch_posture(name) for name in load_table("hip_stretches").stretch}

    def solve(stretch: str, **posture: float) -> StretchView:
        return StretchView(
            title=stretch if posture == presets[stretch] else "your own posture",
            posture=posture,
            change=length_change(muscles, **posture),
            standing=standing,
            paths=muscles.path_points(**posture),
        )

    def readout(view: StretchView) -> str:
        change = view.change.change_percent
        names = tuple(STRETCHED.values())
        if not change.any():
            return f"{view.title}: every muscle as long as in standing"
        longest, shortest = change.argmax(), change.argmin()
        return (
            f"{view.title}: most lengthened {names[longest]} {signed(change[longest], ' %')}, "
            f"most shortened {names[shortest]} {signed(change[shortest], ' %')}"
        )

    controls = {
        "stretch": Choice("Stretch", tuple(presets), "sitting"),
        **{
            name: Control(label, *POSTURE_RANGE_DEG[name], 1, presets["sitting"][name], "°")
            for name, label in ANGLES.items()
        },
    }
    figure_class = partial(StretchFigure, muscles=tuple(STRETCHED.values()))
    return _preset_explorer(presets, controls, solve, figure_class, readout)


@cache
def measured_gaits() -> dict[tuple[str, float], GaitRecoil]:
    """`gait_recoil` of every measured gait: (activity, speed in m/s) -> recoil."""
    return {
        (activity, speed): gait_recoil(load_gait(activity, speed))
        for activity in ACTIVITIES
        for speed in load_table(f"gait_{activity}").speed_m_s.unique().tolist()
    }


def recoil_explorer() -> Explorer:
    """The front of the hip as a spring: what an extension stores, and what comes back."""
    delp = _muscles()[0]
    presets = {
        f"{activity}, {speed:.1f} m/s": {
            "extension_deg": round(gait.peak_extension_deg),
            "knee_flexion_deg": round(gait.knee_flexion_deg),
        }
        for (activity, speed), gait in measured_gaits().items()
    }

    def solve(
        gait: str, extension_deg: float, knee_flexion_deg: float, return_percent: float
    ) -> RecoilView:
        angles = {"extension_deg": extension_deg, "knee_flexion_deg": knee_flexion_deg}
        energy = elastic_recoil(0, -extension_deg, knee_flexion_deg, return_percent / 100)
        return RecoilView(
            title=f"Peak extension of {gait}"
            if presets.get(gait) == angles
            else f"Hip extended by {extension_deg:.0f}°, knee bent by {knee_flexion_deg:.0f}°",
            extension_deg=_GRID_DEG,
            formula_Nm=hip_passive_moment(-_GRID_DEG, knee_flexion_deg),
            muscles_Nm=muscle_passive_moment(delp, -_GRID_DEG, knee_flexion_deg),
            reached_deg=extension_deg,
            moment_Nm=float(hip_passive_moment(-extension_deg, knee_flexion_deg)),
            stored=float(energy.stored),
            offset=float(offset_energy(extension_deg, knee_flexion_deg)),
            returned=float(energy.returned),
        )

    def readout(view: RecoilView) -> str:
        return (
            f"Passive moment {view.moment_Nm:.0f} N·m; stored {view.stored:.1f} J (offset "
            f"{view.offset:.1f} J, rise {view.stored - view.offset:.1f} J), "
            f"returned {view.returned:.1f} J"
        )

    controls = {"gait": Choice("Gait", (OWN, *presets), OWN), **RECOIL}
    figure_class = partial(RecoilFigure, gaits=measured_gaits())
    return _preset_explorer(presets, controls, solve, figure_class, readout)
