"""The whole person from the front: a plain silhouette round the bones, with cane and bags.

The foot stands still at x = 0 on the ground, up = 0, and the person sways over it.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.anatomy import BODY, BODY_EDGE, Abductors, Skeleton, compound, rotate
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import FORCES, INK
from hipmech.stance import Stance


def smooth(across: ArrayLike, up: ArrayLike) -> NDArray:
    """Return the closed outline (n, 2) through these points, its corners cut twice (Chaikin)."""
    outline = np.column_stack([across, up])
    for _ in range(2):
        following = np.roll(outline, -1, axis=0)
        outline = np.stack(
            [0.75 * outline + 0.25 * following, 0.25 * outline + 0.75 * following], axis=1
        ).reshape(-1, 2)
    return outline


def _both_sides(lateral: ArrayLike, up: ArrayLike) -> NDArray:
    half = np.asarray(lateral)
    return smooth(np.append(half, -half[::-1]), np.append(up, np.flip(up)))


# One half of trunk and neck, lateral and up, from the neck down, as a share of the distance from
# pelvis centre to shoulder line; of the hips, from the pelvis centre, m; feet, from the ankle, m.
_TRUNK = _both_sides(
    [0.085, 0.092, 0.13, 0.24, 0.345, 0.385, 0.36, 0.325, 0.275, 0.27, 0.29],
    [1.28, 1.15, 1.09, 1.055, 1.01, 0.93, 0.80, 0.62, 0.40, 0.26, 0.12],
)
_HIPS = np.array([0.140, 0.160, 0.172, 0.168, 0.12, 0.03]), [0.11, 0.06, 0.0, -0.06, -0.10, -0.105]
_FOOT = smooth(
    [-0.036, -0.038, -0.062, -0.058, 0.045, 0.048, 0.036, 0.036],
    [0.03, -0.02, -0.055, -0.0675, -0.0675, -0.05, -0.02, 0.03],
)
_HANGING_FOOT = smooth(
    [-0.036, -0.04, -0.045, -0.03, 0.035, 0.05, 0.04, 0.036],
    [0.03, -0.03, -0.09, -0.13, -0.13, -0.09, -0.03, 0.03],
)
_BAG = np.array([(-0.5, 0), (0.5, 0), (0.55, -1), (-0.55, -1)])  # shares of its width and height
_HANDLE = np.column_stack(  # share of the bag's width, m
    ([-0.3, -0.15, 0.15, 0.3, 0.2, 0.1, -0.1, -0.2], [0, 0.06, 0.06, 0, 0, 0.045, 0.045, 0])
)
_ARM = 0.285  # m, upper arm and forearm


def limb(start: NDArray, end: NDArray, r_start: float, r_end: float, n: int = 12) -> NDArray:
    """Outline of a tapered limb with round ends.

    >>> limb(np.zeros(2), np.array([0.0, -1.0]), 0.1, 0.1).min(axis=0).round(1)
    array([-0.1, -1.1])
    """
    turn = np.linspace(0, np.pi, n)
    along = (end - start) / np.hypot(*(end - start))
    across = np.array([-along[1], along[0]])
    first = start + r_start * (np.cos(turn)[:, None] * across - np.sin(turn)[:, None] * along)
    last = end - r_end * (np.cos(turn)[:, None] * across - np.sin(turn)[:, None] * along)
    return np.vstack([first, last])


class Person:
    """Silhouette, bones, abductors, cane and hand loads."""

    def __init__(self, axes: Axes, load_per_bw: float = 0.14):
        self.load_per_bw = load_per_bw
        self.axes = axes
        names = ("arm_left", "arm_right", "trunk", "hips", "thigh", "shank", "foot")
        self._edge = {name: self._patch(0.9, fc="none", ec=BODY_EDGE, lw=2.2) for name in names}
        self._fill = {name: self._patch(1.0, ec="none", lw=0) for name in names}
        self._swing = {
            name: self._patch(0.5, fc="#F8F7F5", ec=BODY_EDGE, lw=1.0, ls=(0, (4, 2)))
            for name in ("swing_foot", "swing_thigh", "swing_shank")
        }
        self.head = Ellipse(
            (0, 0), 0.150, 0.218, facecolor=BODY, edgecolor=BODY_EDGE, lw=1.1, zorder=1.1
        )
        put(axes, self.head)
        self.skeleton = Skeleton(axes, shaded=False, linewidth=0.7)
        self.abductors = Abductors(axes, linewidth=0.5)
        self.cane = line(axes, lw=3, solid_capstyle="round", solid_joinstyle="round", zorder=3)
        self.bags = [
            self._patch(3.0, fc=FORCES["hand_load"].colour, ec=INK, lw=1.0) for _ in range(2)
        ]

    def _patch(self, zorder: float, fc: str = BODY, **look: Any) -> PathPatch:
        patch = PathPatch(
            Path(np.zeros((1, 2))), facecolor=fc, zorder=zorder, joinstyle="round", **look
        )
        return put(self.axes, patch)

    def _set(self, name: str, *outlines: NDArray) -> None:
        path = compound(outlines)
        for group in (self._edge, self._fill, self._swing):
            if name in group:
                group[name].set_path(path)

    def update(self, stance: Stance) -> None:
        """Draw the person in this stance, the foot where it stands."""
        hip = -np.asarray(stance.foot)
        centre, shoulder = stance.pelvis_centre + hip, stance.shoulder_centre + hip
        base = stance.trunk_base + hip
        size = float(np.hypot(*(shoulder - base)))
        lean, drop = float(stance.lean_deg), float(stance.drop_deg)
        self._set("trunk", base + rotate(_TRUNK * size, lean))
        wide = float(stance.subject.hip_joint_width) / 2 - 0.086
        self._set("hips", centre + rotate(_both_sides(_HIPS[0] + wide, _HIPS[1]), -drop))
        self._legs(stance, hip)
        self._arms(stance, hip, shoulder, size)
        self.head.center = tuple(stance.head_centre + hip)
        self.head.angle = lean
        self.skeleton.update(stance, hip)
        self.abductors.update(stance, hip)

    def _legs(self, stance: Stance, hip: NDArray) -> None:
        knee = stance.knee + hip
        ankle = hip + stance.foot * 0.925
        lateral, below = np.array([-0.012, 0.0]), np.array([0.0, -0.04])
        self._set("thigh", limb(hip + lateral + below, knee, 0.082, 0.056))
        self._set("shank", limb(knee, ankle, 0.056, 0.036))
        self._set("foot", ankle + _FOOT)
        swing, length = stance.swing_hip + hip, float(stance.subject.leg_length)
        swing_knee = swing - np.array([0.0, 0.44 * length])  # thigh a little forward
        swing_ankle = swing_knee - np.array([0.0, 0.27 * length])  # shank bent back
        self._set("swing_thigh", limb(swing - lateral + below, swing_knee, 0.082, 0.056))
        self._set("swing_shank", limb(swing_knee, swing_ankle, 0.054, 0.036))
        self._set("swing_foot", swing_ankle + _HANGING_FOOT)

    def _arms(self, stance: Stance, hip: NDArray, shoulder: NDArray, size: float) -> None:
        lean, push = float(stance.lean_deg), float(stance.cane_push)
        loads = (float(stance.ipsilateral_load), float(stance.contralateral_load))
        hands = [stance.ipsilateral_hand + hip, stance.contralateral_hand + hip]
        cane_tip = stance.cane_tip + hip
        side_of_cane = int(cane_tip[0] > (stance.pelvis_centre + hip)[0])
        cane_hand = np.array([cane_tip[0], float(stance.subject.height) * 0.50])
        self.cane.set_visible(push > 0)
        if push > 0:
            hands[side_of_cane] = cane_hand
            x, top = cane_hand
            self.cane.set_data([x - 0.05, x + 0.03, x, x], [top, top, top, 0.0])
        weight = float(stance.subject.body_weight)
        self.bag_bottom = hands
        for side, name in enumerate(("arm_left", "arm_right")):
            out = -1.0 if side == 0 else 1.0
            joint = shoulder + rotate(np.array([out * 0.335, -0.05]) * size, lean)
            elbow, hand = elbow_of(joint, hands[side], out)
            upper, fore = limb(joint, elbow, 0.048, 0.038, 8), limb(elbow, hand, 0.038, 0.030, 8)
            self._set(name, upper, fore)
            load = loads[side] / weight
            bag = self.bags[side]
            bag.set_visible(load > 0)
            if load > 0:
                size = 0.42 * np.sqrt(load)
                bag.set_path(bag_path(hand, size))
                self.bag_bottom[side] = hand - [0.0, 0.07 + size]


def elbow_of(shoulder: NDArray, hand: NDArray, out: float) -> tuple[NDArray, NDArray]:
    """Elbow, bent outwards, and the hand, no farther than the arm reaches."""
    reach = hand - shoulder
    distance, most = float(np.hypot(*reach)), 2 * _ARM
    if distance >= most:
        reach *= most * 0.999 / distance
        distance = most * 0.999
    normal = np.array([reach[1], -reach[0]]) / distance
    normal *= np.sign(normal[0]) * out or 1.0
    height = np.sqrt(max(_ARM**2 - (distance / 2) ** 2, 0.0))
    return shoulder + reach / 2 + height * normal, shoulder + reach


def bag_path(hand: NDArray, size: float) -> Path:
    """Return a bag hanging from the hand: body and handle."""
    top = hand - [0.0, 0.07]
    return compound([top + _BAG * [0.9 * size, size], top + _HANDLE * [0.9 * size, 1.0]])
