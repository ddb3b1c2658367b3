"""Moment arms of a muscle group about three axes: a rose of actions, and curves."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Handle, line, moves, put
from hipmech.drawing.style import (
    BESIDE,
    BODY,
    DASHES,
    FAINT,
    INK,
    QUIET,
    SMALL,
    axes_at,
    bare_at,
    plain,
    signed,
    thin,
)
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import FUNCTIONS
from hipmech.results import Result

AXES = ("flexion", "adduction", "rotation")
VERBS = ("extends", "flexes"), ("abducts", "adducts"), ("turns out", "turns in")
"""What a negative and what a positive moment arm does, about each axis."""
MOST = 6  # muscles in a group
_WAYS_DEG = (270, 90), (150, 330), (210, 30)  # where the rose shows it
_HUB, _RIM, _WORDS, _RINGS = 24.0, 112.0, 124.0, (25, 50, 100)  # the last: mm
_ROOM = 35  # letters beside the rose
_LIMIT = 105  # mm, beyond every moment arm of both sets in every posture


class LinesOfPullView(Result):
    """Moment arms of the n muscles of a `choice` in a posture.

    ``arms_mm`` (n, 3) there, ``standing_mm`` (n, 3) with the hip not flexed, ``group_mm`` (3) their
    mean by maximum force; ``curves_mm`` (k, n, 3) at ``flexion_deg`` (k), the other angles held;
    ``reversals``, those to be marked, as `MuscleSet.reversals` gives them; ``colours`` (n).
    """

    choice: str
    names: tuple[str, ...]
    colours: tuple[str, ...]
    posture: dict[str, float]
    arms_mm: NDArray
    standing_mm: NDArray
    group_mm: NDArray
    flexion_deg: NDArray
    curves_mm: NDArray
    reversals: pd.DataFrame

    @property
    def turned(self) -> NDArray[np.bool_]:
        """Which arms (n, 3) do the opposite of standing, by 1 mm or more."""
        return (self.arms_mm * self.standing_mm < 0) & (np.abs(self.arms_mm) >= 1)


def short_name(name: str) -> str:
    """Return a muscle's name without its first word where a part is named.

    >>> short_name("gluteus medius, anterior"), short_name("biceps femoris, long head")
    ('anterior medius', 'biceps femoris')
    """
    muscle, _, part = name.partition(", ")
    return f"{part} {muscle.split()[-1]}" if part and " " not in part else muscle


class LinesOfPullFigure:
    """Moment arms of a muscle group about the three axes of the hip: as a rose of six actions in
    this posture, and against hip flexion, with the angles where an action turns over by name."""

    def __init__(self, figure: Figure):
        figure.set_size_inches(BESIDE)
        self.rose = _Rose(bare_at(figure, 0.0, 2.84, 92.0, (-157, 157), (-145, 145)))
        w, h = BESIDE
        look: dict[str, Any] = {"size": SMALL, "va": "center", "color": INK}
        figure.text(3.45 / w, 5.83 / h, "turns over at a hip flexion of", color=QUIET, size=SMALL)
        self.names, self.turns, self.samples = [], [], []
        for row in range(MOST):
            y = (5.60 - 0.49 * row) / h
            sample = Line2D([3.45 / w, 3.85 / w], [y, y], lw=4, ls=DASHES[row])
            self.samples.append(put(figure, sample))
            self.names.append(QuickText(figure, 3.93 / w, y, **look))
            self.turns.append(QuickText(figure, 3.52 / w, y - 0.245 / h, **look))
        places = (0.7, 2.86, 5.02)
        self.panels = [_Panel(figure, left, axis) for axis, left in enumerate(places)]

    def update(self, view: LinesOfPullView) -> None:
        """Move everything to this view."""
        n, turns = len(view.names), turning_points(view)
        rows = zip(self.names, self.turns, self.samples, strict=True)
        for row, (name, turn, sample) in enumerate(rows):
            name.set_text(short_name(view.names[row]) if row < n else "")
            turn.set_text(turns[row] if row < n else "")
            sample.set_visible(row < n)
            if row < n:
                sample.set_color(view.colours[row])
        self.rose.update(view)
        for panel in self.panels:
            panel.update(view)


def turning_points(view: LinesOfPullView) -> list[str]:
    """Return for each muscle what it does from which hip flexion on, in words."""
    verbs = dict(zip(np.ravel(FUNCTIONS), np.ravel(VERBS), strict=True))
    words: list[list[str]] = [[] for _ in view.names]
    for row in view.reversals.itertuples():
        verb = verbs[row.above].removeprefix("turns ")
        words[row.line].append(f"{verb} {plain(row.flexion_deg, '°')}")
    texts = [", ".join(parts) or "never" for parts in words]
    return [t if len(t) <= _ROOM else f"{t.rpartition(', ')[0]} …" for t in texts]


class _Rose:
    """Petals toward what a muscle does, as large as its arm; grey the group together."""

    def __init__(self, axes: Axes) -> None:
        turn = np.linspace(0, 2 * np.pi, 121)
        for ring in (0, *_RINGS):
            radius = _radius(ring)
            axes.plot(radius * np.cos(turn), radius * np.sin(turn), color=FAINT, lw=1)
        paper = {"fc": "white", "ec": "none", "pad": 0.5}
        for ring, text, angle in ((25, "25", 0), (100, "100 mm", 60)):
            look: dict[str, Any] = {"size": SMALL, "color": QUIET, "bbox": paper}
            x, y = _radius(ring) * _towards(angle)
            axes.text(x, y, text, ha="center", va="center", **look)
        for axis, ways in enumerate(_WAYS_DEG):
            for way, angle in enumerate(ways):
                x, y = _WORDS * _towards(angle)
                look = {"size": BODY, "ha": "center", "va": "center", "color": INK}
                axes.text(x, y + 8 * np.sign(y), VERBS[axis][way], **look)
        self.group = put(axes, PolyCollection([], fc=FAINT, ec="none", alpha=0.6, zorder=1))
        self.petals = put(axes, PolyCollection([], zorder=2, joinstyle="miter"))

    def update(self, view: LinesOfPullView) -> None:
        n = len(view.names)
        width = 54 / n
        self.group.set_verts([_petal(axis, view.group_mm[axis], 0, 58) for axis in range(3)])
        cells = [(row, axis) for row in range(n) for axis in range(3)]
        offsets = [width * ((n - 1) / 2 - row) for row in range(n)]
        self.petals.set_verts(
            [_petal(axis, view.arms_mm[row, axis], offsets[row], width) for row, axis in cells]
        )
        turned = [view.turned[cell] for cell in cells]
        self.petals.set_facecolor([view.colours[row] for row, _ in cells])
        self.petals.set_edgecolor([INK if t else "white" for t in turned])
        self.petals.set_linewidth([1.6 if t else 0.6 for t in turned])


def _towards(angle_deg: float) -> NDArray:
    turn = np.radians(angle_deg)
    return np.array([np.cos(turn), np.sin(turn)])


def _radius(arm: float) -> float:
    """Where a petal of this arm ends: what lies within it grows as the arm does, not its square."""
    return float(np.sqrt(_HUB**2 + (_RIM**2 - _HUB**2) * arm / 100))


def _petal(axis: int, arm: float, offset_deg: float, width_deg: float) -> NDArray:
    """Corners of a petal: the ring's sector from the hub outward, ``width_deg`` wide."""
    middle = _WAYS_DEG[axis][int(arm > 0)] + offset_deg
    turn = np.radians(np.linspace(middle - width_deg / 2, middle + width_deg / 2, 9))
    arc = np.column_stack([np.cos(turn), np.sin(turn)])
    return np.vstack([_HUB * arc, _radius(abs(arm)) * arc[::-1]])


