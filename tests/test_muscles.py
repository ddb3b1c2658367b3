"""Muscle paths against OpenSim 4.6, against their own lengths, and against published actions.

The table opensim_gait2392_moment_arms holds moment arms and lengths by OpenSim 4.6 in 20 postures,
among them the corners of the range and both sides of the angles where points begin and cease to
touch.
"""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.frames import KNEE_HYPEREXTENSION_DEG, POSTURE_RANGE_DEG
from hipmech.muscles import FUNCTIONS, MuscleSet
from hipmech.muscles.stretch import length_change
from hipmech.subject import Subject
from hipmech.tables import load_table

DELP, UHLRICH, DOSTAL = map(MuscleSet.load, ("delp1990", "uhlrich2022", "dostal1981"))
ANGLES = list(POSTURE_RANGE_DEG)
RANGES = POSTURE_RANGE_DEG | {"knee_flexion_deg": (-KNEE_HYPEREXTENSION_DEG, 120)}
posture = st.tuples(*(st.floats(low + 0.1, high - 0.1) for low, high in RANGES.values()))
every_set = pytest.mark.parametrize("muscles", [DELP, UHLRICH, DOSTAL], ids=lambda m: m.name)


def test_delp1990_equals_opensim():
    table = load_table("opensim_gait2392_moment_arms")
    postures = table[ANGLES].drop_duplicates()
    assert tuple(table.muscle.iloc[:27]) == DELP.names
    arms = table[["flexion_arm_m", "adduction_arm_m", "internal_rotation_arm_m"]].to_numpy()
    # The table has nine decimals; the bar is 2e-5 m.
    got = DELP.moment_arms(*postures.to_numpy().T)
    np.testing.assert_allclose(got, arms.reshape(-1, 27, 3), atol=1e-9)
    got = DELP.lengths(*postures.to_numpy().T)
    np.testing.assert_allclose(got, table.length_m.to_numpy().reshape(-1, 27), atol=1e-9)


def test_uhlrich2022_is_delp1990_but_for_seven_abductor_lines():
    table = load_table("uhlrich2022_abductor_lines").set_index("muscle")
    same = [name not in table.index for name in DELP.names]
    assert UHLRICH.names == DELP.names and sum(same) == 20
    np.testing.assert_array_equal(UHLRICH.points[same], DELP.points[same])
    assert (UHLRICH.max_force == DELP.max_force).all()
    # origin in pelvis axes from the hip joint centre, insertion in femur axes
    line = UHLRICH.select(["glut_med1"]).path_points()[0][[0, -1]]
    np.testing.assert_allclose(line, [[0.0073, 0.1045, 0.0377], [-0.014, -0.018, 0.059]])
    # the tensor fasciae latae keeps all but its origin, and its origin lies further forward
    tfl, old = (s.select(["tfl"]).points[0] for s in (UHLRICH, DELP))
    np.testing.assert_array_equal(tfl[1:], old[1:])
    assert tfl[0, 0] != old[0, 0]


def test_fibres_of_uhlrich2022_stand_as_long_as_those_of_delp1990_but_in_the_gluteus_maximus():
    ours, theirs = (length_change(s).fibre_length_norm for s in (UHLRICH, DELP))
    maximus = [name.startswith("glut_max") for name in DELP.names]
    np.testing.assert_allclose(ours[~np.array(maximus)], theirs[~np.array(maximus)])
    # Rajagopal et al. 2016 and Delp et al. 1990 disagree: near the optimum, and far below
    np.testing.assert_allclose(ours[maximus], [1.03, 1.02, 0.97], atol=0.005)
    np.testing.assert_allclose(theirs[maximus], [0.53, 0.56, 0.63], atol=0.005)
    tall = Subject(hip_joint_width=0.184, height=1.9)
    np.testing.assert_allclose(UHLRICH.for_subject(tall).scale, DELP.for_subject(tall).scale)


@every_set
@given(posture)
def test_moment_arm_is_minus_the_derivative_of_length(muscles, angles):
    step = 1e-3  # degrees: a central difference good to 1e-8 m for arms of 0.1 m
    arms = muscles.moment_arms(*angles)
    # A point that begins to touch within the step makes the length jump.
    if abs(angles[0] - 45) < 0.01:
        return
    for axis in range(3):
        ahead, behind = list(angles), list(angles)
        ahead[axis] += step
        behind[axis] -= step
        slope = (muscles.lengths(*ahead) - muscles.lengths(*behind)) / np.radians(2 * step)
        np.testing.assert_allclose(arms[:, axis], -slope, atol=1e-8)


@every_set
@given(posture)
def test_line_of_pull_is_a_unit_vector_and_gives_the_moment_arms(muscles, angles):
    pull = muscles.lines_of_pull(*angles)
    np.testing.assert_allclose(np.linalg.norm(pull, axis=-1), 1, rtol=1e-12)
    # Flexion is about the pelvis' own z axis, and any point of the line will do for its moment:
    # here the last one on the pelvis, fixed there or fallen onto its neighbour.
    path = muscles.path_points(*angles)
    x, y, _ = path[np.arange(len(path)), np.argmax(muscles.body > 0, axis=1) - 1].T
    flexion_arm = x * pull[:, 1] - y * pull[:, 0]
    np.testing.assert_allclose(muscles.moment_arms(*angles)[:, 0], flexion_arm, atol=1e-14)


