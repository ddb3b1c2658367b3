"""A gait cycle beside its stick figure: what is measured, and what the hip carries."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Trace, line, put
from hipmech.drawing.style import (
    BODY,
    FORCES,
    INK,
    LARGE,
    QUIET,
    SMALL,
    ForceArrow,
    axes_at,
    bare,
    scale_bar,
    thin,
)
from hipmech.gait import ACTIVITIES, speed_range
from hipmech.joint_reaction import HipLoad
from hipmech.pose import Pose
from hipmech.results import Result

CONTACT, ABDUCTORS = FORCES["contact"].colour, FORCES["abductors"].colour
STYLES = ("-", (0, (5, 2)), (0, (1, 1.3)))
_OTHER = "#BDBDBD"
PER_BW = 0.08  # m of the stick figure for one body weight
_STANCE: dict[str, Any] = {"color": INK, "alpha": 0.07, "linewidth": 0.5}
_HIGHEST = 9.3  # BW


class GaitView(Result):
    """A gait at one moment of its cycle.

    load : forces of the muscle model through the cycle
    lever_bw : contact force (101, 2) of the lever, [medial, up]
    pose : where the legs are
    least_bw : the least contact force (101,) that any sharing among the muscles can give
    percent : the moment shown, a whole percent
    sweeps : name of a curve -> (speeds, peaks in BW), NaN between walking and running
    """

    load: HipLoad
    lever_bw: NDArray
    pose: Pose
    least_bw: NDArray
    percent: int
    sweeps: Mapping[str, tuple[NDArray, NDArray]]

    @property
    def own(self) -> bool:
        """Whether this is somebody's own recording, of no known speed."""
        return bool(np.isnan(self.load.cycle.speed))

    @property
    def lever_size_bw(self) -> NDArray:
        """Size (101,) of the lever's contact force."""
        return np.hypot(*self.lever_bw.T)

    @property
    def phase(self) -> str:
        """What this leg does at the moment shown."""
        cycle = self.load.cycle
        for name in ("single_support", "double_support", "flight"):
            if getattr(cycle, name)[self.percent]:
                return name.replace("_", " ")
        return "swing"

    @property
    def at_limit(self) -> bool:
        """The muscles cannot give the joint moment in full here."""
        return not self.load.sharing.feasible[self.percent]


