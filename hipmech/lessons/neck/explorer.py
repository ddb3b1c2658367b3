"""Explorers of the femoral neck: force and stress, the shape of the neck, the daily stimulus."""

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
from hipmech.subject import Subject

WALKING = {"size_bw": 2.47, "frontal_deg": 16.0, "backward_deg": 5.7}
"""Mean force of ten instrumented hips in level walking (Bergmann 2016)."""
HARD_DIRECTIONS = {
    "as in walking": 0.0,
    "20° further backward": 20.0,
    "20° further forward": -20.0,
}


def neck_explorer() -> Explorer:
    """Size and direction of the contact force, and the neck-shaft angle."""
    controls: dict[str, Control | Choice] = {
        "size_bw": Control("Contact force", 1, 6, 0.1, 2.5, "BW"),
        "frontal_deg": Control("Outward", 0, 40, 1, 16, "°"),
        "backward_deg": Control("Backward", -20, 40, 1, 6, "°"),
        "neck_shaft_angle_deg": Control("Neck angle", 105, 150, 1, 129, "°"),
    }
    # The femur in 3-D keeps its own shape; the force turns with the sliders.
    scene = HipScene(muscles=[], follows=True)
    return SceneExplorer(controls, neck_view, NeckFigure, _readout, scene, _shown)


def neck_shape_explorer() -> Explorer:
    """The neck itself under the force of walking: angles, superior cortex, place of the cut."""
    controls = {
        "neck_shaft_angle_deg": Control("Neck angle", 105, 150, 1, 129, "°"),
        "anteversion_deg": Control("Anteversion", -10, 40, 1, 10, "°"),
        "superior_cortex_mm": Control("Superior wall", 0.4, 3, 0.1, 1, "mm"),
        "head_to_section_mm": Control("Head to cut", 10, 34, 1, 22, "mm"),
    }
    return Explorer(controls, neck_shape_view, NeckFigure, _readout)


def stimulus_explorer() -> Explorer:
    """Many walking steps against a few hard loads: the stimulus on each side of the neck."""
    controls: dict[str, Control | Choice] = {
        "walking_loads": Control("Walking loads", 0, 10000, 500, 5000),
        "hard_loads": Control("Hard loads", 0, 200, 5, 50),
        "hard_size_bw": Control("Hard size", 2, 6, 0.1, 5, "BW"),
        "m": Control("Exponent m", 1, 8, 0.5, 4),
        "hard_direction": Choice(
            "Hard loads point", tuple(HARD_DIRECTIONS), "20° further backward"
        ),
    }
    return Explorer(controls, stimulus_view, StimulusFigure, _stimulus_readout)


def neck_view(
    size_bw: float,
    frontal_deg: float,
    backward_deg: float,
    neck_shaft_angle_deg: float = 129.2,
    anteversion_deg: float = 9.7,
    superior_cortex_mm: float = 1.0,
    head_to_section_mm: float = 22.0,
) -> NeckView:
    """Stress in the neck of a person of 70 kg under this force."""
    force_bw = directed_force(size_bw, frontal_deg, backward_deg)
    section = NeckSection(superior_cortex=superior_cortex_mm / 1000)
    stress = neck_stress(
        force_bw * Subject().body_weight,
        neck_shaft_angle_deg=neck_shaft_angle_deg,
        anteversion_deg=anteversion_deg,
        head_to_section=head_to_section_mm / 1000,
        section=section,
    )
    return NeckView(
        force_bw,
        single_leg_stance(Subject(neck_shaft_angle_deg=neck_shaft_angle_deg)),
        anteversion_deg,
        head_to_section_mm / 1000,
        section,
        stress,
    )


def neck_shape_view(
    neck_shaft_angle_deg: float,
    anteversion_deg: float,
    superior_cortex_mm: float,
    head_to_section_mm: float,
) -> NeckView:
    """Stress in another neck under the mean force of walking."""
    return neck_view(
        **WALKING,
        neck_shaft_angle_deg=neck_shaft_angle_deg,
        anteversion_deg=anteversion_deg,
        superior_cortex_mm=superior_cortex_mm,
        head_to_section_mm=head_to_section_mm,
    )


def stimulus_view(
    walking_loads: float,
    hard_loads: float,
    hard_size_bw: float,
    m: float,
    hard_direction: str = "as in walking",
) -> StimulusView:
    """Stimulus of a day against that of 5000 walking loads."""
    turn = HARD_DIRECTIONS[hard_direction]
    walking = neck_view(**WALKING)
    hard = neck_view(hard_size_bw, WALKING["frontal_deg"], WALKING["backward_deg"] + turn)
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
