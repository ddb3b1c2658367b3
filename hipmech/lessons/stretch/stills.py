"""Stills of lesson 07: nine postures and what they lengthen; the spring in measured gait."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hipmech.drawing.style import BODY, FAINT, INK, PASSIVE, QUIET, SMALL, signed, thin
from hipmech.lessons.stretch.picture import change_colours
from hipmech.muscles import MuscleSet
from hipmech.muscles.stretch import STRETCHED, GaitRecoil, length_change, stretch_posture
from hipmech.tables import load_table


def stretches_figure(figure: Figure) -> None:
    """Draw how much nine postures lengthen eight muscles, in percent of the optimal length."""
    muscles = MuscleSet.load("delp1990").select(STRETCHED)
    stretches = [name for name in load_table("hip_stretches").stretch if name != "standing"]
    changes = np.array(
        [length_change(muscles, **stretch_posture(name)).change_percent for name in stretches]
    )
    axes = figure.add_axes((0.265, 0.01, 0.61, 0.70))
    axes.imshow(change_colours(changes), aspect="auto")
    names = [name.split(",")[0].replace(" ", "\n", 1) for name in STRETCHED.values()]
    axes.set_xticks(range(len(names)), names, size=SMALL, rotation=35, ha="left", va="bottom")
    axes.set_yticks(range(len(stretches)), stretches, size=SMALL)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for (row, column), change in np.ndenumerate(changes):
        ink = "white" if change > 12 else INK
        axes.text(column, row, signed(change), ha="center", va="center", size=SMALL, color=ink)
    axes.set_yticks(np.arange(len(stretches) + 1) - 0.5, minor=True)
    axes.grid(which="minor", axis="y", color="white", lw=3)
    axes.tick_params(which="minor", length=0)


def gait_moments_figure(
    figure: Figure, percent: NDArray, gaits: Mapping[str, GaitRecoil], toe_off: Mapping[str, float]
) -> None:
    """Net and passive flexion moment of the hip through the cycle of several gaits.

    `percent` (101,); `gaits` and `toe_off` (percent of the cycle) by title.
    """
    panels = figure.subplots(1, len(gaits), sharey=True, squeeze=False)[0]
    for axes, (title, recoil) in zip(panels, gaits.items(), strict=True):
        thin(axes)
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.axvline(toe_off[title], color=FAINT, lw=1.2, zorder=0)
        axes.axvline(recoil.peak_percent, color=INK, lw=0.9, ls=(0, (2, 3)), zorder=0)
        axes.plot(percent, recoil.net_moment_Nm, color=INK, lw=3)
        axes.plot(percent, recoil.passive_moment_Nm, color=PASSIVE["color"], lw=2.6, ls=(0, (4, 2)))
        axes.set(xlim=(0, 100), ylim=(-115, 150), yticks=range(-100, 101, 50))
        axes.set_xlabel("percent of the cycle")
        axes.xaxis.label.set_size(BODY)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
    panels[0].set_ylabel("flexion moment (N·m)", size=BODY)
    notes = (
        "net, measured (black)\npassive, formula (dashed)",
        "dotted: peak extension\nline: foot leaves the ground",
    )
    for axes, words in zip(panels, notes, strict=False):
        paper = {"fc": "white", "ec": "none", "pad": 1}
        axes.text(2, 147, words, size=SMALL, color=INK, va="top", bbox=paper)
    figure.tight_layout()