class GaitFigure:
    """Stick figure from the side and from the front with ground reaction and hip contact force, the
    contact force through the gait cycle and its peaks against speed with the forces measured in
    implants, and joint angles, ground reaction, abduction moment and force components."""

    def __init__(
        self, figure: Figure, measured: Sequence[tuple[float, float, str]], unknown_speed_bw: float
    ):
        figure.set_size_inches(11, 6.2)
        self.title = QuickText(figure, 0.012, 0.985, size=LARGE, weight="bold", va="top", color=INK)
        self.sticks = [
            _Stick(axes_at(figure, 0.05, 2.13, 2.50, 3.56), (-0.66, 0.64), 0, 1),
            _Stick(axes_at(figure, 2.55, 2.13, 1.05, 3.56), (-0.26, 0.28), 2, -1),
        ]
        scale_bar(self.sticks[0].axes, -0.62, -1.10, PER_BW).set_x(-0.59)
        for stick, words in zip(self.sticks, ("from the side", "front"), strict=True):
            low = stick.axes.get_xlim()[0]
            stick.axes.text(low + 0.02, 0.72, words, size=SMALL, color=QUIET, va="top")
        self._feet(axes_at(figure, 4.12, 5.32, 3.45, 0.46))
        self._contact(axes_at(figure, 4.12, 2.58, 3.45, 2.69))
        self._speeds(axes_at(figure, 8.17, 2.58, 2.70, 2.69), measured, unknown_speed_bw)
        panels: tuple[tuple[Any, ...], ...] = (
            ("angles (°)", ("hip", "add", "knee"), (-30, 120), (0, 60, 120), INK),
            ("ground (BW)", ("up", "fwd", "lat"), (-0.6, 2.8), (0, 1, 2), INK),
            ("abduction moment (N·m/kg)", (), (-0.4, 2.1), (0, 1, 2), ABDUCTORS),
            ("contact (BW)", ("down", "back", "lat"), (-2.5, 9), (0, 4, 8), CONTACT),
        )
        self.panels = [
            _Panel(axes_at(figure, 0.52 + 2.69 * k, 0.45, 2.18, 1.16), *what)
            for k, what in enumerate(panels)
        ]

    def _feet(self, axes: Axes) -> None:
        """When each foot is on the ground, as bars over the cycle."""
        axes.set(xlim=(0, 100), ylim=(0, 2))
        axes.axis("off")
        self.bars, self.bar_names = [], []
        looks = (("other foot", 51, _OTHER, INK), ("this foot", 1, INK, "white"))
        for row, (words, at, face, ink) in enumerate(looks):
            for _ in range(2):
                bar = Rectangle((0, row + 0.06), 0, 0.88, facecolor=face, lw=0)
                self.bars.append(put(axes, bar))
            name = QuickText(axes, at, row + 0.48, words, size=SMALL, va="center", color=ink)
            self.bar_names.append(name)

    def _contact(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(0, 100), ylim=(0, _HIGHEST), xticks=range(0, 101, 25), yticks=range(0, 9, 2))
        axes.set_xlabel("percent of the cycle", size=SMALL, labelpad=1)
        axes.set_ylabel("hip contact force R (BW)", size=SMALL, labelpad=3)
        self.band = _band(axes)
        look: dict[str, Any] = {"facecolor": CONTACT, "alpha": 0.22, "lw": 0}
        self.least = put(axes, Polygon(np.zeros((2, 2)), zorder=1, **look))
        self.lever = line(axes, color=CONTACT, lw=2, ls=STYLES[1], zorder=OVER_GHOST)
        self.muscles = Trace(axes, CONTACT, cursor=True, lw=3, zorder=OVER_GHOST + 1)
        self.muscles.high -= 1.5  # below the key
        _key(axes, (("muscle model", "-", 3), ("lever", STYLES[1], 2)), CONTACT, 0.40, 0.955)
        axes.add_patch(Rectangle((40, 0.845 * _HIGHEST), 7.5, 0.03 * _HIGHEST, **look))
        axes.text(49, 0.86 * _HIGHEST, "least of any sharing", size=SMALL, va="center", color=INK)

    def _speeds(
        self, axes: Axes, measured: Sequence[tuple[float, float, str]], unknown_speed_bw: float
    ) -> None:
        thin(axes)
        ranges = sorted(map(speed_range, ACTIVITIES))
        fastest = ranges[-1][1] + 0.2
        axes.set(xlim=(0, fastest), ylim=(0, _HIGHEST), yticks=range(0, 9, 2))
        axes.set_xticks(range(math.ceil(fastest)))
        axes.set_xlabel("speed (m/s)", size=SMALL, labelpad=1)
        axes.set_title("its peak, and implants", size=SMALL, loc="left", color=INK, pad=8)
        for (_, end), (start, _) in pairwise(ranges):
            if end < start:
                axes.axvspan(end, start, fc="#F3F3F3", hatch="//", ec="#DDDDDD", lw=0)
            if end + 0.5 < start:
                look: dict[str, Any] = {"size": SMALL, "rotation": 90, "ha": "center"}
                axes.text((end + start) / 2, 0.25, "not measured", color=QUIET, **look)
        axes.axhline(unknown_speed_bw, color=INK, lw=1.2, ls=STYLES[2], zorder=1)
        axes.text(0.06, unknown_speed_bw + 0.15, "jog,\nfast walk", size=SMALL, va="bottom")
        for speed, peak_bw, marker in measured:
            axes.plot(speed, peak_bw, marker, color=INK, mfc="white", mew=1.8, ms=9, zorder=5)
        marks = (("o", "1 patient"), ("s", "1, ataxic"), ("D", "mean of 4"))
        for row, (marker, words) in enumerate(marks):
            axes.plot(2.83, 3.9 - row, marker, color=INK, mfc="white", mew=1.8, ms=8)
            axes.text(3.1, 3.9 - row, words, size=SMALL, va="center", color=INK)
        axes.plot([2.65, 3.0], [0.9, 0.9], color=CONTACT, lw=1.2)
        axes.text(3.1, 0.9, "first peak", size=SMALL, va="center", color=INK)
        looks = {"highest": ("-", 3.0), "first": ("-", 1.2), "lever": (STYLES[1], 2.0)}
        self.peaks = {
            name: line(axes, color=CONTACT, lw=width, ls=style, zorder=OVER_GHOST)
            for name, (style, width) in looks.items()
        }
        look = {"marker": "o", "mec": "white", "mew": 1.2, "ms": 10, "zorder": OVER_GHOST + 1}
        self.here = line(axes, color=CONTACT, **look)

    def update(self, view: GaitView) -> None:
        """Move everything to this view."""
        load, now = view.load, view.percent
        cycle, size = load.cycle, load.magnitude_bw
        measured = f"{cycle.activity}, {cycle.speed:.2f} m/s ({3.6 * cycle.speed:.1f} km/h)"
        self.title.set_text(
            f"{cycle.source if view.own else measured}: {view.phase}"
            + ", muscles at their limit" * view.at_limit
        )
        off, other = cycle.stance_percent, cycle.stance_percent - 50
        spans = [(50, min(50 + off, 100)), (0, max(other, 0)), (0, off), (0, 0)]
        for bar, (start, stop) in zip(self.bars, spans, strict=True):
            bar.set_x(start)
            bar.set_width(stop - start)
        self.band.set_width(off)
        self.muscles.update(cycle.percent, size, now, size[now])
        floor = np.transpose([cycle.percent, view.least_bw])
        self.least.set_xy(np.vstack([(0, 0), floor, (100, 0)]))
        self.lever.set_data(cycle.percent, view.lever_size_bw)
        for name, curve in self.peaks.items():
            curve.set_data(*view.sweeps[name])
        self.here.set_data([cycle.speed], [load.stance_peaks_bw.max()])
        force = view.pose.pelvis[now] @ load.contact_bw[now]
        for stick in self.sticks:
            stick.update(view.pose.legs[now], force, cycle.ground_reaction_bw[now])
        flexion, adduction = cycle.hip_angles_deg[:, :2].T
        curves = (
            (flexion, adduction, cycle.knee_flexion_deg),
            cycle.ground_reaction_bw[:, [1, 0, 2]].T,
            (-cycle.moments_Nm_kg[:, 1],),
            load.contact_bw[:, [1, 0, 2]].T * [[-1], [-1], [1]],
        )
        for panel, lines in zip(self.panels, curves, strict=True):
            panel.update(cycle.percent, lines, off, now)