@every_set
def test_arrays_of_any_leading_shape_equal_single_postures(muscles):
    flexion, knee = np.linspace(-30, 120, 6)[:, None], np.linspace(0, 120, 4)
    for method in (
        muscles.moment_arms,
        muscles.lines_of_pull,
        muscles.path_points,
        muscles.lengths,
    ):
        single = method(flexion[4, 0], -10, 5, knee[2])
        grid = method(flexion, -10, 5, knee)
        assert grid.shape == (6, 4, *single.shape)
        np.testing.assert_allclose(grid[4, 2], single, rtol=0, atol=1e-15)


def test_more_postures_than_a_block_keep_their_order():
    flexion = np.linspace(-30, 120, 5000)
    arms = DELP.moment_arms(flexion)
    np.testing.assert_array_equal(arms[4321], DELP.moment_arms(flexion[4321]))


def test_moment_arms_and_lines_of_pull_come_together():
    arms, lines = DELP.pulls(flexion_deg=[0, 60], rotation_deg=10)
    np.testing.assert_array_equal(arms, DELP.moment_arms([0, 60], 0, 10))
    np.testing.assert_array_equal(lines, DELP.lines_of_pull([0, 60], 0, 10))


def test_a_set_may_be_empty_and_none_is_made_from_nothing():
    assert DELP.select([]).lengths([0, 30]).shape == (2, 0)
    assert DELP.select([]).groups()["flexors"] == ()
    with pytest.raises(TypeError, match=r"MuscleSet.load\('delp1990'\)"):
        MuscleSet()


def test_a_set_is_safe_to_share_to_compare_and_to_copy():
    assert MuscleSet.load("delp1990") == DELP != DOSTAL
    assert hash(pickle.loads(pickle.dumps(DELP))) == hash(copy.deepcopy(DELP)) == hash(DELP)
    with pytest.raises(ValueError, match="read-only"):
        DELP.max_force[0] = 0


def test_a_point_that_does_not_touch_falls_onto_its_neighbour():
    iliacus = DELP.select(["iliacus"])
    extended, bent = iliacus.path_points([0, 60])[:, 0]
    assert not np.allclose(extended[1], extended[2])
    np.testing.assert_array_equal(bent[1], bent[2])


# Zero crossings of the gait2392 moment arms, knee straight, to the degree.
@pytest.mark.parametrize(
    ("muscle", "below", "above", "flexion_deg"),
    [
        ("peri", "external rotators", "internal rotators", 57),
        ("add_long", "flexors", "extensors", 65),
        ("add_brev", "flexors", "extensors", 25),
        ("pect", "flexors", "extensors", 77),
        ("glut_med2", "external rotators", "internal rotators", 9),
        ("glut_med3", "external rotators", "internal rotators", 41),
        ("glut_min3", "external rotators", "internal rotators", 12),
        ("glut_max1", "external rotators", "internal rotators", 37),
        ("glut_max2", "external rotators", "internal rotators", 68),
        ("glut_med1", "abductors", "adductors", 77),
        ("glut_min1", "abductors", "adductors", 71),
    ],
)
def test_reversals(muscle, below, above, flexion_deg):
    table = DELP.reversals().query("muscle == @muscle and below == @below and above == @above")
    assert table.flexion_deg.round().tolist() == [flexion_deg]


def test_at_a_reversal_the_moment_arm_vanishes():
    for row in DOSTAL.reversals(adduction_deg=-10, rotation_deg=10).itertuples():
        axis = [row.below in pair for pair in FUNCTIONS].index(True)
        arms = DOSTAL.select([row.muscle]).moment_arms(row.flexion_deg, -10, 10)
        assert abs(arms[0, axis]) < 1e-9


def test_a_muscle_that_keeps_its_actions_has_no_reversals():
    rectus = DELP.select(["rect_fem"])
    assert rectus.reversals().empty
    arms = rectus.moment_arms(np.linspace(-30, 120, 50))
    assert (np.sign(arms) == np.sign(arms[0])).all()


def test_groups_are_computed_from_the_moment_arms():
    groups = DELP.groups()
    assert {"iliacus", "psoas", "rect_fem"} <= set(groups["flexors"])
    assert {"glut_max1", "glut_max2", "glut_max3", "bifemlh"} <= set(groups["extensors"])
    assert {"glut_med1", "glut_med2", "glut_med3", "tfl"} <= set(groups["abductors"])
    assert {"add_long", "add_brev", "pect", "grac"} <= set(groups["adductors"])
    assert {"peri", "gem", "quad_fem"} <= set(groups["external rotators"])
    assert DELP.groups(threshold=1.0) == {name: () for pair in FUNCTIONS for name in pair}
    with pytest.raises(ValueError, match="one posture"):
        DELP.groups(flexion_deg=[0, 30])


