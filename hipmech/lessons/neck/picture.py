"""The femoral neck under a contact force: the bone, the section, and stress or stimulus around it.

Stress is red where it is tension and blue where it is compression, darker where it is more; values
carry their sign, so that the picture reads in grey as well. The section is seen from the trochanter
toward the head of a right femur: superior is up, anterior is to the right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import NDArray
from pandas import DataFrame

from hipmech.drawing.anatomy import (
    BONE,
    BONE_EDGE,
    HEAD_RADIUS,
    SHADE,
    Bone,
    on_stance_femur,
    rotate,
)
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import (
    AS_USUAL,
    BODY,
    COMPRESSION,
    GROWS,
    INK,
    MOST_MPA,
    QUIET,
    SHRINKS,
    SMALL,
    TENSION,
    ForceArrow,
    bare,
    signed,
    stress_colours,
    thin,
)
from hipmech.femoral_neck import NeckSection, NeckStress
from hipmech.lessons.neck.section import SectionRing, Unrolled, around
from hipmech.planner import WALKING_LOADS
from hipmech.results import Result
from hipmech.stance import Stance

SIZE = (7.8, 7.0)  # inches: beside the bone in 3-D both are on one screen
PER_BW = 0.016  # m of arrow per body weight


class NeckView(Result):
    """What `NeckFigure` shows: a contact force, a neck, and the stress in its section.

    Attributes
    ----------
    force_bw : (3,) on the femoral head, femur axes.
    stance : of a person with this neck-shaft angle: how the femur is drawn from the front.
    head_to_section : m along the neck.
    """

    force_bw: NDArray
    stance: Stance
    anteversion_deg: float
    head_to_section: float
    section: NeckSection
    stress: NeckStress


class StimulusView(Result):
    """What `StimulusFigure` shows; a stimulus as the stress that `WALKING_LOADS` equal loads need.

    Attributes
    ----------
    angles_deg : (n,) around the neck.
    usual_mpa, today_mpa : (n,) stimulus that the bone is used to, and that of this day.
    lazy_share : half width of the lazy zone over the usual stimulus.
    """

    angles_deg: NDArray
    usual_mpa: NDArray
    today_mpa: NDArray
    lazy_share: float
    section: NeckSection

    @property
    def change_percent(self) -> NDArray:
        """(4,) of the stimulus at the `QUADRANTS`."""
        quarter = self.angles_deg.size // 4
        return 100 * (self.today_mpa / self.usual_mpa - 1)[::quarter]


class FemurView:
    """The upper femur from the front and from above, the force on its head, the coloured cut."""

    def __init__(self, front: Axes, above: Axes):
        bare(front, (-0.086, 0.078), (-0.094, 0.124))
        bare(above, (-0.086, 0.078), (-0.062, 0.068))
        self.bone = Bone(front, "femur", 2.0)
        self.slab = put(front, PolyCollection([], zorder=3, linewidths=0.5))
        self.axis = line(front, lw=1.0, ls=(0, (1, 2)), zorder=3.5)
        front.plot([0, 0], [0, 0.12], color=QUIET, lw=0.8, ls=(0, (4, 3)), zorder=1)
        front.text(-0.084, 0.122, "from the front", size=BODY, color=QUIET, va="top")
        above.text(-0.084, 0.067, "from above", size=BODY, color=QUIET, va="top")
        above.text(-0.084, -0.061, "front of the body", size=SMALL, color=QUIET, va="bottom")
        above.plot([-0.084, 0.045], [0, 0], color=QUIET, lw=0.8, ls=(0, (4, 3)), zorder=1)
        edge: dict[str, Any] = {"edgecolor": BONE_EDGE, "linewidth": 1.1}
        self.neck = Polygon(np.zeros((2, 2)), closed=True, facecolor=BONE, zorder=2, **edge)
        self.shaft = Polygon(np.zeros((2, 2)), closed=True, facecolor=SHADE, zorder=2.1, **edge)
        self.head = Circle((0, 0), HEAD_RADIUS, facecolor=BONE, zorder=2.2, **edge)
        for part in (self.neck, self.shaft, self.head):
            put(above, part)
        self.arrows = [
            ForceArrow(axes, "contact", PER_BW, 0.0055, at=0.15) for axes in (front, above)
        ]
        self.arrows[1].symbol.set_text("")

    def update(self, view: NeckView) -> None:
        """Move bone, arrows and cut to this view."""
        stance = view.stance
        upright = -float(stance.femur_inclination_deg)
        pose = on_stance_femur(stance)
        self.bone.move(lambda points: rotate(pose(points), upright))
        base = rotate(np.asarray(stance.neck_base), upright)
        self.axis.set_data(*np.stack([base, np.zeros(2)]).T)
        self._cut(view, -base / np.hypot(*base))
        lateral = float(np.hypot(*base) * np.sin(np.radians(stance.subject.neck_shaft_angle_deg)))
        turn = np.radians(view.anteversion_deg)
        end = lateral * np.array([-np.cos(turn), np.sin(turn)])  # the front is down
        side = 0.0125 * np.array([np.sin(turn), np.cos(turn)])
        self.neck.set_xy([side, -side, end - side, end + side])
        around_shaft = np.radians(np.arange(0, 360, 10))
        oval = np.stack([0.019 * np.cos(around_shaft), 0.022 * np.sin(around_shaft)], axis=-1)
        self.shaft.set_xy(end + oval)
        x, y, z = view.force_bw
        for drawn, force in zip(self.arrows, ((-z, y), (-z, -x)), strict=True):
            drawn.update(force, tip=(0, 0))

    def _cut(self, view: NeckView, along: NDArray) -> None:
        """Draw a slice of the neck in the colours of the stress from superior to inferior."""
        up = np.array([-along[1], along[0]])
        edges = np.linspace(0.5, -0.5, 25) * np.asarray(view.section.height)
        middle = -view.head_to_section * along
        top, _, bottom, _ = view.stress.quadrants_mpa
        rows = middle + edges[:, None] * up
        half = 0.0035 * along
        above, below = rows[:-1], rows[1:]
        cells = np.stack([above - half, above + half, below + half, below - half], axis=1)
        self.slab.set_verts(list(cells))
        share = (np.arange(24) + 0.5) / 24
        colours = stress_colours(top + share * (bottom - top))
        self.slab.set(facecolor=colours, edgecolor=colours)


class NeckFigure:
    """Femur with the contact force on its head, the cut through its neck, and the stress around it.

    Tension is red and positive, compression blue and negative; the dashed line in the cut is the
    neutral axis.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(*SIZE)
        self.femur = FemurView(
            figure.add_axes((0.005, 0.45, 0.40, 0.54)), figure.add_axes((0.005, 0.06, 0.40, 0.33))
        )
        section = figure.add_axes((0.43, 0.515, 0.52, 0.44))
        self.ring = SectionRing(section)
        self.neutral = line(section, lw=1.6, ls=(0, (4, 2)), zorder=4)
        figure.text(0.42, 0.993, "the cut through the neck", size=BODY, va="top", color=INK)
        self.note = QuickText(figure, 0.69, 0.468, size=BODY, ha="center", color=QUIET)
        axes = figure.add_axes((0.49, 0.07, 0.45, 0.345))
        self.plot = Unrolled(axes, (-MOST_MPA, MOST_MPA), "stress around the neck (MPa)")
        axes.set_yticks(range(-100, 101, 50))
        axes.axhline(0, color=QUIET, lw=0.9)
        for y, word, colour in ((60, "tension", TENSION), (-60, "compression", COMPRESSION)):
            axes.text(370, y, word, size=BODY, color=colour, rotation=90, va="center")
        self.fills = [
            put(axes, Polygon(np.zeros((2, 2)), fc=colour, alpha=0.4, lw=0))
            for colour in (TENSION, COMPRESSION)
        ]

    def update(self, view: NeckView) -> None:
        """Move everything to this view."""
        stress = view.stress
        self.femur.update(view)
        texts = [signed(value) for value in stress.quadrants_mpa]
        self.ring.update(view.section, stress_colours(stress.stress_mpa), texts)
        self._neutral_axis(view)
        self.plot.update(stress.stress_mpa)
        angles, values = around(stress.stress_mpa)
        for fill, part in zip(self.fills, (np.maximum, np.minimum), strict=True):
            outline = np.stack([angles, part(values, 0)], axis=-1)
            fill.set_xy(np.vstack([(0, 0), outline, (360, 0)]))

    def _neutral_axis(self, view: NeckView) -> None:
        stress = view.stress
        turn = np.radians(float(stress.tension_direction_deg))
        toward = np.array([np.sin(turn), np.cos(turn)])
        along = np.array([-toward[1], toward[0]])
        half = np.array([view.section.width, view.section.height], float) / 2
        distance, reach = float(stress.neutral_axis_mm) / 1000, np.hypot(*(half * toward))
        crosses = bool(abs(distance) < reach)
        self.neutral.set_visible(crosses)
        only = "compression" if stress.axial_force < 0 else "tension"
        words = "dashed: neutral axis, no stress" if crosses else f"all in {only}, no neutral axis"
        self.note.set_text(words)
        if crosses:
            width = (along * half**2 * toward).sum() / reach**2  # chord's middle, along the axis
            chord = reach**2 - distance**2
            length = 1.03 * np.prod(half) * np.sqrt(chord) / reach**2
            middle = distance * (toward + along * width)
            self.neutral.set_data(*np.stack([middle - length * along, middle + length * along]).T)


