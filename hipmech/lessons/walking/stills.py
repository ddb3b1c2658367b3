"""Pictures of lesson 04 that stand still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from hipmech.drawing.style import BODY, FORCES, INK, SMALL, thin
from hipmech.joint_reaction import HipLoad

ABDUCTORS = FORCES["abductors"].colour
_SHADE: dict[str, Any] = {"color": INK, "alpha": 0.07, "linewidth": 0.5}


def abductor_timing_figure(
    figure: Figure, loads: Mapping[str, HipLoad], abductors: Sequence[str]
) -> None:
    """Force of the abductors through the cycle of several gaits, stance and single support shaded.

    `loads` by title; `abductors` are muscle names. Runs of single support are darker.
    """
    panels = figure.subplots(1, len(loads), sharey=True, squeeze=False)[0]
    for axes, (title, load) in zip(panels, loads.items(), strict=True):
        cycle = load.cycle
        thin(axes)
        columns = [load.names.index(name) for name in abductors]
        force = load.sharing.forces[:, columns].sum(-1) / load.body_weight
        axes.axvspan(0, cycle.stance_percent, **_SHADE)
        single = cycle.percent[cycle.single_support & (cycle.percent < 100)]
        axes.axvspan(single[0], single[-1] + 1, **_SHADE)
        axes.plot(cycle.percent, force, color=ABDUCTORS, lw=3)
        axes.set(xlim=(0, 100), ylim=(0, 5.4), yticks=range(6), xlabel="percent of the cycle")
        axes.xaxis.label.set_size(BODY)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
        middles = (single[0] + single[-1]) / 2, (cycle.stance_percent + 100) / 2
        for x, words in zip(middles, ("single\nsupport", "swing"), strict=True):
            axes.text(x, 5.0, words, size=SMALL, ha="center", va="center", color=INK)
    panels[0].set_ylabel("gluteus medius + minimus (BW)", size=BODY)
    figure.tight_layout()
