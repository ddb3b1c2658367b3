"""Two roses: sections of the hip that an exercise asks, sides of the neck that it loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.style import BODY, FAINT, FORCES, INK, LARGE, QUIET, SMALL, bare
from hipmech.exercises import SECTIONS
from hipmech.femoral_neck import QUADRANTS

SECTION_COLOUR, NECK_COLOUR = FORCES["abductors"].colour, "#2166AC"
MOST_SHARE, MOST_MPA = 0.8, 80.0  # the outer rings; longer petals are cut there
_PLACES = {  # degrees clockwise from the top: the right hip from above, the neck as in lesson 08
    "anterior": 0, "lateral": 90, "posterior": 180, "medial": 270,
}  # fmt: skip
_SIDES = {"superior": 0, "anterior": 90, "inferior": 180, "posterior": 270}


@dataclass(frozen=True)
class RoseView:
    """What `RoseFigure` shows, in the order of `SECTIONS` and `QUADRANTS`."""

    section_share: NDArray
    """(4,) of strength"""
    enough: float
    """share below which a section counts as a gap"""
    neck_mpa: NDArray
    """(4,) stress or stimulus; its size is drawn"""
    neck_usual_mpa: NDArray
    """(4,) of walking"""
    section_texts: tuple[str, ...]
    """what stands at each section"""
    neck_texts: tuple[str, ...]
    """what stands at each side"""
    ghost: RoseView | None = None


def petal(radius: float, place_deg: float, width_deg: float = 64.0) -> NDArray:
    """Corners (n, 2) of a petal from the middle, toward a place clockwise from the top.

    >>> petal(2.0, 90).max(axis=0).round(2)
    array([2.  , 1.06])
    """
    angle = np.radians(place_deg + np.linspace(-0.5, 0.5, 31) * width_deg)
    rim = radius * np.stack([np.sin(angle), np.cos(angle)], axis=-1)
    return np.vstack([[0, 0], rim])


class Rose:
    """Four petals over rings, each with its name and a value."""

    def __init__(self, axes: Axes, names: dict[str, int], colour: str, outermost: str):
        bare(axes, (-1.82, 1.82), (-1.36, 1.38))
        for radius in (0.25, 0.5, 0.75, 1.0):
            axes.add_patch(Circle((0, 0), radius, fill=False, edgecolor=FAINT, lw=0.9, zorder=1))
        axes.text(0.73, 0.75, outermost, size=SMALL, color=QUIET)
        look: dict[str, Any] = {"closed": True, "joinstyle": "round"}
        blank = np.zeros((2, 2))
        self.petals: dict[str, Polygon] = {}
        self.ghosts: dict[str, Polygon] = {}
        self.references: dict[str, Polygon] = {}
        self.values: dict[str, Text] = {}
        for name, place in names.items():
            petal_ = Polygon(
                blank, facecolor=colour, alpha=0.75, edgecolor=colour, zorder=3, **look
            )
            ghost = Polygon(
                blank, fill=False, edgecolor=QUIET, lw=1.6, ls=(0, (3, 2)), zorder=4, **look
            )
            reference = Polygon(blank, fill=False, edgecolor=INK, lw=1.8, zorder=5, **look)
            for store, patch in ((self.petals, petal_), (self.ghosts, ghost),
                                 (self.references, reference)):  # fmt: skip
                axes.add_patch(patch)
                store[name] = patch
            x, y = np.sin(np.radians(place)), np.cos(np.radians(place))
            text: dict[str, Any] = {"ha": "center", "va": "center"}
            at = np.array([1.41 * x, 1.22 * y])
            axes.text(at[0], at[1] + 0.075, name, size=BODY, color=INK, **text)
            self.values[name] = axes.text(
                at[0], at[1] - 0.075, "", size=LARGE - 2, weight="bold", color=INK, **text
            )
        self.places = names
        self.moving: list[Artist] = [
            *self.petals.values(), *self.ghosts.values(), *self.references.values(),
            *self.values.values(),
        ]  # fmt: skip

    def update(
        self,
        radii: dict[str, float],
        references: dict[str, float],
        ghosts: dict[str, float],
        texts: dict[str, str],
    ) -> None:
        for patches, lengths in (
            (self.petals, radii), (self.references, references), (self.ghosts, ghosts),
        ):  # fmt: skip
            for name, patch in patches.items():
                patch.set_xy(petal(min(lengths.get(name, 0.0), 1.0), self.places[name]))
        for name, text in self.values.items():
            text.set_text(texts[name])


class RoseFigure:
    """Left the four sections of the right hip, seen from above: greatest moment over strength.

    The black outline there is what counts as enough. Right the four sides of the femoral neck:
    stress or stimulus, with the outline of walking.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(11.0, 4.8)
        figure.set_facecolor("white")
        self.sections = Rose(
            figure.add_axes((0.0, 0.0, 0.5, 0.90)), _PLACES, SECTION_COLOUR, "80 %",
        )  # fmt: skip
        self.neck = Rose(
            figure.add_axes((0.5, 0.0, 0.5, 0.90)), _SIDES, NECK_COLOUR, "80 MPa",
        )  # fmt: skip
        look: dict[str, Any] = {"size": BODY, "ha": "center", "va": "top", "color": INK}
        figure.text(0.25, 0.985, "hip from above: share of strength (black: enough)", **look)
        figure.text(0.75, 0.985, "neck: stress of all loads (black: walking)", **look)
        self.moving = [*self.sections.moving, *self.neck.moving]

    def update(self, view: RoseView) -> list[Artist]:
        ghost = view.ghost
        self.sections.update(
            _by(SECTIONS, view.section_share / MOST_SHARE),
            dict.fromkeys(SECTIONS, view.enough / MOST_SHARE),
            _by(SECTIONS, ghost.section_share / MOST_SHARE) if ghost else {},
            dict(zip(SECTIONS, view.section_texts, strict=True)),
        )
        self.neck.update(
            _by(QUADRANTS, np.abs(view.neck_mpa) / MOST_MPA),
            _by(QUADRANTS, np.abs(view.neck_usual_mpa) / MOST_MPA),
            _by(QUADRANTS, np.abs(ghost.neck_mpa) / MOST_MPA) if ghost else {},
            dict(zip(QUADRANTS, view.neck_texts, strict=True)),
        )
        return self.moving


def _by(names: tuple[str, ...], values: ArrayLike) -> dict[str, float]:
    return dict(zip(names, np.asarray(values, float).tolist(), strict=True))
