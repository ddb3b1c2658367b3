"""A section of the femoral neck: its cortex in coloured cells, and its surface unrolled."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Trace, line, put
from hipmech.drawing.style import BODY, FAINT, INK, LARGE, bare, thin
from hipmech.femoral_neck import QUADRANTS, NeckSection

_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))  # of the picture, in the order of QUADRANTS


def around(values: NDArray) -> tuple[NDArray, NDArray]:
    """Angles 0 to 360 and values on them, the first repeated at the end."""
    return np.linspace(0, 360, len(values) + 1), np.append(values, values[0])


class SectionRing:
    """The cortex of the neck cut across, in coloured cells, with a value at each of its sides."""

    def __init__(self, axes: Axes, names: tuple[str, ...] = QUADRANTS):
        bare(axes, (-0.0255, 0.0255), (-0.0245, 0.0245))
        self.cells = put(axes, PolyCollection([], linewidths=0.6, zorder=2))
        self.rims = [line(axes, lw=1.2, zorder=3) for _ in range(2)]
        self.values = []
        look: dict[str, Any] = {"ha": "center", "va": "center", "color": INK}
        for (x, y), name in zip(_SIDES, names, strict=True):
            place = np.array([0.0194 * x, 0.0198 * y])
            name_at = place + np.array([0, 0.0031 if y >= 0 else -0.0002])
            value_at = name_at - np.array([0, 0.0039])
            axes.text(name_at[0], name_at[1], name, size=BODY, **look)
            self.values.append(
                QuickText(axes, *value_at, size=LARGE - 1, weight="bold", zorder=4, **look)
            )

    def update(self, section: NeckSection, colours: NDArray, texts: list[str]) -> None:
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
        for rim, points in zip(self.rims, (outer, inner), strict=True):
            rim.set_data(*points.T)
        for text, words in zip(self.values, texts, strict=True):
            text.set_text(words)


class Unrolled:
    """Axes on which the section's surface is unrolled, from superior over anterior and round."""

    def __init__(self, axes: Axes, ylim: tuple[float, float], title: str):
        thin(axes)
        axes.set(xlim=(0, 360), ylim=ylim, xticks=range(0, 361, 90))
        axes.set_xticklabels([*QUADRANTS, ""])
        axes.tick_params(axis="x", pad=7)  # "superior" stands below the zero of the other axis
        axes.set_title(title, size=BODY, loc="left", color=INK)
        for x in (90, 180, 270):
            axes.axvline(x, color=FAINT, lw=0.7, zorder=0)
        self.axes = axes
        self.trace = Trace(axes, zorder=5)

    def update(self, values: NDArray) -> None:
        """Draw these values around the neck, with dots at its four sides."""
        self.trace.curve.set_data(*around(values))
        self.trace.dot.set_data([0, 90, 180, 270], values[:: len(values) // 4])
