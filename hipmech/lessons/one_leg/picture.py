"""Free-body diagrams of one-leg stance: the hip as a fulcrum, and the whole person.

Forces W₅, F and hand loads act on pelvis, trunk and swing leg; R is the hip contact force on the
femoral head. All arrows in one figure have one scale, shown by a bar of one body weight.
"""

import numpy as np
from matplotlib.figure import Figure

from hipmech.drawing.anatomy import rotate
from hipmech.drawing.person import Person
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Handle, line
from hipmech.drawing.style import (
    BODY,
    FAINT,
    FIGURE,
    INK,
    LARGE,
    QUIET,
    ForceArrow,
    axes_at,
    bare_at,
    scale_bar,
)
from hipmech.lessons.one_leg.hip_view import HipView, forces_bw
from hipmech.lessons.one_leg.panels import ForceList, ForcePolygon, Moments, Strength
from hipmech.lessons.one_leg.seesaw import Seesaw
from hipmech.results import Result
from hipmech.stance import Stance


class Lever(Result):
    """A level or tipping pelvis.

    It tips slowly: forces add up at any pull, and what is missing is a turning moment only.

    stance : at the pelvis' tilt
    pull : abductor force over what the moments ask
    seesaw : the bones fade
    """

    stance: Stance
    pull: float
    seesaw: bool


def verdict(pull: float) -> str:
    """Say which way a pelvis goes whose abductors give this share of what is needed.

    >>> verdict(1.0)
    'at rest'
    """
    if np.isclose(pull, 1):
        return "at rest"
    return "the free side sinks" if pull < 1 else "the free side rises"


class FulcrumFigure:
    """The hip as a fulcrum: pelvis and femora from the front, lever arms and forces to scale."""

    per_bw = 0.045  # m of the picture for one body weight

    def __init__(self, figure: Figure):
        figure.set_size_inches(*FIGURE)
        axes = bare_at(figure, 0, 0, 1 / 15, (-0.135, 0.305), (-0.150, 0.250))
        self.hip = HipView(axes, self.per_bw, -0.092, -0.099)
        self.seesaw = Seesaw(axes, self.per_bw)
        self.neck, self.width, self.pull = (
            Handle(axes, name)
            for name in ("neck_shaft_angle_deg", "hip_joint_width_mm", "pull_percent")
        )
        scale_bar(axes, -0.128, 0.195, self.per_bw)
        self.list = ForceList(figure, 0.615, 0.97, ("body_weight", "abductors", "contact"), 0.135)
        self.moments = Moments(axes_at(figure, 6.62, 1.05, 4.2, 1.9))
        self.verdict = QuickText(
            figure, 0.602, 0.12, size=LARGE, weight="bold", color=INK, va="top"
        )
        panel = bare_at(figure, 9.35, 2.3, 1 / 15, (0, 0.110), (0, 0.245))
        self.polygon = ForcePolygon(panel, self.per_bw, 0.12 * self.per_bw, (0.052, 0.242))

    def update(self, lever: Lever) -> None:
        """Move everything to this lever."""
        stance, pull = lever.stance, lever.pull
        self.hip.arrows["abductors"].side = 1 if lever.seesaw else -1
        foot = self.hip.update(stance, pull)
        forces = forces_bw(stance, pull)
        ends = self.seesaw.update(
            lever.seesaw, foot, float(stance.body_weight_arm), float(stance.drop_deg),
            -forces["contact"],
        )  # fmt: skip
        self.hip.leader.set_visible(not lever.seesaw)
        if lever.seesaw:
            self.hip.muscle_label.set_position((-0.080, -0.058))  # below its side of the beam
        if lever.seesaw:
            self.hip.arrows["body_weight"].update(forces["body_weight"], tip=ends[1])
            self.hip.arrows["abductors"].update(forces["abductors"], tip=ends[0])
            self.hip.arrows["contact"].patch.set_visible(False)  # people stand for it
        muscle = self.hip.arrows["abductors"]
        self.pull.put(*(muscle.tail if lever.seesaw else muscle.tip))
        hidden = np.nan if lever.seesaw else 0.0
        self.neck.put(*(stance.neck_base + hidden))
        self.width.put(*(stance.swing_hip + hidden))
        self.list.update(stance, pull)
        self.moments.update(stance, pull)
        self.verdict.set_text(verdict(pull))
        self.polygon.update(stance, pull)


LEANS_DEG, DROPS_DEG = 5, 3  # from where a posture has its name
SIGNS = {
    (False, False): "",
    (False, True): "Trendelenburg sign:\nthe free side sinks",
    (True, False): "Duchenne sign:\nthe trunk leans",
    (True, True): "both signs:\nit sinks and leans",
}


