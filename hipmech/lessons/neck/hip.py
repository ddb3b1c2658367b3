"""The hip from the front and the femur from above, under the contact force on its head."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Circle, Polygon
from numpy.typing import NDArray

from hipmech.contact_stress import ContactStress
from hipmech.drawing.anatomy import (
    BONE,
    BONE_EDGE,
    HEAD_RADIUS,
    SHADE,
    Bone,
    on_pelvis,
    on_stance_femur,
    rotate,
)
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Handle, line, put
from hipmech.drawing.style import (
    FORCES,
    QUIET,
    SMALL,
    ForceArrow,
    stress_colours,
)
from hipmech.femoral_neck import NeckSection, NeckStress
from hipmech.results import Result
from hipmech.stance import Stance

PER_BW = 0.0145  # m of arrow per body weight
PER_MPA, MOST_CUP = 0.0035, 9.0  # m of the cup's arrows per MPa, and where they are cut


class NeckView(Result):
    """What `NeckFigure` shows: a contact force, a neck, and the stress in its section and its cup.

    Attributes
    ----------
    force_bw : (3,) on the femoral head, femur axes.
    stance : of a person with this neck-shaft angle: how pelvis and femur stand.
    head_to_section : m along the neck.
    centre_edge_deg, cup : the rim of the cup, and the stress on it.
    """

    force_bw: NDArray
    stance: Stance
    anteversion_deg: float
    head_to_section: float
    section: NeckSection
    stress: NeckStress
    centre_edge_deg: float
    cup: ContactStress


class HipView:
    """Pelvis and femur from the front: the force on the head, spread over the cup; the cut."""

    def __init__(self, axes: Axes):
        self.pelvis, self.bone = Bone(axes, "hip_bone", 1.0), Bone(axes, "femur", 2.0)
        self.slab = put(axes, PolyCollection([], zorder=3, linewidths=0.5))
        self.axis = line(axes, lw=1.0, ls=(0, (1, 2)), zorder=3.5)
        self.shaft = line(axes, color=QUIET, lw=0.8, ls=(0, (4, 3)), zorder=2.9)
        colour = FORCES["contact"].colour
        self.cup = line(axes, color=colour, lw=4.0, zorder=2.6)
        self.spread = put(axes, LineCollection([], colors=colour, linewidths=1.4, zorder=2.5))
        (left, _), (_, top) = axes.get_xlim(), axes.get_ylim()
        look: dict[str, Any] = {"size": SMALL, "va": "top", "zorder": 8, "halo": True}
        QuickText(axes, left + 0.002, top - 0.001, "from the front", color=QUIET, **look)
        self.peak = QuickText(axes, left + 0.002, top - 0.014, color=colour, **look)
        self.arrow = ForceArrow(axes, "contact", PER_BW, 0.0055, at=0.12)
        self.turn, self.bend = Handle(axes, "frontal_deg"), Handle(axes, "neck_shaft_angle_deg")

    def update(self, view: NeckView) -> None:
        """Move bones, force and cut to this view."""
        stance, inclination = view.stance, float(view.stance.femur_inclination_deg)
        self.pelvis.move(on_pelvis(stance))
        self.bone.move(on_stance_femur(stance))
        base = np.asarray(stance.neck_base)
        self.axis.set_data(*np.stack([base, np.zeros(2)]).T)
        self.shaft.set_data(*rotate(np.array([[0, 0.11], [0, -0.11]]), inclination).T)
        self._cut(view, -base / np.hypot(*base))
        _, y, z = view.force_bw
        self.arrow.update(rotate(np.array([-z, y]), inclination), tip=(0, 0))
        self.turn.put(*self.arrow.tail)
        self.bend.put(*base)
        pole, rim = float(view.cup.pole_deg), view.centre_edge_deg
        self._spread(np.radians(np.linspace(max(pole - 90, -115), min(rim, pole + 90), 25)), view)
        self.peak.set_text(f"on the cup: up to {float(view.cup.peak) / 1e6:.1f} MPa")

    def _spread(self, angles: NDArray, view: NeckView) -> None:
        """Draw the stress on the cup, at these angles lateral of the vertical, as rays."""
        way = np.stack([-np.sin(angles), np.cos(angles)], axis=-1)
        share = np.cos(angles - np.radians(float(view.cup.pole_deg)))
        mpa = np.clip(float(view.cup.pole_stress) / 1e6 * share, 0, MOST_CUP)[:, None]
        start = 1.1 * HEAD_RADIUS * way
        self.cup.set_data(*start.T)
        self.spread.set_segments(list(np.stack([start, start + PER_MPA * mpa * way], axis=1)))

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


class TopView:
    """Head, neck and shaft from above, in the axes of the femur, with the force on the head."""

    def __init__(self, axes: Axes):
        (left, right), (low, _) = axes.get_xlim(), axes.get_ylim()
        words = "from above (front is below)"
        axes.text(left + 0.002, low, words, size=SMALL, color=QUIET, va="bottom")
        axes.plot([left, right], [0, 0], color=QUIET, lw=0.8, ls=(0, (4, 3)), zorder=1)
        edge: dict[str, Any] = {"edgecolor": BONE_EDGE, "linewidth": 1.1}
        self.neck = Polygon(np.zeros((2, 2)), closed=True, facecolor=BONE, zorder=2, **edge)
        self.shaft = Polygon(np.zeros((2, 2)), closed=True, facecolor=SHADE, zorder=2.1, **edge)
        self.head = Circle((0, 0), HEAD_RADIUS, facecolor=BONE, zorder=2.2, **edge)
        for part in (self.neck, self.shaft, self.head):
            put(axes, part)
        self.arrow = ForceArrow(axes, "contact", PER_BW, 0.0055, at=0.12)
        self.arrow.symbol.set_text("")
        self.turn = Handle(axes, "backward_deg")

    def update(self, view: NeckView) -> None:
        """Move bone and force to this view."""
        stance = view.stance
        sine = np.sin(np.radians(float(stance.subject.neck_shaft_angle_deg)))
        turn = np.radians(view.anteversion_deg)
        end = float(np.hypot(*stance.neck_base)) * sine * np.array([-np.cos(turn), np.sin(turn)])
        side = 0.0125 * np.array([np.sin(turn), np.cos(turn)])  # the front is down
        self.neck.set_xy([side, -side, end - side, end + side])
        around_shaft = np.radians(np.arange(0, 360, 10))
        oval = np.stack([0.019 * np.cos(around_shaft), 0.022 * np.sin(around_shaft)], axis=-1)
        self.shaft.set_xy(end + oval)
        self.arrow.update((-view.force_bw[2], -view.force_bw[0]), tip=(0, 0))
        self.arrow.symbol.set_visible(False)
        self.turn.put(*self.arrow.tail)
