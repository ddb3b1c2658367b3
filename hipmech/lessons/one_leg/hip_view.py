"""The hip close by: pelvis and femora, the fulcrum, both lever arms and the three forces."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from hipmech.drawing.anatomy import HEAD_RADIUS, Abductors, Skeleton, rotate
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import BODY, FORCES, INK, PIVOT, QUIET, ForceArrow, dimension, plain
from hipmech.stance import Stance


def forces_bw(stance: Stance, pull: float = 1.0) -> dict[str, NDArray]:
    """Return the forces on pelvis, trunk and swing leg, head to tail: their sum is zero.

    In body weights, [medial, up]. The abductors give the share `pull` of what the moments ask, and
    nothing when they are slack. The contact force is that of the head on the pelvis, −R.
    """
    weight = float(stance.subject.body_weight)
    line = (stance.abductor_insertion - stance.abductor_origin) / stance.abductor_length
    carried = stance.contralateral_load + stance.ipsilateral_load
    forces = {
        "body_weight": np.array([0.0, -float(stance.superincumbent_weight)]) / weight,
        "hand_load": np.array([0.0, -float(carried)]) / weight,
        "cane": np.array([0.0, float(stance.cane_push)]) / weight,
        "abductors": pull * max(float(stance.abductor_force), 0.0) * line / weight,
    }
    return forces | {"contact": -sum(forces.values())}


class HipView:
    """Pelvis and proximal femora with fulcrum, both lever arms and the three forces, to scale."""

    def __init__(self, axes: Axes, per_bw: float, arm_level: float, weight_label_level: float):
        self.arm_level = arm_level
        (left, _), (_, self.top) = axes.get_xlim(), axes.get_ylim()
        self.left = left
        self.skeleton, self.abductors = Skeleton(axes), Abductors(axes)
        red, blue = FORCES["abductors"].colour, FORCES["body_weight"].colour
        self.socket = line(axes, color=PIVOT, lw=3, zorder=2.35, solid_capstyle="round")
        h = 0.55 * HEAD_RADIUS
        corners = [(0, 0), (-h, -1.9 * h), (h, -1.9 * h)]
        put(axes, Polygon(corners, fc=INK, ec="white", lw=1.2, zorder=5))
        dashed: dict[str, Any] = {"ls": (0, (5, 3)), "zorder": 4}
        self.neck = line(axes, lw=1.0, ls=(0, (1, 2)), zorder=3.5)
        self.pull = line(axes, color=red, lw=1.6, **dashed)
        self.plumb = line(axes, color=blue, lw=1.4, **dashed)
        line(axes, color=QUIET, lw=0.8, zorder=2.9).set_data([0, 0], [arm_level, 0])
        self.weight_arm = line(axes, color=blue, lw=2.4, zorder=4.5)
        self.muscle_arm = line(axes, color=red, lw=2.4, zorder=4.5)
        self.leader = line(axes, lw=0.8, marker="o", ms=3.5, markevery=[1], zorder=7)
        text: dict[str, Any] = {"size": BODY, "zorder": 8, "weight": "bold", "halo": True}
        self.weight_label = QuickText(
            axes, 0, weight_label_level, "", ha="right", va="top", color=blue, **text
        )
        self.muscle_label = QuickText(axes, left + 0.004, 0, va="bottom", color=red, **text)
        self.arrows = {
            name: ForceArrow(axes, name, per_bw, 0.18 * per_bw, side=side, at=at, zorder=z)
            for name, side, at, z in (
                ("body_weight", 1, 0.5, 6.0),
                ("abductors", -1, 0.0, 6.1),
                ("contact", 1, 0.1, 6.2),
            )
        }

    def update(self, stance: Stance, pull: float = 1.0) -> NDArray:
        """Draw bones, forces and arms; return where the muscle's arm ends."""
        self.skeleton.update(stance)
        self.abductors.update(stance)
        angle = np.radians(np.linspace(25, 150, 20))
        rim = 1.14 * HEAD_RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        self.socket.set_data(*rotate(rim, -float(stance.drop_deg)).T)
        d_w, level = float(stance.body_weight_arm), self.arm_level
        force = forces_bw(stance, pull)

        self.plumb.set_data([d_w, d_w], [self.top, level])
        self.weight_arm.set_data(dimension((0, level), (d_w, level), 0.006).T)
        self.weight_label.set_text(plain(100 * d_w, " cm", 1))
        self.weight_label.set_x(d_w - 0.012)
        self.arrows["body_weight"].update(force["body_weight"], tail=(d_w, level))

        origin, insertion = stance.abductor_origin, stance.abductor_insertion
        line = (insertion - origin) / float(stance.abductor_length)
        foot = origin - (origin @ line) * line  # nearest point to the hip joint centre
        down = rotate(np.array([0.0, -0.09]), float(stance.femur_inclination_deg))
        self.neck.set_data(*np.array([(0, 0), stance.neck_base, stance.neck_base + down]).T)
        self.pull.set_data(*np.array([origin - 0.06 * line, insertion + 0.02 * line]).T)
        self.muscle_arm.set_data(dimension((0, 0), foot, 0.006, right_angle=0.008).T)
        self.muscle_label.set_text(f"{100 * float(stance.abductor_arm):.1f} cm")
        self.muscle_label.set_position((self.left + 0.004, max(0.045, foot[1] + 0.043)))
        leader = np.array([(self.left + 0.016, self.muscle_label.get_position()[1] - 0.004)])
        self.leader.set_data(*np.vstack([leader, 0.55 * foot]).T)
        self.arrows["abductors"].update(force["abductors"], tail=origin)
        self.arrows["contact"].update(-force["contact"], tip=(0, 0))
        return foot
