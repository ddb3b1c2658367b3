"""One look for every picture: one colour, one meaning, each with a second cue; one type scale.

Forces have Okabe and Ito's colours, which people with any colour vision can tell apart, and their
symbol with the hatch or edge of the arrow. A muscle group has one colour in curves, bars and 3-D;
its muscles are `shades` of it, told apart by dashes and names. NOTATION.md lists them all.

A picture is `FIGURE` inches large, or `BESIDE` where a 3-D scene stands by it. It is then shown at
1.07 px a point in a window of 1280 x 800 (JupyterLab, file browser open) and 1.8 at 1920 x 1080, so
that `SMALL` comes out at 15 and 26 px, with sliders and readout on the same screen.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.quick_text import QuickText

INK, QUIET, FAINT = "#222222", "#6B6B6B", "#C9C9C9"
SMALL, BODY, LARGE = 14.5, 16, 20  # points; nothing is smaller
FIGURE, BESIDE = (11.0, 6.0), (7.2, 6.0)  # inches; a wider or higher picture shrinks its type


@dataclass(frozen=True)
class ForceStyle:
    """How one kind of force is drawn and named, everywhere."""

    symbol: str
    name: str
    colour: str
    face: str
    edge: str = "white"
    hatch: str | None = None

    @property
    def patch(self) -> dict[str, Any]:
        """Look of an arrow's patch."""
        return {
            "facecolor": self.face,
            "edgecolor": self.edge,
            "hatch": self.hatch,
            "linewidth": 1.8 if "white" in (self.face, self.edge) else 1.0,
            "joinstyle": "miter",
        }


FORCES = {
    "body_weight": ForceStyle("W₅", "weight on the hip", "#0072B2", "#0072B2"),
    "abductors": ForceStyle("F", "abductors", "#D55E00", "#D55E00", hatch="///"),
    "contact": ForceStyle("R", "hip contact force", "#00694C", "#00694C"),
    "ground": ForceStyle("N", "ground reaction", "#000000", "white", edge="#000000"),
    "cane": ForceStyle("C", "cane", "#E69F00", "#E69F00", edge=INK),
    "hand_load": ForceStyle("L", "hand load", "#CC79A7", "#CC79A7", edge=INK),
}

MUSCLES = {  # by what a muscle does best; second cue: its name beside it
    "flexors": "#44AA99",
    "extensors": "#882255",
    "abductors": FORCES["abductors"].colour,
    "adductors": "#332288",
    "external rotators": "#999933",
    "internal rotators": "#F0E442",
}
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 1.5)),
    (0, (1.5, 1)),
    (0, (5, 1.5, 1.5, 1.5)),
    (0, (9, 2)),
    (0, (3, 1)),
)
PASSIVE: dict[str, Any] = {"color": "#8C6D46", "hatch": "\\\\\\"}  # tissue that nobody pulls
LONGER, SHORTER = "#C51B7D", "#56B4E9"  # than standing; second cue: the sign
MISSING = "#D00000"  # what no muscle can give, or too much of a thing; second cue: a cross, a word
SWING, STANCE = "#F1F1F1", "#FFFFFF"  # background; second cue: the word
RANGE = "#EFEFEF"  # background: what is usual, or within so many percent
PIVOT = "#8A7A5C"  # what stands still and is pulled at: socket, beam, post
NERVE_FILL, NERVE_NAME = "#F6D55C", "#7A6C00"  # the colour itself is too pale for letters
GHOST = "#8C8C8C"  # kept for comparison: dashed
MEASURED: dict[str, Any] = {"color": INK, "marker": "o", "mec": "white", "ls": ""}  # in people
# a model's line is solid, in the colour of what it tells; a rival model's dashed, in QUIET
MODELS = ("#33373D", "#6F8296", "#77507A", "#57837F", "#8F8762", "#A98994", "#A4A9AF")  # and shape