class StimulusFigure:
    """Stimulus around the neck today and usually, with the lazy zone, and which sides it tells.

    Orange sides are told to grow, purple ones may shrink, grey ones lie within the lazy zone.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(11.0, 5.4)
        axes = figure.add_axes((0.055, 0.10, 0.50, 0.79))
        self.plot = Unrolled(
            axes, (0, 60), f"stimulus, as the stress of {WALKING_LOADS:.0f} equal loads (MPa)"
        )
        self.band = put(axes, Polygon(np.zeros((2, 2)), fc=AS_USUAL, alpha=0.75, zorder=2))
        axes.text(354, 58, "line: today", size=BODY, ha="right", va="top", color=INK)
        words = "grey: usual, with lazy zone"
        axes.text(354, 54, words, size=BODY, ha="right", va="top", color=QUIET)
        self.ring = SectionRing(figure.add_axes((0.575, 0.10, 0.41, 0.82)))
        marks = (0.60, GROWS, "more"), (0.735, AS_USUAL, "as usual"), (0.90, SHRINKS, "less")
        for x, colour, word in marks:
            square = Rectangle((x, 0.03), 0.018, 0.032, fc=colour, transform=figure.transFigure)
            figure.add_artist(square)
            figure.text(x + 0.026, 0.046, word, size=BODY, color=INK, va="center")

    def update(self, view: StimulusView) -> None:
        """Move everything to this view."""
        angles, usual = around(view.usual_mpa)
        low, high = (usual * (1 + sign * view.lazy_share) for sign in (-1, 1))
        forth, back = (np.stack([angles, edge], -1) for edge in (low, high))
        self.band.set_xy(np.vstack([forth, back[::-1]]))
        self.plot.update(view.today_mpa)
        ratio = view.today_mpa / view.usual_mpa - 1
        kind = np.where(ratio > view.lazy_share, 0, np.where(ratio < -view.lazy_share, 2, 1))
        colours = np.array([GROWS, AS_USUAL, SHRINKS])[kind]
        self.ring.update(view.section, colours, [signed(p, " %") for p in view.change_percent])


def stairs_figure(figure: Figure, published: DataFrame, models: dict[str, NeckStress]) -> None:
    """Draw published stress on stairs, mean and SD, beside this model's for some forces and cuts.

    ``published`` has columns activity, side, stress_mpa, sd_mpa: superior and inferior
    rows. ``models`` maps a description to the stress of one neck section.
    """
    axes = figure.add_axes((0.36, 0.13, 0.62, 0.80))
    thin(axes)
    axes.axvline(0, color=QUIET, lw=0.9)
    names = [*published.activity.unique(), *models]
    axes.set(ylim=(len(names) - 0.5, -0.6), yticks=range(len(names)))
    axes.set(xlim=(-75, 45), xticks=range(-60, 41, 20))
    axes.set_yticklabels(names, size=BODY)
    axes.set_xlabel("stress (MPa), tension +", size=BODY)
    for side, colour, k in (("superior", TENSION, 0), ("inferior", COMPRESSION, 2)):
        rows = published[published.side == side].set_index("activity")
        for row, name in enumerate(names):
            if name in models:
                x, spread = float(models[name].quadrants_mpa[k]), 0.0
            else:
                x, spread = rows.stress_mpa[name], rows.sd_mpa[name]
            look: dict[str, Any] = {"color": colour, "ms": 10, "lw": 2}
            axes.errorbar(x, row, xerr=spread, fmt="D" if name in models else "o", **look)
            axes.text(x, row - 0.2, signed(x), size=SMALL, ha="center", va="bottom", color=INK)
        axes.text((36, -64)[k // 2], -0.45, side, size=BODY, color=colour, ha="center")
