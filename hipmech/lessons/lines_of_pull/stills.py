"""Stills of lesson 05: what muscles do, two published geometries, the sciatic nerve."""

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from scipy.interpolate import make_interp_spline

from hipmech.drawing.bones import HipPicture
from hipmech.drawing.style import (
    AMOUNTS,
    BODY,
    FAINT,
    INK,
    LARGE,
    MISSING,
    MUSCLES,
    NERVE_FILL,
    NERVE_NAME,
    QUIET,
    SMALL,
    shades,
    thin,
)
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.lessons.lines_of_pull.picture import AXES, VERBS
from hipmech.muscles import FUNCTIONS, MuscleSet
from hipmech.muscles.actions import popular_claims
from hipmech.tables import load_table

FUNCTIONS_IN_ORDER = tuple(name for pair in FUNCTIONS for name in pair)


def strongest_arms(**posture_deg: float) -> pd.DataFrame:
    """Longest moment arm (mm) of each muscle's parts for each of six functions; 0 if none.

    From ``delp1990``, from ``dostal1981`` where that has no such line.

    >>> strongest_arms().loc["piriformis", "external rotators"].round()
    np.float64(29.0)
    """
    rows = {}
    for row in load_table("muscle_attachments").itertuples():
        name = "delp1990" if isinstance(row.delp1990, str) else "dostal1981"
        lines = MuscleSet.load(name).select(getattr(row, name).split())
        arms = 1000 * lines.moment_arms(**posture_deg)
        both = np.stack([(-arms).max(axis=0), arms.max(axis=0)], axis=1)
        rows[row.muscle] = np.maximum(both, 0).ravel()
    return pd.DataFrame(rows, index=list(FUNCTIONS_IN_ORDER)).T


def actions_figure(figure: Figure) -> None:
    """Draw what 22 muscles do, standing and sitting, and which of it the texts name."""
    named = {(c.muscle, c.function) for c in popular_claims().itertuples()}
    postures = {"standing": {}, "hip and knee at 90°": {"flexion_deg": 90, "knee_flexion_deg": 90}}
    heads = ["extend", "flex", "abduct", "adduct", "turn out", "turn in"]
    for panel, (title, posture) in enumerate(postures.items()):
        arms = strongest_arms(**posture)
        axes = figure.add_axes((0.26 + 0.36 * panel, 0.015, 0.335, 0.84))
        colours = LinearSegmentedColormap.from_list("arm", AMOUNTS)
        axes.imshow(arms, cmap=colours, vmin=0, vmax=80, aspect="auto")
        axes.set_xticks(range(6), heads, rotation=40, ha="left", size=SMALL)
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(arms)), arms.index if panel == 0 else [], size=SMALL)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xticks(np.arange(7) - 0.5, minor=True)
        axes.set_yticks(np.arange(len(arms) + 1) - 0.5, minor=True)
        axes.grid(which="minor", color=FAINT, lw=0.8)
        axes.tick_params(which="minor", length=0)
        for y, muscle in enumerate(arms.index):
            for x, function in enumerate(FUNCTIONS_IN_ORDER):
                arm = arms.loc[muscle, function]
                if (muscle, function) not in named:
                    continue
                right = arm > 5
                ink = ("white" if arm > 35 else INK) if right else MISSING
                axes.text(x, y, "●" if right else "✕", ha="center", va="center", size=SMALL,
                          weight="bold", color=ink)  # fmt: skip
        figure.text(0.24 + 0.375 * panel, 0.995, title, size=BODY, weight="bold", va="top")


