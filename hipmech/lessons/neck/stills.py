"""Pictures of lesson 08 that stand still: what others computed and measured of the neck."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pandas import DataFrame

from hipmech.drawing.picture import Picture
from hipmech.drawing.style import (
    AS_USUAL,
    BODY,
    COMPRESSION,
    GROWS,
    INK,
    QUIET,
    SMALL,
    TENSION,
    bare,
    signed,
    thin,
)
from hipmech.femoral_neck import QUADRANTS, NeckStress, directed_force, neck_stress
from hipmech.joint_reaction import hip_contact_force
from hipmech.muscles import MuscleSet
from hipmech.static_optimization import share_load
from hipmech.tables import load_table

_GROUPS = {  # of Nikander's athletes, and what they do
    "high-impact": "hard impacts: volleyball, hurdles",
    "odd-impact": "impacts from odd sides: soccer, racket games",
    "high-magnitude": "large muscle force: weightlifting",
    "repetitive, low-impact": "many small impacts: endurance running",
    "repetitive, non-impact": "many, no impact: swimming",
}


def stairs() -> Picture:
    """Return published stress on stairs beside the beam's, for some forces and one other cut."""
    published = load_table("femoral_neck_stress_published").query(
        "study == 'Deng 2018' and side in ['superior', 'inferior'] and peak == 2"
    )
    one_bw = 60 * 9.81  # N
    models = {
        "beam, 4.8 BW (chosen), 13°": neck_stress(directed_force(4.8 * one_bw, 13.3, 0)),
        "the same, 22° from the shaft": neck_stress(directed_force(4.8 * one_bw, 22.3, 0)),
        "beam, 2.6 BW (implants), 13°": neck_stress(directed_force(2.6 * one_bw, 13.3, 0)),
    }
    inferior = [float(m.quadrants_mpa[2]) for m in models.values()]
    superior = [float(m.quadrants_mpa[0]) for m in models.values()]
    alt = (
        "Superior and inferior neck stress on stairs. Deng 2018: −44 and +16 MPa up, −51 and +18 "
        f"down. Beam: {inferior[0]:.0f} and {superior[0]:+.0f} MPa with 4.8 body weights at 13 "
        f"degrees, {inferior[1]:.0f} and {superior[1]:+.0f} at 22 degrees, {inferior[2]:.0f} and "
        f"{superior[2]:+.0f} with 2.6 body weights."
    )
    return Picture(stairs_figure, published, models, alt=alt, size=(11, 3.4))


def athletes() -> Picture:
    """Return on which side of the neck the cortex of five groups of women athletes is thicker."""
    table = load_table("femoral_neck_adaptation")
    column = "cortical_thickness_difference_percent"
    percent = table.set_index(["loading", "side"])[column]
    alt = (
        "Cortex of the femoral neck against 20 other women: hard impacts, anterior +20, inferior "
        "+60, posterior +20 percent; impacts from odd sides, anterior and posterior +20; large "
        "muscle force, many small impacts, and many without impact: none reported on any side."
    )
    return Picture(athletes_figure, percent, alt=alt, size=(11, 2.95))


def athletes_figure(figure: Figure, percent: Any) -> None:
    """Draw a grid of athletes and sides with the difference in percent, NaN where none is told."""
    axes = figure.add_axes((0, 0, 1, 1))
    bare(axes, (0, 11), (0, 2.95))
    for x, side in enumerate(QUADRANTS):
        axes.text(6.15 + 1.4 * x, 2.78, side, size=SMALL, ha="center", va="center", color=QUIET)
    for row, (group, words) in enumerate(_GROUPS.items()):
        y = 2.4 - 0.52 * row
        axes.text(0.1, y, words, size=SMALL, va="center", color=INK)
        for x, side in enumerate(QUADRANTS):
            value = percent[group, side]
            told = bool(np.isfinite(value))
            middle = 6.15 + 1.4 * x
            colour = GROWS if told else AS_USUAL
            cell = Rectangle(
                (middle - 0.65, y - 0.23), 1.3, 0.46, fc=colour, alpha=1 if told else 0.4
            )
            axes.add_patch(cell)
            text = signed(value, " %") if told else "–"
            look: dict[str, Any] = {"ha": "center", "va": "center", "size": BODY}
            axes.text(middle, y, text, color="white" if told else QUIET, weight="bold", **look)


def muscles_alone(moment: float = 60.0) -> Picture:
    """Return the neck's stress when one group of muscles gives a moment in N·m alone."""
    muscles = MuscleSet.load("uhlrich2022")
    asked = {"flexors": (1, 0, 0), "extensors": (-1, 0, 0), "abductors": (0, -1, 0),
             "adductors": (0, 1, 0)}  # fmt: skip
    moments = moment * np.array(list(asked.values()), float)
    shared = share_load(muscles.moment_arms(), muscles.max_force, moments)
    contact = hip_contact_force(shared.forces, muscles.lines_of_pull(), np.zeros(3))
    stress = neck_stress(contact).quadrants_mpa
    told = "; ".join(
        f"{group} " + ", ".join(f"{q} {x:+.0f}" for q, x in zip(QUADRANTS, row, strict=True))
        for group, row in zip(asked, stress, strict=True)
    )
    alt = f"Stress of the neck in MPa when one group gives {moment:.0f} N·m alone: {told}."
    return Picture(muscles_figure, list(asked), stress, alt=alt, size=(11, 2.9))


def muscles_figure(figure: Figure, groups: list[str], stress: Any) -> None:
    """Draw for each group of muscles (n) the stress at the four sides (n, 4) as bars."""
    for column, (group, row) in enumerate(zip(groups, stress, strict=True)):
        axes = figure.add_axes((0.125 + 0.222 * column, 0.13, 0.20, 0.72))
        thin(axes)
        axes.set(xlim=(-46, 40), ylim=(3.6, -0.6), xticks=[-20, 0, 20], yticks=range(4))
        axes.set_yticklabels(QUADRANTS if column == 0 else [""] * 4, size=SMALL)
        axes.set_title(group, size=BODY, color=INK)
        axes.axvline(0, color=QUIET, lw=0.9)
        for side, value in enumerate(row):
            colour = TENSION if value > 0 else COMPRESSION
            axes.barh(side, value, height=0.55, color=colour)
            sign = 1 if value > 0 else -1
            axes.text(value + 1.5 * sign, side, signed(value), size=SMALL, va="center",
                      ha="left" if value > 0 else "right", color=INK)  # fmt: skip
    figure.text(0.125, 0.02, "MPa", size=SMALL, ha="right", color=QUIET)


def stairs_figure(figure: Figure, published: DataFrame, models: dict[str, NeckStress]) -> None:
    """Draw published stress on stairs, mean and SD, beside this model's for some forces and cuts.

    ``published`` has columns activity, side, stress_mpa, sd_mpa: superior and inferior
    rows. ``models`` maps a description to the stress of one neck section.
    """
    axes = figure.add_axes((0.36, 0.19, 0.62, 0.77))
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
