"""Pictures of lesson 06 that stand still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from hipmech.drawing.bones import HipPicture
from hipmech.drawing.style import BODY, FAINT, FORCES, INK, LARGE, SMALL, thin
from hipmech.muscles import MuscleSet
from hipmech.tug_of_war import OpenSimWalk, TugOfWar

_HATCHED: dict[str, Any] = {"color": "white", "edgecolor": INK, "lw": 1.2, "hatch": "///"}


def stills_figure(
    figure: Figure, war: TugOfWar, frames: Sequence[int], ramp: Sequence[str]
) -> None:
    """Pelvis and leg from the side at some instants of a gait: the darker, the more active."""
    panels = figure.subplots(1, len(frames))
    posture, muscles = war.load.cycle.posture, MuscleSet.load("uhlrich2022")
    shade = LinearSegmentedColormap.from_list("activation", list(ramp))
    for axes, frame in zip(panels, frames, strict=True):
        here = {name: float(angle[frame]) for name, angle in posture.items()}
        colours = [to_hex(shade(a)) for a in war.load.sharing.activations[frame]]
        HipPicture(axes, muscles, colours, here, "side", war.load.contact_bw[frame])
        axes.set_title(f"{frame} % of the cycle", size=LARGE, color=INK)
    figure.subplots_adjust(0, 0, 1, 0.92, 0.02, 0)


def timing_figure(figure: Figure, wars: dict[str, TugOfWar], ramp: Sequence[str]) -> None:
    """When each group is active through the cycle: one strip per group, darker is more."""
    panels = figure.subplots(1, len(wars), sharey=True)
    colours = LinearSegmentedColormap.from_list("activation", list(ramp))
    for axes, (title, war) in zip(panels, wars.items(), strict=True):
        groups = len(war.groups)
        look: dict[str, Any] = {"aspect": "auto", "interpolation": "nearest"}
        image = axes.imshow(
            war.activations.T, colours, vmin=0, vmax=1, extent=(0, 100, groups - 0.5, -0.5), **look
        )
        for row in range(groups - 1):
            axes.axhline(row + 0.5, color="white", lw=4)
        axes.axvline(war.load.cycle.stance_percent, color=INK, lw=1.4)
        axes.spines[:].set_visible(False)
        axes.set(yticks=range(groups), xticks=(0, 50, 100))
        axes.set_yticklabels(war.groups)
        axes.tick_params(labelsize=SMALL, length=0)
        axes.set_title(title, size=BODY, loc="left", color=INK)
    panels[0].set_xlabel(
        "percent of the cycle; line: the foot leaves the ground", size=SMALL, loc="left"
    )
    figure.subplots_adjust(0.215, 0.14, 0.90, 0.91, 0.08)
    bar = figure.colorbar(image, cax=figure.add_axes((0.92, 0.14, 0.018, 0.77)))
    bar.set_label("activation of the group", size=SMALL)
    bar.ax.tick_params(labelsize=SMALL)


def opensim_figure(figure: Figure, walk: OpenSimWalk) -> None:
    """Contact force of OpenSim's walking trial, its solution and ours; the groups at the peak."""
    left, right = map(figure.add_axes, ((0.06, 0.14, 0.40, 0.74), (0.70, 0.14, 0.28, 0.74)))
    ours, theirs = np.linalg.norm([walk.our_contact_bw, walk.opensim_contact_bw], axis=-1)
    colour, peak = FORCES["contact"].colour, int(theirs.argmax())
    for axes in (left, right):
        thin(axes)
    left.plot(walk.percent, theirs, color=INK, lw=2.2, ls=(0, (4, 2)))
    left.plot(walk.percent, ours, color=colour, lw=3)
    left.axvline(peak, color=FAINT, lw=1.2, zorder=0)
    left.set(xlim=(0, 100), ylim=(0, 4.2), xticks=range(0, 101, 20))
    left.set_xlabel("percent of the cycle", size=SMALL)
    left.set_title("hip contact force (BW)", size=BODY, loc="left", color=INK)
    left.text(66, 3.6, "dashed: OpenSim,\nwhole body", size=BODY, va="center", color=INK)
    left.text(66, 2.7, "line: ours,\nthe hip alone", size=BODY, va="center", color="#00694C")
    y = np.arange(len(walk.groups))
    right.barh(y + 0.19, walk.our_forces_bw[peak], 0.36, color=colour)
    right.barh(y - 0.19, walk.opensim_forces_bw[peak], 0.36, **_HATCHED)
    right.set(yticks=y, ylim=(len(y) - 0.5, -0.5), xlim=(0, 2.1), xticks=(0, 1, 2))
    right.set_yticklabels(walk.groups)
    right.set_title(f"pull at {peak} % (BW); hatched: OpenSim", size=BODY, loc="right", color=INK)


def running_figure(figure: Figure, table: pd.DataFrame) -> None:
    """Peak muscle forces of running: another laboratory's model and ours, in N per kg."""
    axes = figure.add_axes((0.30, 0.12, 0.68, 0.80))
    thin(axes)
    y = np.arange(len(table))
    axes.barh(y, table.published, 0.62, **_HATCHED)
    ours = table.filter(like="m/s")
    for name, marker in zip(ours, ("o", "s"), strict=True):
        look: dict[str, Any] = {"color": FORCES["abductors"].colour, "mec": "white", "ms": 11}
        axes.plot(ours[name], y, marker, label=f"ours, {name}", **look)
    axes.set(yticks=y, ylim=(len(y) - 0.4, -0.6), xlim=(0, 35))
    axes.set_yticklabels(table.phase + ": " + table.muscle)
    axes.set_xlabel("peak force (N/kg); hatched: Lenhart 2014", size=SMALL)
    axes.legend(fontsize=BODY, frameon=False, loc="center right")