class _Stick:
    """Pelvis and both legs as lines, one coordinate against height, with the two forces."""

    def __init__(self, axes: Axes, xlim: tuple[float, float], axis: int, sense: int):
        bare(axes, xlim, (-1.12, 0.74))
        self.axes, self.axis, self.sense = axes, axis, sense
        look: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
        axes.plot([0, 0], [0.04, 0.50], color="#E3DED3", lw=16, zorder=1, **look)
        self.other = line(axes, color=_OTHER, lw=5, zorder=2, **look)
        self.pelvis = line(axes, lw=4, zorder=3, **look)
        self.leg = line(axes, lw=6, zorder=3, marker="o", ms=9, **look)
        self.arrows = {
            name: ForceArrow(axes, name, PER_BW, 0.03, side=side, zorder=6)
            for name, side in (("contact", -1), ("ground", 1))
        }

    def _flat(self, points: NDArray) -> NDArray:
        return np.stack([self.sense * points[..., self.axis], points[..., 1]], axis=-1)

    def update(self, legs: NDArray, contact_bw: NDArray, ground_bw: NDArray) -> None:
        right, left = self._flat(legs)
        self.leg.set_data(*right.T)
        self.other.set_data(*left.T)
        self.pelvis.set_data(*np.array([right[0], left[0]]).T)
        # lateral is to the right of the right leg, as z is
        self.arrows["contact"].update(self._flat(contact_bw), tip=right[0])
        self.arrows["ground"].update(self._flat(ground_bw), tip=right[2])
        for arrow in self.arrows.values():
            size_bw = np.hypot(*(arrow.tip - arrow.tail)) / PER_BW
            arrow.patch.set_visible(bool(size_bw > 0.2))
            arrow.symbol.set_visible(bool(size_bw > 1))