def two_geometries_figure(figure: Figure, arms: pd.DataFrame) -> None:
    """Moment arms of the same muscles in two published sets, one panel for each axis.

    `arms` is what `hipmech.muscles.actions.two_geometries` gives.
    """
    panels = figure.subplots(1, 3, sharex=True, sharey=True)
    figure.subplots_adjust(0.075, 0.13, 0.99, 0.76, 0.08)
    for axes, axis, (minus, plus) in zip(panels, AXES, VERBS, strict=True):
        rows = arms[arms.motion == axis]
        thin(axes)
        ends, ticks = (-85, 85), [-50, 0, 50]
        axes.set(xlim=ends, ylim=ends, aspect="equal", xticks=ticks, yticks=ticks)
        axes.axhline(0, color=FAINT, lw=0.8)
        axes.axvline(0, color=FAINT, lw=0.8)
        axes.plot([-85, 85], [-85, 85], color=QUIET, lw=1.2)
        axes.plot(rows.delp_mm, rows.dostal_mm, "o", color=INK, mec="white", ms=9)
        typical = (rows.delp_mm - rows.dostal_mm).abs().median()
        worst = rows.loc[(rows.delp_mm - rows.dostal_mm).abs().idxmax()]
        axes.plot(worst.delp_mm, worst.dostal_mm, "o", mfc="none", mec=INK, mew=1.4, ms=15)
        most = abs(worst.delp_mm - worst.dostal_mm)
        words = f"median difference {typical:.0f} mm\nlargest (ring) {most:.0f} mm:\n{worst.part}"
        look = {"transform": axes.transAxes, "va": "bottom", "color": INK}
        axes.text(0, 1.27, f"{plus} +, {minus} −", size=BODY, weight="bold", **look)
        axes.text(0, 1.02, words, size=SMALL, linespacing=1.15, **look)
    panels[0].set_ylabel("Dostal and Andrews 1981 (mm)", size=BODY)
    panels[1].set_xlabel("Delp 1990 (mm)", size=BODY)


NERVE = np.column_stack(
    (
        [-0.062, -0.066, -0.062, -0.058, -0.045, -0.035, -0.030],
        [0.050, 0.020, -0.015, -0.050, -0.120, -0.250, -0.400],
        [-0.042, -0.018, 0.008, 0.016, 0.014, 0.008, 0.004],
    )
)
"""A schematic sciatic nerve, standing: points in m from the hip joint centre, pelvis axes. Drawn by
eye: below the piriformis, between sitting bone and greater trochanter; nothing was measured."""


def sciatic_nerve_figure(figure: Figure) -> None:
    """Draw the right hip from behind: deep rotators of ``delp1990`` and the schematic `NERVE`."""
    axes = figure.add_axes((0.0, 0.0, 0.6, 1.0))
    muscles = MuscleSet.load("delp1990").select(["peri", "gem", "quad_fem"])
    colours = shades(MUSCLES["external rotators"], 3)
    HipPicture(axes, muscles, colours, dict.fromkeys(POSTURE_RANGE_DEG, 0.0), "back")
    axes.set(xlim=(-0.22, 0.14), ylim=(-0.18, 0.15))
    spline = make_interp_spline(np.arange(len(NERVE)), NERVE)
    _, y, z = spline(np.linspace(0, len(NERVE) - 1, 100)).T
    hidden = y > 0.022  # in front of sacrum and piriformis, seen from behind
    axes.plot(z[hidden], y[hidden], color=NERVE_NAME, lw=4, ls=(0, (1.2, 0.8)), zorder=6)
    axes.plot(z[~hidden], y[~hidden], color=INK, lw=11, zorder=5)
    axes.plot(z[~hidden], y[~hidden], color=NERVE_FILL, lw=8, zorder=6)
    figure.text(0.62, 0.93, "Right hip from behind", size=LARGE, weight="bold", va="top")
    notes = [
        (0.80, colours[0], "piriformis"),
        (0.73, colours[1], "gemelli"),
        (0.66, colours[2], "quadratus femoris"),
        (0.57, NERVE_FILL, "sciatic nerve (schematic)"),
        (
            0.505,
            INK,
            "dotted: in front of the sacrum\nand the piriformis;\nthen out below the piriformis,\n"
            "behind the other rotators,\nbetween sitting bone and\ngreater trochanter",
        ),
    ]
    for height, colour, words in notes:
        if colour != INK:
            rim = [withStroke(linewidth=4, foreground=INK)] if colour == NERVE_FILL else None
            figure.text(0.62, height, "●", size=BODY, color=colour, va="top", path_effects=rim)
        left = 0.62 if colour == INK else 0.645
        figure.text(left, height, words, size=BODY, color=INK, va="top", linespacing=1.3)
