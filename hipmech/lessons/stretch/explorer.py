"""Explorers of muscle length and of the passive spring at the front of the hip."""

from functools import cache, partial
from types import MappingProxyType

import numpy as np

from hipmech.drawing.style import signed
from hipmech.gait import ACTIVITIES, load_gait
from hipmech.lessons.stretch.picture import StretchFigure, StretchView
from hipmech.lessons.stretch.recoil import RecoilFigure, RecoilView
from hipmech.live.controls import Control, posture_controls
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

RECOIL = {
    "extension_deg": Control("Hip extension", 0, 30, 1, 20, "°"),
    "knee_flexion_deg": Control("Knee flexion", 0, 90, 1, 20, "°"),
    "return_percent": Control("Returned", 50, 100, 1, 82, "%"),
}
SHORT = {
    "straight-knee lunge": "lunge",
    "couch stretch": "couch",
    "Thomas stretch": "Thomas",
    "hip hinge": "hinge",
    "knee to opposite shoulder": "to shoulder",
    "frog on the roller": "frog",
}
"""What the button of a stretch says; the picture has its whole name."""
TRIED = "walking 1.8 m/s", "running 2.5 m/s", "running 4.5 m/s"
_GRID_DEG = np.arange(-30.0, 31.0)


def stretch_explorer(muscles: MuscleSet | None = None) -> Explorer:
    """Any posture, or a stretch by name: how much longer or shorter eight muscles get.

    Controls: ``flexion_deg``, ``adduction_deg``, ``rotation_deg`` of the hip and
    ``knee_flexion_deg``, signs of `hipmech.frames`; presets: the table
    ``hip_stretches``, named as in `SHORT`.

    Parameters
    ----------
    muscles : ``delp1990``, or the same muscles of another person, as `MuscleSet.for_subject` gives
        them; the picture's bones and lines keep their size.

    Examples
    --------
    >>> explorer = stretch_explorer()
    >>> explorer.move(flexion_deg=-15, knee_flexion_deg=120)
    >>> explorer.readout
    'couch stretch: from rectus femoris +77 % to semimembranosus −102 %'
    """
    drawn = MuscleSet.load("delp1990").select(STRETCHED)
    muscles = muscles.select(STRETCHED) if muscles else drawn
    names = tuple(STRETCHED.values())
    stretches = {name: stretch_posture(name) for name in load_table("hip_stretches").stretch}

    def solve(**posture: float) -> StretchView:
        named = [name for name, angles in stretches.items() if angles == posture]
        return StretchView(
            title=named[0] if named else "your own posture",
            posture=posture,
            change=length_change(muscles, **posture),
            paths=drawn.path_points(**posture),
        )

    def readout(view: StretchView) -> str:
        change = view.change.change_percent
        if not change.any():
            return f"{view.title}: every muscle as long as in standing"
        longest, shortest = change.argmax(), change.argmin()
        return (
            f"{view.title}: from {names[longest]} {signed(change[longest], ' %')} "
            f"to {names[shortest]} {signed(change[shortest], ' %')}"
        )

    figure_class = partial(StretchFigure, muscles=names, standing=length_change(muscles))
    controls = posture_controls(**stretches["sitting"])
    presets = {SHORT.get(name, name): angles for name, angles in stretches.items()}
    return Explorer(controls, solve, figure_class, readout, presets)


@cache
def measured_gaits() -> MappingProxyType[tuple[str, float], GaitRecoil]:
    """`gait_recoil` of every measured gait: (activity, speed in m/s) -> recoil."""
    gaits = {
        (activity, speed): gait_recoil(load_gait(activity, speed))
        for activity in ACTIVITIES
        for speed in load_table(f"gait_{activity}").speed_m_s.unique().tolist()
    }
    return MappingProxyType(gaits)


def recoil_explorer() -> Explorer:
    """Show the front of the hip as a spring: what an extension stores, and what comes back.

    Controls: ``extension_deg`` of the hip from standing, ``knee_flexion_deg``, and
    ``return_percent``, the share of the stored energy that comes back; presets: the peak extension
    of the gaits in `TRIED`.

    >>> explorer = recoil_explorer()
    >>> explorer.move(extension_deg=20, knee_flexion_deg=20)
    >>> explorer.readout
    'Passive moment 25 N·m; stored 5.5 J (offset 3.4 J, rise 2.1 J), returned 4.5 J'
    """
    delp = MuscleSet.load("delp1990")
    presets = {
        name: {
            "extension_deg": round(gait.peak_extension_deg),
            "knee_flexion_deg": round(gait.knee_flexion_deg),
        }
        for (activity, speed), gait in measured_gaits().items()
        if (name := f"{activity} {speed:.1f} m/s") in TRIED
    }

    def solve(extension_deg: float, knee_flexion_deg: float, return_percent: float) -> RecoilView:
        angles = {"extension_deg": extension_deg, "knee_flexion_deg": knee_flexion_deg}
        gaits = [name for name, reached in presets.items() if reached == angles]
        energy = elastic_recoil(0, -extension_deg, knee_flexion_deg, return_percent / 100)
        return RecoilView(
            title=f"Peak extension of {gaits[0]}"
            if gaits
            else f"Hip extended by {extension_deg:.0f}°, knee bent by {knee_flexion_deg:.0f}°",
            extension_deg=_GRID_DEG,
            formula_Nm=hip_passive_moment(-_GRID_DEG, knee_flexion_deg),
            muscles_Nm=muscle_passive_moment(delp, -_GRID_DEG, knee_flexion_deg),
            reached_deg=extension_deg,
            knee_flexion_deg=knee_flexion_deg,
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

    figure_class = partial(RecoilFigure, gaits=measured_gaits())
    return Explorer(RECOIL, solve, figure_class, readout, presets)
