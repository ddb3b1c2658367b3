"""A recorded walk: where the foot stands, what the hip bears; stills of faults and of spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from hipmech.drawing.picture import Picture
from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import OVER_GHOST, line, put
from hipmech.drawing.style import (
    BODY,
    FIGURE,
    FORCES,
    GHOST,
    INK,
    MEASURED,
    QUIET,
    SMALL,
    STANCE,
    SWING,
    thin,
)
from hipmech.lessons.own_data.trial import FAULTS, Walk, faulty, walk
from hipmech.tables import load_table

if TYPE_CHECKING:
    import xarray as xr

_BEGIN, _END, _MOST = 0.4, 2.1, 5.0  # s, BW


def implants_bw() -> tuple[float, float]:
    """Mean and SD of the peak of ten people with implants in level walking, BW."""
    parts = load_table("orthoload_hip3_patients").filter(regex="^level_walking_.*_pBW$")
    peaks = np.sqrt((parts**2).sum(axis=1)) / 100
    return float(peaks.mean()), float(peaks.std())


class WalkFigure:
    """The ground's push on one foot against time, with the stride that was cut out, and the hip
    contact force through that stride, against the same from OpenSim and people with implants."""

    def __init__(self, figure: Figure, opensim_bw: ArrayLike):
        figure.set_size_inches(*FIGURE)
        self._push(figure.add_axes((0.07, 0.14, 0.36, 0.76)))
        self._contact(figure.add_axes((0.53, 0.14, 0.45, 0.76)), opensim_bw)

    def _push(self, axes: Axes) -> None:
        thin(axes)
        axes.set(xlim=(_BEGIN, _END), ylim=(0, 1.3), yticks=[0, 0.5, 1], xticks=[0.5, 1, 1.5, 2])
        axes.set_xlabel("time (s)", size=SMALL)
        axes.set_title("ground on the right foot (BW)", size=BODY, loc="left", color=INK)
        axes.axvspan(_BEGIN, _END, color=SWING, lw=0, zorder=-1)
        self.stances = [put(axes, Rectangle((0, 0), 0, 1.3, fc=STANCE, zorder=0)) for _ in range(2)]
        self.push = line(axes, lw=2.6, zorder=OVER_GHOST)
        self.threshold = line(axes, color=QUIET, lw=1.6, ls=(0, (4, 2)), zorder=OVER_GHOST)
        self.contacts = line(axes, ls="", marker="v", ms=11, zorder=OVER_GHOST + 1)
        self.words = [
            QuickText(axes, 0, 1.2, word, size=SMALL, ha="center", va="bottom", color=INK)
            for word in ("lands", "leaves", "lands")
        ]

    def _contact(self, axes: Axes, opensim_bw: ArrayLike) -> None:
        thin(axes)
        axes.set(xlim=(0, 108), ylim=(0, _MOST), yticks=range(6), xticks=range(0, 101, 20))
        axes.set_xlabel("stride, from landing to landing (%)", size=SMALL)
        axes.set_title("hip contact force (BW)", size=BODY, loc="left", color=INK)
        axes.plot(np.arange(101), opensim_bw, color=QUIET, lw=2, ls=(0, (5, 2)))
        axes.plot([44, 51], [4.72, 4.72], color=QUIET, lw=2, ls=(0, (5, 2)))
        axes.text(53, 4.72, "from OpenSim's moments", size=SMALL, va="center", color=QUIET)
        mean, spread = implants_bw()
        axes.errorbar(104, mean, spread, **MEASURED, ms=10, capsize=4, lw=2)
        axes.text(104, mean + spread + 0.12, "implants", size=SMALL, ha="right", color=INK)
        self.contact = line(axes, color=FORCES["contact"].colour, lw=3.2, zorder=OVER_GHOST)
        self.peaks = line(axes, color=FORCES["contact"].colour, ls="", marker="o", ms=10,
                          mec="white", zorder=OVER_GHOST + 1)  # fmt: skip
        self.sizes = [
            QuickText(axes, 0, 0, size=BODY, weight="bold", ha="center", va="bottom", halo=True,
                      color=FORCES["contact"].colour, zorder=OVER_GHOST + 2) for _ in range(2)
        ]  # fmt: skip

    def update(self, view: Walk) -> None:
        """Move everything to this view."""
        near = (view.push_time > _BEGIN) & (view.push_time < _END)
        self.push.set_data(view.push_time[near], view.push_bw[near])
        level = view.threshold / view.load.body_weight
        self.threshold.set_data([_BEGIN, _END], [level, level])
        start, off = view.series.contacts[1]
        again = view.series.contacts[2, 0]
        for stance, lands, leaves in zip(self.stances, (start, again), (off, _END), strict=True):
            stance.set(x=lands, width=leaves - lands)
        self.contacts.set_data([start, off, again], [level + 0.03] * 3)
        for text, at in zip(self.words, (start, off, again), strict=True):
            text.set_x(at)
        size = view.load.magnitude_bw
        self.contact.set_data(view.cycle.percent, size)
        at = _peaks(view)
        self.peaks.set_data(at, size[at])
        for text, percent in zip(self.sizes, at, strict=True):
            text.set_text(f"{size[percent]:.2f}")
            text.set_position((float(percent), size[percent] + 0.15))


def _peaks(view: Walk) -> list[int]:
    """Percent of the two stance peaks."""
    size = view.load.magnitude_bw
    return [int(np.abs(size - peak).argmin()) for peak in view.load.stance_peaks_bw]


_CURVES = {
    "ground, up (BW)": (lambda c: c.ground_reaction_bw[:, 1], (-0.1, 1.35), (0, 1)),
    "hip flexion (°)": (lambda c: c.hip_angles_deg[:, 0], (-35, 45), (-30, 0, 30)),
    "flexion moment (N·m/kg)": (lambda c: c.moments_Nm_kg[:, 0], (-1.3, 1.3), (-1, 0, 1)),
    "adduction moment (N·m/kg)": (lambda c: c.moments_Nm_kg[:, 1], (-1.3, 1.3), (-1, 0, 1)),
}


def four_faults() -> Picture:
    """Return one stride four times, A to D, each with a fault in it, over the sound one."""
    sound = walk().cycle
    columns = [faulty(fault) for fault in FAULTS]

    def draw(figure: Figure) -> None:
        figure.set_size_inches(11, 8.2)
        grid = figure.subplots(len(_CURVES), len(columns), sharex=True, sharey="row")
        for (title, (curve, ylim, ticks)), row in zip(_CURVES.items(), grid, strict=True):
            for axes, cycle in zip(row, columns, strict=True):
                thin(axes)
                axes.axhline(0, color=QUIET, lw=0.8)
                axes.plot(sound.percent, curve(sound), color=GHOST, lw=2, ls=(0, (4, 2.5)))
                axes.plot(cycle.percent, curve(cycle), color=INK, lw=2.8)
                axes.set(xlim=(0, 100), ylim=ylim, yticks=ticks, xticks=[0, 50, 100])
            row[0].set_title(title, size=SMALL, loc="left", color=INK)
        for letter, axes in zip("ABCD", grid[0], strict=True):
            axes.set_title(letter, size=24, weight="bold", loc="right", color=INK)
        figure.supxlabel("stride (%); dashed: without the fault", size=SMALL, color=INK)
        figure.tight_layout(h_pad=0.4)

    return Picture(
        draw,
        alt="Four columns A to D, one stride each: ground reaction, hip flexion, flexion and "
        "adduction moment against percent of the stride, with the sound stride dashed behind.",
    )


def spread_picture(found: xr.Dataset, shares: Mapping[str, Sequence[float]]) -> Picture:
    """Return how far the peaks of a sweep spread, and what of that each input is to blame for.

    ``shares``: input → its total Sobol index for the peak in each half of stance.
    """

    def draw(figure: Figure) -> None:
        figure.set_size_inches(11, 4.6)
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.1))
        looks = ({"color": FORCES["contact"].colour}, {"color": QUIET, "hatch": "///"})
        for half, look in zip(("first", "second"), looks, strict=True):
            peaks = found.peak_bw.sel(half=half).values
            left.hist(peaks, bins=24, alpha=0.75, ec="white", label=f"{half} peak", **look)
            low, middle, high = np.percentile(peaks, [5, 50, 95])
            level = -3 if half == "first" else -6
            left.plot([low, high], [level, level], lw=5, color=look["color"])
            left.plot(middle, level, "o", ms=10, color=look["color"], mec="white")
        left.set_xlabel("peak hip contact force (BW); bar: 5 to 95 %", size=SMALL)
        left.set_ylabel("samples", size=SMALL)
        left.legend(frameon=False, fontsize=SMALL, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
        places = np.arange(len(shares))
        for k, look in enumerate(looks):
            widths = [share[k] for share in shares.values()]
            right.barh(places + 0.2 - 0.4 * k, widths, 0.36, ec="white", **look)
        right.set_yticks(places, list(shares), size=SMALL)
        right.set_xlim(0, 1)
        right.set_xlabel("share of the spread (total Sobol index)", size=SMALL)
        for axes in (left, right):
            thin(axes)
        figure.tight_layout()

    return Picture(
        draw,
        alt="Left: a histogram of the first and second peak of hip contact force in the sweep. "
        "Right: for each uncertain input, its share of the spread of either peak.",
    )