class _Panel:
    """One axis of the hip: moment arms against hip flexion."""

    def __init__(self, figure: Figure, left: float, axis: int):
        self.axis = axis
        self.drawn: NDArray | None = None
        w, h = BESIDE
        minus, plus = VERBS[axis]
        head = f"+ {plus}\n− {minus}"
        figure.text(left / w, 2.74 / h, head, size=SMALL, va="top", color=INK, linespacing=1.1)
        axes = axes_at(figure, left, 0.62, 1.9, 1.55)
        thin(axes)
        ticks = [-100, 0, 100]
        axes.set(xlim=POSTURE_RANGE_DEG["flexion_deg"], ylim=(-_LIMIT, _LIMIT), yticks=ticks)
        axes.set_yticklabels([signed(tick) for tick in ticks] if axis == 0 else [])
        axes.set_xticks([0, 60, 120], ["0", "60", "120°"])
        if axis == 0:
            axes.set_ylabel("arm (mm)", size=SMALL, color=QUIET, labelpad=-14)
        if axis == 1:
            axes.set_xlabel("hip flexion", size=SMALL, color=QUIET, labelpad=1)
        axes.axhline(0, color=QUIET, lw=0.8)
        self.curves = [line(axes, ls=dash, lw=2.8, zorder=OVER_GHOST) for dash in DASHES[:MOST]]
        self.now = line(axes, lw=1.2, zorder=2)
        self.hand = Handle(axes, "flexion_deg") if axis == 1 else None
        look: dict[str, Any] = {"s": 60, "zorder": OVER_GHOST + 2, "ec": INK, "lw": 0.8}
        self.dots = moves(axes.scatter([], [], clip_on=False, **look))
        look = {"marker": "o", "mfc": "white", "ms": 9, "mew": 2}
        self.turns = line(axes, ls="", zorder=OVER_GHOST + 1, **look)

    def update(self, view: LinesOfPullView) -> None:
        axis, n = self.axis, len(view.names)
        if view.curves_mm is not self.drawn:  # only flexion leaves the curves as they are
            self._draw(view)
        flexion = view.posture["flexion_deg"]
        self.now.set_data([flexion, flexion], [-_LIMIT, _LIMIT])
        if self.hand:
            self.hand.put(flexion, 0.8 * _LIMIT)
        self.dots.set_offsets(np.column_stack([np.full(n, flexion), view.arms_mm[:, axis]]))
        self.dots.set_facecolor(list(view.colours))

    def _draw(self, view: LinesOfPullView) -> None:
        """Draw the curves and where they turn over."""
        axis, n, self.drawn = self.axis, len(view.names), view.curves_mm
        for row, curve in enumerate(self.curves):
            points: Any = (view.flexion_deg, view.curves_mm[:, row, axis]) if row < n else ([], [])
            curve.set_data(*points)
            if row < n:
                curve.set_color(view.colours[row])
        turns = np.sort(view.reversals[view.reversals.below.isin(FUNCTIONS[axis])].flexion_deg)
        self.turns.set_data(turns, np.zeros(len(turns)))
