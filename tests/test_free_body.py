"""A planar free body: equilibrium, closed forms, and what lies beyond the lever's sliders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hipmech.free_body import free_body
from hipmech.frontal_plane import balance, single_leg_stance
from hipmech.subject import Subject

VECTORS = arrays(float, (5, 3, 2), elements=st.floats(-2, 2))
W = Subject().body_weight
ABDUCTORS = (-0.05, 0.0), (-np.sin(np.radians(20)), -np.cos(np.radians(20)))


@given(VECTORS, VECTORS)
def test_forces_and_moments_add_up_to_zero(forces, points):
    at, pull, joint = np.array([-0.05, 0.02]), np.array([-0.3, -1.2]), np.array([0.01, 0.0])
    held = free_body(forces, points, at, pull, joint)
    muscle = held.muscle_force[:, None] * pull / np.hypot(*pull)
    np.testing.assert_allclose(forces.sum(1) + muscle + held.joint_force, 0, atol=1e-12)
    arm, load_arms = at - joint, points - joint
    moment = arm[0] * muscle[:, 1] - arm[1] * muscle[:, 0]
    turned = load_arms[..., 0] * forces[..., 1] - load_arms[..., 1] * forces[..., 0]
    np.testing.assert_allclose(moment + turned.sum(1), 0, atol=1e-12)


def test_balance_is_one_case_of_it():
    b = balance([0.7, -0.1], [0.10, 0.35], 0.05 * np.cos(np.radians(20)), 20)
    held = free_body([(0, -0.7), (0, 0.1)], [(0.10, 0.3), (0.35, 0)], *ABDUCTORS)
    assert held.muscle_force == pytest.approx(b.abductor_force, rel=1e-12)
    np.testing.assert_allclose(-held.joint_force, b.hip_contact_force, rtol=1e-12)


def test_n_g_multiplies_every_force():
    """Standing in a lift that accelerates upwards by g loads the hip twice."""
    loads, at = np.array([(0.0, -0.8)]), [(0.1, 0.0)]
    once = free_body(loads, at, *ABDUCTORS)
    twice = free_body(2 * loads, at, *ABDUCTORS)
    np.testing.assert_allclose(twice.joint_force, 2 * once.joint_force, rtol=1e-12)


def test_an_oblique_cane_helps_by_its_moment():
    """Tilted until it points at the hip, a push turns nothing and only its own weight is taken."""
    hand = np.array([0.35, -0.10])
    toward = 0.15 * -hand / np.hypot(*hand)
    forces = np.array([[(0, -0.8), (0, 0.15)], [(0, -0.8), toward]])
    held = free_body(forces, [(0.1, 0.0), hand], *ABDUCTORS)
    plain = free_body([(0, -0.8)], [(0.1, 0.0)], *ABDUCTORS)
    assert held.muscle_force[0] < plain.muscle_force
    assert held.muscle_force[1] == pytest.approx(plain.muscle_force, rel=1e-12)


def test_a_push_from_the_side_turns_by_its_height():
    held = free_body([(-0.1, 0.0)], [(0.0, 0.4)], *ABDUCTORS)
    arm = 0.05 * np.cos(np.radians(20))
    assert held.muscle_force == pytest.approx(-0.1 * 0.4 / arm, rel=1e-12)


def test_a_backpack_high_on_the_trunk_turns_only_when_the_trunk_leans():
    lean = np.radians([0.0, 10.0])
    at = np.stack([0.086 - 0.35 * np.sin(lean), 0.35 * np.cos(lean)], axis=-1)
    held = free_body(np.full((2, 1, 2), (0.0, -0.2)), at[:, None], *ABDUCTORS)
    assert held.muscle_force[0] == pytest.approx(0.2 * 0.086 / (0.05 * np.cos(np.radians(20))))
    assert held.muscle_force[1] < held.muscle_force[0]


def test_on_two_legs_the_ground_holds_what_the_abductors_held():
    """Half the ground reaction under each hip: no muscle, 0.30 BW on each (W − 2 W_leg over 2)."""
    person = Subject()
    leg = person.leg_fraction
    below = free_body([(0, 0.5), (0, -leg)], [(0, -0.9), (0, -0.4)], *ABDUCTORS)
    assert below.muscle_force == pytest.approx(0, abs=1e-15)
    assert -below.joint_force[1] == pytest.approx(0.5 - leg)
    assert 0.5 - leg == pytest.approx(0.30, abs=0.005)


def test_a_longer_leg_tilts_the_loads_towards_the_shorter():
    """Two centimetres over 172 mm between the hips: the pelvis tilts by 6.7°, as a drop does."""
    tilt = np.degrees(np.arcsin(0.02 / 0.172))
    stance = single_leg_stance(Subject(), drop_deg=[0.0, tilt])
    assert stance.abduction_moment[1] < stance.abduction_moment[0]
    assert stance.hip_adduction_deg[1] > stance.hip_adduction_deg[0] + tilt - 1


def test_a_trochanter_moved_out_lengthens_the_arm_and_unloads_the_joint():
    moved = single_leg_stance(Subject(trochanter_lateral=[0.0064, 0.0164]))
    assert moved.abductor_arm[1] > moved.abductor_arm[0] + 0.005
    assert moved.hip_contact_bw[1] < moved.hip_contact_bw[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points": [(0.1, 0.2), (0.3, 0.1)]}, "1 forces and 2 points"),
        ({"forces": [1.0, 2.0]}, r"forces must be \(..., n, 2\)"),
        ({"muscle_pull": (0, 0)}, "muscle_pull must point somewhere"),
        ({"muscle_pull": (0.05, 0.0)}, "passes through the joint"),
        ({"joint": [np.nan, 0]}, "joint"),
    ],
)
def test_impossible_bodies_are_refused_by_name(change, words):
    arguments = {
        "forces": [(0.0, -0.8)],
        "points": [(0.1, 0.0)],
        "muscle_at": (-0.05, 0.0),
        "muscle_pull": (-0.2, -1.0),
    }
    with pytest.raises(ValueError, match=words):
        free_body(**arguments | change)


def test_a_tenth_of_a_millimetre_is_the_shortest_arm():
    def held(arm_mm):
        return free_body([(0, -1)], [(0.1, 0)], (-arm_mm / 1000, 0), (0, -1)).muscle_force

    assert held(0.1001) == pytest.approx(100 / 0.1001)
    with pytest.raises(ValueError, match=r"arm below 0\.1 mm"):
        held(0.0999)
