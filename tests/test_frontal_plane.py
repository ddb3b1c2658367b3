import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipmech.frontal_plane import balance, equilibrium, single_leg_stance
from hipmech.muscles import MuscleSet
from hipmech.stance import rotate
from hipmech.subject import Subject


def number(low, high):
    return st.floats(low, high, allow_nan=False)


SUBJECTS = st.builds(
    Subject,
    mass_kg=number(40, 150),
    height=number(1.4, 2.1),
    sex=st.sampled_from(["male", "female"]),
    hip_joint_width=number(0.14, 0.21),
    neck_length=number(0.04, 0.075),
    neck_shaft_angle_deg=number(105, 150),
)
POSTURES = st.fixed_dictionaries(
    {
        "drop_deg": number(-10, 20),
        "lean_deg": number(-10, 30),
        "contralateral_load_bw": number(0, 0.2),
        "ipsilateral_load_bw": number(0, 0.3),
        "cane_push_bw": number(0, 0.2),
        "cane_side": st.sampled_from(["contralateral", "ipsilateral"]),
    }
)


def residuals(s):
    """Force and moment left over on the pelvis and on the whole body, over body weight."""
    W = s.subject.body_weight
    leg = s.subject.leg_fraction * W
    loads = np.array([s.superincumbent_weight, s.contralateral_load, s.ipsilateral_load])
    at = np.array([s.body_weight_arm, s.contralateral_hand[..., 0], s.ipsilateral_hand[..., 0]])
    pull = s.abductor_insertion - s.abductor_origin
    pull = s.abductor_force[..., None] * pull / s.abductor_length[..., None]
    down = np.stack([np.zeros_like(s.cane_push), s.cane_push - loads.sum(0)], axis=-1)
    force = pull + down - s.hip_contact_force  # the head pushes back on the pelvis
    o = s.abductor_origin
    moment = (
        o[..., 0] * pull[..., 1]
        - o[..., 1] * pull[..., 0]
        - (loads * at).sum(0)
        + s.cane_push * s.cane_x
    )
    whole = (
        s.ground_reaction * s.foot[..., 0]
        + s.cane_push * s.cane_x
        - (loads * at).sum(0)
        - leg * s.subject.leg_com_fraction * s.foot[..., 0]
    )
    parts = (force[..., 0], force[..., 1], moment, whole)
    return np.abs([part / W for part in parts])


@settings(max_examples=1000)
@given(subject=SUBJECTS, posture=POSTURES)
def test_every_stance_is_in_equilibrium(subject, posture):
    assert residuals(single_leg_stance(subject, **posture)).max() < 1e-9


def test_ten_thousand_random_stances_at_once():
    rng = np.random.default_rng(1)
    n = 10_000
    s = single_leg_stance(
        Subject(
            mass_kg=rng.uniform(40, 150, n),
            height=rng.uniform(1.4, 2.1, n),
            hip_joint_width=rng.uniform(0.14, 0.21, n),
            neck_length=rng.uniform(0.04, 0.075, n),
            neck_shaft_angle_deg=rng.uniform(105, 150, n),
        ),
        drop_deg=rng.uniform(-10, 20, n),
        lean_deg=rng.uniform(-10, 30, n),
        contralateral_load_bw=rng.uniform(0, 0.2, n),
        cane_push_bw=rng.uniform(0, 0.3, n),
    )
    assert residuals(s).shape == (4, n)
    assert residuals(s).max() < 1e-9


def test_an_array_gives_what_its_elements_give():
    drop, lean = np.linspace(-5, 15, 3)[:, None], np.linspace(0, 20, 4)
    grid = single_leg_stance(Subject(), drop, lean)
    for i in range(3):
        for j in range(4):
            one = single_leg_stance(Subject(), drop[i, 0], lean[j])
            assert grid.hip_contact_force[i, j] == pytest.approx(one.hip_contact_force, rel=1e-13)
            assert grid.trunk_com[i, j] == pytest.approx(one.trunk_com, rel=1e-13)


# hip_facts: inputs (load BW, arm cm, abductor arm cm, line from the vertical) and printed results
LEVERS = [
    (5 / 6, 10, 5, 20, 1.67, 2.47, 13.4),
    (5 / 6, 10.5, 5, 20, 1.75, 2.55, 13.6),
    (5 / 6, 11, 5, 20, 1.83, 2.63, 13.8),
    (5 / 6, 11, 4.5, 27, 2.04, 2.81, 19.2),
    (5 / 6, 10, 6, 15, 1.39, 2.20, 9.4),
    (47.76 / 58.7, 10.99, 4.0, 21, 2.24, 3.01, 15.4),  # Pauwels 1965
]