RAMP = ("#C9D2DC", "#E0A08A", "#C23B2A", "#5A0A18")  # activation 0, 1/3, 2/3, 1: darker is more
AMOUNTS = "white", "#8FA9BF", "#16324F"  # none, half, most: of anything but a force

TENSION, COMPRESSION = "#B2182B", "#2166AC"
STRESS_COLOURS = LinearSegmentedColormap.from_list(
    "stress", ("#053061", COMPRESSION, "#92C5DE", "#F7F7F7", "#F4A582", TENSION, "#67001F")
)
MOST_MPA = 60.0  # of the colours: beyond it they are darkest
GROWS, SHRINKS, AS_USUAL = "#4A8510", "#542788", FAINT  # what a stimulus tells bone


def stress_colours(stress_mpa: ArrayLike) -> NDArray:
    """Colours (..., 4) of stresses in MPa, white at zero."""
    return STRESS_COLOURS(0.5 + 0.5 * np.asarray(stress_mpa) / MOST_MPA)


def shades(colour: str, count: int) -> list[str]:
    """Return this many tones of a colour, dark to light: the muscles of one group.

    >>> shades("#D55E00", 2)
    ['#a04700', '#e8a773']
    """
    blend = LinearSegmentedColormap.from_list("tones", ["black", colour, "white"])
    return [to_hex(blend(share)) for share in np.linspace(0.375, 0.725, count)]


def signed(value: float, unit: str = "", places: int = 0) -> str:
    """Return a number with its sign, a true minus and its unit; zero has no sign.

    >>> signed(-65.2, " %"), signed(0.3), signed(1.25, places=1)
    ('−65 %', '0', '+1.2')
    """
    text = f"{value:+.{places}f}"
    return (text.replace("-", "−") if float(text) else text[1:]) + unit


def plain(value: float, unit: str = "", places: int = 0) -> str:
    """Return a number with a sign only if it is negative, a true minus, and its unit.

    >>> plain(-65.2, "°"), plain(-0.3), plain(1.25, places=1)
    ('−65°', '0', '1.2')
    """
    return signed(value, unit, places).removeprefix("+")


