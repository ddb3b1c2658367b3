"""Somebody who walks or runs on the spot, from the right, over a ground that moves back.

Pelvis, legs and forces are the gait's; trunk, head and arms are drawn to be recognised. Each arm
swings with the thigh of the other side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from hipmech.drawing.anatomy import BODY, BODY_EDGE, compound
from hipmech.drawing.person import limb, smooth
from hipmech.drawing.side_bones import SideBone, between
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import FORCES, INK, ForceArrow
from hipmech.gait import GaitCycle
from hipmech.pose import BALL, HEEL, Footing, Pose

OTHER = "#B8B4AB"
PER_BW = 0.10  # m of the picture for one body weight
_REST = {  # two points of a bone at rest: on the joints above and below it
    "femur": (np.zeros(2), np.array([-0.004, -0.404])),
    "shank": (np.zeros(2), np.array([-0.002, -0.425])),
}
_PRINT = np.array([HEEL[0] - 0.006, BALL[0] + 0.065])  # m from the ankle
_TRUNK = smooth(
    [-0.105, -0.120, -0.095, -0.105, -0.115, -0.095, -0.040, -0.038, 0.020, 0.035, 0.085, 0.105,
     0.090, 0.098, 0.105, 0.070],
    [-0.08, 0.02, 0.15, 0.32, 0.45, 0.52, 0.56, 0.62, 0.62, 0.555, 0.48, 0.36, 0.20, 0.08, -0.02,
     -0.08],
)  # fmt: skip
_TURN = np.linspace(0, 2 * np.pi, 33)[:-1]
_HEAD = np.array([0.015, 0.73]) + np.column_stack([0.098 * np.cos(_TURN), 0.118 * np.sin(_TURN)])
_SHOULDER = np.array([-0.010, 0.485])  # m from the hip
_BENT = 0.4, 1.5  # rad, the elbow of one who walks, who runs


class Walker:
    """Bones of pelvis and legs in a pale body, with the two forces; the feet's prints go back."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        low, high = axes.get_xlim()
        axes.plot([low, high], [0, 0], color=INK, lw=1.6, zorder=1.5)
        self.prints = [
            put(axes, PolyCollection([], facecolor=face, lw=0, zorder=1.4)) for face in (INK, OTHER)
        ]
        self.body = put(axes, PathPatch(Path(np.zeros((1, 2))), fc=BODY, lw=0, zorder=1))
        self.arms = [
            [line(axes, color=colour, lw=lw, zorder=z, solid_joinstyle="round",
                  solid_capstyle="round") for colour, lw in ((BODY_EDGE, 14.5), (BODY, 12.5))]
            for z in (1.2, 0.9)
        ]  # fmt: skip
        names = ("femur", "shank", "hindfoot", "toes")
        self.legs = [
            {name: SideBone(axes, name, z, far=far) for name, z in zip(names, heights, strict=True)}
            for far, heights in ((False, (3.2, 3.1, 3.0, 3.0)), (True, (2.2, 2.1, 2.0, 2.0)))
        ]
        self.pelvis = SideBone(axes, "pelvis", 2.6)
        colour = FORCES["contact"].colour
        self.loop = line(axes, color=colour, lw=1.3, alpha=0.45, zorder=4)
        self.past = line(axes, color=colour, lw=3.2, alpha=0.8, zorder=4.1)
        self.arrows = {
            name: ForceArrow(axes, name, PER_BW, width, side=side, zorder=6)
            for name, width, side in (("contact", 0.042, -1), ("ground", 0.036, 1))
        }

    def update(
        self,
        cycle: GaitCycle,
        pose: Pose,
        footing: Footing,
        contact_bw: NDArray,
        frame: int,
        time: float,
    ) -> None:
        """Draw the person at this frame, and the prints of the feet at this time in s.

        ``contact_bw`` (101, 3) is the contact force on the femoral head in space.
        """
        up = np.array([0.0, footing.height[frame]])
        hips, knees = (pose.legs[frame, :, joint, :2] + up for joint in (0, 1))
        ankles = footing.ankles[frame] + up
        for side, bones in enumerate(self.legs):
            self._leg(bones, hips[side], knees[side], ankles[side], footing.pitch[frame, side])
        turn = pose.pelvis[frame, :2, :2]
        self.pelvis.move(lambda points: points @ turn.T + hips[0])
        limbs = [_TRUNK[::-1] + up, _HEAD + up]
        for hip, knee, ankle in zip(hips, knees, ankles, strict=True):
            limbs += [limb(hip, knee, 0.088, 0.056), limb(knee, ankle, 0.058, 0.036)]
        self.body.set_path(compound(limbs))
        for arm, thigh in zip(self.arms, (knees - hips)[::-1], strict=True):
            for stroke in arm:
                stroke.set_data(*(_arm(thigh, bool(cycle.flight.any())) + up).T)
        tails = hips[0] - PER_BW * contact_bw[:, :2]
        self.loop.set_data(*tails.T)
        ago = np.arange(len(tails))[:, None] <= frame
        self.past.set_data(*np.where(ago, tails, np.nan).T)
        self.arrows["contact"].update(contact_bw[frame, :2], tip=hips[0])
        share = np.clip(1.1 * frame / cycle.stance_percent, 0, 1)
        under = ((1 - share) * HEEL + share * BALL) @ _rotation(footing.pitch[frame, 0])
        ground = cycle.ground_reaction_bw[frame, :2] * bool(cycle.stance[frame])
        self.arrows["ground"].update(ground, tail=[ankles[0, 0] + under[0], 0.0])
        for arrow in self.arrows.values():
            size_bw = np.hypot(*(arrow.tip - arrow.tail)) / PER_BW
            arrow.patch.set_visible(bool(size_bw > 0.1))
            arrow.symbol.set_visible(bool(size_bw > 0.8))
        self._step(cycle, footing.ankles[0, 0, 0], time)

    def _leg(
        self, bones: dict[str, SideBone], hip: NDArray, knee: NDArray, ankle: NDArray, pitch: float
    ) -> None:
        bones["femur"].move(between(*_REST["femur"], hip, knee))
        bones["shank"].move(between(*_REST["shank"], knee, ankle))
        foot = _rotation(pitch)
        bones["hindfoot"].move(lambda points: points @ foot + ankle)
        on_ground = ankle[1] + (BALL @ foot)[1] < 0.02
        toes = _rotation(0.0 if on_ground and pitch < 0 else pitch * (0.55 if pitch < 0 else 1))
        joint = BALL + 0.012
        bones["toes"].move(lambda points: (points - joint) @ toes + joint @ foot + ankle)

    def _step(self, cycle: GaitCycle, landing: float, time: float) -> None:
        """Where each foot stood last and the times before, carried back by the ground."""
        low, high = self.axes.get_xlim()
        speed = np.nan_to_num(cycle.speed)
        for first, prints in zip((0.0, 0.5), self.prints, strict=True):
            last = (time - first * cycle.stride_time) % cycle.stride_time
            since = last + cycle.stride_time * np.arange(3)
            at = np.clip(landing - speed * since[:, None] + _PRINT, low, high)
            prints.set_verts([[(a, -0.03), (b, -0.03), (b, -0.006), (a, -0.006)] for a, b in at])


def _arm(thigh: NDArray, runs: bool) -> NDArray:
    """Shoulder, elbow and hand (3, 2) of the arm that swings with this thigh."""
    swing = 0.7 * np.arctan2(thigh[0], -thigh[1]) - 0.2
    turns = np.array([swing, swing + _BENT[runs]])
    along = np.column_stack([np.sin(turns), -np.cos(turns)])
    return _SHOULDER + np.vstack([np.zeros(2), np.cumsum([[0.27], [0.27]] * along, axis=0)])


def _rotation(angle: float) -> Any:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, s], [-s, c]])
