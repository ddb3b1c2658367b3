"""The exercise itself: pelvis, leg and trunk in its posture, what pushes and pulls, who works."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Ellipse, Polygon
from numpy.typing import NDArray

from hipmech.drawing.anatomy import BODY, BODY_EDGE
from hipmech.drawing.bones import load_bones, poses, shades
from hipmech.drawing.person import limb
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import FORCES, INK, LARGE, QUIET, RAMP, SMALL, ForceArrow
from hipmech.results import Result

PER_BW = 0.26  # m of arrow per body weight; a band's arrow is always BAND long
BAND = 0.2
HALF_WIDTH = 0.085  # m from a hip to the middle of the body
_WORK = LinearSegmentedColormap.from_list("work", [RAMP[0], FORCES["abductors"].colour])
_FRONT = np.array([(0, 0, -1), (0, 1, 0), (1, 0, 0)], float)  # right and up of the picture, depth


class Posture(Result):
    """The posture of an exercise that asks most, as it is drawn.

    Attributes
    ----------
    title, caption : which exercise, and which of its postures.
    angles_deg : of the joints, by name.
    pelvis : (3, 3) from pelvis axes into the world's: forward, up, right.
    from_front : whether it is seen from the front, else from the right.
    joints : (3, 3) m, knee, ankle and sole, pelvis axes; `other` (4, 3), hip to sole of the other
        leg, which is drawn only to show what is done.
    paths : (n, p, 3) m, the muscles' in pelvis axes; `effort` (n,), force over greatest force.
    support_bw, support_at : weight that the ground carries, and where, (3,) m in the world's axes.
    pull_N, pull_at, pull_way : of a band, ball or friction; (3,) in the world's axes.
    """

    title: str
    caption: str
    angles_deg: Mapping[str, float]
    pelvis: NDArray
    from_front: bool
    joints: NDArray
    other: NDArray
    paths: NDArray
    effort: NDArray
    support_bw: float
    support_at: NDArray
    pull_N: float
    pull_at: NDArray
    pull_way: NDArray


class _Bones:
    """Pelvis and right leg as shaded surfaces, in any posture, seen from anywhere."""

    def __init__(self, axes: Axes, zorder: float):
        self.faces = put(axes, PolyCollection([], lw=0.4, edgecolors="face", zorder=zorder))

    def update(self, posture: Mapping[str, float], turn: NDArray) -> None:
        """Draw them; `turn` (3, 3) takes pelvis axes into the viewer's: right, up, nearer."""
        pose, near, colours = poses(**posture), [], []
        for bone in load_bones():
            rotation, origin = pose[bone.body]
            corners = ((bone.vertices @ rotation.T + origin) @ turn.T)[bone.triangles]
            normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            seen = normals[:, 2] > 0
            near.append(corners[seen])
            colours.append(shades(normals[seen]))
        shown = np.concatenate(near)
        order = np.argsort(shown[:, :, 2].mean(axis=1))
        self.faces.set_verts(list(shown[order, :, :2]), closed=False)
        self.faces.set_facecolor(list(np.concatenate(colours)[order]))


