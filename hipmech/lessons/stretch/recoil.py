"""The front of the hip as a spring: leg and spring, passive moment, energy stored and returned."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from hipmech.drawing.anatomy import BODY as SKIN
from hipmech.drawing.anatomy import rotate
from hipmech.drawing.bones import SideLeg, SidePelvis
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Handle, Trace, line, put
from hipmech.drawing.style import (
    BODY,
    FAINT,
    FIGURE,
    INK,
    LARGE,
    MEASURED,
    PASSIVE,
    QUIET,
    SMALL,
    SWING,
    axes_at,
    bare_at,
    thin,
)
from hipmech.lessons.stretch.side_view import leg_joints, leg_path
from hipmech.muscles.stretch import GaitRecoil
from hipmech.results import Result

RISE: dict[str, Any] = {"facecolor": PASSIVE["color"], "alpha": 0.75}
OFFSET: dict[str, Any] = {"fc": SWING, "ec": QUIET, "hatch": PASSIVE["hatch"], "linewidth": 1.0}
_ON_PELVIS, _ON_THIGH = np.array([0.115, 0.10]), np.array([0.115, -0.24])  # the spring's ends, m


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
    knee_flexion_deg: float
    moment_Nm: float
    stored: float
    offset: float
    returned: float


class RecoilFigure:
    """The leg with the front of the hip as a spring, its passive moment against hip extension with
    the energy stored below that curve, and that energy beside the one of measured gaits."""

    highest = 13.0  # J
    kept_at = 0.02, 0.02  # where the word for a ghost has room

    def __init__(self, figure: Figure, gaits: Mapping[tuple[str, float], GaitRecoil]):
        figure.set_size_inches(FIGURE)
        w, h = FIGURE
        self.leg = _SpringLeg(bare_at(figure, 0.0, 0.1, 0.27, (-0.71, 0.29), (-0.98, 0.25)))
        self._moments(axes_at(figure, 4.0, 0.75, 3.55, 4.1))
        self._energies(axes_at(figure, 8.15, 0.75, 2.8, 4.1), gaits)
        look: dict[str, Any] = {"size": LARGE, "va": "top", "weight": "bold", "color": INK}
        self.title = QuickText(figure, 0.1 / w, 5.93 / h, **look)

    def _moments(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(-30, 30), ylim=(-8, 62), xticks=range(-30, 31, 15), yticks=range(0, 61, 20))
        axes.set_xticklabels(["30", "15", "0", "15", "30"])
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.plot([0, 0], [-8, 62], color=FAINT, lw=1, zorder=0)
        axes.axvspan(20, 30, color=SWING, zorder=0)
        axes.text(24.5, 61, "beyond\nthe data", size=SMALL, ha="center", color=QUIET, va="top")
        axes.set_xlabel("flexed  ←  hip angle (°)  →  extended", size=SMALL, color=INK)
        axes.set_title("passive flexion moment (N·m)", size=BODY, loc="left", color=INK)
        self.offset_area = put(axes, PolyCollection([], zorder=1, **OFFSET))
        self.area = put(axes, PolyCollection([], linewidth=0, zorder=1.5, **RISE))
        self.formula = Trace(axes, PASSIVE["color"], lw=3.2, zorder=OVER_GHOST)
        self.muscles = line(axes, color=QUIET, lw=2.2, ls=(0, (4, 2)), zorder=OVER_GHOST)
        keys: tuple[tuple[float, Any, str], ...] = (
            (57, {"color": PASSIVE["color"], "lw": 3.2}, "relaxed people\n(formula)"),
            (45, {"color": QUIET, "lw": 2.2, "ls": (0, (4, 2))}, "3-D muscles only"),
        )
        for y, look, words in keys:
            axes.plot([-29, -24], [y, y], **look)
            axes.text(-23, y, words, size=SMALL, va="center", color=INK, linespacing=1.0)
        for y, mark, words in ((37.5, RISE, "rise"), (31, OFFSET, "offset")):
            axes.add_patch(Rectangle((-29, y - 1.8), 5, 3.6, **mark))
            axes.text(-23, y, words, size=SMALL, va="center", color=INK)

    def _energies(self, axes: Axes, gaits: Mapping[tuple[str, float], GaitRecoil]) -> None:
        """Bars of this state; right of them what measured gaits store, against speed."""
        thin(axes)
        axes.set(xlim=(-2.9, 5.0), ylim=(0, self.highest), yticks=range(0, 13, 4))
        axes.set_xticks([-2.2, -0.55, 1, 2, 3, 4], ["in", "back", "1", "2", "3", "4"])
        axes.set_xlabel("yours          speed (m/s)", size=SMALL, color=INK)
        axes.set_title("energy (J)", size=BODY, loc="left", color=INK)

        def bar(x: float, **look: Any) -> Rectangle:
            return put(axes, Rectangle((x - 0.5, 0), 1.0, 0, **look))

        self.offset_bar = bar(-2.2, **OFFSET)
        self.rise_bar = bar(-2.2, **RISE)
        self.back_bar = bar(-0.55, **RISE)
        self.lost_bar = bar(-0.55, facecolor="none", edgecolor=QUIET, linestyle=(0, (3, 2)))
        look: dict[str, Any] = {"size": SMALL, "ha": "center", "va": "bottom", "weight": "bold"}
        self.stored, self.back = (QuickText(axes, x, 0, color=INK, **look) for x in (-2.2, -0.55))
        points: dict[str, list[tuple[float, float]]] = {}
        for (activity, speed), recoil in gaits.items():
            points.setdefault(activity, []).append((speed, recoil.stored))
        for (activity, rows), marker, y in zip(points.items(), "oD", (12.4, 11.5), strict=True):
            look = {**MEASURED, "marker": marker, "ms": 9}
            axes.plot(*np.transpose(rows), **look)
            axes.plot(1.5, y, **look)
            axes.text(1.9, y, activity, size=SMALL, color=INK, va="center")
        self.level = line(axes, color=PASSIVE["color"], lw=2, ls=(0, (5, 2)), zorder=OVER_GHOST)

    def update(self, view: RecoilView) -> None:
        """Move everything to this view."""
        self.title.set_text(view.title)
        self.leg.update(view)
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
            text.set_y(view.stored + 0.1)
        self.level.set_data([-1.7, 5.0], [view.stored, view.stored])


class _SpringLeg:
    """Pelvis and leg from the right, with a spring before the hip that extension stretches."""

    def __init__(self, axes: Axes) -> None:
        look: dict[str, Any] = {"fc": SKIN, "lw": 0, "zorder": 0.5}
        self.skin = put(axes, PathPatch(Path(np.zeros((1, 2))), **look))
        SidePelvis(axes, 1)
        self.bones = SideLeg(axes, 2)
        self.thigh, self.shank = Handle(axes, "extension_deg"), Handle(axes, "knee_flexion_deg")
        axes.plot(0, 0, "o", color=INK, ms=6, zorder=4)
        look = {"color": PASSIVE["color"], "solid_joinstyle": "round", "zorder": 3}
        self.spring = line(axes, lw=3, **look)
        self.ends = line(axes, ls="", marker="o", ms=9, zorder=3.1, color=PASSIVE["color"])
        self.links = line(axes, color=QUIET, lw=2, zorder=2.9)
        look = {"size": LARGE, "weight": "bold", "ha": "center", "va": "center", "halo": True}
        self.energy = QuickText(axes, 0.15, 0.17, color=PASSIVE["color"], **look)

    def update(self, view: RecoilView) -> None:
        hip = -view.reached_deg
        posture = {"flexion_deg": hip, "knee_flexion_deg": view.knee_flexion_deg}
        self.skin.set_path(leg_path(posture))
        self.bones.update(posture)
        knee, ankle = leg_joints(posture)
        self.thigh.put(*knee)
        self.shank.put(*ankle)
        start, end = _ON_PELVIS, rotate(_ON_THIGH, hip)
        self.spring.set_data(*_coil(start, end).T)
        self.ends.set_data(*np.array([start, end]).T)
        bone = np.array(
            [(0.045, 0.07), start, (np.nan, np.nan), end, rotate(np.array([0.02, -0.24]), hip)]
        )
        self.links.set_data(*bone.T)
        self.energy.set_text(f"{view.stored:.1f} J")


def _coil(start: NDArray, end: NDArray, turns: int = 8, width: float = 0.03) -> NDArray:
    """Points (n, 2) of a coil spring seen a little from its end, straight at both ends."""
    along = (end - start) / np.hypot(*(end - start))
    across = np.array([-along[1], along[0]])
    turn = np.linspace(0, 2 * np.pi * turns, 16 * turns + 1)
    share = np.concatenate([[0], np.linspace(0.12, 0.88, len(turn)), [1]])[:, None]
    loops = np.outer(np.sin(turn), across) + 0.35 * np.outer(1 - np.cos(turn), along)
    return start + share * (end - start) + width * np.pad(loops, ((1, 1), (0, 0)))


def _between(x: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Outline (2 k, 2) of the area between two curves."""
    return np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])])
