"""The explorer of lesson 05: what a muscle group does about the three axes of the hip."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hipmech.drawing.style import MUSCLES, shades
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.lessons.lines_of_pull.picture import (
    VERBS,
    LinesOfPullFigure,
    LinesOfPullView,
    short_name,
)
from hipmech.live.controls import Choice, Control, posture_controls
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene, SceneExplorer
from hipmech.muscles import MuscleSet
from hipmech.muscles.actions import clear_reversals

CHOICES = {
    "gluteus medius": ("delp1990", "abductors", "glut_med1 glut_med2 glut_med3"),
    "gluteus minimus, tensor": (
        "delp1990",
        "abductors",
        "glut_min1 glut_min2 glut_min3 tfl",
    ),
    "gluteus maximus": ("delp1990", "extensors", "glut_max1 glut_max2 glut_max3"),
    "hip flexors": ("delp1990", "flexors", "iliacus psoas rect_fem sar"),
    "short and long adductors": ("delp1990", "adductors", "pect add_brev add_long grac"),
    "adductor magnus, hamstrings": (
        "delp1990",
        "extensors",
        "add_mag1 add_mag2 add_mag3 semimem semiten bifemlh",
    ),
    "deep rotators (Delp)": ("delp1990", "external rotators", "peri gem quad_fem"),
    "deep rotators (Dostal)": (
        "dostal1981",
        "external rotators",
        "Piriformis ObturatorInternus GemellusSuperior GemellusInferior QuadratusFemoris "
        "ObturatorExternus",
    ),
}
"""Muscle set, group that gives the colour, and names of the lines of each choice."""
POSTURES = {
    "standing": {"flexion_deg": 0, "knee_flexion_deg": 0},
    "clam": {"flexion_deg": 30, "knee_flexion_deg": 90},
    "running": {"flexion_deg": 55, "knee_flexion_deg": 90},
    "sitting": {"flexion_deg": 90, "knee_flexion_deg": 90},
    "too deep": {"flexion_deg": 120, "knee_flexion_deg": 120},
}
_GRID_DEG = np.linspace(*POSTURE_RANGE_DEG["flexion_deg"], 76)


@lru_cache(maxsize=64)
def _curves(muscles: MuscleSet, **others_deg: float) -> tuple[NDArray, pd.DataFrame]:
    """Moment arms in mm against hip flexion, and reversals; the other angles held."""
    arms = 1000 * muscles.moment_arms(_GRID_DEG, **others_deg)
    reversals = clear_reversals(muscles, **others_deg)
    return arms, reversals.assign(line=[muscles.names.index(m) for m in reversals.muscle])


def _readout(view: LinesOfPullView) -> str:
    row, axis = np.unravel_index(np.abs(view.arms_mm).argmax(), view.arms_mm.shape)
    arm = view.arms_mm[row, axis]
    turned = [
        f"{short_name(view.names[m])} {VERBS[a][int(view.arms_mm[m, a] > 0)]}"
        for m, a in np.argwhere(view.turned)
    ]
    more = f" + {len(turned) - 1}" if len(turned) > 1 else ""
    return (
        f"Longest arm {abs(arm):.0f} mm: {short_name(view.names[row])} {VERBS[axis][int(arm > 0)]}"
        f"\nTurned over since 0°: {turned[0] if turned else 'none'}{more}"
    )


def lines_of_pull_explorer(muscles: MuscleSet | None = None) -> Explorer:
    """Show a muscle group in a posture: what it does in three planes, and where that turns over.

    Controls: ``choice``, one of `CHOICES`; ``flexion_deg``, ``adduction_deg``, ``rotation_deg`` of
    the hip and ``knee_flexion_deg``, signs of `hipmech.frames`; presets: `POSTURES`.

    Parameters
    ----------
    muscles : takes the place of the published set of the same name: another person's, as
        `MuscleSet.for_subject` gives them. The bones in 3-D keep their size.

    Examples
    --------
    >>> explorer = lines_of_pull_explorer()
    >>> explorer.move(choice="deep rotators (Delp)", flexion_deg=90)
    >>> explorer.result.names[0], explorer.result.arms_mm[0].round()
    ('piriformis', array([ -6., -21.,  15.]))
    """

    @cache
    def chosen(choice: str) -> tuple[MuscleSet, MuscleSet, tuple[str, ...]]:
        """Muscles that are computed, muscles that are drawn, their colours."""
        set_name, group, lines = CHOICES[choice]
        drawn = MuscleSet.load(set_name).select(lines.split())
        own = muscles is not None and muscles.name == set_name
        computed = muscles.select(lines.split()) if muscles is not None and own else drawn
        return computed, drawn, tuple(shades(MUSCLES[group], len(drawn.names)))

    def solve(choice: str, flexion_deg: float, **others_deg: float) -> LinesOfPullView:
        group, _, colours = chosen(choice)
        curves, reversals = _curves(group, **others_deg)
        posture = {"flexion_deg": flexion_deg, **others_deg}
        arms = 1000 * group.moment_arms(**posture)
        return LinesOfPullView(
            choice=choice,
            names=group.full_names,
            colours=colours,
            posture=posture,
            arms_mm=arms,
            standing_mm=1000 * group.moment_arms(0, **others_deg),
            group_mm=group.max_force @ arms / group.max_force.sum(),
            flexion_deg=_GRID_DEG,
            curves_mm=curves,
            reversals=reversals,
        )

    def shown(view: LinesOfPullView) -> dict[str, Any]:
        _, drawn, colours = chosen(view.choice)
        return {**view.posture, "lines": (drawn, colours)}

    controls: dict[str, Control | Choice] = {
        "choice": Choice("Muscles", tuple(CHOICES), "gluteus medius"),
        **posture_controls(),
    }
    scene = HipScene([], follows=True, view="back")
    return SceneExplorer(
        controls, solve, LinesOfPullFigure, _readout, scene, shown, presets=POSTURES
    )
