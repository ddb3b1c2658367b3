"""The front of the hip as a spring: passive moment, energy stored and returned, in gait as well."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Trace, line, put
from hipmech.drawing.style import BODY, FAINT, INK, LARGE, QUIET, SMALL, thin
from hipmech.muscles.stretch import GaitRecoil
from hipmech.results import Result

PASSIVE, MODEL = "#E69F00", "#7B5EA7"
RISE: dict[str, Any] = {"facecolor": PASSIVE, "alpha": 0.75}
OFFSET: dict[str, Any] = {"fc": "#EDEDED", "ec": QUIET, "hatch": "//", "linewidth": 1.0}


class RecoilView(Result):
    """The spring at a hip extension and a knee angle.

    Curves against ``extension_deg`` (k): ``formula_Nm``, ``muscles_Nm``. ``reached_deg``:
    how far the hip extends; stored (of it ``offset``) and returned energy in J.
    """

    title: str
    extension_deg: NDArray
    formula_Nm: NDArray
    muscles_Nm: NDArray
    reached_deg: float
    moment_Nm: float
    stored: float
    offset: float
    returned: float


class RecoilFigure:
    """The passive moment of the hip against its extension, the energy stored under that curve and
    returned, and the energy stored in measured walking and running against speed."""

    highest = 13.0  # J

    def __init__(self, figure: Figure, gaits: Mapping[tuple[str, float], GaitRecoil]):
        figure.set_size_inches(11, 6)
        self._moments(figure.add_axes((0.075, 0.13, 0.44, 0.70)))
        self._energies(figure.add_axes((0.575, 0.13, 0.155, 0.70)))
        self._speeds(figure.add_axes((0.795, 0.13, 0.19, 0.70)), gaits)
        self.title = QuickText(figure, 0.02, 0.96, size=LARGE, va="top", weight="bold", color=INK)

    def _moments(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(-30, 30), ylim=(-8, 56), xticks=range(-30, 31, 10), yticks=range(0, 51, 10))
        axes.set_xticklabels(["30", "20", "10", "0", "10", "20", "30"])
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.plot([0, 0], [-8, 35], color=FAINT, lw=1, zorder=0)
        axes.axvspan(20, 30, color="#F3F3F3", zorder=0)
        axes.text(25, 55, "beyond\nthe data", size=SMALL, ha="center", color=QUIET, va="top")
        axes.set_xlabel("flexed   ←   hip angle (°)   →   extended", size=SMALL)
        axes.set_title("passive moment that flexes the hip (N·m)", size=BODY, loc="left", color=INK)
        self.offset_area = put(axes, PolyCollection([], zorder=1, **OFFSET))
        self.area = put(axes, PolyCollection([], linewidth=0, zorder=1.5, **RISE))
        self.formula = Trace(axes, lw=3, zorder=OVER_GHOST)
        self.muscles = line(axes, color=MODEL, lw=2.2, ls=(0, (4, 2)), zorder=OVER_GHOST)
        rows = (
            (52, INK, "-", "measured on relaxed people (formula)"),
            (47.5, MODEL, (0, (4, 2)), "muscles of the 3-D model only"),
        )
        for y, colour, style, words in rows:
            axes.plot([-29, -25], [y, y], color=colour, lw=2.6, ls=style)
            axes.text(-24, y, words, size=SMALL, va="center", color=INK)
        marks = (42.5, RISE, "energy from the rise"), (38, OFFSET, "energy from the offset")
        for y, look, words in marks:
            axes.add_patch(Rectangle((-29, y - 1.2), 4, 2.4, **look))
            axes.text(-24, y, words, size=SMALL, va="center", color=INK)

    def _energies(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(-0.6, 1.6), ylim=(0, self.highest), xticks=[0, 1], yticks=range(0, 13, 2))
        axes.set_xticklabels(["stored", "returned"])
        axes.set_title("energy (J)", size=BODY, loc="left", color=INK)

        def bar(x: float, **look: Any) -> Rectangle:
            return put(axes, Rectangle((x - 0.36, 0), 0.72, 0, **look))

        self.offset_bar = bar(0, **OFFSET)
        self.rise_bar = bar(0, **RISE)
        self.back_bar = bar(1, **RISE)
        self.lost_bar = bar(1, facecolor="none", edgecolor=QUIET, linestyle=(0, (3, 2)))
        self.stored, self.back = (
            QuickText(axes, x, 0, size=BODY, ha="center", va="bottom", weight="bold", color=INK)
            for x in (0, 1)
        )

    def _speeds(self, axes: Axes, gaits: Mapping[tuple[str, float], GaitRecoil]) -> None:
        thin(axes)
        fastest = max(speed for _, speed in gaits) + 0.5
        axes.set(xlim=(0.4, fastest), ylim=(0, self.highest), yticks=range(0, 13, 2))
        axes.set_xticks(range(1, 1 + int(fastest)))
        axes.set_title("stored (J) in measured gait", size=BODY, loc="right", color=INK)
        axes.set_xlabel("speed (m/s)\ndashed: your angles", size=SMALL)
        points: dict[str, list[tuple[float, float]]] = {}
        for (activity, speed), recoil in gaits.items():
            points.setdefault(activity, []).append((speed, recoil.stored))
        for (activity, rows), marker in zip(points.items(), "osD^", strict=False):
            speeds, stored = np.transpose(rows)
            axes.plot(speeds, stored, marker, ls="-", color=QUIET, mfc=INK, ms=8, lw=1)
            look: dict[str, Any] = {"size": SMALL, "color": INK, "ha": "center"}
            place = speeds.mean(), stored.min()
            axes.annotate(activity, place, (0, -18), textcoords="offset points", **look)
        self.ends = axes.get_xlim()
        self.level = line(axes, color=PASSIVE, lw=2, ls=(0, (5, 2)), zorder=OVER_GHOST)

    def update(self, view: RecoilView) -> None:
        """Move everything to this view."""
        self.title.set_text(view.title)
        self.formula.update(view.extension_deg, view.formula_Nm, view.reached_deg, view.moment_Nm)
        self.muscles.set_data(view.extension_deg, view.muscles_Nm)
        under = (view.extension_deg >= 0) & (view.extension_deg <= view.reached_deg)
        x = np.append(view.extension_deg[under], view.reached_deg)
        y = np.append(view.formula_Nm[under], view.moment_Nm)
        base = np.full_like(y, y[0])
        self.offset_area.set_verts([_between(x, 0 * base, base)])
        self.area.set_verts([_between(x, base, y)])
        self.offset_bar.set_height(view.offset)
        self.rise_bar.set(y=view.offset, height=view.stored - view.offset)
        self.back_bar.set_height(view.returned)
        self.lost_bar.set(y=view.returned, height=view.stored - view.returned)
        for text, energy in ((self.stored, view.stored), (self.back, view.returned)):
            text.set_text(f"{energy:.1f}")
            text.set_y(view.stored + 0.15)
        self.level.set_data(self.ends, [view.stored, view.stored])


def _between(x: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Outline (2 k, 2) of the area between two curves."""
    return np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])])


