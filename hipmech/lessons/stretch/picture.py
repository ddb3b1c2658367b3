"""What a posture stretches: the leg from the side, length changes, the force-length curve."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from hipmech.drawing.bones import SideBones
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, moves, put
from hipmech.drawing.style import BODY, FAINT, INK, LARGE, QUIET, SMALL, bare, signed, thin
from hipmech.muscles.stretch import LengthChange
from hipmech.muscles.tendon import active_force_length, passive_force_length
from hipmech.results import Result

SHORTER, LONGER = "#56B4E9", "#E69F00"
_CHANGE = LinearSegmentedColormap.from_list("change", [SHORTER, "#BDBDBD", LONGER])


def change_colours(change_percent: NDArray) -> NDArray:
    """Colours (n, 4): blue for shorter, orange for longer, full at 60 % of the optimal length."""
    return _CHANGE(np.clip(0.5 + np.asarray(change_percent) / 120, 0, 1))


class StretchView(Result):
    """A posture by name, the muscles in it, and their paths (n, p, 3) in m."""

    title: str
    posture: Mapping[str, float]
    change: LengthChange
    paths: NDArray


class StretchFigure:
    """The leg from the side with eight muscles, how much each is lengthened or shortened in percent
    of its optimal fibre length, and where its fibres sit on the force-length curve."""

    longest, change_range = 2.0, (-165, 125)

    def __init__(self, figure: Figure, muscles: Sequence[str], standing: LengthChange) -> None:
        figure.set_size_inches(11, 6)
        self._leg(figure)
        rows = range(len(muscles))
        bars = figure.add_axes((0.51, 0.12, 0.165, 0.50))
        self._rows(bars, len(muscles), self.change_range, [-100, 0, 100])
        bars.set_xticklabels(["−100", "0", "+100"])
        bars.axvline(0, color=QUIET, lw=0.8)
        fibres = figure.add_axes((0.772, 0.12, 0.16, 0.50))
        self._rows(fibres, len(muscles), (0.1, self.longest), [0.5, 1, 1.5])
        fibres.axvline(1, color=FAINT, lw=1, zorder=0)
        curve = figure.add_axes((0.772, 0.71, 0.16, 0.18))
        figure.text(0.772, 0.955, "force of the fibres: active,", size=SMALL, color=INK)
        figure.text(0.772, 0.915, "passive (dashed)", size=SMALL, color=QUIET)
        self._curve(curve)
        heads = (
            (0.36, "left", "against standing:"),
            (0.5925, "center", "length change (%)"),
            (0.852, "center", "fibre length"),
            (0.997, "right", "strength"),
        )
        for x, side, text in heads:
            figure.text(x, 0.64, text, size=SMALL, ha=side, color=QUIET)
        figure.text(0.5925, 0.025, "of optimal fibre length", size=SMALL, ha="center", color=QUIET)
        figure.text(0.852, 0.025, "optimal = 1", size=SMALL, ha="center", color=QUIET)
        heights = [0.12 + 0.50 * (len(muscles) - row - 0.5) / len(muscles) for row in rows]
        for name, y in zip(muscles, heights, strict=True):
            figure.text(0.505, y, name, size=BODY, ha="right", va="center", color=INK)
        self.title = QuickText(figure, 0.36, 0.93, size=LARGE, va="top", weight="bold", color=INK)
        self.angles = QuickText(figure, 0.36, 0.865, size=SMALL, va="top", color=INK)
        self.bars = [put(bars, Rectangle((0, row - 0.26), 0, 0.52)) for row in rows]
        self.numbers = [
            QuickText(figure, 0.754, y, size=BODY, ha="right", va="center") for y in heights
        ]
        self.strength = [
            QuickText(figure, 0.997, y, size=BODY, ha="right", va="center") for y in heights
        ]
        self.start = standing.fibre_length_norm
        fibres.plot(self.start, rows, "|", color=QUIET, ms=9, mew=1.6)
        self.track = line(fibres, color=FAINT, lw=3, zorder=1)
        self.dots = moves(fibres.scatter([], [], s=80, ec=INK, lw=0.6, zorder=3))
        self.on_curve = moves(curve.scatter([], [], s=48, ec=INK, lw=0.6, zorder=3))

    def _leg(self, figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 0.36, 1))
        bare(axes, (-0.46, 0.67), (-1.02, 0.69))
        SideBones(axes, ("pelvis",), 1, stand=True)
        self.leg = SideBones(axes, ("femur", "tibia", "patella"), 2, shank=0.2)
        self.lines = put(axes, LineCollection([], linewidths=4, capstyle="round", zorder=3))
        axes.plot(0, 0, "o", color=INK, ms=5, zorder=4)
        for y, colour, word in ((0.64, LONGER, "longer"), (0.57, SHORTER, "shorter")):
            axes.plot([-0.43, -0.35], [y, y], color=colour, lw=4, solid_capstyle="round")
            axes.text(-0.325, y, f"{word} than standing", size=SMALL, va="center", color=INK)

    @staticmethod
    def _rows(axes: Axes, rows: int, xlim: tuple[float, float], ticks: list[float]) -> None:
        thin(axes)
        axes.set(xlim=xlim, ylim=(rows - 0.5, -0.5), xticks=ticks, yticks=[])
        axes.spines["left"].set_visible(False)

    def _curve(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(0.1, self.longest), ylim=(0, 1.15), xticks=[], yticks=[0, 1])
        x = np.linspace(0.1, self.longest, 200)
        axes.plot(x, active_force_length(x), color=INK, lw=2.5)
        axes.plot(x, passive_force_length(x), color=QUIET, lw=1.8, ls=(0, (4, 2)))

    def update(self, view: StretchView) -> None:
        """Move everything to this view."""
        change, colours = view.change, change_colours(view.change.change_percent)
        self.leg.update(view.posture)
        self.lines.set_segments(list(view.paths[:, :, :2]))
        self.lines.set_color(list(colours))
        flexion, adduction, rotation, knee = (float(angle) for angle in view.posture.values())
        self.title.set_text(view.title)
        self.angles.set_text(
            f"hip flexion {signed(flexion)}°, adduction {signed(adduction)}°\n"
            f"internal rotation {signed(rotation)}°, knee {knee:.0f}°"
        )
        for row, percent in enumerate(change.change_percent):
            self.bars[row].set_width(percent)
            self.bars[row].set_facecolor(colours[row])
            self.numbers[row].set_text(signed(percent, " %"))
            self.strength[row].set_text(
                "slack" if change.slack[row] else f"{100 * change.active_fraction[row]:.0f} %"
            )
        fibre, rows = change.fibre_length_norm, np.arange(len(colours))
        ends = np.column_stack([self.start, fibre, np.full(len(fibre), np.nan)])
        self.track.set_data(ends.ravel(), np.repeat(rows, 3))
        inside = list(np.where(change.slack[:, None], 1.0, colours))  # slack ones are white
        for dots, height in ((self.dots, rows), (self.on_curve, active_force_length(fibre))):
            dots.set_offsets(np.column_stack([fibre, height]))
            dots.set_facecolor(inside)
