"""Explorers of the tug of war: ropes beside the hip in 3-D, and what another cost would change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np

from hipmech.gait import GaitCycle
from hipmech.joint_reaction import COSTS, GROUPS
from hipmech.lessons.tug_of_war.costs import CostFigure, CostView
from hipmech.lessons.tug_of_war.picture import TugOfWarFigure, TugOfWarView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene, SceneExplorer
from hipmech.muscles import MuscleSet
from hipmech.subject import Subject
from hipmech.tug_of_war import tug_of_war

Gait = tuple[str | GaitCycle, float]
GAITS: dict[str, Gait] = {
    "walking, 1.2 m/s": ("walking", 1.2),
    "running, 2.5 m/s": ("running", 2.5),
    "running, 3.5 m/s": ("running", 3.5),
    "running, 4.5 m/s": ("running", 4.5),
}
_STRONG = {"gait": "walking, 1.2 m/s", "strength_percent": 100}
_MEDIUS = {"gait": "walking, 1.2 m/s", "weak_group": "gluteus medius, minimus"}
TRIES: dict[str, dict[str, Any]] = {
    "one leg": {"percent": 15, **_STRONG},
    "toe-off": {"percent": 48, **_STRONG},
    "swing": {"percent": 70, **_STRONG},
    "weak medius": {"percent": 15, **_MEDIUS, "strength_percent": 35},
    "weak hamstrings": {"percent": 15, **_STRONG, "weak_group": "hamstrings",
                        "strength_percent": 30},
    "running": {"percent": 12, **_STRONG, "gait": "running, 3.5 m/s"},
}  # fmt: skip
PASSIVE = ("left out", "carries its share")

_cycle = lru_cache(maxsize=128)(tug_of_war)  # scrubbing through a cycle only picks a row of it


def _gaits(cycle: GaitCycle | None, percent: int) -> tuple[dict[str, Gait], dict[str, Any]]:
    """Return the gaits by name, and the controls that choose one and a moment of it."""
    gaits = GAITS if cycle is None else {"own gait": (cycle, np.nan), **GAITS}
    return gaits, {
        "percent": Control("Cycle", 0, 100, 1, percent, "%", play=1),
        "gait": Choice("Gait", tuple(gaits), next(iter(gaits))),
    }


def tug_of_war_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Return who pulls through a gait cycle, and who takes over when one group is weak.

    Controls: ``percent``, 0 to 100 % of the cycle; ``gait``, one of `GAITS`; ``weak_group``, one of
    `hipmech.joint_reaction.GROUPS`; ``strength_percent``, 20 to 100 % of that group's. A ``cycle``
    of one's own (`hipmech.research`) stands before the measured gaits. Presets: `TRIES`.

    >>> explorer = tug_of_war_explorer(Subject(mass_kg=75))
    >>> explorer.move(percent=48, strength_percent=50)
    >>> explorer.result.title
    'walking, 1.2 m/s: gluteus medius, minimus at 50 %'
    """
    gaits, controls = _gaits(cycle, 40)
    muscles = muscles or MuscleSet.load("uhlrich2022")
    controls["weak_group"] = Choice("Weak group", tuple(GROUPS), "gluteus medius, minimus")
    controls["strength_percent"] = Control("Its strength", 20, 100, 5, 100, "%")
    view = partial(tug_of_war_view, gaits=gaits, subject=subject, muscles=muscles)
    scene = HipScene(muscles, colour_by="force", follows=True)
    return SceneExplorer(controls, view, TugOfWarFigure, _readout, scene, _shown, TRIES)


def recruitment_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Return who pulls and what the joint pays under every recruitment cost, side by side.

    Controls: ``percent``, 0 to 100 % of the cycle; ``gait``, one of `GAITS`; ``cost``, the one of
    `hipmech.joint_reaction.COSTS` to look at; ``passive``, one of `PASSIVE`.

    >>> explorer = recruitment_explorer()
    >>> explorer.move(cost="Σ a³")
    >>> explorer.readout
    '15 %, Σ a³: R 2.87 BW, by Σ a² 2.66 BW; 12 of 27 muscle units work.'
    """
    gaits, controls = _gaits(cycle, 15)
    controls["cost"] = Choice("Recruitment cost", tuple(COSTS), "min-max a")
    controls["passive"] = Choice("Passive tissue", PASSIVE, PASSIVE[0])
    muscles = muscles or MuscleSet.load("uhlrich2022")

    def view(percent: float, gait: str, cost: str, passive: str) -> CostView:
        solve = partial(_cycle, *gaits[gait], subject=subject, muscles=muscles)
        wars = {name: solve(name, "", 1.0, passive == PASSIVE[1]) for name in COSTS}
        return CostView(gait, round(percent), cost, wars)

    return Explorer(controls, view, CostFigure, _told)


def tug_of_war_view(
    percent: float,
    gait: str,
    weak_group: str = "",
    strength_percent: float = 100,
    *,
    gaits: Mapping[str, Gait] = GAITS,
    subject: Subject | None = None,
    muscles: MuscleSet | None = None,
) -> TugOfWarView:
    """Return an instant of a measured gait, and beside it the same with normal strength."""
    cycle = partial(_cycle, *gaits[gait], "Σ a²", subject=subject, muscles=muscles)
    weak = strength_percent < 100
    change = f"{weak_group} at {strength_percent:.0f} %" if weak else "all at full strength"
    return TugOfWarView(
        title=f"{gait}: {change}",
        frame=round(percent),
        now=cycle(weak_group if weak else "", strength_percent / 100),
        normal=cycle("", 1.0),
    )


def _shown(view: TugOfWarView) -> dict[str, Any]:
    load, frame = view.now.load, view.frame
    return {
        **{name: angle[frame] for name, angle in load.cycle.posture.items()},
        "values": np.clip(load.sharing.activations[frame], 0, 1),
        "force": load.contact_bw[frame],
    }


def _readout(view: TugOfWarView) -> str:
    war, f = view.now, view.frame
    first = war.forces_bw[f].argmax()
    pull = f"strongest pull {war.groups[first]}, {war.forces_bw[f, first]:.2f} BW"
    size, lack = war.load.magnitude_bw, np.abs(war.reserve_Nm[f]).max()
    newton = size[f] * war.load.body_weight
    missing = f"; missing moment up to {lack:.1f} N·m" if lack >= 0.05 else ""
    return (
        f"{f} %: {pull}; contact force {size[f]:.2f} BW ({newton:.0f} N), "
        f"peak {size.max():.2f} BW{missing}."
    )


def _told(view: CostView) -> str:
    now, usual = (view.wars[name].load for name in (view.cost, "Σ a²"))
    busy = (now.sharing.activations[view.frame] > 0.01).sum()
    return (
        f"{view.frame} %, {view.cost}: R {now.magnitude_bw[view.frame]:.2f} BW, by Σ a² "
        f"{usual.magnitude_bw[view.frame]:.2f} BW; {busy} of {len(now.names)} muscle units work."
    )