def gait_moments_figure(
    figure: Figure, percent: NDArray, gaits: Mapping[str, GaitRecoil], toe_off: Mapping[str, float]
) -> None:
    """Net and passive flexion moment of the hip through the cycle of several gaits.

    `percent` (101,); `gaits` and `toe_off` (percent of the cycle) by title.
    """
    panels = figure.subplots(1, len(gaits), sharey=True, squeeze=False)[0]
    for axes, (title, recoil) in zip(panels, gaits.items(), strict=True):
        thin(axes)
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.axvline(toe_off[title], color=FAINT, lw=1.2, zorder=0)
        axes.axvline(recoil.peak_percent, color=INK, lw=0.9, ls=(0, (2, 3)), zorder=0)
        axes.plot(percent, recoil.net_moment_Nm, color=PASSIVE, lw=3)
        axes.plot(percent, recoil.passive_moment_Nm, color=INK, lw=2.2, ls=(0, (4, 2)))
        axes.set(xlim=(0, 100), ylim=(-115, 150), yticks=range(-100, 101, 50))
        axes.set_xlabel("percent of the cycle")
        axes.xaxis.label.set_size(BODY)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
    panels[0].set_ylabel("flexion moment (N·m)", size=BODY)
    notes = (
        "net, measured (orange)\npassive, formula (dashed)",
        "dotted: peak extension\nline: foot leaves the ground",
    )
    for axes, words in zip(panels, notes, strict=False):
        paper = {"fc": "white", "ec": "none", "pad": 1}
        axes.text(2, 147, words, size=SMALL, color=INK, va="top", bbox=paper)
    figure.tight_layout()
