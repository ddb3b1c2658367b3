"""Pictures of lesson 04 that stand still."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hipmech.drawing.style import (
    DASHES,
    FAINT,
    FORCES,
    INK,
    MEASURED,
    MUSCLES,
    QUIET,
    SMALL,
    SWING,
    shades,
    thin,
)
from hipmech.gait import ACTIVITIES, GaitCycle, load_gait, speed_range
from hipmech.joint_reaction import (
    GROUPS,
    gait_contact_force,
    least_contact_force,
    lever_contact_force,
)
from hipmech.muscles import MuscleSet
from hipmech.tables import load_table

_CONTACT = FORCES["contact"].colour
_PARTS = {  # of the contact force: words, groups, colour and hatch
    "gluteus medius,\nminimus": (("gluteus medius, minimus",), MUSCLES["abductors"], ""),
    "iliopsoas": (("iliopsoas",), MUSCLES["flexors"], "//"),
    "rectus,\nsartorius": (
        ("rectus femoris, sartorius",),
        shades(MUSCLES["flexors"], 3)[2],
        "\\\\",
    ),
    "weight and\ninertia": (("rest",), FORCES["body_weight"].colour, "."),
}
_TIMED = {  # words, group, colour
    "medius, minimus": ("gluteus medius, minimus", MUSCLES["abductors"]),
    "iliopsoas": ("iliopsoas", MUSCLES["flexors"]),
    "gluteus maximus": ("gluteus maximus", MUSCLES["extensors"]),
    "adductors": ("adductors", MUSCLES["adductors"]),
}


def peaks_figure(figure: Figure) -> None:
    """Peak of the hip contact force against speed: two models, and what implants measured."""
    axes = figure.add_axes((0.07, 0.16, 0.91, 0.80))
    thin(axes)
    axes.set(xlim=(0, 4.75), ylim=(0, 9), yticks=range(0, 9, 2), xticks=range(5))
    axes.set_xlabel("speed (m/s)", size=SMALL)
    axes.set_ylabel("peak of R (BW)", size=SMALL)
    muscles = MuscleSet.load("uhlrich2022")
    for activity in ACTIVITIES:
        speeds = np.linspace(*speed_range(activity), 10)
        rows = []
        for speed in speeds:
            cycle = load_gait(activity, speed)
            load, least = (f(cycle, muscles) for f in (gait_contact_force, least_contact_force))
            lever = np.hypot(*lever_contact_force(cycle).T)[cycle.stance].max()
            first, second = load.stance_peaks_bw
            rows.append((max(first, second), least.stance_peaks_bw.max(), first, lever))
        high, least_bw, first, lever = np.array(rows).T
        axes.fill_between(speeds, least_bw, high, color=_CONTACT, alpha=0.22, lw=0)
        axes.plot(speeds, high, color=_CONTACT, lw=3)
        axes.plot(speeds, lever, color=QUIET, lw=2.2, ls=DASHES[1])
        if activity == "walking":
            axes.plot(speeds, first, color=_CONTACT, lw=1.4)
    look: dict[str, Any] = {"size": SMALL, "va": "center"}
    axes.text(3.3, 7.55, "muscle model", color=_CONTACT, ha="right", **look)
    axes.text(3.4, 5.0, "lever", color=INK, **look)
    axes.text(1.9, 3.1, "muscle model, first peak", color=_CONTACT, **look)
    axes.text(1.9, 2.3, "lever", color=INK, **look)
    table = load_table("hip_contact_force_published_peaks")
    peaks = table[table.kind == "in vivo"].set_index("activity").peak_bw
    marks = {
        "walking 1 km/h": (0.278, "1 man", (0.32, 3.3)),
        "walking 3 km/h": (0.833, "another,\nataxic", (0.32, 4.5)),
        "walking 4 km/h": (1.111, "mean of 4, of 10", (0.12, 1.8)),
        "level walking": (1.111, "", (0, 0)),
        "walking 5 km/h": (1.389, "1 man", (0.95, 5.1)),
    }
    for name, (speed, words, place) in marks.items():
        axes.plot([speed], [peaks[name]], ms=12, **MEASURED)
        axes.text(*place, words, color=INK, **look)
    axes.axhline(peaks["jogging"], color=INK, lw=1.4, ls=DASHES[2], zorder=1)
    words = "the same man jogging, and in very fast walking"
    axes.text(0.05, peaks["jogging"] + 0.4, words, color=INK, **look)
    axes.text(0.05, 8.6, "points: measured in implants", color=INK, **look)


def shares_figure(figure: Figure) -> None:
    """Whose force presses the joint at the two peaks of a walk, in percent of R."""
    axes = figure.add_axes((0.13, 0.01, 0.86, 0.98))
    axes.set(xlim=(0, 100), ylim=(1.85, -1.05), xticks=[])
    axes.spines[:].set_visible(False)
    load = gait_contact_force(load_gait("walking", 1.2), MuscleSet.load("uhlrich2022"))
    shares = load.group_shares(GROUPS)
    for row, frame in ((0, 17), (1.45, 48)):
        left = 0.0
        named = {name for groups, *_ in _PARTS.values() for name in groups}
        parts = [*_PARTS.items(), ("", (tuple(set(shares) - named), FAINT, ""))]
        for words, (groups, colour, hatch) in parts:
            percent = 100 * sum(shares[g][frame] for g in groups)
            if percent > 0.5:
                axes.barh(row, percent, 0.72, left, color=colour, ec="white", hatch=hatch)
            if percent > 8:
                box = {"fc": "white", "ec": "none", "pad": 1.5}
                axes.text(left + percent / 2, row, f"{percent:.0f} %", size=SMALL, ha="center",
                          va="center", bbox=box)  # fmt: skip
                if (row == 0) != (words.startswith(("ilio", "rectus"))):
                    axes.text(left + percent / 2, row - 0.40, words, size=SMALL,
                              ha="center", va="bottom", linespacing=0.95)  # fmt: skip
            left += max(percent, 0)
    axes.set_yticks([0, 1.45], ["1st peak\n17 %", "2nd peak\n48 %"])
    axes.tick_params(labelsize=SMALL, length=0)


def timing_figure(figure: Figure) -> None:
    """Force of four muscle groups through a cycle of walking and of running, swing shaded."""
    gaits = (("walking", 1.2), ("running", 3.5))
    panels = [figure.add_axes((left, 0.17, 0.35, 0.72)) for left in (0.065, 0.455)]
    for axes, gait in zip(panels, gaits, strict=True):
        cycle = _through_the_cycle(axes, gait)
        load = gait_contact_force(cycle, MuscleSet.load("uhlrich2022"))
        for (group, colour), dash in zip(_TIMED.values(), DASHES, strict=False):
            columns = np.isin(load.names, GROUPS[group])
            force = load.sharing.forces[:, columns].sum(-1) / load.body_weight
            axes.plot(cycle.percent, force, color=colour, lw=3, ls=dash)
        axes.set(ylim=(0, 4.4), yticks=range(5))
    panels[0].set_ylabel("pull (BW)", size=SMALL)
    for row, ((words, (_, colour)), dash) in enumerate(zip(_TIMED.items(), DASHES, strict=False)):
        y = 0.80 - 0.19 * row
        figure.add_artist(Line2D([0.825, 0.90], [y, y], color=colour, lw=3, ls=dash))
        figure.text(0.825, y - 0.075, words, size=SMALL, va="center", color=INK)


def power_figure(figure: Figure) -> None:
    """Power of the hip through a cycle of walking and of jogging, what it gives filled."""
    panels = [figure.add_axes((left, 0.17, 0.42, 0.72)) for left in (0.075, 0.565)]
    for axes, gait in zip(panels, (("walking", 1.2), ("running", 2.5)), strict=True):
        cycle = _through_the_cycle(axes, gait)
        power = cycle.hip_power_W_kg.sum(-1)
        given = np.maximum(power, 0)
        axes.fill_between(cycle.percent, given, color=MUSCLES["flexors"], alpha=0.45, lw=0)
        axes.plot(cycle.percent, power, color=INK, lw=2.4)
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.set(ylim=(-2, 3.4), yticks=range(-2, 4))
        swing = 100 * given[~cycle.stance].sum() / given.sum()
        look: dict[str, Any] = {"size": SMALL, "va": "center", "color": INK}
        axes.text(2, 2.8, f"given in stance\n{100 - swing:.0f} %", **look)
        axes.text(98, 2.8, f"in swing\n{swing:.0f} %", ha="right", **look)
    panels[0].set_ylabel("power of the hip (W/kg)", size=SMALL)


def _through_the_cycle(axes: Axes, gait: tuple[str, float]) -> GaitCycle:
    """Axes over a cycle with its name, swing shaded."""
    cycle = load_gait(*gait)
    thin(axes)
    axes.axvspan(cycle.stance_percent, 100, color=SWING, lw=0, zorder=0)
    axes.set(xlim=(0, 100), xticks=range(0, 101, 25))
    axes.set_xticklabels(["0", "25", "50", "75", "100 %"])
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.set_title(f"{gait[0]}, {gait[1]} m/s", size=SMALL, loc="left", weight="bold", color=INK)
    axes.set_xlabel("of the cycle; grey: swing", size=SMALL)
    return cycle