def sign(stance: Stance) -> str:
    """Name the posture in which weak abductors leave a person.

    >>> from hipmech.frontal_plane import single_leg_stance
    >>> from hipmech.subject import Subject
    >>> sign(single_leg_stance(Subject(), lean_deg=8)).split(":")[0]
    'Duchenne sign'
    """
    return SIGNS[bool(stance.lean_deg >= LEANS_DEG), bool(stance.drop_deg >= DROPS_DEG)]


class HipDropFigure:
    """The whole person on one leg, and the hip close by: pelvic drop, lean, cane and hand loads."""

    person_per_bw = 0.147  # m of the picture for one body weight: 0.45 inches in both pictures
    per_bw = 0.0396

    def __init__(self, figure: Figure):
        figure.set_size_inches(*FIGURE)
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
        self.lean = QuickText(body, -0.435, 1.735, size=BODY, va="top", color=INK)
        hip = bare_at(figure, 3.18, 1.30, 0.088, (-0.145, 0.262), (-0.175, 0.237))
        self.drop = QuickText(hip, -0.132, 0.230, size=BODY, va="top", color=INK)
        self.hip = HipView(hip, self.per_bw, -0.098, -0.106)
        self.trunk, self.pelvis = Handle(body, "lean_deg"), Handle(hip, "drop_deg")
        self.spare = line(body, color=FAINT, lw=3, solid_capstyle="round", zorder=0.6)
        self.push = Handle(body, "cane_push_percent_bw")
        self.bag = Handle(body, "hand_load_percent_bw")
        self.arcs = [line(axes, color=QUIET, lw=1.6, zorder=4) for axes in (body, hip)]
        line(hip, lw=0.9, ls=(0, (4, 3)), zorder=3).set_data([0.0, 0.245], [0, 0])
        self.hips = line(hip, color=INK, lw=1.2, marker="o", ms=4, zorder=3.1)
        self.sign = QuickText(figure, 0.33, 0.20, size=LARGE, weight="bold", va="top", color=INK)
        self.list = ForceList(figure, 0.72, 0.97, ("abductors", "contact"), 0.135)
        self.strength = Strength(figure, axes_at(figure, 8.05, 0.75, 2.75, 2.0))

    def update(self, stance: Stance) -> None:
        """Move everything to this stance."""
        self.person.update(stance)
        self._forces(stance)
        hip = -np.asarray(stance.foot)
        centre, up = stance.trunk_base + hip, np.array([0.0, 0.72])
        self.upright.set_data(*np.array([centre, centre + up]).T)
        self.axis.set_data(*np.array([centre, centre + rotate(up, float(stance.lean_deg))]).T)
        self.lean.set_text(f"lean {round(float(stance.lean_deg))}°".replace("-", "−"))
        self.drop.set_text(f"drop {round(float(stance.drop_deg))}°".replace("-", "−"))
        self.hip.update(stance)
        along = stance.swing_hip / np.hypot(*stance.swing_hip)
        self.hips.set_data(*np.array([(0, 0), stance.swing_hip, 0.235 * along]).T)
        self.trunk.put(*(centre + rotate(0.6 * up, float(stance.lean_deg))))
        self.pelvis.put(*(0.235 * along))
        turn = np.linspace(0, 1, 12)
        sway, tilt = (np.radians(float(a)) * turn for a in (stance.lean_deg, stance.drop_deg))
        self.arcs[0].set_data(centre[0] - 0.45 * np.sin(sway), centre[1] + 0.45 * np.cos(sway))
        self.arcs[1].set_data(0.23 * np.cos(tilt), -0.23 * np.sin(tilt))
        self.sign.set_text(sign(stance))
        self.list.update(stance)
        self.strength.update(stance)

    def _forces(self, stance: Stance) -> None:
        weight, hip = float(stance.subject.body_weight), -np.asarray(stance.foot)
        leg, trunk = stance.subject.leg_fraction, stance.subject.trunk_fraction
        mass_centre = (trunk * stance.trunk_com + leg * stance.swing_leg_com) / (leg + trunk) + hip
        self.forces["body_weight"].update(
            [0, -float(stance.superincumbent_weight) / weight], tail=mass_centre
        )
        self.forces["ground"].update([0, float(stance.ground_reaction) / weight], tip=(0, 0))
        push, cane_x = float(stance.cane_push) / weight, float(stance.cane_tip[0] + hip[0])
        self.forces["cane"].update([0, push], tail=(cane_x, 0.90))
        self.spare.set_data([cane_x, cane_x], [0, 0.87 * (push == 0)])
        self.push.put(cane_x, 0.58 - 2.2 * push)  # a bead that is pushed down the cane
        loads = float(stance.ipsilateral_load), float(stance.contralateral_load)
        hand = int(loads[1] >= loads[0])
        at = self.person.bag_bottom[hand]
        self.bag.put(*at)
        self.forces["hand_load"].update([0, -loads[hand] / weight], tail=at)
        self.forces["hand_load"].symbol.set_position((at[0] + 0.06, at[1] - 0.055))
