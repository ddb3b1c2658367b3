"""Explorers of one-leg stance in the frontal plane: the hip as a fulcrum, and hip drop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from hipmech.drawing.style import plain
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons.one_leg.picture import FulcrumFigure, HipDropFigure, Lever, verdict
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.stance import Stance
from hipmech.subject import Subject, one_person

MOST_PULL = 120  # percent of what is needed
TILT_DEG = (15.0, 0.0, -6.0)  # drop of a pelvis that nothing, enough and too much holds


def fulcrum_explorer(subject: Subject | None = None) -> Explorer:
    """Level one-leg stance of different people, and what becomes of it when the muscle lets go.

    Controls: the view (bones or seesaw), the muscle's pull (% of what is needed), hip joint width
    (mm), neck length (mm), neck-shaft angle (°). It begins with the ``subject`` and with muscles
    that do not pull.

    >>> explorer = fulcrum_explorer()
    >>> explorer.readout.split(". ")[0]
    'Abductors 0.00 BW (0 N) of 1.71 BW needed: the free side sinks'
    >>> explorer.move(pull_percent=100, neck_shaft_angle_deg=110)
    >>> explorer.readout.split(". ")[1]
    'Hip contact force 2.08 BW (1431 N) at 11°.'
    """
    person = one_person(subject, "fulcrum_explorer")
    width, neck, mm = float(person.hip_joint_width), float(person.neck_length), 1000
    angle = float(person.neck_shaft_angle_deg)
    controls: dict[str, Control | Choice] = {
        "view": Choice("View", ("bones", "seesaw"), "bones"),
        "pull_percent": Control("Pull", 0, MOST_PULL, 5, 0, "% of need"),
        "hip_joint_width_mm": _through("Hip joint width", 140, 210, mm * width, "mm"),
        "neck_length_mm": _through("Neck length", 40, 75, mm * neck, "mm"),
        "neck_shaft_angle_deg": _through("Neck-shaft angle", 105, 150, angle, "°"),
    }

    def lever(
        view: str,
        pull_percent: float,
        hip_joint_width_mm: float,
        neck_length_mm: float,
        neck_shaft_angle_deg: float,
    ) -> Lever:
        standing = replace(
            person,
            hip_joint_width=hip_joint_width_mm / 1000,
            neck_length=neck_length_mm / 1000,
            neck_shaft_angle_deg=neck_shaft_angle_deg,
        )
        tilt = np.interp(pull_percent, [0, 100, MOST_PULL], TILT_DEG)
        return Lever(single_leg_stance(standing, tilt), pull_percent / 100, view == "seesaw")

    return Explorer(controls, lever, FulcrumFigure, _of_lever, presets=LEVERS)


def _through(label: str, low: float, high: float, value: float, unit: str) -> Control:
    """Return a slider in whole steps that stops at a person's own value, which may lie between."""
    rest = round(value % 1, 6)
    return Control(label, low + rest, high - (rest > 0) + rest, 1, round(value, 6), unit)


LEVERS: dict[str, dict[str, Any]] = {
    "no muscle": {"view": "bones", "pull_percent": 0},
    "half of it": {"view": "bones", "pull_percent": 50},
    "as a seesaw": {"view": "seesaw"},
}


def hip_drop_explorer(subject: Subject | None = None) -> Explorer:
    """One person in different postures of one-leg stance.

    Sliders: pelvic drop (°), trunk lean (°), abductor strength (% of normal), cane push (% BW),
    hand load (% BW, negative on the stance side).

    >>> explorer = hip_drop_explorer(Subject(mass_kg=90))
    >>> explorer.move(lean_deg=10)
    >>> explorer.result.lean_deg
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

    return Explorer(controls, stance, HipDropFigure, _of_stance, presets=POSTURES)


_LEVEL = {"drop_deg": 0, "lean_deg": 0, "cane_push_percent_bw": 0, "hand_load_percent_bw": 0}
POSTURES = {
    "level": {**_LEVEL, "strength_percent": 100},
    "Trendelenburg": {**_LEVEL, "strength_percent": 25, "drop_deg": 10},
    "Duchenne": {**_LEVEL, "strength_percent": 25, "lean_deg": 6},
    "cane": {**_LEVEL, "strength_percent": 25, "cane_push_percent_bw": 10},
    "bag": {**_LEVEL, "strength_percent": 100, "hand_load_percent_bw": 10},
}


def _of_lever(lever: Lever) -> str:
    """One line with both forces in BW and N."""
    s = lever.stance
    muscle = lever.pull * s.abductor_force * (s.abductor_insertion - s.abductor_origin)
    contact = muscle / s.abductor_length - [0, s.superincumbent_weight]
    weight, pull = s.subject.body_weight, lever.pull * s.abductor_force
    size, angle = np.hypot(*contact), np.degrees(np.arctan2(-contact[0], -contact[1]))
    return (
        f"Abductors {pull / weight:.2f} BW ({pull:.0f} N) of {s.abductor_force_bw:.2f} BW needed: "
        f"{verdict(lever.pull)}. "
        f"Hip contact force {size / weight:.2f} BW ({size:.0f} N) at {plain(angle, '°')}."
    )


def _of_stance(s: Stance) -> str:
    """One line with both forces in BW and N."""
    if s.abductors_slack:
        return "Abductors slack: the load has passed lateral of the hip."
    return (
        f"Abductors {s.abductor_force_bw:.2f} BW ({s.abductor_force:.0f} N, "
        f"{100 * s.demand:.0f} % of strength); hip contact force {s.hip_contact_bw:.2f} BW "
        f"({s.hip_contact_magnitude:.0f} N) at {plain(float(s.hip_contact_angle_deg), '°')}."
    )
