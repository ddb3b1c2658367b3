"""Pelvic sizes that can be felt, and where each estimate puts the hip joint centre."""

from itertools import combinations

import numpy as np

from hipmech.landmarks import hip_joint_centre
from hipmech.lessons.where_is_the_hip.picture import MARKS, LandmarksFigure, PelvisView
from hipmech.live.controls import Control
from hipmech.live.explorer import Explorer


def landmarks_explorer() -> Explorer:
    """Sizes of a pelvis that can be felt, and four estimates of its hip joint centre.

    Controls, all in mm: ``asis_width_mm``, between both anterior spines; ``pelvic_depth_mm``, from
    the anterior to the posterior spines; ``leg_length_mm``.

    >>> explorer = landmarks_explorer()
    >>> explorer.move(pelvic_depth_mm=160)
    >>> explorer.readout[:45]
    'Harrington: 48 mm behind the ASIS line (30 % '
    """
    controls = {
        "asis_width_mm": Control("ASIS width", 200, 280, 1, 243, "mm"),
        "pelvic_depth_mm": Control("Pelvic depth", 120, 180, 1, 151, "mm"),
        "leg_length_mm": Control("Leg length", 750, 1050, 5, 920, "mm"),
    }
    return Explorer(controls, _solve, LandmarksFigure, _readout)


def _solve(asis_width_mm: float, pelvic_depth_mm: float, leg_length_mm: float) -> PelvisView:
    sizes = asis_width_mm / 1000, pelvic_depth_mm / 1000, leg_length_mm / 1000
    return PelvisView(*sizes[:2], {method: hip_joint_centre(method, *sizes) for method in MARKS})


def _readout(view: PelvisView) -> str:
    x, y, z = 1000 * view.centres["harrington"]
    pairs = combinations(view.centres.values(), 2)
    apart = max(1000 * np.linalg.norm(a - b) for a, b in pairs)
    return (
        f"Harrington: {-x:.0f} mm behind the ASIS line ({-x / 10 / view.pelvic_depth:.0f} % of the "
        f"depth), {-y:.0f} mm below it, {z:.0f} mm from the middle. "
        f"The four estimates lie up to {apart:.0f} mm apart."
    )
