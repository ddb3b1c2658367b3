"""Explorers of the femoral neck: force and stress, the shape of the neck, the daily stimulus."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from hipmech.contact_stress import contact_stress
from hipmech.drawing.style import signed
from hipmech.femoral_neck import QUADRANTS, NeckSection, daily_stimulus, directed_force, neck_stress
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons.neck.hip import NeckView
from hipmech.lessons.neck.picture import NeckFigure
from hipmech.lessons.neck.stimulus import StimulusFigure, StimulusView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene, SceneExplorer
from hipmech.planner import LAZY_SHARE, WALKING_LOADS
from hipmech.subject import Subject, one_person

WALKING = {"size_bw": 2.47, "frontal_deg": 16.0, "backward_deg": 5.7}
"""Mean force of ten instrumented hips in level walking (Bergmann 2016)."""
HARD_DIRECTIONS = {"as in walking": 0.0, "20° further backward": 20.0, "20° further forward": -20.0}
HIPS: dict[str, dict[str, float]] = {
    "usual": {},
    "thin on top (0.5 mm)": {"superior_cortex_mm": 0.5},
    "cut 6 mm nearer the head": {"head_to_section_mm": 16.0},
    "neck turned forward (30°)": {"anteversion_deg": 30.0},
    "shallow cup (18°)": {"centre_edge_deg": 18.0},
}
_AS_WALKING = {"size_bw": 2.5, "frontal_deg": 16.0, "backward_deg": 6.0}
PRESETS = {
    "along the neck": {"size_bw": 2.5, "frontal_deg": 51.0, "backward_deg": 12.0},
    "walking": _AS_WALKING | {"neck_shaft_angle_deg": 129.0},
    "coxa vara": _AS_WALKING | {"neck_shaft_angle_deg": 110.0},
    "coxa valga": _AS_WALKING | {"neck_shaft_angle_deg": 145.0},
    "hard, from the front": {"size_bw": 5.0, "frontal_deg": 16.0, "backward_deg": 26.0},
    "fall on the side": {"size_bw": 4.0, "frontal_deg": 80.0, "backward_deg": 12.0},
}
"""What "Try" sets: 2.5 of body weight as ten implants felt it; a fall's force is assumed."""


def neck_explorer(subject: Subject | None = None) -> Explorer:
    """Return the neck's stress under a contact force of any size and direction, in several hips.

    Controls: ``size_bw``, 1 to 6 body weights; ``frontal_deg`` outward, 0 to 80°, and
    ``backward_deg``, -20 to 40°, from the shaft; ``neck_shaft_angle_deg``, 105 to 150°; ``hip``,
    one of `HIPS`. It begins with a force along the neck.

    >>> explorer = neck_explorer()
    >>> explorer.result.stress.quadrants_mpa.max() < 0  # along the neck: no tension
    np.True_
    >>> explorer.move(frontal_deg=0)
    >>> explorer.result.stress.quadrants_mpa.round()
    array([ 28.,   9., -31., -12.])
    """
    person = one_person(subject or Subject(), "an explorer of the neck")
    neck = round(float(np.clip(person.neck_shaft_angle_deg, 105, 150)))
    controls: dict[str, Control | Choice] = {
        "size_bw": Control("Contact force", 1, 6, 0.1, 2.5, "BW"),
        "frontal_deg": Control("Outward", 0, 80, 1, 51, "°"),
        "backward_deg": Control("Backward", -20, 40, 1, 12, "°"),
        "neck_shaft_angle_deg": Control("Neck angle", 105, 150, 1, neck, "°"),
        "hip": Choice("Hip", tuple(HIPS), "usual"),
    }
    scene = HipScene(muscles=[], follows=True)

    def solve(hip: str = "usual", **values: float) -> NeckView:
        return neck_view(**values, **HIPS[hip], subject=person)

    return SceneExplorer(controls, solve, NeckFigure, _readout, scene, _shown, PRESETS)


neck_shape_explorer = neck_explorer  # its angle, walls and cut are controls of the one explorer


