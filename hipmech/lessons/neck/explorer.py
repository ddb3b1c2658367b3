"""Explorers of the femoral neck: force and stress, the shape of the neck, the daily stimulus."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from hipmech.drawing.style import signed
from hipmech.femoral_neck import QUADRANTS, NeckSection, daily_stimulus, directed_force, neck_stress
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons.neck.picture import NeckFigure, NeckView, StimulusFigure, StimulusView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene, SceneExplorer
from hipmech.planner import LAZY_SHARE, WALKING_LOADS
from hipmech.subject import Subject, one_person

WALKING = {"size_bw": 2.47, "frontal_deg": 16.0, "backward_deg": 5.7}
"""Mean force of ten instrumented hips in level walking (Bergmann 2016)."""
HARD_DIRECTIONS = {"as in walking": 0.0, "20° further backward": 20.0, "20° further forward": -20.0}


def _neck_angle(subject: Subject | None) -> Control:
    """Return the slider of the neck-shaft angle, from where the person's stands."""
    person = one_person(subject or Subject(), "an explorer of the neck")
    default = round(float(np.clip(person.neck_shaft_angle_deg, 105, 150)))
    return Control("Neck angle", 105, 150, 1, default, "°")


def neck_explorer(subject: Subject | None = None) -> Explorer:
    """Return the neck's stress under a contact force of any size and direction.

    Controls: ``size_bw``, 1 to 6 body weights; ``frontal_deg`` outward, 0 to 40°, and
    ``backward_deg``, -20 to 40°, from the shaft; ``neck_shaft_angle_deg``, 105 to 150°.

    >>> explorer = neck_explorer()
    >>> explorer.move(frontal_deg=40)
    >>> explorer.result.stress.quadrants_mpa.max() < 0  # along the neck: no tension
    np.True_
    """
    controls: dict[str, Control | Choice] = {
        "size_bw": Control("Contact force", 1, 6, 0.1, 2.5, "BW"),
        "frontal_deg": Control("Outward", 0, 40, 1, 16, "°"),
        "backward_deg": Control("Backward", -20, 40, 1, 6, "°"),
        "neck_shaft_angle_deg": _neck_angle(subject),
    }
    # The femur in 3-D keeps its own shape; the force turns with the sliders.
    scene = HipScene(muscles=[], follows=True)
    view = partial(neck_view, subject=subject)
    return SceneExplorer(controls, view, NeckFigure, _readout, scene, _shown)


def neck_shape_explorer(subject: Subject | None = None) -> Explorer:
    """Return the stress of walking in another neck: angles, superior cortex, place of the cut.

    Controls: ``neck_shaft_angle_deg``, 105 to 150°; ``anteversion_deg``, -10 to 40°;
    ``superior_cortex_mm``, 0.4 to 3 mm; ``head_to_section_mm``, 10 to 34 mm along the neck.

    >>> explorer = neck_shape_explorer()
    >>> usual = explorer.result.stress.quadrants_mpa
    >>> explorer.move(superior_cortex_mm=0.5)
    >>> explorer.result.stress.quadrants_mpa[0] > usual[0]
    np.True_
    """
    controls: dict[str, Control | Choice] = {
        "neck_shaft_angle_deg": _neck_angle(subject),
        "anteversion_deg": Control("Anteversion", -10, 40, 1, 10, "°"),
        "superior_cortex_mm": Control("Superior wall", 0.4, 3, 0.1, 1, "mm"),
        "head_to_section_mm": Control("Head to cut", 10, 34, 1, 22, "mm"),
    }
    view = partial(neck_view, **WALKING, subject=subject)
    return Explorer(controls, view, NeckFigure, _readout)


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
    subject: Subject | None = None,
) -> NeckView:
    """Return the stress in the neck of a person under this force."""
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
    return NeckView(force_bw, stance, anteversion_deg, distance, section, stress)


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
    return {"force": view.force_bw, "neck_stress": view.stress.stress_mpa}


def _readout(view: NeckView) -> str:
    sides = ", ".join(
        f"{name} {signed(value)}"
        for name, value in zip(QUADRANTS, view.stress.quadrants_mpa, strict=True)
    )
    s = view.stress
    return (
        f"MPa, tension +: {sides}; axial {signed(float(s.axial_force))} N, "
        f"bending {np.hypot(s.superior_moment, s.anterior_moment):.0f} N·m, "
        f"torsion {s.torsion:+.1f} N·m.".replace("-", "−")
    )


def _stimulus_readout(view: StimulusView) -> str:
    sides = ", ".join(
        f"{name} {signed(value)} %"
        for name, value in zip(QUADRANTS, view.change_percent, strict=True)
    )
    return f"Stimulus against a usual day of walking: {sides}."
