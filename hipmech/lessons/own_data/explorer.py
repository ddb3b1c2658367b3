"""Explorer of a recorded walk: what a laboratory chooses, and what the hip then seems to bear."""

from __future__ import annotations

from functools import partial

from hipmech.joint_reaction import gait_contact_force
from hipmech.lessons.own_data.picture import WalkFigure
from hipmech.lessons.own_data.trial import WALKER, Walk, solved_by_opensim, walk
from hipmech.live.controls import Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import MuscleSet

PRESETS = {
    "As recorded": {"cut_off": 6.0, "late_ms": 0.0, "outward_mm": 0.0, "threshold": 20.0},
    "Hardly filtered": {"cut_off": 12.0},
    "Forces late": {"late_ms": 30.0},
}


def own_data_explorer() -> Explorer:
    """Show one walk from markers and force plates, with the choices that every laboratory makes.

    Sliders: cut-off of the filter (Hz), delay of the forces (ms), how far outward the hip joint
    centre is put (mm), threshold of a contact (N).

    >>> explorer = own_data_explorer()
    >>> explorer.move(outward_mm=10)
    >>> explorer.readout[:52]
    'Stride 1.23 s, stance 64.1 %; peaks 2.90 and 2.81 BW'
    """
    controls = {
        "cut_off": Control("Filter cut-off", 3, 12, 1, 6, "Hz"),
        "late_ms": Control("Forces late by", 0, 40, 5, 0, "ms"),
        "outward_mm": Control("Hip centre outward", -20, 20, 2, 0, "mm"),
        "threshold": Control("Contact above", 5, 200, 5, 20, "N"),
    }
    (stride,) = solved_by_opensim().cycles()
    opensim = gait_contact_force(stride, MuscleSet.load("uhlrich2022"), WALKER).magnitude_bw

    def solve(cut_off: float, late_ms: float, outward_mm: float, threshold: float) -> Walk:
        return walk(cut_off, late_ms, outward_mm, threshold)

    return Explorer(controls, solve, partial(WalkFigure, opensim_bw=opensim), _readout, PRESETS)


def _readout(view: Walk) -> str:
    first, second = view.load.stance_peaks_bw
    weight = view.load.body_weight
    return (
        f"Stride {view.cycle.stride_time:.2f} s, stance {view.cycle.stance_percent:.1f} %; peaks "
        f"{first:.2f} and {second:.2f} BW ({first * weight:.0f} and {second * weight:.0f} N)."
    )
