"""Every recruitment cost beside the usual one: who pulls, and what the joint pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Handle, line, put
from hipmech.drawing.style import (
    BODY,
    FAINT,
    FIGURE,
    FORCES,
    GHOST,
    INK,
    QUIET,
    RAMP,
    SMALL,
    SWING,
    axes_at,
    thin,
)
from hipmech.joint_reaction import COSTS, GROUPS
from hipmech.results import Result
from hipmech.tug_of_war import TugOfWar

USUAL = "Σ a²"
DIFFERENCES_BW, MOST_BW = (-1.2, 3.6), 4.4
_CONTACT, _PULL = FORCES["contact"].colour, RAMP[-1]


class CostView(Result):
    """A gait at one frame, solved with every cost by name, and the cost that is looked at."""

    gait: str
    frame: int
    cost: str
    wars: Mapping[str, TugOfWar]


class CostFigure:
    """How hard each muscle group pulls at an instant of a gait, by every recruitment cost; beside
    it, through the cycle, how much more or less than with the usual cost the joint is pressed."""

    def __init__(self, figure: Figure) -> None:
        figure.set_size_inches(*FIGURE)
        self.title = QuickText(figure, 0.012, 0.985, size=BODY, weight="bold", va="top", color=INK)
        self._groups(axes_at(figure, 2.62, 0.72, 2.95, 4.42))
        self._change(axes_at(figure, 6.60, 0.72, 4.20, 4.42))

    def _groups(self, axes: Axes) -> None:
        thin(axes)
        axes.spines["left"].set_visible(False)
        rows = range(len(GROUPS))
        axes.set(xlim=(-0.05, MOST_BW), ylim=(len(GROUPS) - 0.5, -0.5), yticks=rows)
        axes.set_yticklabels(list(GROUPS))
        axes.tick_params(axis="y", length=0)
        axes.set_xticks(range(5))
        axes.set_xlabel("pull (BW); grey: the other costs", size=SMALL)
        axes.grid(axis="x", color=FAINT, lw=0.7)
        look: dict[str, Any] = {"ls": "", "zorder": 3}
        self.others = line(axes, color=GHOST, marker="|", ms=15, mew=2.5, **look)
        self.usual = line(axes, color=INK, marker="|", ms=22, mew=3, **look)
        self.bars = line(axes, color=RAMP[1], lw=17, solid_capstyle="butt", zorder=2)
        self.pulls = line(axes, color=_PULL, marker="o", ms=12, mec="white", **look)

    def _change(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(0, 100), ylim=DIFFERENCES_BW, xticks=range(0, 101, 25))
        axes.set_yticks(range(-1, 4))
        axes.set_yticklabels(["−1", "0", "+1", "+2", "+3"])
        axes.set_xlabel("percent of the cycle", size=SMALL)
        words = "R, more or less than by Σ a² (BW)"
        axes.text(0, 1.02, words, transform=axes.transAxes, size=SMALL, color=INK, va="bottom")
        swing = Rectangle((60, -9), 40, 20, color=SWING, zorder=0, lw=0)
        self.swing = put(axes, swing)
        axes.axhline(0, color=INK, lw=2.5, zorder=2)
        self.rest = [line(axes, color=FAINT, lw=1.6, zorder=1) for _ in COSTS]
        self.difference = line(axes, color=_CONTACT, lw=3, zorder=OVER_GHOST)
        self.cursor = line(axes, lw=1)
        self.hand = Handle(axes, "percent")
        self.dot = line(
            axes, color=_CONTACT, ls="", marker="o", ms=11, mec="white", zorder=OVER_GHOST + 1
        )
        self.size = QuickText(axes, 99, 3.55, size=SMALL, ha="right", va="top", color=_CONTACT)
        axes.text(99, -1.1, "swing", size=SMALL, ha="right", color=QUIET)

    def update(self, view: CostView) -> None:
        """Move everything to this view."""
        frame, rows = view.frame, np.arange(len(GROUPS))
        self.title.set_text(f"{view.gait}, {frame} %: {view.cost} (dots), Σ a² (black ticks)")
        pulls = {name: war.forces_bw[frame] for name, war in view.wars.items()}
        self.others.set_data(np.concatenate(list(pulls.values())), np.tile(rows, len(pulls)))
        self.usual.set_data(pulls[USUAL], rows)
        self.pulls.set_data(pulls[view.cost], rows)
        ends = np.column_stack([0 * rows, pulls[view.cost], np.full(len(rows), np.nan)])
        self.bars.set_data(ends.ravel(), np.repeat(rows, 3))
        cycle = view.wars[USUAL].load.cycle
        self.swing.set(x=cycle.stance_percent, width=100 - cycle.stance_percent)
        usual = view.wars[USUAL].load.magnitude_bw
        for curve, war in zip(self.rest, view.wars.values(), strict=True):
            curve.set_data(cycle.percent, war.load.magnitude_bw - usual)
        size = view.wars[view.cost].load.magnitude_bw
        self.difference.set_data(cycle.percent, size - usual)
        self.cursor.set_data([frame, frame], DIFFERENCES_BW)
        self.dot.set_data([frame], [size[frame] - usual[frame]])
        self.hand.put(frame, DIFFERENCES_BW[1] - 0.2)
        self.size.set_text(f"R {size[frame]:.1f} BW, peak {size.max():.1f}")
