"""The explorer of lesson 05: moment arms of a muscle group about the three axes of the hip."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from traitlets import link

from hipmech.drawing.style import signed
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.lessons.lines_of_pull.picture import LinesOfPullFigure, LinesOfPullView
from hipmech.live.controls import Choice, Control, posture_controls
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
_GRID_DEG = np.linspace(*POSTURE_RANGE_DEG["flexion_deg"], 76)


@lru_cache(maxsize=64)
def _curves(muscles: MuscleSet, **others_deg: float) -> tuple[NDArray, pd.DataFrame]:
    """Moment arms in mm against hip flexion, and reversals; the other angles held."""
    arms = 1000 * muscles.moment_arms(_GRID_DEG, **others_deg)
    return arms, clear_reversals(muscles, **others_deg)


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


def lines_of_pull_explorer(
    scene: HipScene | None = None, muscles: MuscleSet | None = None
) -> Explorer:
    """Show a muscle group in a posture: moment arms in three planes, and where they reverse.

    Controls: ``choice``, one of `CHOICES`; ``flexion_deg``, ``adduction_deg``, ``rotation_deg`` of
    the hip and ``knee_flexion_deg``, signs of `hipmech.frames`.

    Parameters
    ----------
    scene : keeps the same posture as the explorer.
    muscles : takes the place of the published set of the same name: another person's, as
        `MuscleSet.for_subject` gives them. The picture's bones keep their size.

    Examples
    --------
    >>> explorer = lines_of_pull_explorer()
    >>> explorer.move(choice="deep rotators (Delp)", flexion_deg=90)
    >>> explorer.result.names[0], explorer.result.arms_mm[0].round()
    ('piriformis', array([ -6., -21.,  15.]))
    """

    @cache
    def chosen(choice: str) -> tuple[MuscleSet, MuscleSet]:
        """Muscles that are computed, and muscles that are drawn."""
        set_name, lines = CHOICES[choice]
        drawn = MuscleSet.load(set_name).select(lines.split())
        if muscles is None or muscles.name != set_name:
            return drawn, drawn
        return muscles.select(lines.split()), drawn

    def solve(choice: str, flexion_deg: float, **others_deg: float) -> LinesOfPullView:
        group, drawn = chosen(choice)
        curves, reversals = _curves(group, **others_deg)
        posture = {"flexion_deg": flexion_deg, **others_deg}
        return LinesOfPullView(
            names=group.full_names,
            posture=posture,
            arms_mm=1000 * group.moment_arms(**posture),
            flexion_deg=_GRID_DEG,
            curves_mm=curves,
            reversals=reversals,
            paths=drawn.path_points(**posture),
        )

    angles = posture_controls()
    choices = Choice("Muscles", tuple(CHOICES), "gluteus medius")
    controls: dict[str, Control | Choice] = {"choice": choices, **angles}
    explorer = Explorer(controls, solve, LinesOfPullFigure, _readout)
    if scene:
        for name in angles:
            link((scene, name), (explorer.inputs[name], "value"))
    return explorer