def stimulus_explorer(subject: Subject | None = None) -> Explorer:
    """Return the stimulus of many walking steps and a few hard loads on each side of the neck.

    Controls: ``walking_loads``, 0 to 10,000, and ``hard_loads``, 0 to 200, of one leg a day;
    ``hard_size_bw``, 2 to 6 body weights; ``m``, 1 to 8, the exponent; ``hard_direction``, one of
    `HARD_DIRECTIONS`.

    >>> explorer = stimulus_explorer()
    >>> explorer.move(hard_loads=0)
    >>> explorer.result.change_percent.round() + 0.0
    array([0., 0., 0., 0.])
    """
    controls: dict[str, Control | Choice] = {
        "walking_loads": Control("Walking loads", 0, 10000, 500, 5000),
        "hard_loads": Control("Hard loads", 0, 200, 5, 50),
        "hard_size_bw": Control("Hard size", 2, 6, 0.1, 5, "BW"),
        "m": Control("Exponent m", 1, 8, 0.5, 4),
        "hard_direction": Choice(
            "Hard loads point", tuple(HARD_DIRECTIONS), "20° further backward"
        ),
    }
    view = partial(stimulus_view, subject=subject)
    return Explorer(controls, view, StimulusFigure, _stimulus_readout)


def neck_view(
    size_bw: float,
    frontal_deg: float,
    backward_deg: float,
    neck_shaft_angle_deg: float = 129.2,
    anteversion_deg: float = 9.7,
    superior_cortex_mm: float = 1.0,
    head_to_section_mm: float = 22.0,
    centre_edge_deg: float = 32.0,
    subject: Subject | None = None,
) -> NeckView:
    """Return the stress in the neck and on the cup of a person under this force.

    Bones stand as in a level stance on one leg; the cup feels the force as it is seen from there.
    """
    person = replace(subject or Subject(), neck_shaft_angle_deg=neck_shaft_angle_deg)
    force_bw = directed_force(size_bw, frontal_deg, backward_deg)
    section = NeckSection(superior_cortex=superior_cortex_mm / 1000)
    stress = neck_stress(
        force_bw * person.body_weight,
        neck_shaft_angle_deg=neck_shaft_angle_deg,
        anteversion_deg=anteversion_deg,
        head_to_section=head_to_section_mm / 1000,
        section=section,
    )
    stance, distance = single_leg_stance(person), head_to_section_mm / 1000
    lateral_deg = frontal_deg - float(stance.femur_inclination_deg)
    cup = contact_stress(size_bw * person.body_weight, lateral_deg, centre_edge_deg)
    return NeckView(
        force_bw, stance, anteversion_deg, distance, section, stress, centre_edge_deg, cup
    )


def stimulus_view(
    walking_loads: float,
    hard_loads: float,
    hard_size_bw: float,
    m: float,
    hard_direction: str = "as in walking",
    subject: Subject | None = None,
) -> StimulusView:
    """Return the stimulus of a day against that of `WALKING_LOADS`."""
    turn = HARD_DIRECTIONS[hard_direction]
    walking = neck_view(**WALKING, subject=subject)
    backward_deg = WALKING["backward_deg"] + turn
    hard = neck_view(hard_size_bw, WALKING["frontal_deg"], backward_deg, subject=subject)
    stress = np.stack([walking.stress.stress_mpa, hard.stress.stress_mpa])
    share = np.array([walking_loads, hard_loads]) / WALKING_LOADS
    return StimulusView(
        angles_deg=walking.stress.angles_deg,
        usual_mpa=daily_stimulus([1], stress[:1], m),
        today_mpa=daily_stimulus(share, stress, m),
        lazy_share=LAZY_SHARE,
        section=walking.section,
    )


def _shown(view: NeckView) -> dict[str, Any]:
    return {
        "force": view.force_bw,
        "neck_stress": view.stress.stress_mpa,
        "neck_shaft_angle_deg": view.stance.subject.neck_shaft_angle_deg,
    }


def _readout(view: NeckView) -> str:
    sides = ", ".join(
        f"{name} {signed(value)}"
        for name, value in zip(QUADRANTS, view.stress.quadrants_mpa, strict=True)
    )
    s = view.stress
    bending = np.hypot(s.superior_moment, s.anterior_moment)
    return (
        f"MPa, pull +: {sides}. Along the neck {signed(float(s.axial_force))} N, "
        f"bending {bending:.0f}, torsion {signed(float(s.torsion), places=1)} N·m."
    )


def _stimulus_readout(view: StimulusView) -> str:
    usual, today = map(view.at_quadrants, (view.usual_mpa, view.today_mpa))
    sides = ", ".join(
        f"{name} {before:.1f} → {now:.1f}"
        for name, before, now in zip(QUADRANTS, usual, today, strict=True)
    )
    return f"Stimulus (MPa), usual day → today: {sides}."
