"""What stands beside the anatomy: the list of forces, the force polygon, the row of small plots."""

import textwrap
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Trace
from hipmech.drawing.style import (
    BODY,
    FORCES,
    INK,
    LARGE,
    SMALL,
    ForceArrow,
    arrow,
    point_size,
    thin,
)
from hipmech.results import Result
from hipmech.stance import Stance


class ControlLike(Protocol):
    """What a picture needs to know of a slider."""

    label: str
    minimum: float
    maximum: float
    default: float
    unit: str


class StanceView(Result):
    """What the pictures of one-leg stance show.

    stance : at the sliders' values
    values : name of a control -> its value
    sweeps : name of a control -> (its values, hip contact force in BW), the others held; NaN where
        the abductors are slack
    """

    stance: Stance
    values: Mapping[str, float]
    sweeps: Mapping[str, tuple[ArrayLike, ArrayLike]]


def forces_bw(stance: Stance) -> dict[str, NDArray]:
    """Return the forces on pelvis, trunk and swing leg, head to tail: their sum is zero.

    In body weights, [medial, up]. The contact force is that of the head on the pelvis, −R.
    """
    weight = float(stance.subject.body_weight)
    line = stance.abductor_insertion - stance.abductor_origin
    pull = stance.abductor_force * line / stance.abductor_length
    carried = stance.contralateral_load + stance.ipsilateral_load
    return {
        "body_weight": np.array([0.0, -float(stance.superincumbent_weight)]) / weight,
        "hand_load": np.array([0.0, -float(carried)]) / weight,
        "cane": np.array([0.0, float(stance.cane_push)]) / weight,
        "abductors": pull / weight,
        "contact": -stance.hip_contact_force / weight,
    }


class ForcePolygon:
    """Forces on the pelvis head to tail, to the scale of the picture beside it."""

    def __init__(self, axes: Axes, per_bw: float, width: float, top: ArrayLike):
        self.top = np.asarray(top, float)
        self.apart = 1.4 * LARGE * point_size(axes)  # of two symbols, one above the other
        sides = {"body_weight": 1, "hand_load": 1, "cane": -1, "abductors": 1, "contact": -1}
        self.arrows = {
            name: ForceArrow(axes, name, per_bw, width, side=side, zorder=5 + (name != "contact"))
            for name, side in sides.items()
        }
        self.arrows["contact"].symbol.set_text("−R")

    def update(self, stance: Stance) -> None:
        """Draw this stance's forces head to tail."""
        at = self.top
        lowest = {1: np.inf, -1: np.inf}
        for name, force in forces_bw(stance).items():
            drawn = self.arrows[name]
            drawn.update(force, tail=at)
            at = drawn.tip
            if stance.abductors_slack and name in ("abductors", "contact"):
                drawn.show(False)
            height = drawn.symbol.get_position()[1]
            if name in ("hand_load", "cane") or lowest[drawn.side] - height < self.apart:
                drawn.symbol.set_visible(False)  # too short for a symbol of its own
            elif drawn.symbol.get_visible():
                lowest[drawn.side] = height


class ForceList:
    """Forces by symbol, name and value, always in the same place."""

    def __init__(
        self,
        figure: Figure,
        left: float,
        top: float,
        rows: list[str],
        step: float,
        name_size: float,
        value_size: float,
    ):
        self.values = {}
        width, height = figure.get_size_inches()
        for number, name in enumerate(rows):
            look, y = FORCES[name], top - number * step
            up = name in ("ground", "cane")
            tail = np.array([left * width, (y + 0.012) * height - 0.36 * up])
            swatch = arrow(tail, np.array([0, 0.36 if up else -0.36]), 0.09)
            path = Path(swatch / [width, height], closed=True)
            figure.add_artist(PathPatch(path, transform=figure.transFigure, **look.patch))
            text: dict[str, Any] = {"va": "top", "color": INK}
            figure.text(left + 0.016, y, f"{look.symbol}  {look.name}", size=name_size, **text)
            self.values[name] = QuickText(
                figure, left + 0.016, y - 0.032, "", size=value_size, weight="bold", **text
            )

    def update(self, stance: Stance) -> None:
        """Draw this stance's bars."""
        weight = float(stance.subject.body_weight)
        newton = {
            "body_weight": stance.superincumbent_weight,
            "abductors": stance.abductor_force,
            "contact": stance.hip_contact_magnitude,
            "ground": stance.ground_reaction,
            "cane": stance.cane_push,
            "hand_load": stance.contralateral_load + stance.ipsilateral_load,
        }
        for name, text in self.values.items():
            force = float(newton[name])
            slack = bool(stance.abductors_slack) and name in ("abductors", "contact")
            text.set_text("–" if slack or not force else f"{force / weight:.2f} BW   {force:.0f} N")


class SweepRow:
    """Hip contact force against each slider: fixed axes, the present state on the curve."""

    def __init__(
        self,
        figure: Figure,
        controls: Mapping[str, ControlLike],
        places: list[tuple[float, float, float, float]],
        highest_bw: float,
        caption_at: tuple[float, float],
        wrap: int,
    ):
        self.traces = {}
        words = "hip contact force R (BW) against each slider"
        figure.text(*caption_at, words, size=BODY, color=INK, va="bottom")
        ticks = [0, 2, 4, 6] if highest_bw > 5 else [0, 2, 4]
        for (name, control), place in zip(controls.items(), places, strict=True):
            axes = figure.add_axes(place)
            thin(axes)
            low, high = control.minimum, control.maximum
            margin = 0.03 * (high - low)
            axes.set(xlim=(low - margin, high + margin), ylim=(0, highest_bw))
            axes.set(xticks=[low, high], yticks=ticks)
            axes.set_xticklabels([f"{x:g}".replace("-", "−") for x in axes.get_xticks()])
            first, last = axes.get_xticklabels()
            first.set_horizontalalignment("left")
            last.set_horizontalalignment("right")
            unit = f"({control.unit})" if control.unit else ""
            title = f"{control.label} {unit}".strip()
            if len(title) > wrap:
                title = f"{textwrap.fill(control.label, wrap)}\n{unit}".strip()
            axes.set_title(title, size=SMALL, color=INK, loc="left", pad=3, linespacing=1.0)
            if place[0] > min(p[0] for p in places):
                axes.set_yticklabels([])
            self.traces[name] = Trace(axes, FORCES["contact"].colour, lw=2)

    def update(self, view: StanceView) -> None:
        """Draw the curve and the point of this view."""
        contact = np.nan if view.stance.abductors_slack else float(view.stance.hip_contact_bw)
        for name, trace in self.traces.items():
            trace.update(*view.sweeps[name], view.values[name], contact)