class _Panel:
    """Small curves through the cycle with the stance phase shaded and a cursor."""

    def __init__(
        self,
        axes: Axes,
        title: str,
        names: Sequence[str],
        ylim: tuple[float, float],
        ticks: Sequence[float],
        colour: str,
    ) -> None:
        thin(axes)
        axes.set(xlim=(0, 100), ylim=ylim, xticks=(0, 50, 100), yticks=ticks)
        axes.set_xticklabels(["0", "50", "100 %"])
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        axes.axhline(0, color=QUIET, lw=0.7)
        axes.text(0, 1.28, title, transform=axes.transAxes, size=SMALL, color=INK, va="center")
        self.band, self.ylim = _band(axes), ylim
        count = max(len(names), 1)
        self.lines = [
            line(axes, color=colour, lw=2.2, ls=style, zorder=OVER_GHOST)
            for style in STYLES[:count]
        ]
        self.cursor = line(axes, lw=0.9)
        _key(axes, [(name, s, 2.2) for name, s in zip(names, STYLES, strict=False)], colour, 0, 1.1)

    def update(self, percent: NDArray, curves: Any, stance_percent: float, now: int) -> None:
        for drawn, curve in zip(self.lines, curves, strict=True):
            drawn.set_data(percent, curve)
        self.band.set_width(stance_percent)
        self.cursor.set_data([now, now], self.ylim)


def _band(axes: Axes) -> Rectangle:
    """Shade of the stance phase; its width is moved."""
    low, high = axes.get_ylim()
    return put(axes, Rectangle((0, low), 0, high - low, zorder=0.1, **_STANCE))


def _key(axes: Axes, rows: Any, colour: str, left: float, height: float) -> None:
    """Names of lines side by side, each after a piece of its line; places in axes fractions."""
    inch = axes.get_figure(root=True).dpi / axes.bbox.width  # type: ignore[union-attr]
    look: dict[str, Any] = {"transform": axes.transAxes}
    for name, style, width in rows:
        ends = [left, left + 0.26 * inch]
        piece = Line2D(ends, [height] * 2, color=colour, lw=width, ls=style, clip_on=False, **look)
        axes.add_line(piece)
        after = left + 0.31 * inch
        axes.text(after, height, name, size=SMALL, va="center", color=INK, **look)
        left += (0.40 + 0.105 * len(name)) * inch


def abductor_timing_figure(
    figure: Figure, loads: Mapping[str, HipLoad], abductors: Sequence[str]
) -> None:
    """Force of the abductors through the cycle of several gaits, stance and single support shaded.

    `loads` by title; `abductors` are muscle names. Runs of single support are darker.
    """
    panels = figure.subplots(1, len(loads), sharey=True, squeeze=False)[0]
    for axes, (title, load) in zip(panels, loads.items(), strict=True):
        cycle = load.cycle
        thin(axes)
        columns = [load.names.index(name) for name in abductors]
        force = load.sharing.forces[:, columns].sum(-1) / load.body_weight
        axes.axvspan(0, cycle.stance_percent, **_STANCE)
        single = cycle.percent[cycle.single_support & (cycle.percent < 100)]
        axes.axvspan(single[0], single[-1] + 1, **_STANCE)
        axes.plot(cycle.percent, force, color=ABDUCTORS, lw=3)
        axes.set(xlim=(0, 100), ylim=(0, 5.4), yticks=range(6), xlabel="percent of the cycle")
        axes.xaxis.label.set_size(BODY)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
        middles = (single[0] + single[-1]) / 2, (cycle.stance_percent + 100) / 2
        for x, words in zip(middles, ("single\nsupport", "swing"), strict=True):
            axes.text(x, 5.0, words, size=SMALL, ha="center", va="center", color=INK)
    panels[0].set_ylabel("gluteus medius + minimus (BW)", size=BODY)
    figure.tight_layout()
