"""An exercise with two roses: sections of the hip that it asks, sides of the neck it loads."""

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
    FIGURE,
    FORCES,
    GROWS,
    INK,
    LARGE,
    MISSING,
    QUIET,
    SMALL,
    TENSION,
    axes_at,
    bare,
    bare_at,
    signed,
)
from hipmech.exercises import SECTIONS
from hipmech.femoral_neck import QUADRANTS
from hipmech.lessons.week.body import ExerciseBody, Posture
from hipmech.planner import LAZY_SHARE, Week
from hipmech.results import Result

SECTION_COLOUR = FORCES["abductors"].colour
MOST_SHARE, MOST_MPA, MOST_STIMULUS = 1.5, 100.0, 60.0  # at the rim: a longer bar breaks there
# clockwise from the top: the right hip from above, the neck as in lesson 08
_PLACES = dict(zip(SECTIONS, ((0, 1), (0, -1), (-1, 0), (1, 0)), strict=True))
_SIDES = dict(zip(QUADRANTS, ((0, 1), (1, 0), (0, -1), (-1, 0)), strict=True))
_HALF = 0.11  # of a bar's width, in shares of the rim; bars begin so far from the middle


def _out(share: float) -> float:
    """Distance from the middle of what is this share of the rim."""
    return _HALF + (1 - _HALF) * share


class ExerciseView(Result):
    """What `ExerciseFigure` shows.

    Attributes
    ----------
    section_share : (4,) of strength, at `hipmech.exercises.SECTIONS`.
    neck_mpa, usual_mpa : (4,) array
        Greatest stress at `hipmech.femoral_neck.QUADRANTS`, tension positive, and that of walking.
    enough : share below which a section counts as a gap.
    posture : the one that asks most.
    """

    section_share: NDArray
    neck_mpa: NDArray
    usual_mpa: NDArray
    enough: float
    posture: Posture


def bar(start: float, end: float, way: Sequence[float]) -> NDArray:
    """Return the corners (4, 2) of a bar from one share of the rim to another.

    >>> bar(0, 1, (1, 0)).max(axis=0).round(3)
    array([1.  , 0.11])
    """
    along = np.asarray(way, float)
    side = _HALF * np.array([-along[1], along[0]])
    near, far = _out(start) * along, _out(end) * along
    return np.array([near + side, far + side, far - side, near - side])


class Rose:
    """Four bars over rings, each with its name and a value; a stroke across tells ``stroke``.

    A bar that is longer than the rim is torn there. What lies beyond ``limit`` (a share of the rim)
    is crossed red.
    """

    def __init__(
        self,
        axes: Axes,
        places: Mapping[str, Sequence[int]],
        title: Sequence[str],
        rings: Mapping[float, str],
        stroke: str,
        limit: float = 9.0,
    ):
        bare(axes, (-1.2, 1.2), (-1.14, 1.14))
        for radius, words in rings.items():
            ring = Circle((0, 0), _out(radius), fill=False, edgecolor=FAINT, lw=0.9, zorder=1)
            axes.add_patch(ring)
            x = -(_out(radius) + 0.01) * np.sqrt(0.5)
            axes.text(x, x, words, size=SMALL, color=QUIET, va="top", ha="right")
        for row, words in enumerate(title):
            axes.text(-1.2, 1.11 - 0.16 * row, words, size=SMALL, color=QUIET, va="top")
        words = f"stroke:\n{stroke}"
        axes.text(1.2, -0.2, words, size=SMALL, color=QUIET, va="top", ha="right", linespacing=1.0)
        self.limit = limit
        self.limited = put(axes, Circle((0, 0), _out(limit), fill=False, ec=MISSING, zorder=1.5))
        self.places = places
        self.bars: list[Polygon] = []
        self.over: list[Polygon] = []
        self.usual: list[Line2D] = []
        self.breaks: list[Line2D] = []
        self.texts: list[QuickText] = []
        for name, (x, y) in places.items():
            closed: dict[str, Any] = {"closed": True, "lw": 1.0}
            self.bars.append(put(axes, Polygon(np.zeros((4, 2)), zorder=3, **closed)))
            look: dict[str, Any] = {"fc": "white", "ec": MISSING, "hatch": "xx"}
            self.over.append(put(axes, Polygon(np.zeros((4, 2)), zorder=3.1, **look, **closed)))
            self.usual.append(line(axes, lw=2.2, zorder=4))
            self.breaks.append(line(axes, color="white", lw=3, zorder=3.5))
            side = "right" if x > 0 else "left"
            at = (1.2 * x, 0.32) if x else (0.16, 0.89 * y + 0.02)
            text: dict[str, Any] = {"ha": side, "va": "center", "color": INK}
            axes.text(at[0], at[1] + 0.10, name, size=SMALL, zorder=5, **text)
            value = QuickText(axes, at[0], at[1] - 0.14, size=LARGE, weight="bold", zorder=5,
                              halo=True, **text)  # fmt: skip
            self.texts.append(value)

    def update(
        self,
        lengths: ArrayLike,
        usual: ArrayLike,
        colours: Sequence[str],
        texts: Sequence[str],
        pressed: Sequence[bool] = (False,) * 4,
    ) -> None:
        """Move the bars; lengths are shares of the rim, all in the order of the places.

        What is pressed has dark strokes, as in the section of lesson 08.
        """
        rows = zip(self.places.values(), np.asarray(lengths), np.asarray(usual), strict=True)
        for n, (way, length, other) in enumerate(rows):
            inside, outside = min(length, self.limit, 1.06), min(length, 1.06)
            self.bars[n].set_xy(bar(0, inside, way))
            edge, hatch = (INK, "///") if pressed[n] else (colours[n], None)
            self.bars[n].set(facecolor=colours[n], edgecolor=edge, hatch=hatch)
            self.over[n].set_xy(bar(inside, outside, way))
            self.over[n].set_visible(bool(length > self.limit))
            self.usual[n].set_data(
                *(1.25 * bar(other, other, way)[[0, 3]] - 0.25 * other * np.asarray(way)).T
            )
            across = np.linspace(-1.15 * _HALF, 1.15 * _HALF, 9)[:, None]
            along = np.resize([0.93, 0.99], 9)[:, None]
            self.breaks[n].set_data(*(along * way + across * np.array([-way[1], way[0]])).T)
            self.breaks[n].set_visible(bool(length > 1))
            self.texts[n].set_text(texts[n])
        over = bool(np.max(lengths) > self.limit)
        self.limited.set(linewidth=2.6 if over else 1.2, alpha=1.0 if over else 0.45)


