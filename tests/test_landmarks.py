"""Hip joint centre: worked values, the CT truth, scaling of the equations, bad input."""

import numpy as np
import pytest

from hipmech.landmarks import (
    METHODS,
    ct_pelves,
    distances_from_hip_joint_centre,
    hip_joint_centre,
    hip_joint_centre_errors,
)
from hipmech.tables import load_table


# Worked by hand from the published equations for PW 240, PD 150, LL 900 mm, marker radius 7 mm.
@pytest.mark.parametrize(
    ("method", "centre_mm"),
    [
        ("harrington", (-45.9, -82.9, 86.5)),
        ("bell", (-45.6, -72.0, 86.4)),
        ("davis", (-46.7, -96.8, 78.0)),
        ("hara", (-45.7, -79.2, 85.4)),
    ],
)
def test_worked_values(method, centre_mm):
    marker = {"marker_radius": 0.007} if method == "davis" else {}
    centre = 1000 * hip_joint_centre(method, 0.240, 0.150, 0.900, **marker)
    np.testing.assert_allclose(centre, centre_mm, atol=0.051)


@pytest.mark.parametrize("method", METHODS)
def test_arrays_of_any_leading_shape_equal_single_pelves(method):
    width, depth = np.linspace(0.22, 0.27, 5)[:, None], np.linspace(0.13, 0.17, 3)
    leg = np.broadcast_to(0.9, (5, 3))
    centres = hip_joint_centre(method, width, depth, leg)
    assert centres.shape == (5, 3, 3)
    single = hip_joint_centre(method, width[4, 0], depth[1], 0.9)
    np.testing.assert_allclose(centres[4, 1], single, rtol=1e-15)


def test_bell_is_proportional_to_the_width_and_davis_moves_in_with_the_leg():
    np.testing.assert_allclose(hip_joint_centre("bell", 0.30), 1.5 * hip_joint_centre("bell", 0.20))
    short, long = hip_joint_centre("davis", leg_length=[0.8, 1.0])
    np.testing.assert_allclose(long[2] - short[2], -0.115 * 0.2 * np.sin(np.radians(28.4)))


def test_truth_agrees_with_half_the_measured_hip_joint_width():
    half_width = load_table("orthoload_hip3_patients").hip_joint_width_mm / 2000
    # Pelves are not quite symmetric about mid-ASIS: within 6 mm each, within 2 mm on average.
    difference = ct_pelves().z - half_width
    assert difference.abs().max() < 0.006
    assert abs(difference.mean()) < 0.002


def test_errors_are_estimate_minus_truth_for_each_method_and_patient():
    errors = hip_joint_centre_errors()
    assert errors.groupby("method").size().to_dict() == dict.fromkeys(METHODS, 10)
    parts = errors[["anterior_mm", "up_mm", "lateral_mm"]]
    np.testing.assert_allclose(np.linalg.norm(parts, axis=1), errors.distance_mm)
    # Patient H1L by hand: PW 254.0, PD 143.8, ASIS at (37.0, 82.5, 40.2) mm from the centre.
    first = parts[(errors.method == "harrington") & (errors.patient == "H1L")].iloc[0]
    expected = (-0.24 * 143.8 - 9.9 + 37.0, -0.3 * 254 - 10.9 + 82.5, 0.33 * 254 + 7.3 - 127 + 40.2)
    np.testing.assert_allclose(first, expected, atol=1e-9)


def test_harrington_beats_davis_as_in_67_other_people():
    # CT of 67 people: Davis 25.0 ± 6.7 mm, Harrington 12.3 ± 5.9 mm
    # (Mantovani 2016, Gait Posture 44:48-54).
    errors = hip_joint_centre_errors().groupby("method").distance_mm.mean()
    assert abs(errors["davis"] - 25.0) < 6.7
    assert abs(errors["harrington"] - 12.3) < 5.9


def test_hands_on_the_hips_are_far_above_the_joint():
    distances = distances_from_hip_joint_centre().set_index("landmark")
    assert (distances.loc["iliac crest top"].up_mm > 125).all()
    assert (distances.loc["greater trochanter"].up_mm.abs() < 10).all()
    assert (distances.loc["greater trochanter"].lateral_mm > 40).all()
    assert (distances.loc["ASIS"].anterior_mm > 30).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hip_joint_centre("seidel"), "method must be one of 'harrington', .* got 'seidel'"),
        (lambda: hip_joint_centre("bell", 240), "asis_width must be .* m, got 240; .* millimetres"),
        (lambda: hip_joint_centre("harrington", 0.24, np.nan), "pelvic_depth must be"),
        (lambda: hip_joint_centre("davis", leg_length=[0.9, 90]), "leg_length .* centimetres"),
        (lambda: hip_joint_centre("davis", marker_radius=7), "marker_radius .* millimetres"),
        (lambda: hip_joint_centre("bell", marker_radius=0.007), "no effect on 'bell', only on"),
        (lambda: hip_joint_centre("bell", [0.2, 0.3], [0.15] * 3), r"\(2,\) and pelvic_depth \(3,"),
    ],
)
def test_bad_input_is_refused_naming_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_without_sizes_it_is_the_adult_of_the_signature():
    sizes = 0.240, 0.150, 0.900
    np.testing.assert_array_equal(hip_joint_centre("davis"), hip_joint_centre("davis", *sizes))
