"""What a posture stretches: the person from the side, fibre lengths, the force-length curve."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText, outline
from hipmech.drawing.stage import moves, put
from hipmech.drawing.style import (
    FAINT,
    FIGURE,
    GHOST,
    INK,
    LARGE,
    LONGER,
    QUIET,
    SHORTER,
    SMALL,
    axes_at,
    bare_at,
    signed,
    thin,
)
from hipmech.lessons.stretch.side_view import SideView
from hipmech.muscles.stretch import LengthChange
from hipmech.muscles.tendon import active_force_length, passive_force_length
from hipmech.results import Result

_CHANGE = LinearSegmentedColormap.from_list("change", [SHORTER, GHOST, LONGER])
_LEFT, _WIDTH, _BOTTOM, _HEIGHT = 7.15, 2.35, 0.62, 2.78  # of the rows, inches


def change_colours(change_percent: NDArray) -> NDArray:
    """Colours (n, 4) of SHORTER or LONGER, full at 60 % of the optimal length, grey at 0.

    A small change already has its colour: the scale is that of the square root.
    """
    change = np.asarray(change_percent) / 60
    return _CHANGE(np.clip(0.5 + 0.5 * np.sign(change) * np.sqrt(np.abs(change)), 0, 1))


class StretchView(Result):
    """A posture by name, the muscles in it, and their paths (n, p, 3) in m."""

    title: str
    posture: Mapping[str, float]
    change: LengthChange
    paths: NDArray


class StretchFigure:
    """The person from the side with eight named muscles; how far each one's fibres moved against
    standing, in percent of their optimal length; and where they sit on the force-length curve."""

    longest = 2.0  # optimal fibre lengths
    kept_at = 0.46, 0.02  # where the word for a ghost has room

    def __init__(self, figure: Figure, muscles: Sequence[str], standing: LengthChange) -> None:
        figure.set_size_inches(FIGURE)
        rows = range(len(muscles))
        self.heights = [_BOTTOM + _HEIGHT * (len(rows) - row - 0.5) / len(rows) for row in rows]
        self.side = SideView(bare_at(figure, 0.0, 0.1, 0.318, (-0.70, 0.97), (-0.98, 0.865)))
        self.start = standing.fibre_length_norm
        self._names(figure, [name.split(",")[0] for name in muscles])
        fibres = axes_at(figure, _LEFT, _BOTTOM, _WIDTH, _HEIGHT)
        thin(fibres)
        fibres.set(xlim=(0.1, self.longest), ylim=(len(rows) - 0.5, -0.5), yticks=[])
        fibres.set_xticks([0.5, 1, 1.5], ["0.5", "1", "1.5"])
        fibres.spines["left"].set_visible(False)
        fibres.plot([1, 1], [-0.5, len(rows)], color=FAINT, lw=1, zorder=0)
        fibres.plot(self.start, rows, "|", color=QUIET, ms=14, mew=2)
        curve = axes_at(figure, _LEFT, 3.95, _WIDTH, 1.1)
        self._curve(curve)
        self.tracks = put(fibres, LineCollection([], linewidths=6, zorder=1, capstyle="butt"))
        look: dict[str, Any] = {"ec": INK, "lw": 0.8, "zorder": 3}
        self.dots = moves(fibres.scatter([], [], s=120, **look))
        self.on_curve = moves(curve.scatter([], [], s=90, **look))
        w, h = FIGURE
        self.title = QuickText(
            figure, 5.3 / w, 5.93 / h, size=LARGE, va="top", weight="bold", color=INK
        )
        look = {"size": SMALL, "ha": "right", "va": "center"}
        self.numbers = [QuickText(figure, 10.3 / w, y / h, **look) for y in self.heights]
        self.strength = [
            QuickText(figure, 10.97 / w, y / h, color=INK, **look) for y in self.heights
        ]
        words = (
            (10.3, 3.47, "change", "right", QUIET),
            (10.97, 3.47, "force", "right", QUIET),
            (
                _LEFT + _WIDTH / 2,
                0.08,
                "fibre length (optimal = 1; stroke: standing)",
                "center",
                QUIET,
            ),
        )
        for x, y, text, side, colour in words:
            figure.text(x / w, y / h, text, size=SMALL, ha=side, color=colour)

    def _names(self, figure: Figure, names: Sequence[str]) -> None:
        """Names at the rows, and a thin line from each to its muscle in the picture."""
        w, h = FIGURE
        axes, right = self.side.axes, _LEFT - 0.12
        to_data = figure.dpi_scale_trans + axes.transData.inverted()
        ends = []
        for name, y in zip(names, self.heights, strict=True):
            figure.text(right / w, y / h, name, size=SMALL, ha="right", va="center", color=INK)
            left = right - outline(name, "normal")[2] * SMALL / 72 - 0.06
            ends.append(to_data.transform((left, y)))
        self.ends = np.array(ends)
        look: dict[str, Any] = {"linewidths": 0.9, "zorder": 0.95, "clip_on": False}  # no ghost
        self.leaders = put(axes, LineCollection([], **look))
        self.marks = moves(axes.scatter([], [], s=36, ec="white", lw=1, zorder=6))

    def _curve(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(0.1, self.longest), ylim=(0, 1.15), xticks=[], yticks=[0, 1])
        axes.set_yticklabels(["0", "100 %"])
        x = np.linspace(0.1, self.longest, 200)
        axes.plot(x, active_force_length(x), color=INK, lw=2.5)
        axes.plot(x, passive_force_length(x), color=QUIET, lw=2, ls=(0, (4, 2)))
        axes.text(1.62, 0.28, "active\nforce", size=SMALL, color=INK, va="bottom", linespacing=1)
        axes.text(1.68, 1.02, "passive", size=SMALL, color=QUIET, va="center")

    def update(self, view: StretchView) -> None:
        """Move everything to this view."""
        change, colours = view.change, change_colours(view.change.change_percent)
        self.side.update(view.posture, view.title)
        paths = self.side.tilted(view.paths[:, :, :2])
        self.side.muscles.set_segments(list(paths))
        self.side.muscles.set_color(list(colours))
        middles = paths[:, :2].mean(axis=1)
        self.leaders.set_segments(list(np.stack([middles, self.ends], axis=1)))
        self.leaders.set_color(list(colours))
        self.marks.set_offsets(middles)
        self.marks.set_facecolor(list(colours))
        self.title.set_text(view.title)
        for row, percent in enumerate(change.change_percent):
            self.numbers[row].set_text(signed(percent, " %"))
            self.numbers[row].set_color(_dark(colours[row]))
            slack = change.slack[row]
            words = "slack" if slack else f"{100 * change.active_fraction[row]:.0f} %"
            self.strength[row].set_text(words)
        fibre, rows = change.fibre_length_norm, np.arange(len(colours))
        tracks = np.stack([np.column_stack([x, rows]) for x in (self.start, fibre)], axis=1)
        self.tracks.set_segments(list(tracks))
        self.tracks.set_color(list(colours))
        inside = list(np.where(change.slack[:, None], 1.0, colours))  # slack ones are white
        for dots, height in ((self.dots, rows), (self.on_curve, active_force_length(fibre))):
            dots.set_offsets(np.column_stack([fibre, height]))
            dots.set_facecolor(inside)


def _dark(colour: NDArray) -> tuple[float, float, float]:
    """Return the colour dark enough for letters on white."""
    red, green, blue = 0.62 * colour[:3]
    return red, green, blue
