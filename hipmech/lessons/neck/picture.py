"""The femoral neck under a contact force: the bone, the cup, the section, and its stress.

Stress is red and positive where it pulls (tension), blue, negative and stroked where it presses
(compression). The section is seen from the trochanter toward the head of a right femur: superior is
up, anterior is to the right.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import line
from hipmech.drawing.style import (
    BESIDE,
    QUIET,
    SMALL,
    axes_at,
    bare_at,
    signed,
    stress_colours,
)
from hipmech.lessons.neck.hip import HipView, NeckView, TopView
from hipmech.lessons.neck.section import Profile, SectionRing


class NeckFigure:
    """The hip from the front with the contact force spread over the cup, the femur from above, the
    cut through its neck in the colours of the stress, and that stress from top to bottom.

    Tension is red and positive, compression blue, negative and stroked; the dashed line in the cut
    is the neutral axis.
    """

    kept_at = 0.40, 0.958  # where the word for a ghost has room

    def __init__(self, figure: Figure):
        figure.set_size_inches(BESIDE)
        per_inch = 0.053
        self.hip = HipView(bare_at(figure, 0.02, 2.36, per_inch, (-0.078, 0.094), (-0.077, 0.113)))
        self.top = TopView(bare_at(figure, 0.02, 0.02, per_inch, (-0.078, 0.094), (-0.062, 0.046)))
        self.ring = SectionRing(axes_at(figure, 3.5, 2.76, 3.68, 3.22))
        self.neutral = line(self.ring.axes, lw=1.6, ls=(0, (5, 3)), zorder=5)
        self.note = QuickText(figure, 5.35 / 7.2, 2.53 / 6, size=SMALL, color=QUIET, ha="center",
                              va="center")  # fmt: skip
        self.profile = Profile(axes_at(figure, 3.8, 0.36, 3.34, 1.62))

    def update(self, view: NeckView) -> None:
        """Move everything to this view."""
        stress = view.stress
        self.hip.update(view)
        self.top.update(view)
        self.ring.update(
            view.section,
            stress_colours(stress.stress_mpa),
            stress.stress_mpa < 0,
            [signed(s) for s in stress.quadrants_mpa],
        )
        self._neutral_axis(view)
        self.profile.update(stress, float(view.section.area))

    def _neutral_axis(self, view: NeckView) -> None:
        stress = view.stress
        turn = np.radians(float(stress.tension_direction_deg))
        toward = np.array([np.sin(turn), np.cos(turn)])
        along = np.array([-toward[1], toward[0]])
        half = np.array([view.section.width, view.section.height], float) / 2
        distance, reach = float(stress.neutral_axis_mm) / 1000, np.hypot(*(half * toward))
        crosses = bool(abs(distance) < reach)
        self.neutral.set_visible(crosses)
        only = "pressed" if stress.axial_force < 0 else "pulled"
        self.note.set_text("dashed: no stress" if crosses else f"all of it is {only}")
        if crosses:
            width = (along * half**2 * toward).sum() / reach**2  # chord's middle, along the axis
            chord = reach**2 - distance**2
            length = 1.03 * np.prod(half) * np.sqrt(chord) / reach**2
            middle = distance * (toward + along * width)
            self.neutral.set_data(*np.stack([middle - length * along, middle + length * along]).T)
