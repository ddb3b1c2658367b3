"""Pictures of lesson 08 that stand still: what others computed and measured of the neck."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from pandas import DataFrame

from hipmech.drawing.style import BODY, COMPRESSION, INK, QUIET, SMALL, TENSION, signed, thin
from hipmech.femoral_neck import NeckStress


def stairs_figure(figure: Figure, published: DataFrame, models: dict[str, NeckStress]) -> None:
    """Draw published stress on stairs, mean and SD, beside this model's for some forces and cuts.

    ``published`` has columns activity, side, stress_mpa, sd_mpa: superior and inferior
    rows. ``models`` maps a description to the stress of one neck section.
    """
    axes = figure.add_axes((0.36, 0.13, 0.62, 0.80))
    thin(axes)
    axes.axvline(0, color=QUIET, lw=0.9)
    names = [*published.activity.unique(), *models]
    axes.set(ylim=(len(names) - 0.5, -0.6), yticks=range(len(names)))
    axes.set(xlim=(-75, 45), xticks=range(-60, 41, 20))
    axes.set_yticklabels(names, size=BODY)
    axes.set_xlabel("stress (MPa), tension +", size=BODY)
    for side, colour, k in (("superior", TENSION, 0), ("inferior", COMPRESSION, 2)):
        rows = published[published.side == side].set_index("activity")
        for row, name in enumerate(names):
            if name in models:
                x, spread = float(models[name].quadrants_mpa[k]), 0.0
            else:
                x, spread = rows.stress_mpa[name], rows.sd_mpa[name]
            look: dict[str, Any] = {"color": colour, "ms": 10, "lw": 2}
            axes.errorbar(x, row, xerr=spread, fmt="D" if name in models else "o", **look)
            axes.text(x, row - 0.2, signed(x), size=SMALL, ha="center", va="bottom", color=INK)
        axes.text((36, -64)[k // 2], -0.45, side, size=BODY, color=colour, ha="center")
