"""The explorer of lesson 05: moment arms of a muscle group about the three axes of the hip."""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from traitlets import link

from hipmech.drawing.style import signed
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.lessons.lines_of_pull.picture import LinesOfPullFigure, LinesOfPullView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene
from hipmech.muscles import MuscleSet
from hipmech.muscles.actions import clear_reversals

CHOICES = {
    "gluteus medius": ("delp1990", "glut_med1 glut_med2 glut_med3"),
    "gluteus minimus, tensor": ("delp1990", "glut_min1 glut_min2 glut_min3 tfl"),
    "gluteus maximus": ("delp1990", "glut_max1 glut_max2 glut_max3"),
    "hip flexors": ("delp1990", "iliacus psoas rect_fem sar"),
    "short and long adductors": ("delp1990", "pect add_brev add_long grac"),
    "adductor magnus, hamstrings": (
        "delp1990",
        "add_mag1 add_mag2 add_mag3 semimem semiten bifemlh",
    ),
    "deep rotators (Delp)": ("delp1990", "peri gem quad_fem"),
    "deep rotators (Dostal)": (
        "dostal1981",
        "Piriformis ObturatorInternus GemellusSuperior GemellusInferior QuadratusFemoris "
        "ObturatorExternus",
    ),
}
"""Muscle set and names of the lines of each choice."""
_ANGLES = {
    "flexion_deg": "Hip flexion",
    "adduction_deg": "Adduction",
    "rotation_deg": "Internal rotation",
    "knee_flexion_deg": "Knee flexion",
}
_GRID_DEG = np.linspace(*POSTURE_RANGE_DEG["flexion_deg"], 76)


@lru_cache(maxsize=64)
def _curves(choice: str, **others_deg: float) -> tuple[MuscleSet, NDArray, pd.DataFrame]:
    """Muscles, moment arms in mm against hip flexion, and reversals; the other angles held."""
    set_name, lines = CHOICES[choice]
    muscles = MuscleSet.load(set_name).select(lines.split())
    curves = 1000 * muscles.moment_arms(_GRID_DEG, **others_deg)
    return muscles, curves, clear_reversals(muscles, **others_deg)


def _solve(choice: str, flexion_deg: float, **others_deg: float) -> LinesOfPullView:
    muscles, curves, reversals = _curves(choice, **others_deg)
    posture = {"flexion_deg": flexion_deg, **others_deg}
    return LinesOfPullView(
        choice=choice,
        names=muscles.full_names,
        posture=posture,
        arms_mm=1000 * muscles.moment_arms(**posture),
        flexion_deg=_GRID_DEG,
        curves_mm=curves,
        reversals=reversals,
        paths=muscles.path_points(**posture),
    )


def _readout(view: LinesOfPullView) -> str:
    arms = "; ".join(
        f"{name} {' / '.join(signed(arm) for arm in row)}"
        for name, row in zip(view.names, view.arms_mm, strict=True)
    )
    *hip, knee = (f"{angle:g}" for angle in view.posture.values())
    return (
        f"At {' / '.join(hip)}°, knee {knee}°, "
        f"moment arms (flexion / adduction / rotation, mm): {arms}."
    )


def lines_of_pull_explorer(scene: HipScene | None = None) -> Explorer:
    """A muscle group and four joint angles: moment arms in three planes, and where they reverse.

    A `scene`, if given, and the explorer keep the same posture.
    """
    controls: dict[str, Control | Choice] = {
        "choice": Choice("Muscles", tuple(CHOICES), "gluteus medius"),
        **{
            name: Control(label, *POSTURE_RANGE_DEG[name], 1, 0, "°")
            for name, label in _ANGLES.items()
        },
    }
    explorer = Explorer(controls, _solve, LinesOfPullFigure, _readout)
    if scene:
        for name in _ANGLES:
            link((scene, name), (explorer.inputs[name], "value"))
    return explorer
