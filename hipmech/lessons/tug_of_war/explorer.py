"""Explorers of the tug of war: a strip of measured gait beside the hip in 3-D that follows it."""

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from hipmech.joint_reaction import COSTS, GROUPS
from hipmech.lessons.tug_of_war.picture import TugOfWarFigure, TugOfWarView
from hipmech.live import scene
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import RAMP, HipScene
from hipmech.tug_of_war import TugOfWar, tug_of_war

_LIVE = Path(scene.__file__).parent
GAITS = {
    "walking, 1.2 m/s": ("walking", 1.2),
    "running, 2.5 m/s": ("running", 2.5),
    "running, 3.5 m/s": ("running", 3.5),
    "running, 4.5 m/s": ("running", 4.5),
}
PASSIVE = ("left out", "carries its share")
PERCENT = Control("Cycle", 0, 100, 1, 15, "%", play=True)

_cycle = lru_cache(maxsize=128)(tug_of_war)  # scrubbing through a cycle only picks a row of it


class FollowingScene(HipScene):
    """A `HipScene` that is moved by sliders elsewhere, and hides its own."""

    _follows = traitlets.Bool(True).tag(sync=True)
    _css: Any = "\n".join((_LIVE / name).read_text() for name in ("scene.css", "tug_of_war.css"))

    def show(self, war: TugOfWar, frame: int) -> None:
        """Posture, activations and contact force of one frame, in one message."""
        with self.hold_sync():
            for name, angle in war.load.cycle.posture.items():
                setattr(self, name, float(angle[frame]))
            self.values = np.clip(war.load.sharing.activations[frame], 0, 1)
            self.force = war.load.contact_bw[frame]


class TugOfWarExplorer(Explorer):
    """An explorer whose result is shown by a 3-D scene as well, beside the picture."""

    children: Any

    def __init__(self, controls: Mapping[str, Control | Choice]) -> None:
        self.scene = FollowingScene(colour_by="force")
        self.scene.add_class("hipmech-follows")
        super().__init__(controls, tug_of_war_view, partial(TugOfWarFigure, ramp=RAMP), _readout)
        grid, live = self.children
        pair = ipywidgets.Box([live, self.scene])
        pair.add_class("hipmech-side-by-side")
        self.children = (grid, pair)
        self.add_class("hipmech-tug-of-war")

    def _refresh(self, change: Any = None) -> None:
        super()._refresh(change)
        if not self._moving:
            self.scene.show(self.result.now, self.result.frame)


def tug_of_war_explorer() -> Explorer:
    """Who pulls through a gait cycle, and who takes over when one group is weak."""
    return TugOfWarExplorer({
        "percent": PERCENT,
        "gait": Choice("Gait", tuple(GAITS), "walking, 1.2 m/s"),
        "weak_group": Choice("Weak group", tuple(GROUPS), "gluteus medius, minimus"),
        "strength_percent": Control("Its strength", 20, 100, 5, 100, "%"),
    })  # fmt: skip


def recruitment_explorer() -> Explorer:
    """The same tug of war under other recruitment costs, with and without passive tissue."""
    return TugOfWarExplorer({
        "percent": PERCENT,
        "gait": Choice("Gait", tuple(GAITS), "walking, 1.2 m/s"),
        "cost": Choice("Recruitment cost", tuple(COSTS), "Σ a"),
        "passive": Choice("Passive tissue", PASSIVE, "left out"),
    })  # fmt: skip


def tug_of_war_view(
    percent: float,
    gait: str,
    weak_group: str = "",
    strength_percent: float = 100,
    cost: str = "Σ a²",
    passive: str = PASSIVE[0],
) -> TugOfWarView:
    """One instant of a measured gait, beside the same with normal strength and the usual cost."""
    weak = strength_percent < 100
    changes = [f"{weak_group} at {strength_percent:.0f} %"] if weak else []
    changes += [cost] if cost != "Σ a²" else []
    changes += ["with passive tissue"] if passive == PASSIVE[1] else []
    return TugOfWarView(
        title=f"{gait}: " + (", ".join(changes) or "all muscles at full strength, Σ a²"),
        frame=round(percent),
        now=_cycle(
            *GAITS[gait],
            cost,
            weak_group if weak else "",
            strength_percent / 100,
            passive == PASSIVE[1],
        ),
        normal=_cycle(*GAITS[gait], "Σ a²", "", 1.0, False),
    )


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
