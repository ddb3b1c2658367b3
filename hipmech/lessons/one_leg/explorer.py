"""Explorers of one-leg stance in the frontal plane: the hip as a fulcrum, and hip drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, wraps

import numpy as np

from hipmech.frontal_plane import Stance, single_leg_stance
from hipmech.lessons.one_leg.panels import StanceView
from hipmech.lessons.one_leg.picture import FulcrumFigure, HipDropFigure
from hipmech.live.controls import Control
from hipmech.live.explorer import Explorer
from hipmech.subject import Subject, one_person

_POINTS = 41  # of a sweep


def fulcrum_explorer(subject: Subject | None = None) -> Explorer:
    """Level one-leg stance of different people.

    Sliders: body mass (kg), hip joint width (mm), neck length (mm), neck-shaft angle (°); they
    begin with the ``subject``.

    >>> explorer = fulcrum_explorer()
    >>> explorer.move(neck_shaft_angle_deg=110)
    >>> explorer.readout.split(";")[1]
    ' hip contact force 2.08 BW (1431 N) at 11°.'
    """
    person = one_person(subject, "fulcrum_explorer")
    controls = {
        "mass_kg": Control("Body mass", 40, 120, 1, float(person.mass_kg), "kg"),
        "hip_joint_width_mm": Control(
            "Hip joint width", 140, 210, 1, 1000 * float(person.hip_joint_width), "mm"
        ),
        "neck_length_mm": Control("Neck length", 40, 75, 1, 1000 * float(person.neck_length), "mm"),
        "neck_shaft_angle_deg": Control(
            "Neck-shaft angle", 105, 150, 1, float(person.neck_shaft_angle_deg), "°"
        ),
    }

    def stance(
        mass_kg: float,
        hip_joint_width_mm: float,
        neck_length_mm: float,
        neck_shaft_angle_deg: float,
    ) -> Stance:
        return single_leg_stance(
            replace(
                person,
                mass_kg=mass_kg,
                hip_joint_width=hip_joint_width_mm / 1000,
                neck_length=neck_length_mm / 1000,
                neck_shaft_angle_deg=neck_shaft_angle_deg,
            )
        )

    return _explorer(stance, controls, FulcrumFigure)


def hip_drop_explorer(subject: Subject | None = None) -> Explorer:
    """One person in different postures of one-leg stance.

    Sliders: pelvic drop (°), trunk lean (°), abductor strength (% of normal), cane push (% BW),
    hand load (% BW, negative on the stance side).

    >>> explorer = hip_drop_explorer(Subject(mass_kg=90))
    >>> explorer.move(lean_deg=10)
    >>> explorer.result.stance.lean_deg
    np.float64(10.0)
    """
    person = one_person(subject, "hip_drop_explorer")
    controls = {
        "drop_deg": Control("Pelvic drop", -5, 15, 1, 0, "°"),
        "lean_deg": Control("Trunk lean", -5, 25, 1, 0, "°"),
        "strength_percent": Control(
            "Strength", 20, 100, 5, min(100 * float(person.strength), 100), "%"
        ),
        "cane_push_percent_bw": Control("Cane push", 0, 20, 1, 0, "% BW"),
        "hand_load_percent_bw": Control("Hand load", -20, 20, 1, 0, "% BW"),
    }

    def stance(
        drop_deg: float,
        lean_deg: float,
        strength_percent: float,
        cane_push_percent_bw: float,
        hand_load_percent_bw: float,
    ) -> Stance:
        return single_leg_stance(
            replace(person, strength=strength_percent / 100),
            drop_deg,
            lean_deg,
            contralateral_load_bw=np.maximum(hand_load_percent_bw, 0) / 100,
            ipsilateral_load_bw=np.maximum(np.negative(hand_load_percent_bw), 0) / 100,
            cane_push_bw=cane_push_percent_bw / 100,
        )

    return _explorer(stance, controls, HipDropFigure)


def _view(
    stance: Callable[..., Stance], controls: Mapping[str, Control], values: Mapping[str, float]
) -> StanceView:
    """Return the stance, and its contact force while each control sweeps its range."""
    sweeps = {c: np.linspace(k.minimum, k.maximum, _POINTS) for c, k in controls.items()}
    rows = np.eye(len(controls), dtype=bool)[:, :, None]
    grid = {c: np.where(row, sweeps[c], values[c]) for c, row in zip(controls, rows, strict=True)}
    swept = stance(**grid)
    contact_bw = np.where(swept.abductors_slack, np.nan, swept.hip_contact_bw)
    return StanceView(
        stance=stance(**values),
        values=values,
        sweeps={c: (sweeps[c], curve) for c, curve in zip(controls, contact_bw, strict=True)},
    )


def _readout(view: StanceView) -> str:
    """One line with both forces in BW and N."""
    s = view.stance
    if s.abductors_slack:
        return "Abductors slack: the load has passed lateral of the hip."
    return (
        f"Abductors {s.abductor_force_bw:.2f} BW ({s.abductor_force:.0f} N, "
        f"{100 * s.demand:.0f} % of strength); hip contact force {s.hip_contact_bw:.2f} BW "
        f"({s.hip_contact_magnitude:.0f} N) at {s.hip_contact_angle_deg:.0f}°."
    )


def _explorer(
    stance: Callable[..., Stance],
    controls: Mapping[str, Control],
    figure_class: Callable[..., FulcrumFigure | HipDropFigure],
) -> Explorer:
    @wraps(stance)  # the explorer checks its controls against this signature
    def solve(**values: float) -> StanceView:
        return _view(stance, controls, values)

    return Explorer(controls, solve, partial(figure_class, controls=controls), _readout)
