"""Two roses: sections of the hip that an exercise or a week asks, sides of the neck it loads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import (
    AS_USUAL,
    BODY,
    COMPRESSION,
    FAINT,
    FORCES,
    GROWS,
    INK,
    LARGE,
    QUIET,
    SMALL,
    TENSION,
    bare,
    signed,
)
from hipmech.exercises import SECTIONS
from hipmech.femoral_neck import QUADRANTS
from hipmech.planner import LAZY_SHARE, Week
from hipmech.results import Result

SECTION_COLOUR, TOO_MUCH = FORCES["abductors"].colour, "#D00000"
RIM_MPA = 100.0  # of the neck's outer ring, as all the strength is of the sections'
WIDTH_DEG = 64.0  # of a petal
# degrees clockwise from the top: the right hip from above, the neck as in lesson 08
_PLACES = dict(zip(SECTIONS, (0, 180, 270, 90), strict=True))
_SIDES = dict(zip(QUADRANTS, (0, 90, 180, 270), strict=True))


class ExerciseView(Result):
    """What `ExerciseFigure` shows.

    Attributes
    ----------
    section_share : (4,) of strength, at `hipmech.exercises.SECTIONS`.
    neck_mpa, usual_mpa : (4,) array
        Greatest stress at `hipmech.femoral_neck.QUADRANTS`, tension positive, and that of walking.
    enough : share below which a section counts as a gap.
    """

    section_share: NDArray
    neck_mpa: NDArray
    usual_mpa: NDArray
    enough: float


def petal(radius: float, place_deg: float) -> NDArray:
    """Return the corners (n, 2) of a petal from the middle, toward a place clockwise from the top.

    One that is longer than the rim, 1, ends there in a point.

    >>> petal(0.5, 90).max(axis=0).round(2)
    array([0.5 , 0.26])
    >>> float(petal(3.0, 90)[:, 0].max().round(2))
    1.07
    """
    across = np.linspace(-0.5, 0.5, 33)
    point = 0.07 * np.clip(1 - np.abs(across) / 0.12, 0, 1)
    return np.vstack([[0, 0], _arc(radius if radius <= 1 else 1 + point, across, place_deg)])


def _arc(radius: ArrayLike, across: NDArray, place_deg: float) -> NDArray:
    angle = np.radians(place_deg + across * WIDTH_DEG)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=-1)


def _outline(axes: Axes, **look: Any) -> Polygon:
    return put(axes, Polygon(np.zeros((2, 2)), joinstyle="round", **look))


class Rose:
    """Four petals over rings, each with its name and a value; a thin line tells what is usual."""

    def __init__(self, axes: Axes, places: Mapping[str, int], rim: str):
        bare(axes, (-1.82, 1.82), (-1.36, 1.38))
        for radius in (0.25, 0.5, 0.75, 1.0):
            axes.add_patch(Circle((0, 0), radius, fill=False, edgecolor=FAINT, lw=0.9, zorder=1))
        axes.text(0.73, 0.75, rim, size=SMALL, color=QUIET)
        self.places = places
        self.petals: list[Polygon] = []
        self.usual: list[Polygon] = []
        self.breaks: list[Line2D] = []
        self.texts: list[QuickText] = []
        for name, place in places.items():
            self.petals.append(_outline(axes, zorder=3, alpha=0.8, lw=1.2))
            self.usual.append(_outline(axes, zorder=4, fill=False, edgecolor=INK, lw=0.9))
            self.breaks.append(line(axes, color="white", lw=3, zorder=3.5))
            x, y = 1.41 * np.sin(np.radians(place)), 1.22 * np.cos(np.radians(place))
            text: dict[str, Any] = {"ha": "center", "va": "center", "color": INK}
            axes.text(x, y + 0.075, name, size=BODY, **text)
            value = QuickText(axes, x, y - 0.075, size=LARGE - 2, weight="bold", zorder=5, **text)
            self.texts.append(value)

    def update(
        self, lengths: ArrayLike, usual: ArrayLike, colours: Sequence[str], texts: Sequence[str]
    ) -> None:
        """Move the petals; lengths are shares of the rim, all in the order of the places."""
        teeth, across = np.resize([0.87, 0.92], 17), np.linspace(-0.5, 0.5, 17)
        rows = zip(self.places.values(), np.asarray(lengths), np.asarray(usual), strict=True)
        for n, (place, length, other) in enumerate(rows):
            self.petals[n].set_xy(petal(length, place))
            self.petals[n].set(facecolor=colours[n], edgecolor=colours[n])
            self.usual[n].set_xy(petal(other, place))
            self.breaks[n].set_data(*_arc(teeth, across, place).T)
            self.breaks[n].set_visible(bool(length > 1))
            self.texts[n].set_text(texts[n])


class _TwoRoses:
    """Left the sections of the hip, right the sides of the neck."""

    neck_title = ""

    def __init__(self, figure: Figure):
        figure.set_size_inches(11.0, 4.8)
        self.sections = Rose(figure.add_axes((0.0, 0.0, 0.5, 0.90)), _PLACES, "100 %")
        self.neck = Rose(figure.add_axes((0.5, 0.0, 0.5, 0.90)), _SIDES, f"{RIM_MPA:.0f} MPa")
        look: dict[str, Any] = {"size": BODY, "ha": "center", "va": "top", "color": INK}
        figure.text(0.25, 0.985, "hip from above: share of strength (thin: enough)", **look)
        figure.text(0.75, 0.985, self.neck_title, **look)
        self.warning = QuickText(figure, 0.012, 0.02, size=BODY, va="bottom", color=TOO_MUCH)

    def _sections(self, share: NDArray, enough: float, texts: Sequence[str]) -> None:
        too_much = share > 1
        colours = np.where(too_much, TOO_MUCH, SECTION_COLOUR).tolist()
        self.sections.update(share, np.full(4, enough), colours, texts)
        for value, red in zip(self.sections.texts, too_much, strict=True):
            value.set_color(TOO_MUCH if red else INK)
        self.warning.set_text("above 100 %:\ncannot be done" if too_much.any() else "")


class ExerciseFigure(_TwoRoses):
    """Two roses of one exercise: share of strength in four sections of the hip, stress of the neck.

    Left the sections of the right hip, seen from above: greatest moment over strength; the thin
    line is what counts as enough. Right the stress on the four sides of the femoral neck, red where
    it is tension and blue where it is compression; the thin line is measured walking.
    """

    neck_title = "neck (MPa): red tension, blue compression (thin: walking)"

    def update(self, view: ExerciseView) -> None:
        """Move everything to this exercise."""
        share, stress = view.section_share, view.neck_mpa
        self._sections(share, view.enough, [f"{100 * s:.0f} %" for s in share])
        self.neck.update(
            np.abs(stress) / RIM_MPA,
            np.abs(view.usual_mpa) / RIM_MPA,
            np.where(stress > 0, TENSION, COMPRESSION).tolist(),
            [signed(s) for s in stress],
        )


class WeekFigure(_TwoRoses):
    """Two roses of a week: greatest share of strength in four sections of the hip, neck's stimulus.

    Left the sections of the right hip, seen from above; the thin line is what counts as enough.
    Right the stimulus on the four sides of the femoral neck with its change against walking, orange
    where it leaves the lazy zone; the thin line is measured walking alone.
    """

    neck_title = "neck: stimulus, orange tells it to grow (thin: walking)"

    def update(self, week: Week) -> None:
        """Move everything to this week."""
        share, change = week.section_share, week.neck_change_percent
        gaps = np.where(share < week.enough, " · gap", "")
        texts = [f"{100 * s:.0f} %{gap}" for s, gap in zip(share, gaps, strict=True)]
        self._sections(share, week.enough, texts)
        self.neck.update(
            week.neck_stimulus_mpa / RIM_MPA,
            week.neck_usual_mpa / RIM_MPA,
            np.where(change > 100 * LAZY_SHARE, GROWS, AS_USUAL).tolist(),
            [signed(c, " %") for c in change],
        )
