"""What each side of the femoral neck is used to, what it gets today, and what bone is told."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line, put
from hipmech.drawing.style import (
    AS_USUAL,
    BODY,
    FIGURE,
    GROWS,
    INK,
    QUIET,
    SHRINKS,
    SMALL,
    axes_at,
    signed,
    thin,
)
from hipmech.femoral_neck import QUADRANTS, NeckSection
from hipmech.lessons.neck.section import SectionRing
from hipmech.results import Result

_TEAR = np.linspace(-0.2, 0.2, 9), np.resize([-0.9, 0.9], 9)  # across a bar, from its middle


class StimulusView(Result):
    """What `StimulusFigure` shows; a stimulus as the stress of a usual day's number of equal loads.

    Attributes
    ----------
    angles_deg : (n,) around the neck.
    usual_mpa, today_mpa : (n,) stimulus that the bone is used to, and that of this day.
    lazy_share : half width of the lazy zone over the usual stimulus.
    """

    angles_deg: NDArray
    usual_mpa: NDArray
    today_mpa: NDArray
    lazy_share: float
    section: NeckSection

    def at_quadrants(self, values: NDArray) -> NDArray:
        """(4,) of values around the neck, at the `QUADRANTS`."""
        return values[:: self.angles_deg.size // 4]

    @property
    def change_percent(self) -> NDArray:
        """(4,) of the stimulus at the `QUADRANTS`."""
        return 100 * (self.at_quadrants(self.today_mpa / self.usual_mpa) - 1)


class StimulusFigure:
    """What each side of the neck is used to, with the lazy zone, what it gets today, and which
    sides are told to change.

    Orange sides are told to grow, purple ones may shrink, grey ones lie within the lazy zone.
    """

    most_mpa = 46.0  # a longer bar is torn there
    kept_at = 0.5, 0.02  # where the word for a ghost has room

    def __init__(self, figure: Figure):
        figure.set_size_inches(FIGURE[0], 4.9)
        axes = axes_at(figure, 0.75, 0.62, 5.6, 3.35)
        thin(axes)
        axes.set(
            xlim=(-0.6, 3.6), ylim=(0, self.most_mpa), xticks=range(4), yticks=range(0, 41, 10)
        )
        axes.set_xticklabels(QUADRANTS, size=BODY)
        axes.tick_params(axis="x", length=0, pad=8)
        figure.text(0.02, 0.965, "stimulus, as stress of 5000 equal loads (MPa)", size=SMALL,
                    va="center", color=INK)  # fmt: skip
        figure.text(0.02, 0.905, "grey: usual day ± lazy zone.  bar: today", size=SMALL,
                    va="center", color=QUIET)  # fmt: skip
        self.bars = [put(axes, Rectangle((x - 0.17, 0), 0.34, 0, lw=2, zorder=3)) for x in range(4)]
        look: dict[str, Any] = {"fc": AS_USUAL, "alpha": 0.75, "zorder": 2}
        self.zones = [put(axes, Rectangle((x - 0.42, 0), 0.84, 0, **look)) for x in range(4)]
        self.tears = [line(axes, color="white", lw=3, zorder=3.5) for _ in range(4)]
        self.usual = [line(axes, color=QUIET, lw=1.6, zorder=4) for _ in range(4)]
        words: dict[str, Any] = {"size": BODY, "ha": "center", "va": "bottom", "color": INK}
        self.texts = [QuickText(axes, x, 0, zorder=5, **words) for x in range(4)]
        self.ring = SectionRing(axes_at(figure, 6.6, 0.75, 4.35, 4.0))
        marks = (0.62, GROWS, "more"), (0.73, AS_USUAL, "as usual"), (0.885, SHRINKS, "less")
        for x, colour, word in marks:
            square = Rectangle((x, 0.055), 0.018, 0.033, fc=colour, transform=figure.transFigure)
            figure.add_artist(square)
            figure.text(x + 0.026, 0.071, word, size=SMALL, color=INK, va="center")

    def update(self, view: StimulusView) -> None:
        """Move everything to this view."""
        ratio = view.today_mpa / view.usual_mpa - 1
        kind = np.where(ratio > view.lazy_share, 0, np.where(ratio < -view.lazy_share, 2, 1))
        colours = np.array([GROWS, AS_USUAL, SHRINKS])[kind]
        usual, today = map(view.at_quadrants, (view.usual_mpa, view.today_mpa))
        bars = view.at_quadrants(colours)
        edges = np.where(view.at_quadrants(kind) == 1, QUIET, bars)
        for n, (before, now) in enumerate(zip(usual, today, strict=True)):
            seen = min(now, self.most_mpa)
            self.bars[n].set(height=seen, facecolor=bars[n], edgecolor=edges[n])
            self.tears[n].set_data(n + _TEAR[0], 0.93 * self.most_mpa + _TEAR[1])
            self.tears[n].set_visible(bool(now > seen))
            self.zones[n].set_y(before * (1 - view.lazy_share))
            self.zones[n].set_height(2 * before * view.lazy_share)
            self.usual[n].set_data([n - 0.42, n + 0.42], [before, before])
            self.texts[n].set_y(max(seen, before * (1 + view.lazy_share)) + 0.6)
            self.texts[n].set_text(f"{before:.0f} → {now:.0f}")
        words = [change_words(*pair) for pair in zip(usual, today, strict=True)]
        self.ring.update(view.section, colours, kind == 2, words)


def change_words(before: float, now: float) -> str:
    """Say how a stimulus changes: in percent, or as a multiple beyond twice.

    >>> change_words(25, 26), change_words(4, 35)
    ('+4 %', '× 9')
    """
    return f"× {now / before:.0f}" if now > 2 * before else signed(100 * (now / before - 1), " %")
