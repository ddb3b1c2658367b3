"""The whole person from the front: a plain silhouette round the bones, with cane and bags.

The foot stands still at x = 0 on the ground, up = 0, and the person sways over it.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from hipmech.drawing.anatomy import BODY, BODY_EDGE, Abductors, Skeleton, rotate
from hipmech.drawing.stage import line, moves
from hipmech.drawing.style import FORCES, INK
from hipmech.stance import Stance


def smooth(outline: NDArray) -> NDArray:
    """Return a closed outline with its corners cut twice (Chaikin)."""
    for _ in range(2):
        following = np.roll(outline, -1, axis=0)
        outline = np.stack(
            [0.75 * outline + 0.25 * following, 0.25 * outline + 0.75 * following], axis=1
        ).reshape(-1, 2)
    return outline


def _both_sides(half: NDArray) -> NDArray:
    return smooth(np.vstack([half, half[::-1] * [-1, 1]]))


# Outline of one half of trunk and neck (lateral, up) as a share of the distance from pelvis centre
# to shoulder line, from the neck down; and of the hips, seen from the pelvis centre, m.
_TRUNK = _both_sides(
    np.array(
        [
            (0.085, 1.28),
            (0.092, 1.15),
            (0.13, 1.09),
            (0.24, 1.055),
            (0.345, 1.01),
            (0.385, 0.93),
            (0.36, 0.80),
            (0.325, 0.62),
            (0.275, 0.40),
            (0.27, 0.26),
            (0.29, 0.12),
        ]
    )
)
_HIPS = np.array(
    [(0.140, 0.11), (0.160, 0.06), (0.172, 0.0), (0.168, -0.06), (0.12, -0.10), (0.03, -0.105)]
)

_FOOT = smooth(
    np.array(
        [
            (-0.036, 0.03),
            (-0.038, -0.02),
            (-0.062, -0.055),
            (-0.058, -0.0675),
            (0.045, -0.0675),
            (0.048, -0.05),
            (0.036, -0.02),
            (0.036, 0.03),
        ]
    )
)
_HANGING_FOOT = smooth(
    np.array(
        [
            (-0.036, 0.03),
            (-0.04, -0.03),
            (-0.045, -0.09),
            (-0.03, -0.13),
            (0.035, -0.13),
            (0.05, -0.09),
            (0.04, -0.03),
            (0.036, 0.03),
        ]
    )
)


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
        axes.add_patch(moves(self.head))
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
        self.axes.add_patch(moves(patch))
        return patch

    def _set(self, name: str, outline: NDArray) -> None:
        path = Path(np.vstack([outline, outline[:1]]), closed=True)
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
        self._set("hips", centre + rotate(_both_sides(_HIPS + np.array([wide, 0.0])), -drop))
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
        side_of_cane = int(cane_tip[0] > centre_x(stance, hip))
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
            elbow, hand = elbow_of(joint, hands[side], 0.285, 0.285, out)
            upper, fore = limb(joint, elbow, 0.048, 0.038, 8), limb(elbow, hand, 0.038, 0.030, 8)
            path = Path.make_compound_path(
                *(Path(np.vstack([p, p[:1]]), closed=True) for p in (upper, fore))
            )
            for group in (self._edge, self._fill):
                group[name].set_path(path)
            load = loads[side] / weight
            bag = self.bags[side]
            bag.set_visible(load > 0)
            if load > 0:
                size = 0.42 * np.sqrt(load)
                bag.set_path(bag_path(hand, size))
                self.bag_bottom[side] = hand - [0.0, 0.07 + size]


def centre_x(stance: Stance, hip: NDArray) -> float:
    """Return how far medially the middle of the pelvis stands."""
    return float((stance.pelvis_centre + hip)[0])


def elbow_of(
    shoulder: NDArray, hand: NDArray, upper: float, fore: float, out: float
) -> tuple[NDArray, NDArray]:
    """Elbow, bent outwards, and the hand, no farther than the arm reaches."""
    reach = hand - shoulder
    distance = float(np.hypot(*reach))
    if distance >= upper + fore:
        reach *= (upper + fore) * 0.999 / distance
        distance = (upper + fore) * 0.999
    along = reach / distance
    share = (upper**2 - fore**2 + distance**2) / (2 * distance)
    height = np.sqrt(max(upper**2 - share**2, 0.0))
    normal = np.array([along[1], -along[0]])
    normal *= np.sign(normal[0]) * out or 1.0
    return shoulder + share * along + height * normal, shoulder + reach


def bag_path(hand: NDArray, size: float) -> Path:
    """Return a bag hanging from the hand: handle and body."""
    w, h = 0.9 * size, size
    body = np.array(
        [(-0.5 * w, -0.07), (0.5 * w, -0.07), (0.55 * w, -0.07 - h), (-0.55 * w, -0.07 - h)]
    )
    handle = np.array(
        [
            (-0.3 * w, -0.07),
            (-0.15 * w, -0.01),
            (0.15 * w, -0.01),
            (0.3 * w, -0.07),
            (0.2 * w, -0.07),
            (0.1 * w, -0.025),
            (-0.1 * w, -0.025),
            (-0.2 * w, -0.07),
        ]
    )
    return Path.make_compound_path(
        *(Path(hand + np.vstack([p, p[:1]]), closed=True) for p in (body, handle))
    )