class ExerciseBody:
    """A person in the posture of an exercise, from the right or from the front, hip in the middle.

    Muscles are the darker the harder they work; bones and muscles are those of the right leg.
    """

    def __init__(self, axes: Axes):
        (left, self.right), (self.low, top) = axes.get_xlim(), axes.get_ylim()
        look: dict[str, Any] = {"fc": BODY, "ec": BODY_EDGE, "lw": 1.4}
        corners = np.zeros((2, 2))
        orders = (0.8, 0.8, 0.8, 0.9, 0.9, 1, 1, 1, 1, 1.2, 1.2)
        self.parts = [put(axes, Polygon(corners, closed=True, zorder=z, **look)) for z in orders]
        self.head = put(axes, Ellipse((0, 0), 0.17, 0.22, zorder=1.1, **look))
        self.bones = _Bones(axes, 2)
        self.muscles = put(axes, LineCollection([], linewidths=3.4, capstyle="round", zorder=3))
        self.ground = line(axes, color=QUIET, lw=2.5, zorder=0.5)
        self.support = ForceArrow(axes, "ground", PER_BW, 0.030, at=0.5)
        self.band = ForceArrow(axes, "hand_load", 1.0, 0.022, at=0.25)
        words: dict[str, Any] = {"va": "top", "zorder": 9, "halo": True}
        self.title = QuickText(axes, left, top, size=LARGE, weight="bold", color=INK, **words)
        self.caption = QuickText(axes, left, top - 0.13, size=SMALL, color=QUIET, **words)
        axes.plot(0, 0, "o", color=INK, ms=5, zorder=4)
        self.shown: Posture | None = None

    def update(self, posture: Posture) -> None:
        """Move everything to this posture; nothing is to do where it is shown already."""
        if posture is self.shown:
            return
        self.shown = posture
        view = _FRONT if posture.from_front else np.eye(3)
        turn = view @ posture.pelvis

        def seen(points: NDArray, world: bool = False) -> NDArray:
            return (points @ (view if world else turn).T)[..., :2]

        self.bones.update(posture.angles_deg, turn)
        knee, ankle, sole = seen(posture.joints)
        hip, up = np.zeros(2), seen(np.array([0.0, 1.0, 0.0]))
        side = seen(np.array([0.0, 0.0, -HALF_WIDTH]))  # to the middle of the body
        neck = side + 0.52 * up
        other, out = seen(posture.other), seen(np.array([0.0, 0.0, 0.17]))
        left, right = (_arm(side + 0.47 * up + way * out, up) for way in (-1, 1))
        shapes = (
            limb(other[0], other[1], 0.085, 0.06),
            limb(other[1], other[2], 0.058, 0.036),
            limb(other[2], other[3], 0.04, 0.026),
            *left,
            limb(side + 0.06 * up, neck, 0.14, 0.11),
            limb(hip, knee, 0.085, 0.06),
            limb(knee, ankle, 0.058, 0.036),
            limb(ankle, sole, 0.04, 0.026),
            *right,
        )
        for part, outline in zip(self.parts, shapes, strict=True):
            part.set_xy(outline)
        self.head.center = tuple(side + 0.73 * up)
        self.head.angle = float(np.degrees(np.arctan2(-up[0], up[1])))
        order = np.argsort(posture.effort)
        self.muscles.set_segments(list(seen(posture.paths[order])))
        self.muscles.set_color(list(_WORK(posture.effort[order])))
        lines = wrap(posture.title, 21)
        self.title.set_text("\n".join(lines))
        self.caption.set_text(posture.caption)
        self.caption.set_y(self.title.get_position()[1] - 0.13 * len(lines))
        lowest = min(knee[1] - 0.06, ankle[1] - 0.05, sole[1] - 0.03)
        across = seen(posture.support_at, world=True)[0]
        if not posture.support_bw and lowest > other[2:, 1].min() - 0.03:  # the other leg stands
            across, lowest = other[2, 0], other[2:, 1].min() - 0.03
        self._support(posture, across, lowest, upright=up[1] > 0.5)
        way = seen(posture.pull_way, world=True)
        at = seen(posture.pull_at)
        self.band.symbol.set_text(f"{posture.pull_N:.0f} N")
        if posture.pull_N:
            self.band.update(BAND * way, tail=at + 0.05 * way)
            if abs(way[0]) > abs(way[1]):  # along the ground: its words stand above it
                self.band.symbol.set_position((at[0] + 0.16 * way[0], at[1] + 0.08))
        self.band.show(posture.pull_N > 0 and bool(np.hypot(*way) > 0.1))

    def _support(self, posture: Posture, across: float, level: float, upright: bool) -> None:
        self.support.symbol.set_text(f"{posture.support_bw:.2g} BW")
        self.support.update([0, posture.support_bw], tip=(across, level - 0.015))
        self.ground.set_data([across - 0.22, across + 0.22], [level, level])
        self.ground.set_visible(posture.support_bw > 0 or upright)


def _arm(shoulder: NDArray, up: NDArray) -> tuple[NDArray, NDArray]:
    """Upper arm and forearm: they hang, or lie along the trunk of who lies."""
    down = np.array([0.0, -1.0]) if up[1] > 0.2 else -up
    forward = np.array([-down[1], down[0]])
    elbow = shoulder + 0.28 * down - 0.03 * forward
    hand = elbow + 0.26 * down + 0.05 * forward
    return limb(shoulder, elbow, 0.05, 0.038), limb(elbow, hand, 0.036, 0.026)
