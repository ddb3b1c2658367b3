import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.muscles import MuscleSet
from hipmech.muscles.passive import hip_passive_moment
from hipmech.muscles.tendon import (
    active_force_length,
    isometric_force,
    joint_moment,
    passive_force_length,
    rigid_tendon,
)

DELP = MuscleSet.load("delp1990")
FIBRES = DELP.optimal_fibre_length, DELP.tendon_slack_length, DELP.pennation


@pytest.mark.parametrize(
    ("curve", "x", "expected"),
    [
        (active_force_length, [0.5, 0.75, 1, 1.25, 1.5], [0.0529, 0.7672, 0.9941, 0.6978, 0.2312]),
        (passive_force_length, [1.2, 1.4, 1.6], [0.0521, 0.2499, 1.0]),
    ],
)
def test_published_curve_values(curve, x, expected):
    assert curve(x) == pytest.approx(expected, abs=6e-4)  # as many digits as were given


def test_curve_constants_are_the_published_ones():
    """De Groote et al. 2016, written out: SymPy's defaults have not drifted."""
    x = np.linspace(0.3, 1.8, 31)
    bells = ((0.814, 1.06, 0.162, 0.0633), (0.433, 0.717, -0.0299, 0.2), (0.1, 1.0, 0.354, 0.0))
    active = sum(a * np.exp(-(((x - b) / (c + d * x)) ** 2) / 2) for a, b, c, d in bells)
    passive = (np.exp(4.0 * (x - 1) / 0.6) - 1) / (np.exp(4.0) - 1)
    # the curves are the same function, so only rounding may differ
    assert active_force_length(x) == pytest.approx(active, rel=1e-12)
    assert passive_force_length(x) == pytest.approx(passive, rel=1e-12, abs=1e-14)


def test_highest_active_force_lies_just_above_the_optimal_length():
    x = np.linspace(0.9, 1.2, 3001)
    f = active_force_length(x)
    assert f.max() == pytest.approx(0.9965, abs=5e-5)
    assert 1.01 < x[f.argmax()] < 1.03


def test_the_bell_of_no_width_gives_a_number():
    assert np.isfinite(active_force_length([0.0, 0.1495, 3.0])).all()


lengths = st.floats(0.005, 0.3)


@given(
    optimal=lengths,
    tendon=st.floats(0.0, 0.4),
    pennation=st.floats(0.0, 0.7),
    stretch=st.floats(0.05, 1.5),
)
def test_rigid_tendon_closes_the_triangle(optimal, tendon, pennation, stretch):
    f = rigid_tendon(tendon + stretch * optimal, optimal, tendon, pennation)
    angle = np.radians(f.pennation_deg)
    assert f.fibre_length * np.cos(angle) == pytest.approx(stretch * optimal, rel=1e-9)
    assert f.fibre_length * np.sin(angle) == pytest.approx(optimal * np.sin(pennation), abs=1e-12)


def test_the_optimal_length_gives_the_optimal_pennation():
    f = rigid_tendon(0.078 + 0.0535 * np.cos(np.radians(8)), 0.0535, 0.078, np.radians(8))
    assert f.fibre_length_norm == pytest.approx(1.0) and f.pennation_deg == pytest.approx(8.0)
    assert not f.slack


def test_isometric_force_is_that_of_sympys_own_rigid_tendon_muscle():
    import sympy
    from sympy.physics.biomechanics import FirstOrderActivationDeGroote2016 as Activation
    from sympy.physics.biomechanics import MusculotendonDeGroote2016 as Muscle
    from sympy.physics.mechanics import LinearPathway, Point, ReferenceFrame, dynamicsymbols

    q, frame = dynamicsymbols("q"), ReferenceFrame("N")
    ends = Point("A"), Point("B")
    ends[1].set_pos(ends[0], q * frame.x)
    ends[0].set_vel(frame, 0)
    ends[1].set_vel(frame, 0 * frame.x)  # held still: isometric
    muscle = Muscle.with_defaults(
        "m",
        LinearPathway(*ends),
        Activation.with_defaults("m"),
        tendon_slack_length=0.078,
        peak_isometric_force=819,
        optimal_fiber_length=0.0535,
        maximal_fiber_velocity=10,
        optimal_pennation_angle=0.13962634,
        fiber_damping_coefficient=0,
    )
    force = muscle.force.doit().subs({q.diff(): 0, muscle.a: 0.4})
    expected = [-float(sympy.N(force.subs(q, length))) for length in (0.14, 0.16)]
    ours = isometric_force([0.14, 0.16], 819, 0.0535, 0.078, 0.13962634, 0.4)
    # SymPy keeps the force-velocity factor of 1.0023 at rest, and projects the force with the
    # pennation at the optimal length where we take the pennation at this length (0.6 % here)
    at_rest = 0.886 - 0.318 * np.arcsinh(-0.374)  # De Groote et al. 2016
    fibre = (ours.active * at_rest + ours.passive) / np.cos(np.radians(ours.fibres.pennation_deg))
    assert fibre * np.cos(0.13962634) == pytest.approx(expected, rel=1e-9)


def test_a_slack_muscle_pulls_with_nothing():
    f = isometric_force([0.05, 0.078, 0.09], 819, 0.0535, 0.078, 0.14)
    assert f.fibres.slack.tolist() == [True, True, False]
    assert (f.total[:2] == 0).all() and f.total[2] > 0


