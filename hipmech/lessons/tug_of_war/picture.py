"""The tug of war: ropes on both sides of a post about three axes, and what the joint pays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Handle, Trace, line, put
from hipmech.drawing.style import (
    BESIDE,
    FAINT,
    FORCES,
    GHOST,
    INK,
    LARGE,
    MISSING,
    PIVOT,
    QUIET,
    RAMP,
    SMALL,
    SWING,
    axes_at,
    bare_at,
    thin,
)
from hipmech.joint_reaction import GROUPS
from hipmech.results import Result
from hipmech.tug_of_war import TugOfWar

SHORT = dict(
    zip(
        GROUPS,
        ("gluteus med, min", "gluteus max", "tensor fasciae", "iliopsoas", "rectus, sartorius",
         "adductors", "hamstrings", "deep rotators"),
        strict=True,
    )
)  # fmt: skip
HIGHEST_BW = 12.0
PER_NM = 0.0072  # inches of rope for one N·m
CORD, _AT_LEAST_NM = 0.045, 0.5  # inches of the thinnest rope, and the moment that has one
_BEND = 0.0034  # inches that the top of the post moves for one N·m
_ROW, _TALL, _SLOT = 1.37, 1.04, 0.26  # inches: a row, its post, a name
_OTHERS = len(GROUPS)  # of a team: all who are not named
_POST, _REACH = 3.60, 1.29  # inches: where the post stands, how far the ropes go
_UNSEEN = -HIGHEST_BW  # outside: below the axes, left of the picture
_EASE = (1 - np.cos(np.linspace(0, np.pi, 13))) / 2


class Row(NamedTuple):
    """One axis of the hip: what each team does, and who of it is named, the strongest first."""

    left: str
    right: str
    left_team: tuple[str, ...]
    right_team: tuple[str, ...]


_MED, _MAX, _TFL, _ILIO, _RECTUS, _ADD, _HAM, _DEEP = GROUPS
ROWS = (  # flexion, adduction, internal rotation
    Row("extend", "flex", (_HAM, _MAX, _ADD, _MED), (_ILIO, _RECTUS, _ADD, _TFL)),
    Row("abduct", "adduct", (_MED, _MAX, _RECTUS, _TFL), (_ADD, _HAM, _ILIO, _DEEP)),
    Row("turn out", "turn in", (_MAX, _DEEP, _MED, _HAM), (_MED, _ILIO, _TFL, _ADD)),
)


class TugOfWarView(Result):
    """One instant of a tug of war, and what to compare it with.

    Attributes
    ----------
    title : the gait and what was changed.
    frame : 0 to 100, percent of the cycle.
    now, normal : the muscles as set, and the same gait with all muscles strong.
    """

    title: str
    frame: int
    now: TugOfWar
    normal: TugOfWar


class TugOfWarFigure:
    """The hip contact force through the cycle; below it, about each axis of the hip, two teams of
    muscles that pull at a post, and the post bends. A rope is as thick as its moment, or a cord."""

    kept_at = 0.55, 0.02  # where the word for a ghost has room

    def __init__(self, figure: Figure) -> None:
        figure.set_size_inches(*BESIDE)
        self.ramp = LinearSegmentedColormap.from_list("activation", list(RAMP))
        self.title = QuickText(figure, 0.012, 0.985, size=SMALL, weight="bold", va="top", color=INK)
        self._price(axes_at(figure, 1.94, 4.60, 5.12, 0.86), figure)
        high = 3 * _ROW
        axes = bare_at(figure, 0, 0.02, 1, (0, BESIDE[0]), (0, high))
        self.ropes = put(axes, PolyCollection([], edgecolor=QUIET, lw=1.0, zorder=3))
        self.rows = [_Rope(axes, row, high - _ROW * k) for k, row in enumerate(ROWS)]

    def _price(self, axes: Axes, figure: Figure) -> None:
        thin(axes)
        axes.set(xlim=(0, 100), ylim=(0, HIGHEST_BW), yticks=(0, 5, 10), xticks=range(0, 101, 25))
        axes.set_xticklabels(["0", "25", "50", "75", "100 %"])
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        self.swing = put(axes, Rectangle((60, 0), 40, HIGHEST_BW, color=SWING, zorder=0, lw=0))
        self.normal = line(axes, lw=0.9, zorder=2)
        self.contact = Trace(axes, FORCES["contact"].colour, cursor=True, lw=2.8)
        self.hand = Handle(axes, "percent")
        self.missing = line(axes, color=MISSING, ls="", marker="x", ms=7, mew=2, zorder=4)
        look: dict[str, Any] = {"va": "center", "color": FORCES["contact"].colour}
        self.size = QuickText(figure, 0.012, 0.885, size=LARGE, weight="bold", **look)
        self.peak = QuickText(figure, 0.012, 0.828, size=SMALL, **look)
        for y, words in ((0.758, "thin: all strong"), (0.712, "grey: the others")):
            figure.text(0.012, y, words, size=SMALL, color=INK, va="center")

    def update(self, view: TugOfWarView) -> None:
        """Move everything to this view."""
        war, f = view.now, view.frame
        self.title.set_text(view.title)
        cycle, size = war.load.cycle, war.load.magnitude_bw
        self.swing.set(x=cycle.stance_percent, width=100 - cycle.stance_percent)
        self.normal.set_data(cycle.percent, view.normal.load.magnitude_bw)
        self.contact.update(cycle.percent, size, f, size[f])
        self.hand.put(f, 0.82 * HIGHEST_BW)
        height = np.where(war.load.sharing.feasible, _UNSEEN, 0.6)
        self.missing.set_data(cycle.percent, height)
        self.size.set_text(f"R {size[f]:.1f} BW")
        self.peak.set_text(f"peak {size.max():.1f}")
        shades = [*self.ramp(np.clip(war.activations[f], 0, 1))[:, :3], to_rgb(FAINT)]
        polygons = []
        for axis, row in enumerate(self.rows):
            moments, missing = war.moments_Nm[f, :, axis], war.reserve_Nm[f, axis]
            polygons += row.update(moments, war.passive_Nm[f, axis], missing)
        self.ropes.set_verts(polygons)
        self.ropes.set_facecolor([shades[group] for row in self.rows for group in row.whose])


class _Rope:
    """A post, the names of both teams, what each gives, and their ropes about one axis."""

    def __init__(self, axes: Axes, row: Row, top: float) -> None:
        self.words, self.teams = (row.left, row.right), []
        self.high, self.low = top - 0.30, top - 0.30 - _TALL
        axes.plot([_POST - 0.22, _POST + 0.22], [self.low] * 2, color=INK, lw=3, zorder=1)
        axes.axhline(top, color=FAINT, lw=0.8)
        self.post = line(axes, color=PIVOT, lw=9, solid_capstyle="butt", zorder=2)
        self.sums, self.names = [], []
        for side, team in ((-1, row.left_team), (1, row.right_team)):
            at = _POST + side * (_REACH + 0.07)
            ha = "right" if side < 0 else "left"
            look: dict[str, Any] = {"size": SMALL, "va": "center"}
            self.names += [
                QuickText(axes, at, self.high - _SLOT * (slot + 0.5), ha=ha, **look)
                for slot in range(len(team))
            ]
            self.sums.append(
                QuickText(axes, at, top - 0.15, ha=ha, weight="bold", color=INK, **look)
            )
            members = [tuple(GROUPS).index(name) for name in team]
            self.teams.append((side, members))
        self.whose = [g for _, members in self.teams for g in (*members, _OTHERS)]
        self.missing = QuickText(
            axes, _POST, top - 0.15, ha="center", size=SMALL, va="center", color=MISSING
        )

    def update(self, moments: NDArray, passive: float, missing: float) -> list[NDArray]:
        """Draw post and words; return the rope of each in `whose`."""
        up = np.linspace(0, 1, 13)
        bend = _BEND * (moments.sum() + passive) * up**2
        self.post.set_data(_POST + bend, self.low + _TALL * up)
        lost = abs(missing) >= 0.05
        self.missing.set_text(f"{abs(missing):.0f} missing" if lost else "")
        polygons = []
        for (side, members), total, word in zip(self.teams, self.sums, self.words, strict=True):
            pulls = np.clip(side * moments, 0, None)
            others = pulls.sum() - pulls[members].sum() + max(side * passive, 0)
            total.set_text(f"{word} {pulls.sum() + max(side * passive, 0):.0f} N·m")
            names = self.names[: len(members)] if side < 0 else self.names[len(members) :]
            high = self.high
            for slot, group in enumerate((*members, _OTHERS)):
                pull = others if group == _OTHERS else pulls[group]
                if group != _OTHERS:
                    self._name(names[slot], list(SHORT.values())[group], pull, side)
                if pull < _AT_LEAST_NM:
                    polygons.append(np.full((2 * len(_EASE), 2), _UNSEEN))
                    continue
                thick = max(PER_NM * pull, CORD)
                middle = high - thick / 2
                start = self.high - _SLOT * (min(slot, 3.6) + 0.5)
                lean = np.interp(middle, self.low + _TALL * up, bend)
                polygons.append(_strand(side, start, middle, thick, lean))
                high -= thick
        return polygons

    @staticmethod
    def _name(text: QuickText, name: str, pull: float, side: int) -> None:
        strong = pull >= _AT_LEAST_NM
        words = f"{name} {pull:.0f}" if side < 0 else f"{pull:.0f} {name}"
        text.set(text=words if strong else name, color=INK if strong else GHOST)


def _strand(side: int, start: float, end: float, thick: float, lean: float) -> NDArray:
    """Outline of a rope from its name to the post, as thick there as its moment."""
    x = _POST + side * (_REACH + (0.06 - _REACH) * np.linspace(0, 1, 13)) + lean * _EASE
    middle = start + (end - start) * _EASE
    half = (min(thick, 0.9 * _SLOT) + (thick - min(thick, 0.9 * _SLOT)) * _EASE) / 2
    return np.vstack([np.column_stack([x, middle + half]),
                      np.column_stack([x, middle - half])[::-1]])  # fmt: skip
