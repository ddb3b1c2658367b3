"""Pictures of lesson 06 that stand still."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from hipmech.drawing.style import (
    DASHES,
    FAINT,
    FORCES,
    INK,
    MISSING,
    MUSCLES,
    QUIET,
    RAMP,
    SMALL,
    thin,
)
from hipmech.in_vivo import compare_with_measurement
from hipmech.joint_reaction import COSTS, GROUPS, hip_contact_force
from hipmech.muscles import MuscleSet
from hipmech.static_optimization import share_load
from hipmech.tug_of_war import opensim_walk, tug_of_war

_CONTACT, _PULL = FORCES["contact"].colour, RAMP[-1]
_WEAK, _AT = "gluteus medius, minimus", 15


def timing_figure(figure: Figure) -> None:
    """When each group is active through walking and running: one strip a group, darker is more."""
    gaits = {"walking, 1.2 m/s": ("walking", 1.2), "running, 3.5 m/s": ("running", 3.5)}
    colours = LinearSegmentedColormap.from_list("activation", list(RAMP))
    look: dict[str, Any] = {"aspect": "auto", "interpolation": "nearest", "vmin": 0, "vmax": 1}
    for left, (title, gait) in zip((0.255, 0.595), gaits.items(), strict=True):
        axes = figure.add_axes((left, 0.16, 0.31, 0.74))
        war = tug_of_war(*gait)
        rows = len(war.groups)
        extent = (0, 100, rows - 0.5, -0.5)
        image = axes.imshow(war.activations.T, colours, extent=extent, **look)
        for row in range(rows - 1):
            axes.axhline(row + 0.5, color="white", lw=4)
        axes.axvline(war.load.cycle.stance_percent, color=INK, lw=1.6)
        axes.spines[:].set_visible(False)
        axes.set(yticks=range(rows) if left < 0.5 else [], xticks=(0, 25, 50, 75))
        axes.set_xticklabels(["0", "25", "50", "75 %"])
        axes.tick_params(labelsize=SMALL, length=0)
        axes.set_title(title, size=SMALL, loc="left", weight="bold", color=INK)
        if left < 0.5:
            axes.set_yticklabels(war.groups)
    figure.text(0.255, 0.015, "of the cycle; black line: the foot leaves", size=SMALL, color=INK)
    bar = figure.colorbar(image, cax=figure.add_axes((0.925, 0.16, 0.016, 0.74)), ticks=(0, 0.5, 1))
    bar.ax.set_title("activation", size=SMALL, loc="right")
    bar.ax.tick_params(labelsize=SMALL)


def weakness_figure(figure: Figure) -> None:
    """R against the strength that gluteus medius and minimus have left, and who pulls instead."""
    left = figure.add_axes((0.06, 0.19, 0.36, 0.70))
    right = figure.add_axes((0.665, 0.19, 0.32, 0.70))
    strengths = np.arange(20, 101, 5)
    wars = [tug_of_war("walking", 1.2, weak_group=_WEAK, strength=s / 100) for s in strengths]
    size = np.array([war.load.magnitude_bw[_AT] for war in wars])
    lacking = np.array([not war.load.sharing.feasible[_AT] for war in wars])
    thin(left)
    left.set(xlim=(106, 18), ylim=(0, 9), yticks=range(0, 9, 2), xticks=(100, 75, 50, 25))
    left.plot(strengths, size, color=_CONTACT, lw=3)
    flat = [_without_rotation(s / 100) for s in strengths]
    left.plot(strengths, flat, color=QUIET, lw=2.4, ls=DASHES[1])
    left.plot(strengths[lacking], size[lacking], "x", color=MISSING, ms=11, mew=3)
    left.set_xlabel("strength left (%)", size=SMALL)
    left.set_title("R at 15 % of a walk (BW)", size=SMALL, loc="left", color=INK)
    look: dict[str, Any] = {"size": SMALL, "va": "center"}
    left.text(99, 7.9, "× out of reach", color=MISSING, **look)
    left.text(99, 6.9, "dashed: no rotation asked", color=INK, **look)
    change = wars[strengths.tolist().index(35)].forces_bw[_AT] - wars[-1].forces_bw[_AT]
    thin(right)
    right.barh(range(len(change)), change, 0.66, color=[MUSCLES["abductors"], *[_PULL] * 7])
    right.axvline(0, color=INK, lw=1.2)
    right.set(xlim=(-0.5, 0.5), yticks=range(len(change)), ylim=(7.5, -0.5), xticks=(-0.4, 0, 0.4))
    right.set_xticklabels(["−0.4", "0", "+0.4"])
    right.set_yticklabels(GROUPS)
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.set_title("change of pull at 35 % (BW)", size=SMALL, loc="right", color=INK)


def _without_rotation(strength: float) -> float:
    """R in BW if no moment about the long axis were asked for."""
    load = tug_of_war("walking", 1.2).load
    muscles = MuscleSet.load("uhlrich2022")
    left = np.where(np.isin(load.names, GROUPS[_WEAK]), strength, 1.0) * muscles.max_force
    planes = np.array([1, 1, 0])
    shared = share_load(load.moment_arms[_AT] * planes, left, load.moments[_AT] * planes)
    net = load.cycle.intersegmental_force_bw[_AT]
    pulls = shared.forces / load.body_weight
    return float(np.linalg.norm(hip_contact_force(pulls, load.lines_of_pull[_AT], net)))


def tests_figure(figure: Figure) -> None:
    """R of OpenSim's walking trial, its solution and ours; errors of each cost on implants."""
    left = figure.add_axes((0.06, 0.19, 0.37, 0.70))
    right = figure.add_axes((0.615, 0.19, 0.375, 0.70))
    walk = opensim_walk()
    theirs, ours = (
        np.linalg.norm(contact, axis=-1)
        for contact in (walk.opensim_contact_bw, walk.our_contact_bw)
    )
    left.plot(walk.percent, theirs, color=INK, lw=2.2, ls=DASHES[1])
    left.plot(walk.percent, ours, color=_CONTACT, lw=3)
    thin(left)
    left.set(xlim=(0, 100), ylim=(0, 4.4), xticks=range(0, 100, 25), yticks=range(5))
    left.set_xticklabels(["0", "25", "50", "75 %"])
    left.set_xlabel("of the cycle", size=SMALL)
    left.set_title("R of one walk (BW)", size=SMALL, loc="left", color=INK)
    left.text(56, 3.9, "dashed: OpenSim", size=SMALL, va="center", color=INK)
    left.text(62, 2.8, "line: ours,\nhip alone", size=SMALL, va="center", color=_CONTACT)
    table = compare_with_measurement()
    table = table[~table.passive].dropna(subset="model_bw")
    marks = {"level walking": "o", "walking 5 km/h": "s", "very fast walking": "^", "jogging": "D"}
    names = ["lever", *COSTS]
    thin(right)
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.grid(axis="x", color=FAINT, lw=0.7)
    for name, mark in marks.items():
        rows = table[table.measurement == name].set_index("cost").error_percent
        colour, order = (INK, 3) if name == "level walking" else (_CONTACT, 2)
        look: dict[str, Any] = {"color": colour, "mec": "white", "mew": 1.2, "zorder": order}
        right.plot(rows[names], range(len(names)), mark, ms=10, **look)
    right.axvline(0, color=INK, lw=2)
    right.set(ylim=(len(names) - 0.4, -0.6), xlim=(-60, 70), xticks=(-50, 0, 50))
    right.set_xticklabels(["−50", "0", "+50 %"])
    right.set_yticks(range(len(names)), names)
    right.set_title("peak of R: model less implants", size=SMALL, loc="left", color=INK)
    right.set_xlabel("● walking  ■ 5 km/h  ▲ very fast  ◆ jog", size=SMALL)