def bare(axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    """Axes that only hold a drawing: equal scale, fixed limits, no frame."""
    axes.set(xlim=xlim, ylim=ylim, aspect="equal")
    axes.axis("off")


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place in inches."""
    w, h = figure.get_size_inches()
    return figure.add_axes((left / w, bottom / h, width / w, height / h))


def bare_at(
    figure: Figure,
    left: float,
    bottom: float,
    per_inch: float,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
) -> Axes:
    """Return bare axes at a place in inches, `per_inch` units of the data in one inch."""
    width, height = ((high - low) / per_inch for low, high in (xlim, ylim))
    axes = axes_at(figure, left, bottom, width, height)
    bare(axes, xlim, ylim)
    return axes


def thin(axes: Axes) -> None:
    """Axes of a small plot: two thin lines, ticks outside, no box."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(linewidth=0.8, color=QUIET)
    axes.tick_params(labelsize=SMALL, width=0.8, length=3, color=QUIET, labelcolor=INK, pad=2)


class ForceArrow:
    """An arrow that moves: its length from tail to tip is force × `per_bw`.

    `per_bw` is the length of one body weight in data units, `width` that of the shaft; the symbol
    stands on the `side` (-1 left, +1 right) of the arrow, beside this share (`at`) of its length.
    """

    def __init__(
        self,
        axes: Axes,
        force: str,
        per_bw: float,
        width: float,
        *,
        side: int = 1,
        at: float = 0.5,
        zorder: float = 6.0,
    ):
        self.per_bw, self.width, self.side, self.at = per_bw, width, side, at
        look = FORCES[force]
        self.patch = PathPatch(Path(np.zeros((8, 2)), closed=True), zorder=zorder, **look.patch)
        axes.add_patch(self.patch).set_animated(True)
        text: dict[str, Any] = {"size": LARGE, "weight": "bold", "va": "center", "ha": "center"}
        self.symbol = QuickText(
            axes, 0, 0, look.symbol, color=look.colour, zorder=zorder + 1, halo=True, **text
        )
        self.point = point_size(axes)
        self.tail = self.tip = np.zeros(2)

    def update(
        self, force_bw: ArrayLike, *, tail: ArrayLike | None = None, tip: ArrayLike | None = None
    ) -> None:
        """Place the arrow of a force [medial, up] in BW by its tail or its tip.

        No force, no arrow.
        """
        vector = np.asarray(force_bw, float) * self.per_bw
        self.tail = np.asarray(tail, float) if tip is None else np.asarray(tip, float) - vector
        self.tip = self.tail + vector
        length = float(np.hypot(*vector))
        self.show(length > 1e-9)
        if length > 1e-9:
            self.patch.get_path().vertices = arrow(self.tail, vector, self.width)
            self.patch.stale = True
            normal = np.array([-vector[1], vector[0]]) / length
            normal *= np.copysign(1.0, normal[0] * self.side)
            half = LARGE * self.point * np.array([0.40 * len(self.symbol.get_text()), 0.52])
            away = 1.25 * self.width + 2 * self.point + half @ np.abs(normal)
            self.symbol.set_position(tuple(self.tail + self.at * vector + away * normal))

    def show(self, visible: bool) -> None:
        """Show or hide arrow and symbol."""
        self.patch.set_visible(visible)
        self.symbol.set_visible(visible)


def point_size(axes: Axes) -> float:
    """Length of one point (1/72 inch) in data units of axes with equal scales."""
    (_, y0), (_, y1) = axes.transData.transform([(0, 0), (0, 1)])
    figure = axes.get_figure()
    assert figure is not None
    return figure.dpi / 72 / (y1 - y0)


def arrow(tail: NDArray, vector: NDArray, width: float) -> NDArray:
    """Corners (8, 2) of an arrow; its head takes at most half of a short arrow.

    >>> arrow(np.zeros(2), np.array([0.0, 10.0]), 1.0)[3]
    array([ 0., 10.])
    """
    length = float(np.hypot(*vector))
    along, across = vector / length, np.array([-vector[1], vector[0]]) / length
    head = min(2.4 * width, 0.6 * length)
    half, wide = width / 2, min(1.25 * width, width / 2 + 0.5 * head)
    neck = length - head
    forward = np.array([0, neck, neck, length, neck, neck, 0, 0])[:, None]
    sideways = np.array([half, half, wide, 0, -wide, -half, -half, half])[:, None]
    return tail + (forward * along + sideways * across)


def dimension(start: ArrayLike, end: ArrayLike, tick: float, right_angle: float = 0.0) -> NDArray:
    """Line (n, 2) from start to end with a tick at both ends, for ``Line2D.set_data``.

    `right_angle` is the size of a square corner drawn at the end.
    """
    p, q = np.asarray(start, float), np.asarray(end, float)
    along = (q - p) / max(float(np.hypot(*(q - p))), 1e-12)
    across, gap = np.array([-along[1], along[0]]), np.full((1, 2), np.nan)
    start_tick, end_tick = (np.array([end - tick * across, end + tick * across]) for end in (p, q))
    parts = [start_tick, gap, np.array([p, q]), gap, end_tick]
    if right_angle:
        a, b = -right_angle * along, right_angle * across
        parts += [gap, np.array([q + a, q + a + b, q + b])]
    return np.vstack(parts)


def scale_bar(axes: Axes, x: float, y: float, per_bw: float) -> Text:
    """Draw an upright bar as long as one body weight, with its name."""
    axes.plot([x, x], [y, y + per_bw], color=INK, lw=2.5, solid_capstyle="butt")
    return axes.text(x + 0.15 * per_bw, y + per_bw / 2, "1 BW", size=SMALL, va="center", color=INK)