@pytest.mark.parametrize(("load", "arm", "abductor", "angle", "F", "R", "direction"), LEVERS)
def test_published_levers(load, arm, abductor, angle, F, R, direction):
    b = balance([load], [arm / 100], abductor / 100, angle)
    # half a unit of the last printed digit
    assert b.abductor_force == pytest.approx(F, abs=0.0051)
    assert b.hip_contact_magnitude == pytest.approx(R, abs=0.0051)
    assert b.hip_contact_angle_deg == pytest.approx(direction, abs=0.051)


@pytest.mark.parametrize(
    ("push", "F", "R"),
    [(0, 1.61, 2.43), (0.05, 1.32, 2.09), (0.1, 1.02, 1.76), (1 / 6, 0.64, 1.31)],
)
def test_cane_on_the_limb_as_free_body(push, F, R):
    """Williams-Lissner 1962 and Benedek-Villars 1973: leg W/7, arm 7 cm × sin 70°, cane 30 cm out.

    The foot moves under the cane-carried body, the leg's centre of mass with it.
    """
    shift = 0.30 * push / (1 - push)
    limb = balance(
        [1 - push, -1 / 7], [0.11 - shift, 0.03 - shift / 1.8], 0.07 * np.sin(1.2217), 20
    )
    assert limb.abductor_force == pytest.approx(F, abs=0.01)
    assert limb.hip_contact_magnitude == pytest.approx(R, abs=0.01)


def test_lean_shortens_the_body_weight_arm_by_two_centimetres_per_five_degrees():
    arms = single_leg_stance(Subject(), lean_deg=[0, 5, 10, 15, 20]).body_weight_arm
    assert -np.diff(arms) * 100 == pytest.approx([2.1] * 4, abs=0.2)  # hip_facts 1.4


def test_abductor_arm_falls_with_drop_though_less_than_that_of_the_gluteus_medius_alone():
    """One line for all that abducts: 7 % over 15° of drop, gait2392's medius and minimus 13 %."""
    arms = single_leg_stance(Subject(), drop_deg=np.array([0, 5, 10, 15])).abductor_arm
    assert (np.diff(arms) < 0).all()
    parts = [f"glut_{m}{i}" for m in ("med", "min") for i in (1, 2, 3)]
    gluteals = MuscleSet.load("delp1990").select(parts)
    share = gluteals.max_force / gluteals.max_force.sum()
    alone = -gluteals.moment_arms(adduction_deg=[5.5, 20.5])[..., 1] @ share
    assert alone[1] / alone[0] < arms[-1] / arms[0] < 0.95


def test_the_default_person_is_the_published_one():
    """Golden values of the recommended lever: F 1.65 BW, R 2.45 BW at 6.4°, arm 48.8 mm, 9.5°."""
    s = single_leg_stance(Subject())
    assert s.abductor_force_bw == pytest.approx(1.65, abs=0.005)
    assert s.hip_contact_bw == pytest.approx(2.45, abs=0.005)
    assert s.hip_contact_angle_deg == pytest.approx(6.4, abs=0.05)
    assert 1000 * s.abductor_arm == pytest.approx(48.8, abs=0.05)
    assert s.abductor_angle_deg == pytest.approx(9.5, abs=0.05)
    assert s.foot_x == pytest.approx(1.01 * 0.086)


@pytest.mark.parametrize(
    "posture",
    [
        {},
        {"drop_deg": [-5.0, 12.0], "lean_deg": [[0.0], [20.0]]},
        {"cane_push_bw": 0.15, "contralateral_load_bw": 0.1, "drop_deg": 6},
        {"ipsilateral_load_bw": 0.3, "cane_push_bw": 0.1, "cane_side": "ipsilateral"},
    ],
)
def test_both_free_bodies_give_the_same_contact_force(posture):
    for person in (Subject(), Subject(sex="female", neck_shaft_angle_deg=[110.0, 150.0])):
        stance = single_leg_stance(person, **posture)
        scale = np.abs(stance.hip_contact_force).max()
        difference = stance.contact_from_below - stance.hip_contact_force
        assert np.abs(difference).max() < 1e-9 * scale


