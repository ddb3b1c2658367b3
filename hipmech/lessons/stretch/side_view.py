"""The person from the right side: a pale body round the bones, on the floor, a bench, at a sofa.

The hip joint centre is the origin; lengths in m. Who stands with a straight knee bends forward over
the leg; in all other postures the pelvis stands still.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Ellipse, PathPatch, Polygon
from matplotlib.path import Path
from numpy.typing import NDArray

from hipmech.drawing.anatomy import BODY, BODY_EDGE, compound, rotate
from hipmech.drawing.bones import SideLeg, poses
from hipmech.drawing.person import limb, smooth
from hipmech.drawing.side_bones import SideBone
from hipmech.drawing.stage import Handle, moves, put
from hipmech.drawing.style import FAINT, INK, QUIET, SMALL, SWING

_THIGH, _SHANK = 0.405, 0.40
_TRUNK = smooth(
    [0.09, 0.105, 0.10, 0.115, 0.12, 0.07, 0.02, -0.04, -0.09, -0.10, -0.075, -0.115, -0.11, -0.03],
    [-0.05, 0.06, 0.18, 0.30, 0.42, 0.52, 0.58, 0.57, 0.50, 0.38, 0.20, 0.06, -0.06, -0.10],
)
_HEAD, _CHEST = np.array([0.03, 0.72]), np.array([0.09, 0.40])
_FOOT = smooth(
    [-0.05, -0.06, 0.06, 0.18, 0.185, 0.09, 0.04], [0.0, -0.07, -0.072, -0.07, -0.05, -0.02, 0.02]
)
_FLOORS = {"stand": -0.885, "seat": -0.485, "kneel": -0.485, "bed": np.nan}
_OTHER_LEG = {"stand": (0, 0), "seat": (90, 90), "kneel": (90, 90), "bed": (115, 120)}
_FURNITURE: dict[str, tuple[str, tuple[float, float], tuple[tuple[float, ...], ...]]] = {
    "seat": ("bench", (-0.36, -0.145), ((-0.24, -0.18, 0.40, 0.07), (-0.20, -0.485, 0.04, 0.305),
                                       (0.08, -0.485, 0.04, 0.305))),
    "kneel": ("sofa", (-0.53, -0.36), ((-0.69, -0.485, 0.33, 0.26), (-0.69, -0.225, 0.09, 0.25))),
    "bed": ("bed,\nset\nupright", (-0.43, 0.45), ((-0.22, -0.08, 0.09, 0.86),)),
}  # word, its place, blocks: left, bottom, width, height  # fmt: skip


def setting(posture: Mapping[str, float], name: str = "") -> str:
    """Return what the person is on: ``stand``, ``seat``, ``kneel`` or ``bed``.

    >>> setting({"flexion_deg": 90, "knee_flexion_deg": 90})
    'seat'
    """
    hip, knee = posture["flexion_deg"], posture["knee_flexion_deg"]
    if name == "Thomas stretch":
        return "bed"
    if hip >= 50 and knee >= 45:
        return "seat"
    return "kneel" if hip <= 15 and knee >= 60 else "stand"


def forward_tilt(posture: Mapping[str, float], name: str = "") -> float:
    """Return how far the pelvis is tilted forward, in degrees: the foot stays below the hip.

    Not at all once the knee is bent by 45 degrees.

    >>> forward_tilt({"flexion_deg": 90, "knee_flexion_deg": 20})
    80.0
    """
    if setting(posture, name) != "stand":
        return 0.0
    knee = posture["knee_flexion_deg"]
    return float(max(posture["flexion_deg"] - knee / 2, 0) * np.clip((45 - knee) / 15, 0, 1))


def leg_joints(posture: Mapping[str, float]) -> tuple[NDArray, NDArray]:
    """Knee and ankle (2), seen from the right.

    >>> leg_joints({"flexion_deg": 90, "knee_flexion_deg": 90})[1].round(3)
    array([ 0.405, -0.4  ])
    """
    pose = poses(**posture)
    knee = pose["femur"][0] @ (0.0, -_THIGH, 0.0)
    return knee[:2], (knee + pose["tibia"][0] @ (0.0, -_SHANK, 0.0))[:2]


def leg_path(posture: Mapping[str, float]) -> Path:
    """Return thigh, shank and foot as one outline: the bones' posture, seen from the right."""
    pose, (knee, ankle) = poses(**posture), leg_joints(posture)
    foot = ankle + _FOOT @ pose["tibia"][0][:2, :2].T
    top = (pose["femur"][0] @ (0.0, -0.02, 0.0))[:2]
    return compound([limb(top, knee, 0.095, 0.058), limb(knee, ankle, 0.058, 0.036), foot])


