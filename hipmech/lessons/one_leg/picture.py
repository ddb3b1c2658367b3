"""Free-body diagrams of one-leg stance: the hip as a fulcrum, and the whole person.

Forces W₅, F and hand loads act on pelvis, trunk and swing leg; R is the hip contact force on the
femoral head. All arrows in one figure have one scale, shown by a bar of one body weight.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from hipmech.drawing.anatomy import rotate
from hipmech.drawing.person import Person
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line
from hipmech.drawing.style import BODY, INK, QUIET, SMALL, ForceArrow, bare_at, scale_bar
from hipmech.lessons.one_leg.hip_view import HipView
from hipmech.lessons.one_leg.panels import (
    ControlLike,
    ForceList,
    ForcePolygon,
    StanceView,
    SweepRow,
)
from hipmech.stance import Stance

SIZE = (11.0, 6.0)  # inches
SLACK = "abductors slack: the load\nhas passed lateral of the hip"


class FulcrumFigure:
    """The hip as a fulcrum: pelvis and femora from the front, lever arms and forces to scale."""

    per_bw = 0.045  # m of the picture for one body weight

    def __init__(self, figure: Figure, controls: Mapping[str, ControlLike]):
        figure.set_size_inches(*SIZE)
        axes = bare_at(figure, 0, 0, 1 / 15, (-0.135, 0.305), (-0.150, 0.250))
        self.hip = HipView(axes, self.per_bw, -0.092, -0.100)
        scale_bar(axes, -0.120, 0.195, self.per_bw)
        left = 0.62
        names = ["body_weight", "abductors", "contact"]
        self.list = ForceList(figure, left, 0.965, names, 0.110, BODY, 15)
        self.lever = QuickText(figure, left, 0.605, size=BODY, va="top", color=INK, linespacing=1.5)
        panel = bare_at(figure, 9.65, 2.54, 1 / 15, (0, 0.090), (0, 0.226))
        self.polygon = ForcePolygon(panel, self.per_bw, 0.07 * self.per_bw, (0.056, 0.222))
        places = [
            (left + 0.028 + (k % 2) * 0.19, 0.232 - (k // 2) * 0.183, 0.15, 0.105)
            for k in range(len(controls))
        ]
        self.sweeps = SweepRow(figure, controls, places, 5.0, (left, 0.385), 21)

    def update(self, view: StanceView) -> None:
        """Move everything to this view."""
        s = view.stance
        self.hip.update(s)
        self.list.update(s)
        self.polygon.update(s)
        self.sweeps.update(view)
        arms_cm = 100 * s.body_weight_arm, 100 * s.abductor_arm
        words = "W₅ × {:.1f} cm = F × {:.1f} cm\nW₅ + F − R = 0 (as arrows)".format(*arms_cm)
        self.lever.set_text(SLACK if s.abductors_slack else words)


class HipDropFigure:
    """The whole person on one leg, and the hip close by: pelvic drop, lean, cane and hand loads."""

    person_per_bw = 0.1373  # m of the picture for one body weight: 42 px in both pictures
    per_bw = 0.042

    def __init__(self, figure: Figure, controls: Mapping[str, ControlLike]):
        figure.set_size_inches(*SIZE)
        body = bare_at(figure, 0, 0, 1 / 3.06, (-0.45, 0.677), (-0.205, 1.755))
        body.plot([-0.43, 0.66], [0, 0], color=QUIET, lw=1.2, zorder=0)
        scale_bar(body, -0.42, -0.165, self.person_per_bw)
        self.person = Person(body)
        self.forces = {
            name: ForceArrow(body, name, self.person_per_bw, 0.18 * self.person_per_bw)
            for name in ("body_weight", "ground", "cane", "hand_load")
        }
        self.axis = line(body, color=QUIET, lw=1.6, zorder=4)
        self.upright = line(body, color=QUIET, lw=1.0, ls=(0, (4, 3)), zorder=4)
        self.lean = QuickText(body, -0.435, 1.735, size=SMALL, va="top", color=INK)
        hip = bare_at(figure, 3.28, 2, 0.1, (-0.140, 0.270), (-0.165, 0.235))
        self.drop = QuickText(hip, -0.132, 0.228, size=SMALL, va="top", color=INK)
        self.hip = HipView(hip, self.per_bw, -0.092, -0.132)
        self.arcs = [line(axes, color=QUIET, lw=1.6, zorder=4) for axes in (body, hip)]
        line(hip, lw=0.9, ls=(0, (4, 3)), zorder=3).set_data([0.0, 0.262], [0, 0])
        self.hips = line(hip, color=INK, lw=1.2, marker="o", ms=4, zorder=3.1)
        names = ["body_weight", "abductors", "contact", "ground", "cane", "hand_load"]
        self.list = ForceList(figure, 0.672, 0.975, names, 0.079, SMALL, SMALL)
        self.demand = QuickText(figure, 0.672, 0.485, size=SMALL, va="top", color=INK)
        look: dict[str, Any] = {"size": SMALL, "ha": "right", "va": "top", "color": QUIET}
        self.zero = QuickText(figure, 0.995, 0.545, "all forces add\nup to zero", **look)
        panel = bare_at(figure, 9, 3.3, 0.1, (0, 0.200), (0, 0.270))
        self.polygon = ForcePolygon(panel, self.per_bw, 0.08 * self.per_bw, (0.155, 0.264))
        places = [(0.352 + k * 0.131, 0.05, 0.105, 0.15) for k in range(len(controls))]
        self.sweeps = SweepRow(figure, controls, places, 6.5, (0.335, 0.29), 13)

    def update(self, view: StanceView) -> None:
        """Move everything to this view."""
        s = view.stance
        self.zero.set_visible(not s.abductors_slack)
        self.person.update(s)
        self._forces(s)
        hip = -np.asarray(s.foot)
        centre, up = s.trunk_base + hip, np.array([0.0, 0.72])
        self.upright.set_data(*np.array([centre, centre + up]).T)
        self.axis.set_data(*np.array([centre, centre + rotate(up, float(s.lean_deg))]).T)
        self.lean.set_text(f"trunk lean\n{round(float(s.lean_deg))}°".replace("-", "−"))
        self.drop.set_text(f"pelvic drop\n{round(float(s.drop_deg))}°".replace("-", "−"))
        self.hip.update(s)
        along = s.swing_hip / np.hypot(*s.swing_hip)
        self.hips.set_data(*np.array([(0, 0), s.swing_hip, 0.25 * along]).T)
        turn = np.linspace(0, 1, 12)
        sway, tilt = np.radians(float(s.lean_deg)) * turn, np.radians(float(s.drop_deg)) * turn
        self.arcs[0].set_data(centre[0] - 0.45 * np.sin(sway), centre[1] + 0.45 * np.cos(sway))
        self.arcs[1].set_data(0.23 * np.cos(tilt), -0.23 * np.sin(tilt))
        self.list.update(s)
        self.demand.set_text(
            SLACK
            if s.abductors_slack
            else f"abductors {1000 * s.abductor_length:.0f} mm long;\n"
            f"they must give {s.abduction_moment:.0f} N·m,\n"
            f"{100 * s.demand:.0f} % of their strength"
        )
        self.polygon.update(s)
        self.sweeps.update(view)

    def _forces(self, s: Stance) -> None:
        weight, hip = float(s.subject.body_weight), -np.asarray(s.foot)
        subject = s.subject
        leg, trunk = subject.leg_fraction, subject.trunk_fraction
        height = float((trunk * s.trunk_com + leg * s.swing_leg_com)[1]) / (leg + trunk) + hip[1]
        self.forces["body_weight"].update(
            [0, -float(s.superincumbent_weight) / weight],
            tail=(float(s.body_weight_arm) + hip[0], height),
        )
        self.forces["ground"].update([0, float(s.ground_reaction) / weight], tip=(0, 0))
        push = float(s.cane_push) / weight
        self.forces["cane"].update([0, push], tail=(float(s.cane_tip[0] + hip[0]), 0.90))
        load, hand, _ = max((float(s.contralateral_load), 1, 0), (float(s.ipsilateral_load), 0, 0))
        at = self.person.bag_bottom[hand]
        self.forces["hand_load"].update([0, -load / weight], tail=at)
        self.forces["hand_load"].symbol.set_position((at[0] + 0.06, at[1] - 0.055))
