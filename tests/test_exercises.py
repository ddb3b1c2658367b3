"""Exercises: statics by hand, every row of the tables, and the published sizes."""

import numpy as np
import pandas as pd
import pytest

from hipmech.exercises import (
    SECTIONS,
    emg_comparison,
    emg_rank_agreement,
    exercise_loads,
    hip_postures,
    leg_loads,
)
from hipmech.femoral_neck import neck_stress
from hipmech.frames import POSTURE_RANGE_DEG, hip_rotation
from hipmech.frontal_plane import single_leg_stance
from hipmech.subject import THIGH_SHARE, Subject
from hipmech.tables import load_table

SUBJECT = Subject()
W, LEG = float(SUBJECT.body_weight), float(SUBJECT.leg_length)
POSTURES = load_table("exercise_postures")
BLANK = {
    **dict.fromkeys(POSTURES.columns, 0.0),
    "exercise": "", "posture": "", "pull_direction": "", "pull_at": "", "assumption": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def loads():
    return exercise_loads()


@pytest.fixture(scope="module")
def postures():
    return hip_postures()


def leg(**values):
    return [x[0] for x in leg_loads(pd.DataFrame([BLANK | values]), SUBJECT)]


def test_hanging_leg_needs_no_moment_and_pulls_with_its_weight():
    moment, force = leg()
    assert moment == pytest.approx([0, 0, 0], abs=1e-9)
    assert force == pytest.approx([0, SUBJECT.leg_fraction * W, 0])


@pytest.mark.parametrize(("posture", "expected"), [
    ({"pelvis_pitch_deg": -90}, (1, 0, 0)),  # supine: flexors keep the leg from sinking
    ({"pelvis_pitch_deg": 90}, (-1, 0, 0)),  # prone: extensors
    ({"pelvis_roll_deg": 90}, (0, -1, 0)),  # this leg on top: abductors
    ({"pelvis_roll_deg": -90}, (0, 1, 0)),  # this leg below: adductors
    ({"hip_flexion_deg": 90}, (1, 0, 0)),  # straight leg held in front of a standing person
])  # fmt: skip
def test_straight_leg_against_gravity(posture, expected):
    moment, _ = leg(**posture)
    hanging = SUBJECT.leg_fraction * W * SUBJECT.leg_com_fraction * LEG
    assert moment == pytest.approx(hanging * np.array(expected), abs=0.01 * hanging)


@pytest.mark.parametrize(("way", "expected"), [
    ("medial", (0, -1, 0)), ("lateral", (0, 1, 0)),
    ("backward", (1, 0, 0)), ("forward", (-1, 0, 0)),
])  # fmt: skip
def test_band_at_the_ankle_of_a_standing_leg(way, expected):
    moment, force = leg(pull_N=50, pull_direction=way, pull_at="ankle")
    assert moment == pytest.approx(50 * LEG * np.array(expected), abs=1e-9)
    assert np.linalg.norm(force - [0, SUBJECT.leg_fraction * W, 0]) == pytest.approx(50)


def test_torque_on_the_foot_is_met_by_the_rotators():
    assert leg(foot_torque_Nm=10)[0] == pytest.approx([0, 0, -10])


def test_standing_on_one_leg_agrees_with_the_lever_of_the_frontal_plane():
    row = POSTURES[POSTURES.exercise == "single-leg balance"]
    moment, force = (x[0] for x in leg_loads(row, SUBJECT))
    stance = single_leg_stance(SUBJECT)
    assert force == pytest.approx([0, -float(stance.superincumbent_weight), 0], abs=1)
    # the lever's own foot stands under the centre of mass; the table's is rounded to millimetres
    assert -moment[1] == pytest.approx(float(stance.abduction_moment), rel=0.1)


def test_supports_stand_near_the_foot():
    """The line of each ground reaction passes the foot: heel to toes, and sideways."""
    elsewhere = POSTURES.exercise.isin(["couch stretch", "Copenhagen adduction"])  # knee, partner
    rows = POSTURES[(POSTURES.support_bw > 0) & ~elsewhere]
    pitch = hip_rotation(-rows.pelvis_pitch_deg.to_numpy(float))
    thigh = hip_rotation(*(rows[f"hip_{a}_deg"] for a in ("flexion", "adduction", "rotation")))
    shank = thigh @ hip_rotation(-rows.knee_flexion_deg.to_numpy(float))
    down = np.array([0, -1.0, 0])
    ankle = LEG * (THIGH_SHARE * thigh @ down + (1 - THIGH_SHARE) * shank @ down)
    forward, _, right = np.einsum("pij,pj->ip", pitch, ankle)
    ahead = rows.support_forward_cm / 100 - forward
    assert (ahead.between(-0.05, 0.16)).all(), rows[~ahead.between(-0.05, 0.16)]
    assert np.abs(rows.support_medial_cm / 100 + right).max() < 0.03


def test_every_exercise_of_the_popular_texts_is_a_row_with_directions_or_a_reason(loads):
    assert sum(map(bool, loads.named_by)) == 20
    for i, name in enumerate(loads.names):
        numbers = [*loads.section_share[i], loads.contact_bw[i], *loads.neck_mpa[i]]
        assert np.isnan(numbers).all() if loads.why_not[i] else np.isfinite(numbers).all(), name
    assert {name for name, why in zip(loads.names, loads.why_not, strict=True) if why} == {
        "foam roll glutes and deep rotators", "foam roll adductors", "tack and stretch quadriceps",
        "standing hip abduction on balance board",
    }  # fmt: skip


def test_tables_fit_together():
    exercises = load_table("exercises").set_index("exercise")
    assert set(POSTURES.exercise) <= set(exercises.index)
    emg = set(load_table("exercise_emg").exercise)
    assert set(POSTURES.emg_exercise.dropna()) <= emg
    published = set(load_table("hip_contact_force_published_peaks").activity)
    assert set(exercises.measured_activity.dropna()) <= published
    for column, (low, high) in POSTURE_RANGE_DEG.items():
        name = column if column.startswith("knee") else f"hip_{column}"
        assert POSTURES[name].between(low, high).all()
    assert POSTURES.assumption.notna().all()
    pulled = POSTURES[POSTURES.pull_N > 0]
    ways = {"forward", "backward", "up", "down", "medial", "lateral"}
    assert set(pulled.pull_direction) <= ways and set(pulled.pull_at) <= {"knee", "ankle", "foot"}


def test_muscles_give_every_moment(postures):
    statics = np.array([not name.endswith("cycle") for name in postures.posture])
    assert postures.reserve_Nm[statics].max() < 0.01
    assert (postures.muscle_forces >= 0).all()
    assert (postures.section_share[statics] < 1).all()


def test_sections_are_where_one_expects_them(loads):
    def section(name):
        return SECTIONS[int(loads.section_share[loads.index(name)].argmax())]

    assert section("banded hip flexion (runner's march)") == "anterior"
    assert section("hip hinge") == section("hip bridge") == "posterior"
    assert section("clam") == section("single-leg balance") == "lateral"
    assert section("isometric adduction, ball between knees") == "medial"


@pytest.mark.parametrize(("exercise", "measured"), [
    ("single-leg balance", "one-leg stance"), ("stairs up", "stairs up"),
    ("stairs down", "stairs down"), ("jogging", "jogging"),
])  # fmt: skip
def test_contact_is_above_the_implants_by_less_than_half(loads, exercise, measured):
    """Static optimisation without knee or antagonists still comes out high; by how much is told."""
    published = load_table("hip_contact_force_published_peaks").set_index("activity")
    force = loads.contact_bw[loads.index(exercise)]
    assert 1.0 < force / published.peak_bw[measured] < 1.5


def test_emg_stands_beside_the_posture_it_belongs_to(postures):
    table = emg_comparison(postures)
    assert len(table) == 20 and table.model_percent.between(0, 100).all()
    clam = table[(table.exercise == "clam") & (table.muscle == "gluteus medius")].iloc[0]
    assert (clam.low_percent_mvic, clam.high_percent_mvic) == (38, 67)
    # mechanics alone asks for less than people were seen to use
    assert (table.model_percent < table.high_percent_mvic).mean() > 0.8


def test_ranks_are_compared_within_a_muscle_and_a_posture_counts_once(postures):
    table = emg_comparison(postures)
    agreement = emg_rank_agreement(table)
    assert agreement.postures.to_dict() == {"gluteus maximus": 6, "gluteus medius": 7}
    assert (agreement.rank_correlation.abs() <= 1).all()
    perfect = table.assign(model_percent=(table.low_percent_mvic + table.high_percent_mvic) / 2)
    assert emg_rank_agreement(perfect).rank_correlation.to_numpy() == pytest.approx(1)
    turned = perfect.assign(model_percent=-perfect.model_percent)
    assert emg_rank_agreement(turned).rank_correlation.to_numpy() == pytest.approx(-1)


def test_walking_that_the_neck_is_used_to_is_the_measured_one(loads):
    """2.47 BW (Bergmann 2016); the model's own walking is almost twice that."""
    patients = load_table("orthoload_hip3_patients")
    columns = [f"level_walking_{axis}_pBW" for axis in ("anterior", "superior", "lateral")]
    force = patients[columns].mean().to_numpy() / 100 * Subject().body_weight
    assert loads.walking_mpa == pytest.approx(neck_stress(force).quadrants_mpa)
    inferior = loads.neck_mpa[loads.index("walking"), 2] / loads.walking_mpa[2]
    assert 1.5 < inferior < 2.5


def test_heavier_people_press_more_and_in_proportion():
    """Moments scale with mass, the contact force in body weights stays."""
    light, heavy = (hip_postures(Subject(mass_kg=m)) for m in (50, 60))
    free = [i for i, e in enumerate(light.exercise) if e in ("hip bridge", "single-leg balance")]
    assert heavy.moments_Nm[free] == pytest.approx(1.2 * light.moments_Nm[free])
    assert heavy.contact_femur_bw[free] == pytest.approx(light.contact_femur_bw[free], rel=1e-3)


def test_unknown_and_unrepresented_exercises_are_refused(loads):
    with pytest.raises(ValueError, match=r"exercise must be one of 'foam roll .* got 'yoga'"):
        loads.index("yoga")
    with pytest.raises(ValueError, match="cannot represent foam roll adductors: the roller"):
        loads.index("foam roll adductors")


def test_one_person_is_solved_once_and_cannot_be_spoilt(loads):
    assert exercise_loads(Subject()) is loads and hip_postures(Subject()) is hip_postures()
    assert exercise_loads(Subject(mass_kg=71)) != loads
    with pytest.raises(ValueError, match="read-only"):
        loads.neck_mpa[0] = 0


@pytest.mark.parametrize("function", [hip_postures, exercise_loads])
def test_one_person_at_a_time(function):
    with pytest.raises(ValueError, match="takes one person, got an array as mass_kg"):
        function(Subject(mass_kg=[70, 80]))
    with pytest.raises(TypeError, match=r"for instance Subject\(mass_kg=70\)"):
        function(70)
