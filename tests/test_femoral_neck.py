import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.femoral_neck import (
    QUADRANTS,
    NeckSection,
    adaptation_rate,
    daily_stimulus,
    directed_force,
    neck_axes,
    neck_stress,
)
from hipmech.tables import load_table

RADIUS, WALL = 0.015, 0.002
RING = NeckSection(2 * RADIUS, 2 * RADIUS, WALL, WALL, WALL)
RING_AREA = np.pi * (RADIUS**2 - (RADIUS - WALL) ** 2)
RING_I = np.pi / 4 * (RADIUS**4 - (RADIUS - WALL) ** 4)
STRAIGHT = {"neck_shaft_angle_deg": 129.2, "anteversion_deg": 0}
AXIS, SUPERIOR, ANTERIOR = neck_axes(129.2, 0)


def frontal(magnitude, angle_deg):
    """Force in the frontal plane at an angle from the shaft, pointing down and lateral."""
    angle = np.radians(angle_deg)
    return magnitude * np.stack(np.broadcast_arrays(0, -np.cos(angle), np.sin(angle)), -1)


@pytest.mark.parametrize(
    "section", [NeckSection(), NeckSection(0.035, 0.029, 0.002, 0.0035, 0.0015), RING]
)
def test_section_properties_by_counting_small_squares(section):
    step = 2e-5
    s = np.arange(-0.02, 0.02, step) + step / 2
    up, across = np.meshgrid(s, s, indexing="ij")
    outer = (up / section.height * 2) ** 2 + (across / section.width * 2) ** 2 < 1
    hole_h = section.height - section.superior_cortex - section.inferior_cortex
    hole_w = section.width - 2 * section.side_cortex
    centre = section.height / 2 - section.superior_cortex - hole_h / 2
    hole = ((up - centre) / hole_h * 2) ** 2 + (across / hole_w * 2) ** 2 < 1
    bone = outer & ~hole
    area = bone.sum() * step**2
    mean = up[bone].mean()
    moments = [((up[bone] - mean) ** 2).sum() * step**2, (across[bone] ** 2).sum() * step**2]
    # the edge of the counted shape is 0.02 mm rough on a 1 mm cortex
    assert section.area == pytest.approx(area, rel=2e-3)
    assert section.centroid_drop == pytest.approx(-mean, abs=1e-5)
    assert section.second_moments == pytest.approx(moments, rel=3e-3)


def test_a_scaled_section_has_the_same_shape():
    small, large = NeckSection(), NeckSection().scaled([1.0, 1.25])
    assert large.area == pytest.approx(small.area * np.array([1, 1.25**2]))
    assert large.section_modulus == pytest.approx(small.section_modulus * np.array([1, 1.25**3]))
    assert RING.section_modulus == pytest.approx(RING_I / RADIUS)
    with pytest.raises(ValueError, match=r"factor must be 0\.5 to 2, got 110"):
        small.scaled(110)


def test_the_default_neck_lies_within_two_deviations_of_280_women():
    """2.00 ± 0.42 cm², 1.62 ± 0.47 cm⁴, 29.9 ± 2.4 mm (doi 10.1007/s00774-007-0762-z)."""
    neck = NeckSection()
    assert abs(1e4 * neck.area - 2.00) < 2 * 0.42
    assert abs(1e8 * neck.second_moments[0] - 1.62) < 2 * 0.47
    assert abs(1e3 * neck.height - 29.9) < 2 * 2.4


def test_pure_axial_force_is_even_and_has_no_neutral_axis():
    stress = neck_stress(-2000 * AXIS, section=RING, **STRAIGHT)
    assert stress.stress_mpa == pytest.approx(-2000 / RING_AREA / 1e6)
    assert stress.axial_force == pytest.approx(-2000)
    assert np.isnan(stress.neutral_axis_mm) and np.isnan(stress.tension_direction_deg)


@given(direction=st.floats(0, 359), distance=st.floats(0.005, 0.04))
def test_pure_bending_of_a_ring(direction, distance):
    """A force across the neck of a ring: sigma = F d R / I on the side it points away from."""
    turn = np.radians(direction)
    force = -1000 * (np.cos(turn) * SUPERIOR + np.sin(turn) * ANTERIOR)
    stress = neck_stress(force, section=RING, head_to_section=distance, **STRAIGHT)
    expected = 1000 * distance * RADIUS / RING_I / 1e6
    assert stress.stress_mpa == pytest.approx(
        expected * np.cos(np.radians(stress.angles_deg) - turn), abs=1e-9 * expected
    )
    assert stress.neutral_axis_mm == pytest.approx(0, abs=1e-9)
    assert np.cos(np.radians(stress.tension_direction_deg) - turn) == pytest.approx(1)


force = st.tuples(*3 * [st.floats(-3000, 3000)])


