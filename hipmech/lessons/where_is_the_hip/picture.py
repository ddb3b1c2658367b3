"""Where the hip joint is: the pelvis from two sides, with four estimates of the joint centre.

Positions are in pelvis axes from mid-ASIS (x anterior, y up, z right), drawn in mm.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse

from hipmech.drawing.bones import VIEWS
from hipmech.drawing.picture import Picture
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, Handle, line, put
from hipmech.drawing.style import (
    BODY,
    FIGURE,
    INK,
    MODELS,
    QUIET,
    SMALL,
    axes_at,
    bare_at,
    dimension,
    thin,
)
from hipmech.frames import Array
from hipmech.landmarks import (
    ct_pelves,
    distances_from_hip_joint_centre,
    hip_joint_centre_errors,
)
from hipmech.lessons.where_is_the_hip.pelvis import PelvisPicture
from hipmech.results import Result

MARKS = {  # method -> name, marker, edge, face; hollow = coefficients not verified
    "harrington": ("Harrington", "o", "white", MODELS[0]),
    "bell": ("Bell", "s", "white", MODELS[1]),
    "davis": ("Davis", "^", "white", MODELS[2]),
    "hara": ("Hara (unverified)", "D", MODELS[3], "none"),
}
PER_INCH = 66.0  # mm of the body in one inch of the picture
_ZOOM = (
    38.0  # mm around the mean centre of the ten, and in one inch, of the lens: no mark leaves it
)
_HANDS = (-250.0, 96.0)  # mm in the front view, where the words about the hands begin


class PelvisView(Result):
    """Two sizes of a pelvis in m, and its joint centre by method, (3,) in m from mid-ASIS."""

    asis_width: float
    pelvic_depth: float
    centres: Mapping[str, Array]


class _Side:
    """The pelvis with landmarks and marks, seen along one axis."""

    def __init__(self, axes: Axes, view: str, landmarks: Mapping[str, Array]):
        self.axes, self.landmarks = axes, landmarks
        self.screen = np.array(VIEWS[view][:2], float)
        sizes, pelves = ct_pelves(), 1000 * ct_pelves()[["x", "y", "z"]]
        self.width, self.depth = sizes.asis_width.mean(), sizes.pelvic_depth.mean()
        self.mean = pelves.mean().to_numpy()
        self.bones = PelvisPicture(axes, view)
        self.feel = line(axes, ls="", marker="P", mec="white", mew=0.9, ms=11, zorder=5)
        self.size = line(axes, lw=1.4, zorder=4)
        self.plumb = line(axes, color=MARKS["harrington"][3], lw=1.4, zorder=4)
        self.spread = 2 * np.abs(self.screen) @ pelves.std().to_numpy()
        look: dict[str, Any] = {"fc": "none", "ec": INK, "lw": 1.8, "zorder": OVER_GHOST + 1}
        self.truth = Ellipse(tuple(self.screen @ self.mean), *self.spread, **look)
        put(axes, self.truth)  # it stays, over bones and ghost
        lens: dict[str, Any] = {"fc": "none", "ec": QUIET, "lw": 1.2, "zorder": OVER_GHOST}
        put(axes, Circle(self.truth.center, _ZOOM, **lens))  # it stays, too
        self.marks: dict[str, list[Line2D]] = {method: [] for method in MARKS}
        self._mark(axes, "harrington", 9)  # the one that has the plumb line

    def _mark(self, axes: Axes, method: str, size: float) -> None:
        _, marker, edge, face = MARKS[method]
        look: dict[str, Any] = {"mec": edge, "mfc": face, "mew": (2.6 if face == "none" else 1.2)}
        mark = line(axes, ls="", marker=marker, ms=size, clip_on=False,
                    zorder=OVER_GHOST + 2, **look)  # fmt: skip
        self.marks[method].append(mark)

    def magnify(self, figure: Figure, left: float) -> None:
        """Show every mark in the lens, enlarged, the ellipse of the ten in the middle."""
        x, y = self.truth.center
        limits = (x - _ZOOM, x + _ZOOM), (y - _ZOOM, y + _ZOOM)
        axes = bare_at(figure, left, 0.02, _ZOOM, *limits)
        axes.add_patch(Circle((x, y), _ZOOM - 0.3, fc="white", ec=QUIET, lw=1.2))
        axes.add_patch(Ellipse((x, y), *self.spread, fc="none", ec=INK, lw=2.2, zorder=9))
        for method in MARKS:
            self._mark(axes, method, 15)

    def place(self, points: Array) -> Array:
        """Points (..., 3) in mm at the mean size of the ten -> on the screen, stretched."""
        return (points * self.factor) @ self.screen.T

    def update(self, view: PelvisView) -> None:
        wide, deep = view.asis_width / self.width, view.pelvic_depth / self.depth
        self.factor = np.array([deep, wide, wide])
        (x, y), (across, up) = self.place(self.mean), np.abs(self.screen) @ self.factor
        self.bones.place(x, y, across, up)
        self.feel.set_data(*np.array([self.place(p) for p in self.landmarks.values()]).T)
        for method, marks in self.marks.items():
            for mark in marks:
                mark.set_data(*(1000 * self.screen @ view.centres[method])[:, None])
        x, y = 1000 * (self.screen @ view.centres["harrington"])
        self.plumb.set_data([x, x], [0, y])


class LandmarksFigure:
    """Pelvis from the front and from the right side: landmarks that can be felt, four estimates of
    the joint centre, and the measured centre of ten CT pelves with its standard deviation.
    """

    def __init__(self, figure: Figure):
        figure.set_size_inches(*FIGURE)
        points = landmarks_mm()
        self.front = _Side(
            bare_at(figure, 0.0, 2.04, PER_INCH, (-252, 172), (-146, 98)),
            "front",
            {**points, "PSIS": points["ASIS"] * (1, 1, -1)},  # the left ASIS instead
        )
        self.side = _Side(
            bare_at(figure, 6.62, 2.04, PER_INCH, (-200, 90), (-146, 98)), "side", points
        )
        for view, title in ((self.front, "from the front"), (self.side, "from the right side")):
            look: dict[str, Any] = {"transform": view.axes.transAxes, "size": BODY, "color": INK}
            view.axes.text(0.5, 1.0, title, ha="center", va="bottom", weight="bold", **look)
        self.labels = self._labels()
        self.leader = line(self.front.axes, lw=1, zorder=4.5)
        self.widen = Handle(self.front.axes, "asis_width_mm")
        self.deepen = Handle(self.side.axes, "pelvic_depth_mm")
        self._key(figure)
        self.front.magnify(figure, 5.0)
        self.side.magnify(figure, 8.1)

    def _labels(self) -> dict[str, QuickText]:
        """Names of the landmarks; `update` puts them beside what they name."""
        front, side = self.front.axes, self.side.axes
        distance = distances_from_hip_joint_centre().groupby("landmark").mean(numeric_only=True)
        crest = distance.loc["iliac crest top", "up_mm"]
        out = distance.loc["greater trochanter", "lateral_mm"]
        hands = f"hands rest\nhere, {crest:.0f} mm\nabove the\njoint"
        front.text(*_HANDS, hands, size=SMALL, color=INK, va="top")
        bump = f"greater\ntrochanter,\n{out:.0f} mm\nfurther out"
        look: dict[str, Any] = {"size": SMALL, "color": INK, "zorder": 9, "halo": True}
        below, above = look | {"ha": "center", "va": "top"}, look | {"ha": "center", "va": "bottom"}
        blue = {"color": MARKS["harrington"][3], "weight": "bold"}
        return {
            "greater trochanter": QuickText(front, 0, 0, bump, ha="right", va="center", **look),
            "ASIS": QuickText(front, 0, 0, "ASIS", ha="right", va="bottom", **look),
            "width": QuickText(front, 0, -4, **below),
            "side ASIS": QuickText(side, 6.5, -2.5, "ASIS", va="top", **look),
            "PSIS": QuickText(side, 0, 0, "PSIS", **above),
            "depth": QuickText(side, 0, 0, **below),
            "share": QuickText(side, 0, 0, **above | blue),
        }

    def _key(self, figure: Figure) -> None:
        """Names of the marks."""
        key = axes_at(figure, 0, 0, 5.0, 1.9)
        key.set(xlim=(0, 5.0), ylim=(0, 1.9))
        key.axis("off")
        key.add_patch(Ellipse((0.35, 1.62), 0.30, 0.20, fc="none", ec=INK, lw=1.8))
        key.text(0.65, 1.62, "ten people by CT, ± SD", size=BODY, va="center", color=INK)
        for row, (name, marker, edge, face) in enumerate(MARKS.values()):
            y = 1.26 - 0.35 * row
            width = 2.2 if face == "none" else 1
            key.plot(0.35, y, marker, mec=edge, mfc=face, ms=11, mew=width)
            key.text(0.65, y, name, size=BODY, va="center", color=INK)
        words = "the joint,\nenlarged"
        key.text(4.9, 1.0, words, size=SMALL, ha="right", va="center", color=QUIET)

    def update(self, view: PelvisView) -> None:
        """Move everything to this view."""
        self.front.update(view)
        self.side.update(view)
        half, deep = 500 * view.asis_width, 1000 * view.pelvic_depth
        self.front.size.set_data(*dimension((-half, 0), (half, 0), 5).T)
        self.side.size.set_data(*dimension((-deep, 0), (0, 0), 5).T)
        self.widen.put(half, 0)
        self.deepen.put(-deep, 0)
        self.labels["width"].set_text(f"ASIS width {2 * half:.0f} mm")
        self.labels["depth"].set_text(f"depth {deep:.0f} mm")
        for name, beside in (("greater trochanter", (-16, 17)), ("ASIS", (-7.5, 3.5))):
            self.labels[name].set_position(
                self.front.place(self.front.landmarks[name]) + np.array(beside)
            )
        crest = self.front.place(self.front.landmarks["iliac crest top"])
        self.leader.set_data(*np.array([(_HANDS[0] + 97, _HANDS[1] - 14), crest]).T)
        self.labels["width"].set_x(0.25 * half)
        self.labels["PSIS"].set_position((-deep, 7.5))
        self.labels["depth"].set_position((-0.66 * deep, -4))
        centres = 1000 * np.array([view.centres[method] for method in MARKS])
        self.labels["share"].set_position((centres[0, 0] / 2, 3.5))
        self.labels["share"].set_text(f"{-100 * centres[0, 0] / deep:.0f} %")


def landmarks_mm() -> dict[str, Array]:
    """Landmarks that can be felt, mean of ten CT pelves, (3,) in mm from mid-ASIS.

    >>> landmarks_mm()["PSIS"].round()
    array([-151.,    0.,   43.])
    """
    pelves = ct_pelves().mean(numeric_only=True)
    centre = 1000 * pelves[["x", "y", "z"]].to_numpy()
    distances = distances_from_hip_joint_centre().groupby("landmark", sort=False)
    vectors = distances[["anterior_mm", "up_mm", "lateral_mm"]].mean()
    points = {str(name): centre + row.to_numpy() for name, row in vectors.iterrows()}
    points["ASIS"] = np.array([0.0, 0.0, 500 * pelves.asis_width])
    points["PSIS"] = np.array([-1000 * pelves.pelvic_depth, 0.0, 43.0])
    return points


def errors_of_ten() -> Picture:
    """Return the picture of how far each method misses ten people."""
    return Picture(
        landmark_errors_figure,
        hip_joint_centre_errors(),
        size=(11, 4.6),
        alt="Distance of each estimate from the true joint centre for ten people and four methods, "
        "and the same misses seen from the right side.",
    )


def landmark_errors_figure(figure: Figure, errors: pd.DataFrame) -> None:
    """How far each method misses ten CT pelves, and to which side.

    `errors` comes from `hip_joint_centre_errors`: one row per method and patient. Left: distances,
    with their mean; right: the misses seen from the right side, the true centre in the middle.
    """
    figure.set_size_inches(11.0, 4.6)
    left, right = map(figure.add_axes, ((0.07, 0.14, 0.46, 0.76), (0.62, 0.14, 0.36, 0.76)))
    for axes in (left, right):
        thin(axes)
    for place, (method, (_, marker, edge, face)) in enumerate(MARKS.items()):
        rows = errors[errors.method == method]
        look: dict[str, Any] = {"ls": "none", "marker": marker, "mec": edge, "mfc": face, "ms": 9}
        spread = np.linspace(-0.2, 0.2, len(rows))
        left.plot(place + spread, rows.distance_mm, alpha=0.9, **look)
        mean = rows.distance_mm.mean()
        left.hlines(mean, place - 0.28, place + 0.28, color=INK, lw=2)
        left.text(place + 0.31, mean, f"{mean:.0f}", size=BODY, va="center", weight="bold")
        right.plot(rows.anterior_mm, rows.up_mm, alpha=0.9, **look)
    left.set(xlim=(-0.5, 3.6), ylim=(0, 40), xticks=range(len(MARKS)))
    left.set_xticklabels([mark[0].replace(" (", "\n(") for mark in MARKS.values()], size=BODY)
    left.set_title("distance from the true centre (mm)", size=BODY, loc="left", weight="bold")
    right.axhline(0, color=QUIET, lw=0.8)
    right.axvline(0, color=QUIET, lw=0.8)
    right.set(xlim=(-27, 27), ylim=(-34, 24), aspect="equal")
    right.set_title("the misses from the right side", size=BODY, loc="left", weight="bold")
    right.set_xlabel("too far back  ←  mm  →  too far forward", size=SMALL)
    right.set_ylabel("too low  ←  mm  →  too high", size=SMALL)
