"""Axes and angles: closed forms, the order of the rotations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from hipmech.frames import (
    KNEE_HYPEREXTENSION_DEG,
    POSTURE_RANGE_DEG,
    check_posture,
    hip_axes,
    hip_rotation,
)

hip_posture = st.tuples(st.floats(-30, 120), st.floats(-50, 30), st.floats(-40, 40))


@pytest.mark.parametrize(
    ("angles", "point", "goes_to"),
    [
        ((30, 0, 0), [0, -1, 0], [0.5, -np.sqrt(0.75), 0]),  # flexion: the knee goes forward
        ((0, 30, 0), [0, -1, 0], [0, -np.sqrt(0.75), -0.5]),  # adduction: the right knee goes in
        ((0, 0, 30), [1, 0, 0], [np.sqrt(0.75), 0, -0.5]),  # internal rotation: toes go in
    ],
)
def test_positive_angles_move_the_right_leg_as_named(angles, point, goes_to):
    np.testing.assert_allclose(hip_rotation(*angles) @ point, goes_to, atol=1e-15)


@given(hip_posture)
def test_rotation_is_cardan_zxy(angles):
    matrix = hip_rotation(*angles)
    scipy_matrix = Rotation.from_euler("ZXY", angles, degrees=True).as_matrix()
    np.testing.assert_allclose(matrix, scipy_matrix, atol=1e-14)


@given(hip_posture)
def test_hip_axes_are_the_angular_velocities_of_the_angles(angles):
    step = 1e-4
    for axis in range(3):
        ahead, behind = np.array(angles), np.array(angles)
        ahead[axis] += step
        behind[axis] -= step
        turn = hip_rotation(*ahead) @ hip_rotation(*behind).T
        velocity = Rotation.from_matrix(turn).as_rotvec() / np.radians(2 * step)
        np.testing.assert_allclose(velocity, hip_axes(*angles)[axis], atol=1e-7)


def test_angles_broadcast_to_any_leading_shape():
    flexion, adduction = np.linspace(-10, 90, 4)[:, None], np.linspace(-20, 20, 5)
    matrices, axes = hip_rotation(flexion, adduction, 7), hip_axes(flexion, adduction, 7)
    assert matrices.shape == axes.shape == (4, 5, 3, 3)
    np.testing.assert_array_equal(matrices[2, 3], hip_rotation(flexion[2, 0], adduction[3], 7))
    np.testing.assert_array_equal(axes[2, 3], hip_axes(flexion[2, 0], adduction[3], 7))


@pytest.mark.parametrize("name", POSTURE_RANGE_DEG)
def test_a_posture_outside_the_range_is_refused_with_the_range(name):
    low, high = POSTURE_RANGE_DEG[name]
    low -= KNEE_HYPEREXTENSION_DEG * name.startswith("knee")
    check_posture(**{name: [low, high]})
    for bad in (low - 0.1, high + 0.1, np.nan, [low, np.inf]):
        with pytest.raises(ValueError, match=f"{name} must be {low:g} to {high:g} degrees, got"):
            check_posture(**{name: bad})


@pytest.mark.parametrize("turn", [-360, 360])
def test_a_whole_turn_is_no_turn_and_more_is_refused(turn):
    np.testing.assert_allclose(hip_rotation(turn, turn, turn), np.eye(3), atol=1e-12)
    with pytest.raises(ValueError, match="flexion_deg must be -360 to 360 degrees"):
        hip_rotation(1.01 * turn)
