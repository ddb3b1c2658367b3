"""What weak abductors leave: lean over the hip, or sink."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hipmech.drawing.style import BODY, FORCES, INK, QUIET, thin


def two_ways_out_figure(
    figure: Figure, strength: NDArray, lean_deg: NDArray, drop_deg: Mapping[float, NDArray]
) -> None:
    """Lean that keeps the pelvis level, and drop with an upright trunk, against strength.

    `strength` (n,) is a fraction of normal, `lean_deg` (n,) from `compensating_lean`, `drop_deg`
    maps a passive stiffness (N·m per degree) to the drops (n,) from `uncompensated_drop`.
    """
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, title in ((left, "Compensated: lean"), (right, "Uncompensated: sink")):
        thin(axes)
        axes.set(xlim=(10, 60), ylim=(0, 20), yticks=range(0, 21, 5), xticks=range(20, 61, 10))
        axes.set_xlabel("abductor strength (% of normal)", size=BODY)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
    left.set_ylabel("angle needed (°)", size=BODY)
    colour = FORCES["abductors"].colour
    left.plot(100 * strength, lean_deg, color=colour, lw=3)
    for (stiffness, drop), style in zip(drop_deg.items(), ("-", "--", ":"), strict=False):
        right.plot(100 * strength, drop, color=colour, lw=3, ls=style)
        look: dict[str, Any] = {"textcoords": "offset points", "size": BODY}
        first = int(np.argmax(drop <= 17))  # below the frame
        at = (100 * strength[first], drop[first])
        right.annotate(f"{stiffness:g} N·m/°", at, (3, 6), **look)
    right.hlines(5, 35, 60, color=QUIET, lw=1)
    right.text(59.5, 5.3, "5°, the popular limit", size=BODY, ha="right", color=QUIET)
    figure.tight_layout()
