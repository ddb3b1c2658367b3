"""Stress on the joint surface against integration over the sphere, limits and published sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.contact_stress import LEAST_COVER_DEG, contact_stress

MPA = 1e6


def integrate(result, angle_deg, edge_deg, radius, n=160):
    """Force of the cup on the head [lateral, down], area and mean, by Gauss's rule on the sphere.

    Points: alpha from the anteroposterior axis, beta in the frontal plane from the vertical,
    lateral positive; the cup pushes inward wherever stress and cup are.
    """
    nodes, weights = np.polynomial.legendre.leggauss(n)

    def spread(low, high):
        return (low + high) / 2 + (high - low) / 2 * nodes, (high - low) / 2 * weights

    pole = np.radians(result.pole_deg)
    last = min(np.radians(edge_deg), pole + np.pi / 2)
    alpha, d_alpha = spread(0, np.pi)
    beta, d_beta = spread(pole - np.pi / 2, last)
    area = radius**2 * (np.sin(alpha) * d_alpha)[:, None] * d_beta
    across = np.sin(alpha)[:, None] * np.ones(n)
    stress = result.pole_stress * across * np.cos(beta - pole)
    push = stress * area * across
    force = np.array([-(push * np.sin(beta)).sum(), (push * np.cos(beta)).sum()])
    return force, area.sum(), (stress * area).sum() / area.sum(), stress.max()


@given(
    force=st.floats(1, 5000),
    angle=st.floats(-20, 40),
    edge=st.floats(-10, 90),
    radius=st.floats(0.018, 0.03),
)
def test_the_stress_adds_up_to_the_force(force, angle, edge, radius):
    if angle + edge < LEAST_COVER_DEG + 1e-6:
        edge = LEAST_COVER_DEG + 0.1 - angle
    result = contact_stress(force, angle, edge, radius)
    pushed, area, mean, greatest = integrate(result, angle, edge, radius)
    turn = np.radians(angle)
    assert pushed == pytest.approx(force * np.array([np.sin(turn), np.cos(turn)]), abs=1e-6 * force)
    assert result.area == pytest.approx(area, rel=1e-6)
    assert result.mean == pytest.approx(mean, rel=1e-6)
    assert greatest <= result.peak * (1 + 1e-12)
    assert result.peak == pytest.approx(greatest, rel=1e-3)  # the rule has no point on the rim


@pytest.mark.parametrize("edge", [80, 85, 90])
def test_a_deep_cup_carries_the_force_on_a_hemisphere(edge):
    deep = contact_stress(1000, 10, edge, 0.024)
    assert deep.pole_deg == pytest.approx(-10)
    assert deep.peak == pytest.approx(3 * 1000 / (2 * np.pi * 0.024**2))
    assert deep.mean == pytest.approx(deep.peak / 2)
    assert deep.area == pytest.approx(2 * np.pi * 0.024**2)


def test_a_pole_outside_the_rim_leaves_the_peak_at_the_rim():
    shallow = contact_stress(1000, 5, 10, 0.024)
    outside = np.radians(shallow.pole_deg - 10)
    assert outside > 0
    assert shallow.peak == pytest.approx(shallow.pole_stress * np.cos(outside))
    inside = contact_stress(1000, 5, 40, 0.024)
    assert inside.pole_deg < 40
    assert inside.peak == inside.pole_stress


def test_only_the_rim_seen_from_the_force_counts():
    """Turning force and cup together turns the pole and nothing else."""
    one, turned = contact_stress(1000, 5, 30), contact_stress(1000, 15, 20)
    assert turned.peak == pytest.approx(one.peak)
    assert turned.pole_deg == pytest.approx(one.pole_deg - 10)


def test_stress_is_force_over_radius_squared():
    one, other = contact_stress(1000, 8, 30, 0.02), contact_stress(3000, 8, 30, 0.03)
    assert other.peak / one.peak == pytest.approx(3 / 1.5**2)


def test_more_cover_means_less_stress_and_a_pole_further_medial():
    sweep = contact_stress(1600, [[5.0], [15.0]], np.arange(0, 91, 5.0))
    assert sweep.peak.shape == (2, 19)
    covered = sweep.peak[:, :15]  # until the rim is 90 degrees from both forces
    assert (np.diff(covered) < 0).all()
    assert (np.diff(sweep.peak) <= 1e-9 * sweep.peak[:, 1:]).all()
    assert (np.diff(sweep.pole_deg[:, :15]) < 0).all()
    assert (sweep.mean < sweep.peak).all()


def test_against_published_sizes():
    """Cosine law, gait: 0.8 to 2.6 MPa (Ipavec et al., doi 10.1007/BF02346375, abstract).

    Finite elements: 7.52 ± 2.11 MPa at 2.33 BW, ten normal hips (Harris 2012, abstract); the cosine
    law stays far below. Discrete elements, mean stress through stance: dysplastic over normal
    5.5 / 2.4 (Goetz 2021, abstract); the cosine law's factor is of that size.
    """
    weight = 70 * 9.81
    normal = contact_stress(2.33 * weight, 10, 32)
    assert 0.8 * MPA < normal.peak < 2.6 * MPA
    assert 3 < 7.52 * MPA / normal.peak < 5
    dysplastic = contact_stress(2.33 * weight, 10, 12)
    assert 1.5 < dysplastic.mean / normal.mean < 5.5 / 2.4


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ((-1, 10, 30), "hip_contact_force must be 0 to"),
        ((1000, 10, -10), "the force must point into the cup"),
        ((1000, [10, -40], 30), "more than 1 degrees, got -10"),
        ((1000, np.nan, 30), "angle_deg"),
        ((1000, 10, 95), "centre_edge_deg must be -30 to 90 degrees, got 95"),
        ((1000, 10, 30, 24), "head_radius .* this looks like millimetres"),
        ((1000, [1, 2], [1, 2, 3]), "do not go together"),
    ],
)
def test_bad_input_is_refused_by_name(given_, words):
    with pytest.raises(ValueError, match=words):
        contact_stress(*given_)
