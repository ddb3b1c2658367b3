"""The explorer of lesson 05: what a muscle group does about the three axes of the hip."""

from __future__ import annotations

from dataclasses import replace
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
from hipmech.results import frozen

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


@cache
def _every_line() -> tuple[MuscleSet, tuple[str, ...]]:
    """Lines of all choices as one set for the scene, and the colour that each has in its curves."""
    parts = [(MuscleSet.load(name).select(lines.split()), group)
             for name, group, lines in CHOICES.values()]  # fmt: skip
    sets = [part for part, _ in parts]
    most = max(part.points.shape[1] for part in sets)

    def joined(field: str) -> NDArray:
        arrays = [getattr(part, field) for part in sets]
        if arrays[0].ndim > 1:  # shorter paths repeat their last point
            arrays = [a[:, np.minimum(np.arange(most), a.shape[1] - 1)] for a in arrays]
        return np.concatenate(arrays)

    fields: dict[str, Any] = {
        name: joined(name)
        for name, value in vars(sets[0]).items()
        if isinstance(value, np.ndarray) and name != "scale"
    }
    for name in ("names", "full_names"):
        fields[name] = tuple(word for part in sets for word in getattr(part, name))
    colours = [c for part, group in parts for c in shades(MUSCLES[group], len(part.names))]
    return replace(sets[0], **fields), tuple(colours)


@lru_cache(maxsize=64)
def _curves(muscles: MuscleSet, **others_deg: float) -> tuple[NDArray, pd.DataFrame]:
    """Moment arms in mm against hip flexion, and reversals; the other angles held."""
    arms = frozen(1000 * muscles.moment_arms(_GRID_DEG, **others_deg))
    reversals = clear_reversals(muscles, **others_deg)
    return arms, reversals.assign(line=[muscles.names.index(m) for m in reversals.muscle])


def _readout(view: LinesOfPullView) -> str:
    row, axis = np.unravel_index(np.abs(view.arms_mm).argmax(), view.arms_mm.shape)
    arm = view.arms_mm[row, axis]
    turned = [
        f"{short_name(view.names[m])} {VERBS[a][int(view.arms_mm[m, a] > 0)]}"
        for m, a in np.argwhere(view.turned)
    ]
    more = f" and {len(turned) - 1} more" if len(turned) > 1 else ""
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
    lines, colours = _every_line()
    by_name = dict(zip(lines.names, colours, strict=True))

    @cache
    def chosen(choice: str) -> tuple[MuscleSet, dict[str, str]]:
        """Muscles of a choice, and their colours by name."""
        set_name, _, names = CHOICES[choice]
        own = muscles is not None and muscles.name == set_name
        everyone = muscles if muscles is not None and own else MuscleSet.load(set_name)
        group = everyone.select(names.split())
        return group, {name: by_name[name] for name in group.names}

    def solve(choice: str, flexion_deg: float, **others_deg: float) -> LinesOfPullView:
        group, colours = chosen(choice)
        curves, reversals = _curves(group, **others_deg)
        posture = {"flexion_deg": flexion_deg, **others_deg}
        arms = 1000 * group.moment_arms(**posture)
        return LinesOfPullView(
            choice=choice,
            names=group.full_names,
            colours=tuple(colours.values()),
            posture=posture,
            arms_mm=arms,
            standing_mm=1000 * group.moment_arms(0, **others_deg),
            group_mm=group.max_force @ arms / group.max_force.sum(),
            flexion_deg=_GRID_DEG,
            curves_mm=curves,
            reversals=reversals,
        )

    def shown(view: LinesOfPullView) -> dict[str, Any]:
        _, group = chosen(view.choice)
        return {**view.posture, "values": [float(name in group) for name in lines.names]}

    controls: dict[str, Control | Choice] = {
        "choice": Choice("Muscles", tuple(CHOICES), "gluteus medius"),
        **posture_controls(),
    }
    scene = HipScene(lines, "own", follows=True, view="back", colours=colours)
    return SceneExplorer(
        controls, solve, LinesOfPullFigure, _readout, scene, shown, presets=POSTURES
    )
