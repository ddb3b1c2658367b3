"""Moment arms of chosen muscles about three axes, two published geometries, the sciatic nerve."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from hipmech.drawing.bones import HipPicture, SideBones
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, line, moves, put
from hipmech.drawing.style import BODY, FAINT, INK, LARGE, QUIET, SMALL, bare, signed, thin
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import FUNCTIONS, MuscleSet
from hipmech.results import Result

LINES: tuple[tuple[str, Any], ...] = (
    ("#0072B2", "-"),
    ("#D55E00", (0, (5, 1.5))),
    ("#009E73", (0, (1.5, 1))),
    ("#CC79A7", (0, (5, 1.5, 1.5, 1.5))),
    ("#E69F00", (0, (9, 2))),
    ("#56B4E9", (0, (3, 1))),
)
"""Colour and dash of the first, second ... muscle."""
AXES = ("flexion", "adduction", "rotation")
_HEADS = ("flexes +\nextends −", "adducts +\nabducts −", "rotates in +\nrotates out −")
_BARS = 0.0625, 0.4  # heights of the bars in the figure
_LIMIT = 105  # mm, beyond every moment arm of both sets in every posture


class LinesOfPullView(Result):
    """Moment arms of n muscles in a posture.

    ``arms_mm`` (n, 3) there; ``curves_mm`` (k, n, 3) at ``flexion_deg`` (k), the other angles
    held; ``reversals``, those to be marked, as `MuscleSet.reversals` gives them; ``paths``
    (n, p, 3) m.
    """

    names: tuple[str, ...]
    posture: dict[str, float]
    arms_mm: NDArray
    flexion_deg: NDArray
    curves_mm: NDArray
    reversals: pd.DataFrame
    paths: NDArray


class LinesOfPullFigure:
    """Moment arms of the chosen muscles about the three axes of the hip: against hip flexion, with
    the present angle and the angles where an action turns over, and as bars in this posture."""

    columns = (0.245, 0.505, 0.765)

    def __init__(self, figure: Figure):
        figure.set_size_inches(11, 6)
        axes = figure.add_axes((0.0, 0.43, 0.19, 0.56))
        bare(axes, (-0.295, 0.535), (-0.70, 0.63))
        SideBones(axes, ("pelvis",), 1, stand=True)
        self.leg = SideBones(axes, ("femur", "tibia"), 2, shank=0.09)
        self.paths = [
            line(axes, lw=3, color=colour, zorder=3, solid_capstyle="round") for colour, _ in LINES
        ]
        axes.plot(0, 0, "o", color=INK, ms=5, zorder=4)
        self.title = QuickText(figure, 0.245, 0.985, size=LARGE, va="top", weight="bold", color=INK)
        look: dict[str, Any] = {"size": SMALL, "ha": "right", "va": "center", "color": INK}
        self.names = [QuickText(figure, 0.214, _height(row), **look) for row in range(len(LINES))]
        self.samples = []
        for row, (colour, dash) in enumerate(LINES):
            look = {"color": colour, "ls": dash, "lw": 2.4, "zorder": OVER_GHOST}
            sample = Line2D([0.218, 0.242], [_height(row)] * 2, **look)
            self.samples.append(put(figure, sample))
        self.panels = [_Panel(figure, left, axis) for axis, left in enumerate(self.columns)]

    def update(self, view: LinesOfPullView) -> None:
        """Move everything to this view."""
        self.leg.update(view.posture)
        n = len(view.names)
        rows = zip(self.paths, self.names, self.samples, strict=True)
        for row, (path, name, sample) in enumerate(rows):
            path.set_data(*(view.paths[row, :, :2].T if row < n else ([], [])))
            name.set_text(view.names[row] if row < n else "")
            sample.set_visible(row < n)
        flexion, adduction, rotation, knee = (signed(a) for a in view.posture.values())
        self.title.set_text(
            f"flexion {flexion}°, adduction {adduction}°, rotation {rotation}°, knee {knee}°"
        )
        for panel in self.panels:
            panel.update(view)


class _Panel:
    """One axis of the hip: curves above, bars below."""

    def __init__(self, figure: Figure, left: float, axis: int):
        self.axis, self.left = axis, left
        figure.text(left, 0.915, _HEADS[axis], size=BODY, va="top", color=INK, linespacing=1.15)
        self._curves(figure.add_axes((left, 0.59, 0.225, 0.25)))
        self._bars(figure, figure.add_axes((left, _BARS[0], 0.172, _BARS[1] - _BARS[0])))
        self.turns_text = QuickText(figure, left, 0.485, size=SMALL, va="top", color=INK)

    def _curves(self, axes: Axes) -> None:
        thin(axes)
        ticks = [-100, -50, 0, 50, 100]
        axes.set(xlim=POSTURE_RANGE_DEG["flexion_deg"], ylim=(-_LIMIT, _LIMIT))
        axes.set(xticks=range(-30, 121, 30), yticks=ticks)
        axes.set_yticklabels([signed(tick) for tick in ticks] if self.axis == 0 else [])
        axes.set_xticklabels(["−30", "0", "30", "60", "90", ""])
        if self.axis == 0:
            axes.set_ylabel("moment arm (mm)", size=SMALL, color=QUIET, labelpad=1)
        axes.set_xlabel("hip flexion (°)", size=SMALL, color=QUIET, labelpad=1)
        axes.axhline(0, color=QUIET, lw=0.8)
        self.curves = [
            line(axes, color=colour, ls=dash, lw=2.4, zorder=OVER_GHOST) for colour, dash in LINES
        ]
        self.now = line(axes, lw=0.9, zorder=2)
        self.dots = moves(
            axes.scatter([], [], s=45, zorder=OVER_GHOST + 2, ec=INK, lw=0.6, clip_on=False)
        )
        self.turns = line(
            axes, ls="", marker="o", mfc="white", ms=7, mew=1.4, zorder=OVER_GHOST + 1
        )

    def _bars(self, figure: Figure, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(-_LIMIT, _LIMIT), ylim=(len(LINES), 0), xticks=[-100, 0, 100], yticks=[])
        axes.set_xticklabels(["−100", "0", "100 mm"])
        axes.spines["left"].set_visible(False)
        axes.axvline(0, color=QUIET, lw=0.8)
        self.bars = [
            put(axes, Rectangle((0, row + 0.18), 0, 0.64, fc=colour))
            for row, (colour, _) in enumerate(LINES)
        ]
        look: dict[str, Any] = {"size": SMALL, "ha": "right", "va": "center", "color": INK}
        self.values = [
            QuickText(figure, self.left + 0.222, _height(row), **look) for row in range(len(LINES))
        ]

    def update(self, view: LinesOfPullView) -> None:
        axis, n = self.axis, len(view.names)
        arms = view.arms_mm[:, axis]
        rows = zip(self.bars, self.curves, self.values, strict=True)
        for row, (bar, curve, value) in enumerate(rows):
            shown = row < n
            bar.set_width(arms[row] if shown else 0)
            points: Any = (view.flexion_deg, view.curves_mm[:, row, axis]) if shown else ([], [])
            curve.set_data(*points)
            value.set_text(signed(arms[row]) if shown else "")
        flexion = view.posture["flexion_deg"]
        self.now.set_data([flexion, flexion], [-_LIMIT, _LIMIT])
        self.dots.set_offsets(np.column_stack([np.full(n, flexion), arms]))
        self.dots.set_facecolor([colour for colour, _ in LINES[:n]])
        turns = np.sort(view.reversals[view.reversals.below.isin(FUNCTIONS[axis])].flexion_deg)
        self.turns.set_data(turns, np.zeros(len(turns)))
        words = [f"{signed(angle).lstrip('+')}°" for angle in turns]
        lines = ",\n".join(", ".join(words[i : i + 3]) for i in range(0, len(words), 3))
        self.turns_text.set_text(f"turns over at {lines}" if lines else "never turns over")


def _height(row: int) -> float:
    """Middle of a row of bars in the figure."""
    bottom, top = _BARS
    return top - (top - bottom) * (row + 0.5) / len(LINES)


def two_geometries_figure(figure: Figure, arms: pd.DataFrame) -> None:
    """Moment arms of the same muscles in two published sets, one panel for each axis.

    `arms` is what `hipmech.muscles.actions.two_geometries` gives.
    """
    panels = figure.subplots(1, 3, sharex=True, sharey=True)
    figure.subplots_adjust(0.075, 0.15, 0.99, 0.86, 0.08)
    for axes, axis, head in zip(panels, AXES, _HEADS, strict=True):
        rows = arms[arms.motion == axis]
        thin(axes)
        ends, ticks = (-85, 85), [-50, 0, 50]
        axes.set(xlim=ends, ylim=ends, aspect="equal", xticks=ticks, yticks=ticks)
        axes.axhline(0, color=FAINT, lw=0.8)
        axes.axvline(0, color=FAINT, lw=0.8)
        axes.plot([-85, 85], [-85, 85], color=QUIET, lw=1.2)
        axes.plot(rows.delp_mm, rows.dostal_mm, "o", color=LINES[0][0], mec="white", ms=9)
        typical = (rows.delp_mm - rows.dostal_mm).abs().median()
        axes.set_title(head.replace("\n", ", "), size=BODY, loc="left", color=INK)
        worst = rows.loc[(rows.delp_mm - rows.dostal_mm).abs().idxmax()]
        axes.plot(worst.delp_mm, worst.dostal_mm, "o", mfc="none", mec=INK, mew=1.4, ms=15)
        most = abs(worst.delp_mm - worst.dostal_mm)
        words = f"median difference {typical:.0f} mm,\nlargest (ring) {most:.0f} mm:\n{worst.part}"
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.text(-82, 82, words, size=SMALL, va="top", color=INK, bbox=paper)
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

_NERVE_COLOUR = "#7A6C00"  # of its name: yellow is too pale on white


def sciatic_nerve_figure(figure: Figure) -> None:
    """Draw the right hip from behind: deep rotators of ``delp1990`` and the schematic `NERVE`."""
    axes = figure.add_axes((0.0, 0.0, 0.6, 1.0))
    muscles = MuscleSet.load("delp1990").select(["peri", "gem", "quad_fem"])
    colours = [LINES[i][0] for i in (1, 2, 3)]
    HipPicture(axes, muscles, colours, dict.fromkeys(POSTURE_RANGE_DEG, 0.0), "back")
    axes.set(xlim=(-0.22, 0.14), ylim=(-0.18, 0.15))
    spline = make_interp_spline(np.arange(len(NERVE)), NERVE)
    _, y, z = spline(np.linspace(0, len(NERVE) - 1, 100)).T
    hidden = y > 0.022  # in front of sacrum and piriformis, seen from behind
    axes.plot(z[hidden], y[hidden], color=_NERVE_COLOUR, lw=4, ls=(0, (1.2, 0.8)), zorder=6)
    axes.plot(z[~hidden], y[~hidden], color=INK, lw=11, zorder=5)
    axes.plot(z[~hidden], y[~hidden], color="#F0E442", lw=8, zorder=6)
    figure.text(0.62, 0.93, "Right hip from behind", size=LARGE, weight="bold", va="top")
    notes = [
        (0.80, colours[0], "● piriformis"),
        (0.73, colours[1], "● gemelli"),
        (0.66, colours[2], "● quadratus femoris"),
        (0.57, _NERVE_COLOUR, "● sciatic nerve (schematic)"),
        (
            0.51,
            INK,
            "dotted: in front of the sacrum\nand the piriformis;\nthen out below the piriformis,\n"
            "behind the other rotators,\nbetween sitting bone and\ngreater trochanter",
        ),
    ]
    for height, colour, words in notes:
        figure.text(0.62, height, words, size=BODY, color=colour, va="top", linespacing=1.3)
