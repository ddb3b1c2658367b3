"""What stands beside the anatomy: forces in numbers and head to tail, moments, and strength."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import ArrayLike

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Trace, line, put
from hipmech.drawing.style import (
    BODY,
    FORCES,
    INK,
    LARGE,
    MISSING,
    SMALL,
    ForceArrow,
    arrow,
    point_size,
    thin,
)
from hipmech.lessons.one_leg.hip_view import forces_bw
from hipmech.muscles.strength import abductor_strength
from hipmech.stance import Stance


class ForcePolygon:
    """Forces on the pelvis head to tail, to the scale of the picture beside it."""

    def __init__(self, axes: Axes, per_bw: float, width: float, top: ArrayLike):
        self.top, self.per_bw = np.asarray(top, float), per_bw
        self.apart = 1.4 * LARGE * point_size(axes)  # of two symbols, one above the other
        self.arrows = {
            name: ForceArrow(axes, name, per_bw, width, zorder=5 + (name != "contact"))
            for name in ("body_weight", "abductors", "contact")
        }
        self.arrows["contact"].symbol.set_text("−R")

    def update(self, stance: Stance, pull: float) -> None:
        """Draw this stance's forces head to tail."""
        lowest, forces = np.inf, forces_bw(stance, pull)
        outside = 1 if forces["contact"][0] >= 0 else -1
        middle = 0.5 * self.per_bw * forces["contact"][0]
        at = self.top + np.array([middle, 0.0])
        for name, force in forces.items():
            if name in self.arrows:
                drawn = self.arrows[name]
                drawn.side = -outside if name == "contact" else outside
                drawn.update(force, tail=at)
                at = drawn.tip
                height = drawn.symbol.get_position()[1]
                if name != "contact" and drawn.symbol.get_visible():
                    drawn.symbol.set_visible(lowest - height > self.apart)  # room for its own
                    lowest = height


class ForceList:
    """Forces by symbol, name and value, always in the same place."""

    def __init__(self, figure: Figure, left: float, top: float, rows: Iterable[str], step: float):
        self.values = {}
        width, height = figure.get_size_inches()
        for number, name in enumerate(rows):
            look, y = FORCES[name], top - number * step
            swatch = arrow(np.array([left * width, y * height]), np.array([0, -0.5]), 0.12)
            path = Path(swatch / [width, height], closed=True)
            figure.add_artist(PathPatch(path, transform=figure.transFigure, **look.patch))
            text: dict[str, Any] = {"va": "top", "color": INK}
            figure.text(left + 0.02, y, f"{look.symbol}  {look.name}", size=SMALL, **text)
            self.values[name] = QuickText(
                figure, left + 0.02, y - 0.045, size=BODY, weight="bold", **text
            )

    def update(self, stance: Stance, pull: float = 1.0) -> None:
        """Write the sizes of this stance's forces."""
        weight = float(stance.subject.body_weight)
        forces, slack = forces_bw(stance, pull), bool(stance.abductors_slack)
        for name, text in self.values.items():
            size = float(np.hypot(*forces[name]))
            least = "≥ " if slack and name == "contact" else ""  # adductors add to it
            text.set_text(f"{least}{size:.2f} BW   {size * weight:.0f} N" if size else "0")


class Moments:
    """What turns the pelvis down and what holds it up, as two bars to one scale."""

    most = 12.0  # BW·cm

    def __init__(self, axes: Axes):
        axes.set(xlim=(0, self.most), ylim=(0, 4))
        axes.axis("off")
        self.rows = {}
        for name, level in (("body_weight", 2.1), ("abductors", 0)):
            bar = put(axes, Rectangle((0, level), 1, 0.8, **FORCES[name].patch))
            text = QuickText(axes, 0, level + 0.95, size=BODY, color=INK, va="bottom")
            self.rows[name] = bar, text

    def update(self, stance: Stance, pull: float) -> None:
        """Draw force times arm, both in BW·cm."""
        forces = forces_bw(stance, pull)
        arms = {"body_weight": stance.body_weight_arm, "abductors": stance.abductor_arm}
        for name, (bar, text) in self.rows.items():
            arm_cm = 100 * float(arms[name])
            moment = float(np.hypot(*forces[name])) * arm_cm
            bar.set_width(moment)
            symbol = FORCES[name].symbol
            text.set_text(f"{symbol} × {arm_cm:.1f} cm = {moment:.1f} BW·cm")


class Strength:
    """What the abductors can hold at each hip adduction, and what they must hold here."""

    def __init__(self, figure: Figure, axes: Axes):
        thin(axes)
        axes.set(xlim=(-18, 28), ylim=(0, 2.6), xticks=[-10, 0, 10, 20], yticks=[0, 1, 2])
        axes.set_xticklabels(["−10", "0", "10", "20"])
        axes.set_xlabel("hip adduction (°)", size=SMALL, color=INK, labelpad=2)
        axes.set_title("N·m per kg", size=SMALL, color=INK, loc="left", pad=6)
        self.angles = np.linspace(-18, 28, 47)
        blue, red = FORCES["body_weight"].colour, FORCES["abductors"].colour
        self.can, self.must = line(axes, color=red, lw=3), Trace(axes, blue, lw=2)
        self.words = [
            QuickText(figure, 0.72, y, size=BODY, weight="bold", color=colour, va="top")
            for y, colour in ((0.715, blue), (0.665, red), (0.615, INK))
        ]

    def update(self, stance: Stance) -> None:
        """Draw the curve of this person and the point of this stance."""
        mass = float(stance.subject.mass_kg)
        self.can.set_data(self.angles, abductor_strength(stance.subject, self.angles) / mass)
        angle, must = float(stance.hip_adduction_deg), float(stance.abduction_moment)
        if must < 0:
            must = np.nan
        self.must.update([angle, angle], [0, must / mass], angle, must / mass)
        for text, words in zip(self.words, holding(stance), strict=True):
            text.set_text(words)
        text.set_color(INK if words.endswith("strength") else MISSING)


def holding(stance: Stance) -> tuple[str, str, str]:
    """Say what the abductors must hold, what they can, and what that means.

    >>> from hipmech.frontal_plane import single_leg_stance
    >>> from hipmech.subject import Subject
    >>> holding(single_leg_stance(Subject(strength=0.25)))
    ('must hold 55 N·m', 'can hold 41 N·m', '14 N·m are missing')
    """
    must, can = stance.abduction_moment, abductor_strength(stance.subject, stance.hip_adduction_deg)
    if stance.abductors_slack:
        return "must hold nothing", f"can hold {can:.0f} N·m", "adductors take over"
    spare = f"{100 * must / can:.0f} % of strength"
    left = spare if must <= can else f"{must - can:.0f} N·m are missing"
    return f"must hold {must:.0f} N·m", f"can hold {can:.0f} N·m", left
