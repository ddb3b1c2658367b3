"""Explorers of the tug of war: a strip of measured gait beside the hip in 3-D that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np

from hipmech.gait import GaitCycle
from hipmech.joint_reaction import COSTS, GROUPS
from hipmech.lessons.tug_of_war.picture import TugOfWarFigure, TugOfWarView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import RAMP, HipScene, SceneExplorer
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
PASSIVE = ("left out", "carries its share")
PERCENT = Control("Cycle", 0, 100, 1, 15, "%", play=True)

_cycle = lru_cache(maxsize=128)(tug_of_war)  # scrubbing through a cycle only picks a row of it


def _explorer(
    subject: Subject | None,
    muscles: MuscleSet | None,
    cycle: GaitCycle | None,
    **controls: Control | Choice,
) -> Explorer:
    gaits = GAITS if cycle is None else {"own gait": (cycle, np.nan), **GAITS}
    gait = Choice("Gait", tuple(gaits), next(iter(gaits)))
    muscles = muscles or MuscleSet.load("uhlrich2022")
    view = partial(tug_of_war_view, gaits=gaits, subject=subject, muscles=muscles)
    figure = partial(TugOfWarFigure, ramp=RAMP)
    scene = HipScene(muscles, colour_by="force", follows=True)
    return SceneExplorer(
        {"percent": PERCENT, "gait": gait, **controls}, view, figure, _readout, scene, _shown
    )


def tug_of_war_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Return who pulls through a gait cycle, and who takes over when one group is weak.

    Controls: ``percent``, 0 to 100 % of the cycle; ``gait``, one of `GAITS`; ``weak_group``, one of
    `hipmech.joint_reaction.GROUPS`; ``strength_percent``, 20 to 100 % of that group's. A ``cycle``
    of one's own (`hipmech.research`) stands before the measured gaits.

    >>> explorer = tug_of_war_explorer(Subject(mass_kg=75))
    >>> explorer.move(percent=48, strength_percent=50)
    >>> explorer.result.title
    'walking, 1.2 m/s: gluteus medius, minimus at 50 %'
    """
    group = Choice("Weak group", tuple(GROUPS), "gluteus medius, minimus")
    strength = Control("Its strength", 20, 100, 5, 100, "%")
    return _explorer(subject, muscles, cycle, weak_group=group, strength_percent=strength)


def recruitment_explorer(
    subject: Subject | None = None, muscles: MuscleSet | None = None, cycle: GaitCycle | None = None
) -> Explorer:
    """Return the same tug of war under other recruitment costs, with and without passive tissue.

    Controls: ``percent``, 0 to 100 % of the cycle; ``gait``, one of `GAITS`; ``cost``, one of
    `hipmech.joint_reaction.COSTS`; ``passive``, one of `PASSIVE`.

    >>> explorer = recruitment_explorer()
    >>> explorer.move(cost="Σ a³", passive="carries its share")
    >>> explorer.result.title
    'walking, 1.2 m/s: Σ a³, with passive tissue'
    """
    cost = Choice("Recruitment cost", tuple(COSTS), "Σ a")
    tissue = Choice("Passive tissue", PASSIVE, "left out")
    return _explorer(subject, muscles, cycle, cost=cost, passive=tissue)


def tug_of_war_view(
    percent: float,
    gait: str,
    weak_group: str = "",
    strength_percent: float = 100,
    cost: str = "Σ a²",
    passive: str = PASSIVE[0],
    *,
    gaits: Mapping[str, Gait] = GAITS,
    subject: Subject | None = None,
    muscles: MuscleSet | None = None,
) -> TugOfWarView:
    """Return an instant of a measured gait, beside it with normal strength and the usual cost."""
    cycle = partial(_cycle, *gaits[gait], subject=subject, muscles=muscles)
    weak = strength_percent < 100
    changes = [f"{weak_group} at {strength_percent:.0f} %"] if weak else []
    changes += [cost] if cost != "Σ a²" else []
    changes += ["with passive tissue"] if passive == PASSIVE[1] else []
    return TugOfWarView(
        title=f"{gait}: " + (", ".join(changes) or "all muscles at full strength, Σ a²"),
        frame=round(percent),
        now=cycle(cost, weak_group if weak else "", strength_percent / 100, passive == PASSIVE[1]),
        normal=cycle("Σ a²", "", 1.0, False),
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