def _hip_rose(axes: Axes, title: Sequence[str]) -> Rose:
    rings = {0.5 / MOST_SHARE: "", 1 / MOST_SHARE: "100 %", 1.0: "150 %"}
    return Rose(axes, _PLACES, title, rings, "enough", limit=1 / MOST_SHARE)


def _neck_rose(axes: Axes, title: Sequence[str], most_mpa: float) -> Rose:
    rings = {share: f"{share * most_mpa:.0f}" for share in (0.5, 1.0)}
    return Rose(axes, _SIDES, title, rings, "walking")


def _show_sections(rose: Rose, share: NDArray, enough: float, texts: Sequence[str]) -> None:
    usual = np.full(4, enough / MOST_SHARE)
    rose.update(share / MOST_SHARE, usual, [SECTION_COLOUR] * 4, texts)
    for value, red in zip(rose.texts, share > 1, strict=True):
        value.set_color(MISSING if red else INK)


class ExerciseFigure:
    """An exercise in the posture that asks most, and two roses.

    Left pelvis, leg and trunk with the ground's push and the band's pull, working muscles dark. At
    the top right the sections of the right hip, seen from above: greatest moment over strength;
    strokes are what is enough. Below it the stress on the four sides of the femoral neck, red and
    positive where it is tension, blue, hatched and negative where compression; strokes are walking.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(FIGURE)
        self.body = ExerciseBody(bare_at(figure, 0.05, 0.03, 0.345, (-1.40, 1.12), (-1.18, 0.85)))
        self.sections = _hip_rose(axes_at(figure, 7.4, 3.05, 3.55, 2.92),
                                  ("hip from", "above: share", "of strength"))  # fmt: skip
        self.neck = _neck_rose(axes_at(figure, 7.4, 0.03, 3.55, 2.92), ("neck: MPa",), MOST_MPA)
        self.warning = QuickText(figure, 0.005, 0.75, size=BODY, va="top", weight="bold",
                                 color=MISSING)  # fmt: skip

    def update(self, view: ExerciseView) -> None:
        """Move everything to this exercise."""
        self.body.update(view.posture)
        share, stress = view.section_share, view.neck_mpa
        _show_sections(self.sections, share, view.enough, [f"{100 * s:.0f} %" for s in share])
        self.warning.set_text("more than\nyour strength" if (share > 1).any() else "")
        self.neck.update(
            np.abs(stress) / MOST_MPA,
            np.abs(view.usual_mpa) / MOST_MPA,
            np.where(stress > 0, TENSION, COMPRESSION).tolist(),
            [signed(s) for s in stress],
            (stress < 0).tolist(),
        )


class WeekFigure:
    """Two roses of a week: greatest share of strength in four sections of the hip, neck's stimulus.

    Left the sections of the right hip, seen from above; strokes are what is enough. Right the
    stimulus on the four sides of the femoral neck with its change against walking, green where it
    leaves the lazy zone; strokes are measured walking alone.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(11.0, 3.7)
        self.sections = _hip_rose(axes_at(figure, 0.05, 0.03, 4.4, 3.62),
                                  ("hip from above:", "hardest of the", "week"))  # fmt: skip
        self.neck = _neck_rose(axes_at(figure, 6.55, 0.03, 4.4, 3.62),
                               ("neck: stimulus", "(MPa)"), MOST_STIMULUS)  # fmt: skip
        look: dict[str, Any] = {"size": BODY, "ha": "center", "va": "center"}
        figure.text(0.5, 0.86, "gaps", color=QUIET, **look)
        self.gaps = QuickText(figure, 0.5, 0.64, color=INK, weight="bold", **look)
        self.warning = QuickText(figure, 0.5, 0.2, color=MISSING, weight="bold", **look)

    def update(self, week: Week) -> None:
        """Move everything to this week."""
        share, change = week.section_share, week.neck_change_percent
        _show_sections(self.sections, share, week.enough, [f"{100 * s:.0f} %" for s in share])
        self.gaps.set_text("\n".join(week.section_gaps) or "none")
        self.warning.set_text("more than\nyour strength" if (share > 1).any() else "")
        pairs = zip(week.neck_usual_mpa, week.neck_stimulus_mpa, strict=True)
        self.neck.update(
            week.neck_stimulus_mpa / MOST_STIMULUS,
            week.neck_usual_mpa / MOST_STIMULUS,
            np.where(change > 100 * LAZY_SHARE, GROWS, AS_USUAL).tolist(),
            [f"{a:.0f} → {b:.0f}" for a, b in pairs],
        )