@given(
    force=force, shaft=st.floats(95, 165), turn=st.floats(-20, 40), offset=st.floats(-4e-3, 4e-3)
)
def test_the_stress_carries_the_force_and_the_moment(force, shaft, turn, offset):
    """Stress is linear over the section, so its outer surface must give N and M back."""
    section, force = NeckSection(), np.array(force)
    stress = neck_stress(
        force, neck_shaft_angle_deg=shaft, anteversion_deg=turn, head_offset=offset, section=section
    )
    axes = neck_axes(shaft, turn)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert axes[0] @ [0, -1, 0] == pytest.approx(np.cos(np.radians(shaft)))
    arm = 0.022 * axes[0] + (offset + section.centroid_drop) * axes[1]
    torsion, about_superior, about_anterior = axes @ np.cross(arm, force)
    got = [stress.torsion, stress.anterior_moment, stress.superior_moment]
    assert got == pytest.approx([torsion, about_superior, -about_anterior], abs=1e-9)
    top, front, bottom, back = stress.quadrants_mpa
    half, drop = section.height / 2, section.centroid_drop
    at_centroid = ((half + drop) * bottom + (half - drop) * top) / section.height
    assert at_centroid * section.area * 1e6 == pytest.approx(stress.axial_force, abs=1e-6)
    i_superior, i_anterior = section.second_moments
    assert (top - bottom) / section.height * i_superior * 1e6 == pytest.approx(
        stress.superior_moment, abs=1e-9
    )
    assert (front - back) / section.width * i_anterior * 1e6 == pytest.approx(
        stress.anterior_moment, abs=1e-9
    )


@given(force=force)
def test_stress_vanishes_on_the_neutral_axis(force):
    stress = neck_stress(force)
    if np.isnan(stress.neutral_axis_mm):
        return
    top, front, bottom, back = stress.quadrants_mpa
    turn = np.radians(stress.tension_direction_deg)
    on_axis = stress.neutral_axis_mm / 1e3 * np.array([np.cos(turn), np.sin(turn)])
    gradient = [(top - bottom) / 0.031, (front - back) / 0.025]
    assert (top + bottom) / 2 + on_axis @ gradient == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("shaft", "superior", "inferior"), [(129, 20.8, -27.2), (115, 31, -31), (140, 12, -23)]
)
def test_beam_check(shaft, superior, inferior):
    """2.5 BW of 60 kg at 13.3 degrees, the force's line through the section's centroid."""
    stress = neck_stress(
        frontal(2.5 * 60 * 9.81, 13.3),
        neck_shaft_angle_deg=shaft,
        anteversion_deg=0,
        head_offset=-NeckSection().centroid_drop,
    )
    assert stress.quadrants_mpa[[0, 2]] == pytest.approx([superior, inferior], abs=0.6)
    assert stress.torsion == pytest.approx(0, abs=1e-9)


def test_coxa_vara_bends_and_coxa_valga_compresses():
    stress = neck_stress(
        frontal(1500, 13.3), neck_shaft_angle_deg=np.linspace(115, 145, 7), anteversion_deg=0
    )
    assert (np.diff(stress.superior_moment) < 0).all()
    assert (np.diff(stress.axial_force) < 0).all()
    assert (np.diff(stress.quadrants_mpa[:, 0]) < 0).all()


def test_published_stair_stress_and_the_superior_tension():
    published = load_table("femoral_neck_stress_published")
    second = published[(published.study == "Deng 2018") & (published.peak == 2)]
    mean = second.groupby("side").stress_mpa.mean()
    shaft_force = neck_stress(frontal(4.8 * 60 * 9.81, 13.3)).quadrants_mpa
    assert shaft_force[2] == pytest.approx(mean.inferior, abs=10)  # within one published SD
    assert shaft_force[0] > 1.5 * mean.superior  # the known over-estimate
    for angle, distance in ((13.3 + 9, 0.022), (13.3, 0.016)):  # either explains the ratio
        other = neck_stress(frontal(4.8 * 60 * 9.81, angle), head_to_section=distance).quadrants_mpa
        assert other[0] / other[2] == pytest.approx(mean.superior / mean.inferior, abs=0.03)


def test_walking_force_of_the_implants_loads_the_sides_in_the_published_order():
    """Walking peak 238 %BW (lateral 54, posterior 33, down 229): inferior compressed the most,
    posterior more than anterior, superior the least."""
    quadrants = neck_stress(70 * 9.81 * np.array([-0.328, -2.292, 0.540])).quadrants_mpa
    order = [QUADRANTS[i] for i in np.argsort(quadrants)]
    assert order == ["inferior", "posterior", "anterior", "superior"]


def test_thinner_superior_cortex_raises_superior_stress():
    thin, even = (
        neck_stress(
            frontal(1500, 13.3), section=NeckSection(superior_cortex=t, inferior_cortex=4e-3 - t)
        ).quadrants_mpa
        for t in (5e-4, 2e-3)
    )
    assert abs(thin[0]) > abs(even[0]) and abs(thin[2]) < abs(even[2])