@given(length=st.floats(0.0, 0.25), activation=st.floats(0, 1))
def test_muscles_only_pull(length, activation):
    assert isometric_force(length, 500, 0.1, 0.1, 0.2, activation).total >= 0


def test_postures_by_muscles_and_moments():
    length = np.linspace(0.12, 0.18, 24).reshape(4, 3, 2)  # 4 x 3 postures, 2 muscles
    force = isometric_force(length, [800, 300], [0.05, 0.06], [0.1, 0.08], [0.14, 0]).total
    arms = np.full((4, 3, 2, 3), 0.03)
    assert force.shape == (4, 3, 2)
    assert joint_moment(force, arms) == pytest.approx(
        np.repeat(0.03 * force.sum(-1, keepdims=True), 3, axis=-1)
    )


@pytest.mark.parametrize(
    ("posture", "percent"),
    [
        (
            (90, 0, 0, 90),
            {
                "psoas": -65,
                "iliacus": -67,
                "rect_fem": -9,
                "bifemlh": 39,
                "semimem": 26,
                "glut_max2": 41,
                "glut_med3": 48,
                "peri": 57,
                "add_long": -15,
            },
        ),
        (
            (-15, 0, 0, 0),
            {
                "psoas": 10,
                "iliacus": 10,
                "rect_fem": 9,
                "bifemlh": -12,
                "semimem": -14,
                "glut_max2": -10,
                "glut_med3": -9,
                "peri": -8,
                "add_long": 7,
            },
        ),
        (
            (-15, 0, 0, 120),
            {
                "psoas": 10,
                "iliacus": 10,
                "rect_fem": 77,
                "bifemlh": -60,
                "semimem": -102,
                "glut_max2": -10,
            },
        ),
        ((90, 0, 0, 20), {"rect_fem": -52, "bifemlh": 74, "semimem": 85, "peri": 57}),
        (
            (90, 20, -30, 90),
            {
                "iliacus": -64,
                "rect_fem": -2,
                "bifemlh": 32,
                "semimem": 17,
                "glut_max2": 42,
                "glut_med3": 66,
                "peri": 94,
                "add_long": -35,
            },
        ),
    ],
    ids=["sitting", "lunge", "couch stretch", "hinge", "piriformis stretch"],
)
def test_what_sitting_and_stretches_lengthen(posture, percent):
    """Change of muscle-tendon length from standing, in percent of the optimal fibre length."""
    change = 100 * (DELP.lengths(*posture) - DELP.lengths()) / DELP.optimal_fibre_length
    got = {name: change[DELP.names.index(name)] for name in percent}
    assert got == pytest.approx(percent, abs=1)  # the published table is in whole percent


def test_delp_muscles_stay_within_the_curves_in_every_posture():
    corners = np.meshgrid([-30, 0, 60, 120], [-50, 0, 30], [-40, 0, 40], [0, 60, 120])
    assert rigid_tendon(DELP.lengths(*corners), *FIBRES).fibre_length_norm.max() < 2.5


def test_passive_hip_moment_of_the_muscles_against_the_measured_one():
    """The muscles show the rectus femoris, which Riener & Edrich's formula misses; in flexion with
    a straight knee their rigid tendons make the hamstrings too stiff."""

    def passive(hip, knee):
        force = isometric_force(DELP.lengths(hip, 0, 0, knee), DELP.max_force, *FIBRES).passive
        return joint_moment(force, DELP.moment_arms(hip, 0, 0, knee))[..., 0]

    assert passive(-20, 90) > 5 * passive(-20, 0) > 0
    assert hip_passive_moment(-20, 90) < hip_passive_moment(-20, 0)
    assert passive(90, 0) == pytest.approx(-177, abs=1)
    assert passive(90, 0) < 3 * hip_passive_moment(90, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: active_force_length(np.nan), "fibre_length must be 0 to 3, got nan"),
        (lambda: rigid_tendon(150, 0.05, 0.1), "got 150; this looks like millimetres"),
        (lambda: rigid_tendon(0.15, -0.05, 0.1), "optimal_fibre_length must be 0.005 to 1 m"),
        (
            lambda: rigid_tendon(0.15, 0.05, 0.1, 8),
            "pennation must be 0 to 1 rad, got 8; this looks",
        ),
        (lambda: isometric_force(0.15, -1, 0.05, 0.1), "max_force must be 0 N or more, got -1"),
        (lambda: isometric_force(0.15, 1, 0.05, 0.1, 0, 1.1), "activation must be 0 to 1, got 1.1"),
        (lambda: isometric_force(0.4, 1, 0.05, 0.1), "fibre_length must be 0 to 3, got 6"),
        (lambda: joint_moment([1.0, 2.0], [[0.0, 0.0, 0.0]]), "needs moment_arms"),
        (lambda: joint_moment([1.0], [[45.0, 0.0, 0.0]]), "looks like millimetres"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("function", [active_force_length, passive_force_length])
def test_fibres_reach_from_nothing_to_three_optimal_lengths(function):
    assert np.isfinite(function([0, 3])).all()
    for length in (-1e-6, 3 + 1e-6):
        with pytest.raises(ValueError, match="fibre_length must be 0 to 3"):
            function(length)
