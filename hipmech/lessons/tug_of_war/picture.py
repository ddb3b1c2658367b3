"""Who pulls which way at the hip: moments by group, the contact force, stills of the muscles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from hipmech.drawing.bones import HipPicture
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Trace, line, put
from hipmech.drawing.style import BODY, FAINT, FORCES, INK, LARGE, QUIET, SMALL, signed, thin
from hipmech.joint_reaction import GROUPS
from hipmech.muscles import MuscleSet
from hipmech.results import Result
from hipmech.tug_of_war import OpenSimWalk, TugOfWar

PASSIVE, RESERVE = "#E69F00", "#D00000"
SIDES = {  # which way negative and positive moments turn, and the range shown, in N·m
    ("extend", "flex"): (-138, 118),
    ("abduct", "adduct"): (-145, 76),
    ("out", "in"): (-48, 70),
}
_HEADS = {"flex": "moment (N·m)", "adduct": "(N·m)", "in": "turn (N·m)"}
HIGHEST_BW = 12.0
_HATCHED: dict[str, Any] = {"color": "white", "edgecolor": INK, "lw": 1.2, "hatch": "///"}
_HALF = 0.36  # of the height of a bar
_THIN = 0.9  # points, for the same gait at full strength: too thin for a ghost of its own


class TugOfWarView(Result):
    """One instant of a tug of war, and what to compare it with.

    Attributes
    ----------
    title : the gait and what was changed.
    frame : 0 to 100, percent of the cycle.
    now, normal : the muscles as set, and the same gait with all muscles strong and the usual cost.
    """

    title: str
    frame: int
    now: TugOfWar
    normal: TugOfWar


class TugOfWarFigure:
    """The hip contact force through the cycle; below, for the chosen instant, how hard each muscle
    group pulls and the moments it gives about the three axes of the hip, down to their sum."""

    def __init__(self, figure: Figure, ramp: Sequence[str]):
        figure.set_size_inches(7.2, 6.2)
        self.ramp = LinearSegmentedColormap.from_list("activation", list(ramp))
        self.title = QuickText(figure, 0.012, 0.985, size=BODY, weight="bold", va="top", color=INK)
        self._contact(figure.add_axes((0.060, 0.690, 0.922, 0.200)))
        self._table(figure)

    def _contact(self, axes: Axes) -> None:
        thin(axes)
        axes.set(
            xlim=(0, 100), ylim=(0, HIGHEST_BW), yticks=(0, 4, 8, 12), xticks=range(0, 101, 20)
        )
        axes.set_xticklabels(["0", "20", "40", "60", "80", "100 %"])
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        swing = Rectangle((60, 0), 40, HIGHEST_BW, color="#F1F1F1", zorder=0, lw=0)
        self.swing = put(axes, swing)
        self.lift = QuickText(axes, 61, 9.2, "swing", size=SMALL, va="top", color=QUIET)
        self.normal = line(axes, lw=_THIN, zorder=2)
        self.contact = Trace(axes, FORCES["contact"].colour, cursor=True, lw=2.8)
        self.missing = line(axes, color=RESERVE, ls="", marker="x", ms=7, mew=2, zorder=4)
        self.warning = QuickText(axes, 99, 11.6, size=SMALL, va="top", ha="right", color=RESERVE)
        figure = axes.get_figure(root=True)
        assert figure is not None
        self.peaks = QuickText(figure, 0.060, 0.935, size=SMALL, va="top", color=INK)

    def _table(self, figure: Figure) -> None:
        low, height, left, gap = 0.02, 0.505, 0.376, 0.022
        names = figure.add_axes((0, low, left, height))
        per_Nm = (0.984 - left - 2 * gap) / sum(most - least for least, most in SIDES.values())
        tables = [names]
        for (least, most), (minus, plus) in zip(SIDES.values(), SIDES, strict=True):
            axes = figure.add_axes((left, low, (most - least) * per_Nm, height))
            axes.set_xlim(least, most)
            axes.text(-4, -0.75, minus, size=SMALL, ha="right", color=INK)
            axes.text(4, -0.75, plus, size=SMALL, ha="left", color=INK)
            axes.text(0, -1.55, _HEADS[plus], size=SMALL, ha="center", color=QUIET)
            axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
            left += (most - least) * per_Nm + gap
            tables.append(axes)
        for axes in tables:
            axes.set(ylim=(10.6, -0.6), xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            axes.axhline(7.5, color=FAINT, lw=0.8, zorder=0)
            axes.axhline(9.5, color=INK, lw=0.9, zorder=0)
        names.text(0.97, -0.75, "pull (BW)", size=SMALL, ha="right", color=INK)
        for row, name in enumerate((*GROUPS, "passive tissue", "missing", "needed = sum of all")):
            look: dict[str, Any] = {"color": RESERVE if row == 9 else INK, "size": SMALL}
            weight = "bold" if row == 10 else "normal"
            names.text(0.80, row, name, ha="right", va="center", weight=weight, **look)
        words = "thin line, thin ticks: all at full strength, Σ a²"
        figure.text(0.060, 0.633, words, size=SMALL, va="top", color=QUIET)
        look = {"size": SMALL, "va": "center"}
        self.pulls = [
            QuickText(names, 0.97, row, ha="right", color=INK, **look) for row in range(len(GROUPS))
        ]
        self.bars = [put(axes, PolyCollection([], lw=0, zorder=3)) for axes in tables[1:]]
        self.ticks = [
            put(axes, LineCollection([], colors=INK, lw=_THIN, zorder=4)) for axes in tables[1:]
        ]
        self.totals = [
            QuickText(axes, 0, row, weight="bold", color=colour, **look)
            for axes in tables[1:]
            for row, colour in ((9, RESERVE), (10, INK))
        ]

    def update(self, view: TugOfWarView) -> None:
        """Move everything to this view."""
        war, f = view.now, view.frame
        self.title.set_text(view.title)
        self._update_contact(war, view.normal, f)
        shades = self.ramp(np.clip(war.activations[f], 0, 1))[:, :3]
        colours = [*shades, *map(to_rgb, (PASSIVE, RESERVE, INK))]
        now, normal = _rows(war, f), _rows(view.normal, f)
        for k, (bars, ticks) in enumerate(zip(self.bars, self.ticks, strict=True)):
            bars.set_verts([_bar(row, width) for row, width in enumerate(now[:, k])])
            bars.set_facecolor(colours)
            usual = [(x, row) for row, x in enumerate(normal[:, k]) if abs(x) >= 0.5]
            ticks.set_segments([[(x, row - 0.47), (x, row + 0.47)] for x, row in usual])
        for text, pull in zip(self.pulls, war.forces_bw[f], strict=True):
            text.set_text(f"{pull:.1f}")
        for number, (text, value) in enumerate(zip(self.totals, now[-2:].T.ravel(), strict=True)):
            left = value > -0.05  # the number stands where the bar does not
            words = signed(value, places=0 if abs(value) >= 9.95 else 1)
            text.set(text=words, x=-5 if left else 5, ha="right" if left else "left")
            text.set_visible(number % 2 == 1 or abs(value) >= 0.05)  # nothing missing, no number

    def _update_contact(self, war: TugOfWar, normal: TugOfWar, f: int) -> None:
        cycle, size, usual = war.load.cycle, war.load.magnitude_bw, normal.load.magnitude_bw
        self.swing.set(x=cycle.stance_percent, width=100 - cycle.stance_percent)
        self.lift.set_x(cycle.stance_percent + 1)
        self.normal.set_data(cycle.percent, usual)
        self.contact.update(cycle.percent, size, f, size[f])
        lacking = ~war.load.sharing.feasible
        self.missing.set_data(cycle.percent[lacking], np.full(lacking.sum(), 0.4))
        self.peaks.set_text(
            f"hip contact force {size[f]:.1f} BW at {f} %, "
            f"peak {size.max():.1f}, thin line {usual.max():.1f}"
        )
        self.warning.set_text("× out of the muscles' reach" if lacking.any() else "")


def _rows(war: TugOfWar, frame: int) -> NDArray:
    """Moments (11, 3): groups, passive tissue, reserve, needed."""
    ends = [war.passive_Nm[frame], war.reserve_Nm[frame], war.needed_Nm[frame]]
    return np.vstack([war.moments_Nm[frame], *ends])


def _bar(row: int, width: float) -> list[tuple[float, float]]:
    return [(0, row - _HALF), (width, row - _HALF), (width, row + _HALF), (0, row + _HALF)]


def stills_figure(
    figure: Figure, war: TugOfWar, frames: Sequence[int], ramp: Sequence[str]
) -> None:
    """Pelvis and leg from the side at some instants of a gait: the darker, the more active."""
    panels = figure.subplots(1, len(frames))
    posture, muscles = war.load.cycle.posture, MuscleSet.load("uhlrich2022")
    shade = LinearSegmentedColormap.from_list("activation", list(ramp))
    for axes, frame in zip(panels, frames, strict=True):
        here = {name: float(angle[frame]) for name, angle in posture.items()}
        colours = [to_hex(shade(a)) for a in war.load.sharing.activations[frame]]
        HipPicture(axes, muscles, colours, here, "side", war.load.contact_bw[frame])
        axes.set_title(f"{frame} % of the cycle", size=LARGE, color=INK)
    figure.subplots_adjust(0, 0, 1, 0.92, 0.02, 0)


def timing_figure(figure: Figure, wars: dict[str, TugOfWar], ramp: Sequence[str]) -> None:
    """When each group is active through the cycle: one strip per group, darker is more."""
    panels = figure.subplots(1, len(wars), sharey=True)
    colours = LinearSegmentedColormap.from_list("activation", list(ramp))
    for axes, (title, war) in zip(panels, wars.items(), strict=True):
        groups = len(war.groups)
        look: dict[str, Any] = {"aspect": "auto", "interpolation": "nearest"}
        image = axes.imshow(
            war.activations.T, colours, vmin=0, vmax=1, extent=(0, 100, groups - 0.5, -0.5), **look
        )
        for row in range(groups - 1):
            axes.axhline(row + 0.5, color="white", lw=4)
        axes.axvline(war.load.cycle.stance_percent, color=INK, lw=1.4)
        axes.spines[:].set_visible(False)
        axes.set(yticks=range(groups), xticks=(0, 50, 100))
        axes.set_yticklabels(war.groups)
        axes.tick_params(labelsize=SMALL, length=0)
        axes.set_title(title, size=BODY, loc="left", color=INK)
    panels[0].set_xlabel(
        "percent of the cycle; line: the foot leaves the ground", size=SMALL, loc="left"
    )
    figure.subplots_adjust(0.215, 0.14, 0.90, 0.91, 0.08)
    bar = figure.colorbar(image, cax=figure.add_axes((0.92, 0.14, 0.018, 0.77)))
    bar.set_label("activation of the group", size=SMALL)
    bar.ax.tick_params(labelsize=SMALL)


def opensim_figure(figure: Figure, walk: OpenSimWalk) -> None:
    """Contact force of OpenSim's walking trial, its solution and ours; the groups at the peak."""
    left, right = map(figure.add_axes, ((0.06, 0.14, 0.40, 0.74), (0.70, 0.14, 0.28, 0.74)))
    ours, theirs = np.linalg.norm([walk.our_contact_bw, walk.opensim_contact_bw], axis=-1)
    colour, peak = FORCES["contact"].colour, int(theirs.argmax())
    for axes in (left, right):
        thin(axes)
    left.plot(walk.percent, theirs, color=INK, lw=2.2, ls=(0, (4, 2)))
    left.plot(walk.percent, ours, color=colour, lw=3)
    left.axvline(peak, color=FAINT, lw=1.2, zorder=0)
    left.set(xlim=(0, 100), ylim=(0, 4.2), xticks=range(0, 101, 20))
    left.set_xlabel("percent of the cycle", size=SMALL)
    left.set_title("hip contact force (BW)", size=BODY, loc="left", color=INK)
    left.text(66, 3.6, "dashed: OpenSim,\nwhole body", size=BODY, va="center", color=INK)
    left.text(66, 2.7, "line: ours,\nthe hip alone", size=BODY, va="center", color="#00694C")
    y = np.arange(len(walk.groups))
    right.barh(y + 0.19, walk.our_forces_bw[peak], 0.36, color=colour)
    right.barh(y - 0.19, walk.opensim_forces_bw[peak], 0.36, **_HATCHED)
    right.set(yticks=y, ylim=(len(y) - 0.5, -0.5), xlim=(0, 2.1), xticks=(0, 1, 2))
    right.set_yticklabels(walk.groups)
    right.set_title(f"pull at {peak} % (BW); hatched: OpenSim", size=BODY, loc="right", color=INK)


def running_figure(figure: Figure, table: pd.DataFrame) -> None:
    """Peak muscle forces of running: another laboratory's model and ours, in N per kg."""
    axes = figure.add_axes((0.30, 0.12, 0.68, 0.80))
    thin(axes)
    y = np.arange(len(table))
    axes.barh(y, table.published, 0.62, **_HATCHED)
    ours = table.filter(like="m/s")
    for name, marker in zip(ours, ("o", "s"), strict=True):
        look: dict[str, Any] = {"color": FORCES["abductors"].colour, "mec": "white", "ms": 11}
        axes.plot(ours[name], y, marker, label=f"ours, {name}", **look)
    axes.set(yticks=y, ylim=(len(y) - 0.4, -0.6), xlim=(0, 35))
    axes.set_yticklabels(table.phase + ": " + table.muscle)
    axes.set_xlabel("peak force (N/kg); hatched: Lenhart 2014", size=SMALL)
    axes.legend(fontsize=BODY, frameon=False, loc="center right")
