"""The hip as a seesaw: the beam that stays when the bones fade, and who stands on its fulcrum."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from numpy.typing import NDArray

from hipmech.drawing.anatomy import compound, rotate
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import FORCES, PIVOT

_SIDE = np.array(  # one half of a small person of height 1: across, up
    [(0.045, 0.77), (0.15, 0.76), (0.2, 0.70), (0.2, 0.44), (0.145, 0.42), (0.14, 0.6),
     (0.115, 0.6), (0.115, 0.0), (0.015, 0.0), (0.015, 0.4)]
)  # fmt: skip
_TURN = np.linspace(0, 2 * np.pi, 17)[:-1]
_HEAD = np.column_stack([0.095 * np.cos(_TURN), 0.885 + 0.1 * np.sin(_TURN)])
PERSON = (np.vstack([_SIDE, _SIDE[::-1] * [-1, 1]]), _HEAD)


def crowd(number: float) -> list[NDArray]:
    """Return outlines of so many people, each on the shoulders of the one below; no part too much.

    >>> max(outline[:, 1].max() for outline in crowd(2.45)).round(2)
    np.float64(2.45)
    """
    standing = [part + np.array([0, k]) for k in range(int(np.ceil(number))) for part in PERSON]
    inside = [part for part in standing if part[:, 1].min() < number]
    return [np.column_stack([part[:, 0], np.minimum(part[:, 1], number)]) for part in inside]


class Seesaw:
    """A veil over the bones, a straight beam, and one person per body weight on its pivot."""

    def __init__(self, axes: Axes, per_bw: float):
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        corner = left + 0.055, top - 0.065  # the scale bar, which stands, is not veiled
        outline = [(left, bottom), (right, bottom), (right, top), (corner[0], top), corner]
        veil = Polygon([*outline, (left, corner[1])], fc="white", lw=0.1, ec="white")
        self.parts = [
            put(axes, veil),
            line(axes, color=PIVOT, lw=9, solid_capstyle="round", zorder=4.2),
        ]
        veil.set(alpha=0.88, zorder=3.9)
        look = {"facecolor": FORCES["contact"].colour, "edgecolor": "white", "linewidth": 1.2}
        self.people = put(axes, PathPatch(Path(np.zeros((1, 2))), zorder=6.2, **look))
        self.parts.append(self.people)
        self.beam: Any = self.parts[1]
        self.per_bw = per_bw

    def update(
        self, shown: bool, foot: NDArray, weight_arm: float, tilt_deg: float, contact_bw: NDArray
    ) -> NDArray:
        """Show the beam, tilted like the pelvis; return where its ends are, the muscle's first.

        They lie where the lines of both forces cross it: that of the muscle, whose arm ends at its
        ``foot``, and the plumb line of the weight.
        """
        for part in self.parts:
            part.set_visible(shown)
        along = rotate(np.array([1.0, 0.0]), -tilt_deg)
        ends = along * np.array([[foot @ foot / (foot @ along)], [weight_arm / along[0]]])
        self.beam.set_data(*ends.T)
        lean = np.degrees(np.arctan2(contact_bw[0], -contact_bw[1]))  # of those who stand there
        outlines = crowd(float(np.hypot(*contact_bw)))
        self.people.set_path(
            compound(rotate(self.per_bw * part + [0, 0.007], lean) for part in outlines)
        )
        return ends
