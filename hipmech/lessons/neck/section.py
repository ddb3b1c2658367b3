"""A section of the femoral neck: its cortex in coloured cells, its stress from top to bottom."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import (
    BODY,
    COMPRESSION,
    INK,
    LARGE,
    QUIET,
    SMALL,
    TENSION,
    arrow,
    bare,
    signed,
    thin,
)
from hipmech.femoral_neck import QUADRANTS, NeckSection, NeckStress

_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))  # of the picture, in the order of QUADRANTS
_SCALE = (-105.0, 70.0)  # MPa of the profile: what is longer is cut at its edge


class SectionRing:
    """The cortex of the neck cut across, in coloured cells, with a value at each of its sides.

    Cells that are pressed have dark strokes, which tell them from pulled ones in grey.
    """

    def __init__(self, axes: Axes):
        self.axes = axes
        bare(axes, (-0.0295, 0.0295), (-0.0258, 0.0258))
        self.cells = put(axes, PolyCollection([], linewidths=0.6, zorder=2))
        self.strokes = line(axes, lw=0.9, zorder=2.5, alpha=0.6)
        self.rims = [line(axes, lw=1.2, zorder=3) for _ in range(2)]
        self.values = []
        look: dict[str, Any] = {"ha": "center", "va": "center", "color": INK}
        for (x, y), name in zip(_SIDES, QUADRANTS, strict=True):
            place = np.array([0.0212 * x, 0.0206 * y])
            name_at = place + np.array([0, 0.0031 if y >= 0 else 0.0005])
            axes.text(name_at[0], name_at[1], name, size=SMALL, **look)
            value_at = name_at - np.array([0, 0.0044])
            self.values.append(
                QuickText(axes, *value_at, size=LARGE, weight="bold", zorder=4, **look)
            )

    def update(
        self, section: NeckSection, colours: NDArray, pressed: NDArray, texts: list[str]
    ) -> None:
        """Move the cortex of this section; n colours and four texts go around from superior."""
        angle = np.radians(np.linspace(0, 360, len(colours) + 1) - 180 / len(colours))
        direction = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        half = np.array([section.width, section.height], float) / 2
        outer = direction / np.linalg.norm(direction / half, axis=-1, keepdims=True)
        sides = 2 * np.asarray(section.side_cortex)
        cortex = np.array([sides, np.add(section.superior_cortex, section.inferior_cortex)]) / 2
        rise = np.subtract(section.inferior_cortex, section.superior_cortex) / 2
        inner = outer * (half - cortex) / half + (0, rise)
        cells = np.stack([outer[:-1], outer[1:], inner[1:], inner[:-1]], axis=1)
        self.cells.set_verts(list(cells))
        self.cells.set(facecolor=colours, edgecolor=colours)
        gap = np.full((len(cells), 2), np.nan)
        strokes = np.stack([cells[:, 0], cells[:, 3], gap], axis=1)
        strokes[~pressed] = np.nan
        self.strokes.set_data(*strokes.reshape(-1, 2).T)
        for rim, points in zip(self.rims, (outer, inner), strict=True):
            rim.set_data(*points.T)
        for text, words in zip(self.values, texts, strict=True):
            text.set_text(words)


class Profile:
    """Stress from the top of the neck to its bottom: what presses evenly and what bends, in sum.

    Arrows that leave the cut pull (tension), arrows that point at it press (compression).
    """

    def __init__(self, axes: Axes):
        thin(axes)
        axes.set(xlim=_SCALE, ylim=(-1.75, 1.7), yticks=[], xticks=range(-100, 51, 50))
        axes.set_xticklabels([signed(x) for x in range(-100, 51, 50)])
        axes.spines["left"].set_visible(False)
        axes.plot([0, 0], [-1.1, 1.1], color=INK, lw=1.2, zorder=1)
        look: dict[str, Any] = {"size": SMALL, "color": QUIET}
        place: dict[str, Any] = {"transform": axes.transAxes, "va": "center"}
        axes.text(0, 1.12, "press + bend = stress (MPa)", **look, **place)
        self.even = line(axes, color=QUIET, lw=1.4, ls=(0, (4, 3)), zorder=4)
        self.edge = line(axes, lw=2.2, zorder=5)
        self.arrows = put(axes, PolyCollection([], linewidths=0, zorder=3))
        self.sums = [QuickText(axes, -99, 1.38, size=BODY, va="center", color=INK, zorder=6),
                     QuickText(axes, 69, -1.38, size=BODY, va="center", ha="right", color=INK,
                               zorder=6)]  # fmt: skip
        (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
        self.squeeze = np.array([1.0, (x1 - x0) / (y1 - y0)])  # arrows are made where both are MPa

    def update(self, stress: NeckStress, area: float) -> None:
        """Draw the stress at the superior and inferior side, and all between."""
        top, _, bottom, _ = (float(s) for s in stress.quadrants_mpa)
        even = float(stress.axial_force) / area / 1e6
        self.edge.set_data([top, bottom], [1, -1])
        self.even.set_data([even, even], [1, -1])
        height = np.linspace(1, -1, 9)
        values = bottom + (top - bottom) * (height + 1) / 2
        polygons = [self._arrow(x, y) for x, y in zip(values, height, strict=True)]
        self.arrows.set_verts(polygons)
        self.arrows.set_facecolor([TENSION if x > 0 else COMPRESSION for x in values])
        for text, value in zip(self.sums, (top, bottom), strict=True):
            bend = round(value) - round(even)
            text.set_text(
                f"{signed(even)} {'+' if bend >= 0 else '−'} {abs(bend)} = {signed(value)}"
            )

    def _arrow(self, mpa: float, height: float) -> NDArray:
        """Return the corners (8, 2): tension leaves the cut, compression comes to it."""
        along = np.array([max(abs(mpa), 1e-3), 0.0])
        return arrow(np.zeros(2), along, 3.0) * self.squeeze + [min(mpa, 0.0), height]
