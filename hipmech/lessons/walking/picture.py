"""Walking beside running on one clock: what the ground pushes, and what the hip carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Handle, line, put
from hipmech.drawing.style import (
    BODY,
    FAINT,
    FIGURE,
    FORCES,
    INK,
    LARGE,
    MEASURED,
    QUIET,
    SMALL,
    axes_at,
    bare,
    scale_bar,
)
from hipmech.drawing.walker import OTHER, PER_BW, Walker
from hipmech.lessons.walking.strides import GaitView, Stride

CONTACT, ABDUCTORS = FORCES["contact"].colour, FORCES["abductors"].colour
_DASHED = (0, (4, 1.6))
_STYLES = ("-", _DASHED)
_STEPS = np.linspace(0, 1, 161)  # shares of the axis at which curves are drawn
_WIDE = 0.56  # s, beside the curves, for what was measured


class Curve(NamedTuple):
    """A quantity through the cycle: its values (101,), their range, and what bounds them below."""

    values: Callable[[Stride], NDArray]
    unit: str
    low: float
    high: float
    step: float
    colour: str = INK
    floor: Callable[[Stride], NDArray] | None = None


def _angle(axis: int) -> Callable[[Stride], NDArray]:
    return lambda stride: stride.cycle.hip_angles_deg[:, axis]


CURVES = {
    "hip contact force R": Curve(
        lambda s: s.load.magnitude_bw, "BW", 0, 9, 2, CONTACT, lambda s: s.least_bw
    ),
    "R of the lever alone": Curve(lambda s: s.lever_size_bw, "BW", 0, 9, 2, CONTACT),
    "ground reaction, up": Curve(lambda s: s.cycle.ground_reaction_bw[:, 1], "BW", -0.2, 2.8, 1),
    "abduction moment": Curve(
        lambda s: -s.cycle.moments_Nm_kg[:, 1], "N·m/kg", -0.5, 2.1, 0.5, ABDUCTORS
    ),
    "flexion moment": Curve(lambda s: s.cycle.moments_Nm_kg[:, 0], "N·m/kg", -2, 2, 1),
    "hip flexion": Curve(_angle(0), "°", -30, 70, 20),
    "knee flexion": Curve(lambda s: s.cycle.knee_flexion_deg, "°", -10, 130, 30),
    "pelvic drop": Curve(lambda s: s.cycle.pelvis_angles_deg[:, 1], "°", -7, 7, 5),
    "power of the hip": Curve(lambda s: s.cycle.hip_power_W_kg.sum(-1), "W/kg", -8, 10, 4),
}


class GaitFigure:
    """A walker and a runner from the side on one clock: bones, the ground reaction at the foot, and
    the hip contact force as an arrow whose end leaves a trace; beside them one curve of each gait,
    the forces measured in implants, and when each foot is on the ground."""

    def __init__(
        self, figure: Figure, longest: float, measured: Sequence[tuple[float, str]] = ()
    ) -> None:
        figure.set_size_inches(*FIGURE)
        self.walkers, self.names, self.sizes, self.phases = [], [], [], []
        for left, width, low in ((0.08, 3.02, -0.58), (3.16, 3.62, -0.78)):
            axes = axes_at(figure, left, 0.06, width, 4.90)
            per_inch = 1.90 / 4.90
            bare(axes, (low, low + width * per_inch), (-0.07, 1.83))
            self.walkers.append(Walker(axes))
            x = (left + 0.1) / FIGURE[0]
            look: dict[str, Any] = {"va": "top", "color": INK}
            self.names.append(QuickText(figure, x, 0.988, size=LARGE, weight="bold", **look))
            look = {"va": "top", "size": BODY}
            self.sizes.append(QuickText(figure, x, 0.926, color=CONTACT, weight="bold", **look))
            self.phases.append(QuickText(figure, x, 0.875, color=INK, **look))
        scale_bar(self.walkers[0].axes, -0.52, 1.10, PER_BW)
        self.longest = longest
        self._last: dict[str, tuple[Stride, Any]] = {}
        self._curves(axes_at(figure, 7.36, 1.72, 3.56, 3.80), measured)
        self._contacts(axes_at(figure, 7.36, 0.62, 3.56, 0.98))

    def _curves(self, axes: Axes, measured: Sequence[tuple[float, str]]) -> None:
        axes.set(xlim=(0, self.longest + _WIDE), ylim=(0, 1))
        axes.axis("off")
        self.title = QuickText(axes, 0, 1.05, size=BODY, color=INK, va="bottom")
        self.ticks = [
            QuickText(axes, -0.03, 0, size=SMALL, ha="right", va="center", color=INK)
            for _ in range(6)
        ]
        self.grid = put(axes, LineCollection([], colors=FAINT, lw=0.8, zorder=0.5))
        axes.plot([0, 0], [0, 1], color=QUIET, lw=0.8)
        self.cursor = line(axes, lw=1.0, zorder=2)
        self.hand = Handle(axes, "time_ms")
        self.bands, self.lines, self.dots = [], [], []
        for number, style in enumerate(_STYLES):
            over = OVER_GHOST + number
            self.bands.append(put(axes, Polygon(np.zeros((2, 2)), alpha=0.22, lw=0, zorder=1)))
            self.lines.append(line(axes, lw=3, ls=style, zorder=over))
            look = {"marker": "os"[number], "ms": 10, "mec": "white", "mew": 1.2}
            self.dots.append(line(axes, ls="", clip_on=False, zorder=over + 2, **look))
        self.marks = []
        at = self.longest + 0.05
        high = CURVES["hip contact force R"].high
        for value, words in measured:
            mark = line(axes, ms=10, mew=1.2, zorder=3, **MEASURED)
            mark.set_data([at], [value / high])
            text = QuickText(
                axes, at + 0.05, value / high, words, size=SMALL, va="center", color=INK
            )
            self.marks += [mark, text]
        words = "implants:" if measured else ""
        for y, note in ((0.74, words), (0.20, "pale: the\nleast that\ncan be")):
            self.marks.append(
                QuickText(axes, at - 0.03, y, note, size=SMALL, va="top", color=QUIET)
            )

    def _contacts(self, axes: Axes) -> None:
        axes.set(xlim=(0, self.longest + _WIDE), ylim=(4.0, 0), yticks=[])
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set(linewidth=0.8, color=QUIET, bounds=(0, self.longest))
        axes.set_xticks(np.arange(0, self.longest, 0.5))
        axes.tick_params(labelsize=SMALL, color=QUIET, labelcolor=INK, pad=2)
        axes.text(0.62, 5.75, "s after landing", size=SMALL, color=INK, va="center")
        self.bars = []
        for _ in range(2):
            for face in (INK, OTHER):
                self.bars.append(put(axes, PolyCollection([], facecolor=face, lw=0)))
        self.whose = []
        for row, style in zip((1.0, 3.0), _STYLES, strict=True):
            at = self.longest + np.array([0.03, 0.19])
            axes.plot(at, [row, row], color=INK, lw=3, ls=style)
            self.whose.append(
                QuickText(axes, at[1] + 0.03, row, size=SMALL, va="center", color=INK)
            )

    def update(self, view: GaitView) -> None:
        """Move everything to this view."""
        curve = CURVES[view.curve]
        self._axis(view.curve, curve)
        self.cursor.set_data([view.time, view.time], [0, 1])
        for number, (stride, frame) in enumerate(zip(view.gaits, view.frames, strict=True)):
            if self._is_new(f"walker {number}", stride, view.time):
                self.walkers[number].update(
                    stride.cycle, stride.pose, stride.footing, stride.contact_in_space_bw, frame,
                    view.time,
                )  # fmt: skip
            size, phase = stride.load.magnitude_bw, stride.phase(frame)
            self.names[number].set_text(_short(stride))
            now = f"R {size[frame]:.1f} BW, peak {size.max():.1f}"
            self.sizes[number].set_text(now)
            words = "in the air" if phase == "flight" else phase
            if not stride.load.sharing.feasible[frame]:
                words = "muscles at their limit"
            self.phases[number].set_text(f"{frame} %: {words}")
            if self._is_new(f"curve {number}", stride, view.curve):
                self._curve(number, stride, curve)
                self._feet(number, stride)
            height = _drawn(stride, curve, curve.values(stride), np.array(view.time))
            self.dots[number].set(data=([view.time], [height]), mfc=curve.colour)
        self.hand.put(view.time, 0.96)
        force = view.curve == "hip contact force R"
        for mark in self.marks:
            mark.set_visible(force)

    def _axis(self, name: str, curve: Curve) -> None:
        self.title.set_text(f"{name} ({curve.unit})")
        first = np.ceil(curve.low / curve.step) * curve.step
        values = np.arange(first, curve.high + 1e-9, curve.step)
        places = (values - curve.low) / (curve.high - curve.low)
        self.grid.set_segments([[(0, y), (self.longest, y)] for y in places])
        for text, value, place in zip(self.ticks, values, places, strict=False):
            text.set(text=f"{value + 0:g}".replace("-", "−"), y=place)
        for number, text in enumerate(self.ticks):
            text.set_visible(number < len(values))

    def _is_new(self, part: str, stride: Stride, other: Any) -> bool:
        """Whether a part of the picture was drawn last for another stride or another value."""
        before, self._last[part] = self._last.get(part), (stride, other)
        return before is None or before[0] is not stride or before[1] != other

    def _curve(self, number: int, stride: Stride, curve: Curve) -> None:
        times = self.longest * _STEPS
        values, band = curve.values(stride), self.bands[number]
        heights = _drawn(stride, curve, values, times)
        self.lines[number].set(data=(times, heights), color=curve.colour)
        floor = _drawn(stride, curve, curve.floor(stride) if curve.floor else values, times)
        band.set_xy(np.column_stack([[*times, *times[::-1]], [*heights, *floor[::-1]]]))
        band.set_facecolor(curve.colour)

    def _feet(self, number: int, stride: Stride) -> None:
        cycle = stride.cycle
        down = cycle.stance_percent / 100 * cycle.stride_time
        for foot in (0, 1):
            starts = cycle.stride_time * (np.arange(-1, 3) + foot / 2)
            row = 2 * number + foot
            spans = np.clip(np.column_stack([starts, starts + down]), 0, self.longest)
            self.bars[row].set_verts(
                [[(a, row + 0.12), (b, row + 0.12), (b, row + 0.88), (a, row + 0.88)]
                 for a, b in spans]
            )  # fmt: skip
        self.whose[number].set_text(stride.short)


def _drawn(stride: Stride, curve: Curve, values: NDArray, at: NDArray) -> NDArray:
    """Return values of a curve at times in s as shares of the axis."""
    share, end = (values - curve.low) / (curve.high - curve.low), stride.cycle.stride_time
    when = np.where(at > end, at % end, at)
    return np.interp(when, end * stride.cycle.percent / 100, share)


def _short(stride: Stride) -> str:
    name = stride.name
    return name if len(name) < 24 else name[:22] + "…"