class SideView:
    """Body, bones and muscles from the right, and what carries the person."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        edge: dict[str, Any] = {"ec": BODY_EDGE, "lw": 2.4}
        looks = {"fc": "none", "zorder": 0.6, **edge}, {"fc": BODY, "lw": 0, "zorder": 0.8}
        self.trunk = [put(axes, Polygon(_TRUNK, closed=True, **look)) for look in looks]
        self.head = [put(axes, Ellipse((0, 0), 0.20, 0.25, **look)) for look in looks]
        empty = Path(np.zeros((1, 2)))
        dashed: dict[str, Any] = {"ec": BODY_EDGE, "lw": 1.2, "ls": (0, (4, 2))}
        self.other = put(axes, PathPatch(empty, fc=SWING, zorder=0.4, **dashed))
        self.edge = put(axes, PathPatch(empty, fc="none", zorder=0.6, **edge))
        self.fill = put(axes, PathPatch(empty, fc=BODY, lw=0, zorder=0.9))
        self.pelvis = SideBone(axes, "pelvis", 1)
        self.bones = SideLeg(axes, 2)
        self.muscles = put(axes, LineCollection([], linewidths=5, capstyle="round", zorder=3))
        axes.plot(0, 0, "o", color=INK, ms=5, zorder=4)
        self.thigh, self.shank = Handle(axes, "flexion_deg"), Handle(axes, "knee_flexion_deg")
        self.floor = put(axes, Polygon(np.zeros((4, 2)), fc=FAINT, lw=0, zorder=0.2))
        word_look: dict[str, Any] = {"size": SMALL, "color": QUIET, "ha": "center", "va": "center"}
        word_look["linespacing"] = 1.0
        self.furniture = {
            name: [
                *(put(axes, _block(*block)) for block in blocks),
                moves(axes.text(*place, word, **word_look)),
            ]
            for name, (word, place, blocks) in _FURNITURE.items()
        }

    def tilted(self, points: NDArray) -> NDArray:
        """Return points (..., 2) of an upright pelvis where they are now."""
        return rotate(points, -self.tilt_deg)

    def update(self, posture: Mapping[str, float], name: str = "") -> None:
        """Show this posture."""
        at = setting(posture, name)
        self.tilt_deg = forward_tilt(posture, name)
        for part in self.trunk:
            part.set_xy(self.tilted(_TRUNK))
        x, y = self.tilted(_HEAD)
        for head in self.head:
            head.set_center((x, y))
            head.set_angle(-self.tilt_deg)
        self.pelvis.move(self.tilted)
        path = leg_path(posture)
        path.vertices = self.tilted(np.asarray(path.vertices))
        self.edge.set_path(path)
        self.fill.set_path(path)
        other = dict(zip(("flexion_deg", "knee_flexion_deg"), _OTHER_LEG[at], strict=True))
        self.other.set_path(leg_path(other))
        self.bones.update(posture, self.tilt_deg)
        knee, ankle = map(self.tilted, leg_joints(posture))
        self.thigh.put(
            *(self.tilted(_CHEST) if self.tilt_deg > posture["flexion_deg"] / 2 > 0 else knee)
        )
        self.shank.put(*ankle)
        left, right = self.axes.get_xlim()
        y = _FLOORS[at]
        self.floor.set_xy([(left, y), (right, y), (right, y - 0.03), (left, y - 0.03)])
        for furniture, parts in self.furniture.items():
            for piece in parts:
                piece.set_visible(furniture == at)


def _block(left: float, bottom: float, width: float, height: float) -> Polygon:
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    return Polygon(np.add(corners, (left, bottom)), fc=SWING, ec=QUIET, lw=1, zorder=0.3)