def test_dostal1981_strengths_follow_johnston():
    whole = DELP.select(["glut_max1", "glut_max2", "glut_max3"]).max_force.sum()
    by_name = dict(zip(DOSTAL.names, DOSTAL.max_force / whole, strict=True))
    assert by_name["GluteusMaximus"] == pytest.approx(1.0)
    medius = sum(v for name, v in by_name.items() if name.startswith("GluteusMedius"))
    assert medius == pytest.approx(0.8)
    magnus = sum(by_name[f"Adductor{part}"] for part in ("Minimus", "MagnusMid", "MagnusPosterior"))
    assert magnus == pytest.approx(0.59)


@given(st.floats(0.5, 2), posture)
def test_uniform_scaling_scales_moment_arms_and_lengths(size, angles):
    big = DELP.scaled(pelvis=size, femur=size, tibia=size)
    for method in ("moment_arms", "lengths", "path_points"):
        expected = size * getattr(DELP, method)(*angles)
        np.testing.assert_allclose(getattr(big, method)(*angles), expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(big.optimal_fibre_length, size * DELP.optimal_fibre_length)
    np.testing.assert_allclose(big.lines_of_pull(*angles), DELP.lines_of_pull(*angles), atol=1e-12)


def test_a_subject_gets_the_hip_joint_width_and_leg_that_it_has():
    # The set's own pelvis has 167 mm between the hip joint centres and a femur of 396 mm.
    same = DELP.for_subject(Subject(hip_joint_width=0.167, height=1.63))
    np.testing.assert_allclose(same.scale[0], 1, rtol=1e-12)
    np.testing.assert_allclose(same.scale[1:], 1, atol=0.005)
    tall = DELP.for_subject(Subject(hip_joint_width=0.167, height=1.1 * 1.63))
    np.testing.assert_allclose(tall.scale[1:], 1.1 * same.scale[1:])
    # Whatever its size was before, the set ends up in this person's bones.
    again = DELP.scaled(pelvis=(1, 1.2, 1), femur=0.8).for_subject(Subject(height=1.8))
    np.testing.assert_allclose(again.points, DELP.for_subject(Subject(height=1.8)).points)


def test_a_longer_leg_lengthens_fibres_and_tendons_with_their_muscle():
    tall = DELP.scaled(femur=1.1, tibia=1.1)
    growth = tall.lengths() / DELP.lengths()
    assert growth.min() > 0.9 and growth.max() > 1.05
    np.testing.assert_allclose(tall.optimal_fibre_length, growth * DELP.optimal_fibre_length)
    np.testing.assert_allclose(tall.tendon_slack_length, growth * DELP.tendon_slack_length)


def test_a_wider_pelvis_moves_only_its_own_points_and_only_sideways():
    wide = DELP.scaled(pelvis=(1, 1, 1.1))
    change = (wide.points - DELP.points)[DELP.body == 0]
    np.testing.assert_array_equal(change[:, :2], 0)
    np.testing.assert_array_equal(wide.points[DELP.body > 0], DELP.points[DELP.body > 0])
    assert np.abs(change[:, 2]).max() > 0.001


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: MuscleSet.load("delp"),
            "set's name must be one of 'delp1990', .* got 'delp'; did you mean 'delp1990'",
        ),
        (
            lambda: DELP.select(["psoas", "soleus"]),
            "unknown muscle 'soleus' among .* delp1990; .* psoas",
        ),
        (lambda: DELP.lengths(flexion_deg=150), "flexion_deg must be -30 to 120 degrees, got 150"),
        (lambda: DELP.moment_arms(rotation_deg=[0, np.nan]), "rotation_deg must be -40 to 40 deg"),
        (
            lambda: DOSTAL.lines_of_pull(knee_flexion_deg=[0, -60]),
            "knee_flexion_deg must be -10 to 120 degrees, got -60; flexion is positive",
        ),
        (
            lambda: DELP.scaled(femur=450),
            "femur must be 0.5 to 2 times the published size, got 450",
        ),
        (lambda: DELP.scaled(pelvis=(1, np.nan, 1)), "pelvis must be 0.5 to 2 times"),
        (lambda: DELP.for_subject(Subject(height=[1.6, 1.8])), "for_subject takes one person"),
        (
            lambda: DOSTAL.for_subject(Subject()),
            "whose bones' size is known, such as delp1990; that of dostal1981",
        ),
        (lambda: DELP.scaled(tibia=(1, 1)), "tibia must be one factor or three"),
    ],
)
def test_bad_input_is_refused_naming_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_dostals_iliopsoas_is_as_long_as_the_published_points_are_apart():
    """(2.8, 2.4, 0.5) on the pelvis to (-0.2, -6.1, 1.5) cm on the femur, from the hip."""
    length_cm = np.sqrt(3.0**2 + 8.5**2 + 1.0**2)
    assert 100 * DOSTAL.select(["Iliopsoas"]).lengths() == pytest.approx(length_cm)