def test_moment_arm_is_minus_the_length_change_per_drop():
    """Turn the pelvis on a fixed femur: d_abd = dL/d(drop), the abductors lengthen."""
    stance = single_leg_stance(Subject(), 5.0)
    step = 1e-5

    def length(turn):
        x, y = stance.abductor_origin
        turned = np.array(
            [x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)]
        )
        return np.hypot(*(stance.abductor_insertion - turned))

    slope = (length(step) - length(-step)) / (2 * step)
    assert slope == pytest.approx(stance.abductor_arm, rel=1e-8)


def test_what_each_posture_does():
    force = {
        name: float(single_leg_stance(Subject(), **kw).abductor_force_bw)
        for name, kw in {
            "level": {},
            "drop": {"drop_deg": 10},
            "drop and follow": {"drop_deg": 10, "trunk_follows_pelvis": True},
            "lean": {"lean_deg": 10},
            "cane": {"cane_push_bw": 0.15},
            "cane, wrong hand": {"cane_push_bw": 0.15, "cane_side": "ipsilateral"},
            "bag, far hand": {"contralateral_load_bw": 0.1},
            "bag, near hand": {"ipsilateral_load_bw": 0.1},
            "two bags": {"contralateral_load_bw": 0.05, "ipsilateral_load_bw": 0.05},
        }.items()
    }
    level = force.pop("level")
    helps = {name for name, f in force.items() if f < level}
    assert helps == {"lean", "cane", "bag, near hand"}
    assert force["two bags"] < force["bag, far hand"]
    assert force["lean"] == pytest.approx(level / 2, rel=0.2)  # 10° nearly halves it
    assert force["drop and follow"] > force["drop"]


def test_a_wide_stance_abducts_the_femur():
    narrow, wide = (single_leg_stance(Subject(), stance_width=w) for w in (0.0, 0.3))
    assert narrow.hip_adduction_deg > 0 > wide.hip_adduction_deg
    assert wide.abductor_arm > narrow.abductor_arm
    assert single_leg_stance(Subject(), 8, stance_width=0.1).hip_adduction_deg == pytest.approx(
        8 + np.degrees(np.arcsin((0.086 * np.cos(np.radians(8)) - 0.05) / (0.52 * 1.74))), rel=1e-12
    )


def test_vara_lengthens_and_valga_shortens_the_abductor_arm():
    s = single_leg_stance(Subject(neck_shaft_angle_deg=[110, 129.2, 145]))
    assert (np.diff(s.abductor_arm) < 0).all()
    assert (np.diff(s.hip_contact_bw) > 0).all()


def test_far_lean_leaves_the_abductors_slack():
    assert single_leg_stance(Subject(), lean_deg=30).abductors_slack
    assert not single_leg_stance(Subject()).abductors_slack


def test_loads_are_shares_of_body_weight_and_points_turn_with_their_segment():
    person = Subject(mass_kg=80)
    s = single_leg_stance(
        person, 10, 5, contralateral_load_bw=0.1, ipsilateral_load_bw=0.2, cane_push_bw=0.05
    )
    carried = s.contralateral_load, s.ipsilateral_load, s.cane_push
    assert np.divide(carried, 80 * 9.81) == pytest.approx((0.1, 0.2, 0.05))
    sine, cosine = np.sin(np.radians(10)), np.cos(np.radians(10))
    assert s.swing_hip == pytest.approx(0.172 * np.array([cosine, -sine]))
    lean = np.radians(5)
    up = s.head_centre - s.trunk_base
    assert s.pelvis_centre - s.trunk_base == pytest.approx((person.trunk_shift, 0))
    assert up == pytest.approx(np.hypot(*up) * np.array([-np.sin(lean), np.cos(lean)]))
    assert np.hypot(*up) == pytest.approx((0.29 + 0.115) * 1.74)


def test_segments_have_their_lengths_and_hands_and_swing_leg_hang():
    person = Subject(height=1.8)
    s = single_leg_stance(person, 8, 6, contralateral_load_bw=0.1, cane_push_bw=0.1)
    leg = 0.52 * 1.8
    assert np.hypot(*s.foot) == pytest.approx(leg) and s.foot[1] < 0 < s.foot[0]
    assert s.knee == pytest.approx(0.49 * s.foot)
    assert s.femur_inclination_deg == pytest.approx(np.degrees(np.arctan(-s.foot[0] / s.foot[1])))
    assert s.cane_tip[1] == s.foot[1] and s.cane_tip[0] == s.pelvis_centre[0] + 0.30
    for hand, side in ((s.contralateral_hand, 1), (s.ipsilateral_hand, -1)):
        shoulder = side * 0.15 * 1.8 * np.array([np.cos(np.radians(6)), np.sin(np.radians(6))])
        assert hand == pytest.approx(s.shoulder_centre + shoulder - [0, 0.33 * 1.8])
    down = s.swing_hip - s.swing_leg_com
    assert down == pytest.approx([0, person.leg_com_fraction * leg])
    # the neck leaves the shaft, which runs along the line from hip to foot, at its own angle
    shaft, neck = -s.foot / leg, -s.neck_base / person.neck_length
    assert np.hypot(*neck) == pytest.approx(1)
    assert np.degrees(np.arccos(shaft @ neck)) == pytest.approx(180 - 129.2)