def test_shapes_broadcast():
    forces = np.broadcast_to([0, -1500, 300], (4, 1, 3))
    stress = neck_stress(
        forces,
        neck_shaft_angle_deg=[115, 129, 140],
        section=NeckSection(height=[0.029, 0.031, 0.033]),
        n_angles=36,
    )
    assert stress.stress_mpa.shape == (4, 3, 36) and stress.quadrants_mpa.shape == (4, 3, 4)
    for name in (
        "axial_force",
        "superior_moment",
        "anterior_moment",
        "torsion",
        "tension_direction_deg",
        "neutral_axis_mm",
    ):
        assert getattr(stress, name).shape == (4, 3)
    alone = neck_stress([0, -1500, 300], neck_shaft_angle_deg=129, n_angles=36)
    assert stress.stress_mpa[2, 1] == pytest.approx(alone.stress_mpa)


def test_stimulus_check_values():
    assert daily_stimulus([5000], [[20]]) == pytest.approx([168], abs=0.5)
    assert daily_stimulus([5000, 100], [[20], [50]]) == pytest.approx([194], abs=0.5)


@given(n=st.integers(1, 10000), sigma=st.floats(0.1, 200), m=st.floats(1, 8))
def test_stimulus_scales_with_stress_and_with_the_root_of_cycles(n, sigma, m):
    base = daily_stimulus([n], [[sigma]], m)
    assert daily_stimulus([n], [[-2 * sigma]], m) == pytest.approx(2 * base)
    assert daily_stimulus([2 * n], [[sigma]], m) == pytest.approx(2 ** (1 / m) * base)


def test_a_direction_that_no_activity_reaches_gets_nothing():
    stimulus = daily_stimulus([5000, 100], [[20, 0, 5], [50, 0, 0]], [1, 4, 8])
    assert stimulus.shape == (3, 3)
    assert (stimulus[:, 1] == 0).all() and (stimulus[:, [0, 2]] > 0).all()


@given(stimulus=st.floats(0, 500), attractor=st.floats(0, 500), lazy=st.floats(0, 100))
def test_adaptation_rests_in_the_lazy_zone_and_follows_the_sign_outside(stimulus, attractor, lazy):
    rate = adaptation_rate(stimulus, attractor, lazy, gain=0.02)
    excess = stimulus - attractor
    if abs(excess) <= lazy:
        assert rate == 0
    else:
        assert rate == pytest.approx(0.02 * (excess - np.copysign(lazy, excess)))


def test_athletes_by_loading_and_side():
    """Nikander 2009: five groups, four sides; two groups differ, on five of the twenty fields."""
    table = load_table("femoral_neck_adaptation")
    assert len(table) == 20
    assert set(table.side) == set(QUADRANTS)
    found = table.dropna(subset="cortical_thickness_difference_percent")
    assert set(found.loading) == {"high-impact", "odd-impact"}
    assert len(found) == 5
    assert (found.p_value < 0.05).all()
    assert found[found.side == "inferior"].loading.tolist() == ["high-impact"]
    assert "superior" not in set(found.side)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: neck_stress([0, -1500]), r"hip_contact_force must have shape \(..., 3\)"),
        (lambda: neck_stress([0, np.nan, 0]), "hip_contact_force must be finite, got nan"),
        (lambda: neck_stress([0, -1, 0], neck_shaft_angle_deg=2.2), "must be 90 to 170 degrees"),
        (lambda: neck_stress([0, -1, 0], head_to_section=22), "22; this looks like millimetres"),
        (lambda: neck_stress([0, -1, 0], n_angles=10), "n_angles must be a multiple of 4, got 10"),
        (
            lambda: NeckSection(height=31),
            "height must be 0.01 to 0.08 m, got 31; this looks like mill",
        ),
        (lambda: NeckSection(superior_cortex=0.03), "the cortices must fit into the neck"),
        (lambda: daily_stimulus([-1], [[20]]), "cycles must be 0 a day or more, got -1"),
        (lambda: daily_stimulus([1], [[20]], m=9), "m must be 1 to 8, got 9"),
        (lambda: daily_stimulus([1, 2], [[20]]), r"needs stress_mpa"),
        (lambda: adaptation_rate(np.nan, 50, 5), "stimulus must be 0 MPa or more, got nan"),
        (lambda: adaptation_rate(50, 50, -5), "lazy_zone must be 0 MPa or more, got -5"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda x: neck_stress([0, -1, 0], neck_shaft_angle_deg=x), 90, 170),
        (lambda x: neck_stress([0, -1, 0], anteversion_deg=x), -30, 60),
        (lambda x: neck_stress([0, -1, 0], head_to_section=x), 0, 0.08),
        (lambda x: neck_stress([0, -1, 0], head_offset=x), -0.02, 0.02),
        (lambda x: directed_force(1, x, 0), -80, 80),
        (lambda x: directed_force(1, 0, x), -80, 80),
        (lambda x: daily_stimulus([1], [[20]], x), 1, 8),
        (lambda x: daily_stimulus([1], [[x]]), -1000, 1000),
        (lambda x: NeckSection(height=x, side_cortex=0.004), 0.01, 0.08),
        (lambda x: NeckSection(width=x), 0.01, 0.08),
    ],
)
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(function, low, high):
    beyond = 1e-6 * (high - low)
    for value in (low, high):
        function(value)
    for value in (low - beyond, high + beyond):
        with pytest.raises(ValueError, match="must be"):
            function(value)