@pytest.mark.parametrize("angle", [-0.4, 0.0, 0.3, np.pi / 2, 2.0])
def test_a_turn_keeps_lengths_and_moves_the_upper_end_medially(angle):
    x, y = rotate(0.3, 0.4, angle)
    assert (x, y) == pytest.approx(
        (0.3 * np.cos(angle) + 0.4 * np.sin(angle), 0.4 * np.cos(angle) - 0.3 * np.sin(angle))
    )
    assert np.hypot(x, y) == pytest.approx(0.5)
    assert rotate(0, 1, np.pi / 2) == pytest.approx((1, 0))


def test_a_person_is_asked_for_by_name():
    with pytest.raises(TypeError, match=r"subject must be a Subject.*mass_kg=70\), got 70"):
        single_leg_stance(70)
    with pytest.raises(ValueError, match=r"mass_kg \(2,\) and lean_deg \(3,\) do not go together"):
        single_leg_stance(Subject(mass_kg=[70, 80]), lean_deg=[0, 1, 2])


def test_symbols_and_numbers_agree():
    e = equilibrium()
    values = dict(zip(e.symbols, (0.8, 0.085, 0.045, 0.4), strict=True))
    for equation in e.equations.values():
        left = equation.lhs.subs({k: v for k, v in _solution_symbols(e, equation).items()})
        assert float((left - equation.rhs).subs(values)) == pytest.approx(0, abs=1e-12)
    b = balance([0.8], [0.085 / 0.8], 0.045, np.degrees(0.4))
    assert b.hip_contact_magnitude == pytest.approx(float(e.solution["R"].subs(values)), rel=1e-12)


def _solution_symbols(e, equation):
    return {s: e.solution[s.name] for s in equation.free_symbols if s.name in e.solution}


@pytest.mark.parametrize(
    ("posture", "says"),
    [
        ({"drop_deg": 60}, "drop_deg must be -20 to 30 degrees, got 60"),
        ({"lean_deg": np.nan}, "lean_deg must be .* got nan"),
        ({"cane_push_bw": 1.2}, "cane_push_bw must be 0 to 1 of body weight, got 1.2"),
        ({"cane_push_bw": 15}, "looks like percent"),
        ({"cane_side": "left"}, "must be one of .contralateral., .ipsilateral."),
        ({"stance_width": 100}, "looks like millimetres"),
        ({"cane_distance": 30}, "looks like centimetres"),
        ({"lean_deg": -40, "contralateral_load_bw": 1}, "impossible posture"),
    ],
)
def test_impossible_postures_are_refused(posture, says):
    with pytest.raises(ValueError, match=says):
        single_leg_stance(Subject(), **posture)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([np.nan], [0.1], 0.05, 20), "loads must be .*, got nan"),
        (([1], [10], 0.05, 20), "looks like centimetres"),
        (([1], [0.1], 50, 20), "looks like millimetres"),
        (([1], [0.1], 0, 20), "abductor_arm must be"),
        (([1], [0.1], 0.05, 120), "abductor_angle_deg must be"),
        (([1], [0.1], 0.05, 70), "angle from the horizontal, so 20 from the vertical"),
        (([250], [0.31, -0.14], 0.05, 20), r"one arm each.*\(1,\) and \(2,\)"),
        (([[1], [2]], [[0.1], [0.2], [0.3]], 0.05, 20), r"loads \(2, 1\) and load_arms \(3, 1\)"),
        (([[1], [2]], [[0.1], [0.2]], [0.05] * 3, 20), r"loads \(2,\) and abductor_arm \(3,\)"),
        ((1, 0.1, 0.05, 20), "one arm each"),
    ],
)
def test_balance_refuses_nonsense(arguments, says):
    with pytest.raises(ValueError, match=says):
        balance(*arguments)
