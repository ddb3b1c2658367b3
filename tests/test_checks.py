import numpy as np
import pandas as pd
import pytest

from hipmech.checks import (
    RANGES,
    by_name,
    checked,
    chosen,
    common_shape,
    did_you_mean,
    flag,
    numbers,
)

LIMITS = {  # what no adult is and nobody carries lies beyond
    "mass_kg": (20, 250),
    "height": (1, 2.3),
    "hip_joint_width": (0.1, 0.3),
    "neck_length": (0.025, 0.1),
    "neck_shaft_angle_deg": (95, 165),
    "femoral_offset": (0.01, 0.09),
    "strength": (0, 2),
    "iliac_crest_height": (0.06, 0.25),
    "iliac_tubercle_width": (0, 0.15),
    "trochanter_lateral": (-0.02, 0.05),
    "trochanter_up": (-0.02, 0.08),
    "drop_deg": (-20, 30),
    "lean_deg": (-40, 40),
    "contralateral_load_bw": (0, 1),
    "ipsilateral_load_bw": (0, 1),
    "cane_push_bw": (0, 1),
    "cane_distance": (0.05, 1),
    "stance_width": (0, 0.6),
    "loads": (-100000, 100000),
    "load_arms": (-1.5, 1.5),
    "abductor_arm": (0.0001, 0.2),
    "abductor_angle_deg": (-60, 60),
    "passive_stiffness": (0, 1000),
    "asis_width": (0.15, 0.35),
    "pelvic_depth": (0.08, 0.25),
    "leg_length": (0.5, 1.3),
    "marker_radius": (0, 0.03),
}
NAMES = ("psoas", "peri", "gem")


def test_ranges_are_those_that_were_agreed():
    assert {name: limits[:2] for name, limits in RANGES.items()} == LIMITS


@pytest.mark.parametrize(
    ("name", "slip", "factor"),
    [
        ("hip_joint_width", "centimetres", 100),
        ("hip_joint_width", "millimetres", 1000),
        ("mass_kg", "newtons", 9.81),
        ("strength", "percent", 100),
    ],
)
def test_a_slip_is_named_over_the_whole_range_and_not_beyond(name, slip, factor):
    low, high, _ = RANGES[name]
    for value in (max(low * factor, 1.01 * high), high * factor):
        with pytest.raises(ValueError, match=f"looks like {slip}"):
            checked(name, 0.9999 * value + 0.0001 * factor * (low + high) / 2)
    with pytest.raises(ValueError) as error:
        checked(name, 1.001 * high * factor)
    assert slip not in str(error.value)


@pytest.mark.parametrize("name", RANGES)
def test_both_ends_of_every_range_are_allowed_and_nothing_beyond(name):
    low, high, unit = RANGES[name]
    np.testing.assert_array_equal(checked(name, [low, high]), [low, high])
    beyond = 1e-9 * (high - low)
    for value in (low - beyond, high + beyond, np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError, match=f"{name} must be .*{unit}, got"):
            checked(name, [low, value])


def test_the_copy_is_the_callers_own():
    mine = np.array([70.0, 80.0])
    copy = checked("mass_kg", mine)
    copy[0] = 99.0
    assert mine[0] == 70.0


@pytest.mark.parametrize(
    ("name", "value", "slip"),
    [
        ("mass_kg", 687, "newtons"),
        ("height", 174, "centimetres"),
        ("neck_length", 56, "millimetres"),
        ("neck_shaft_angle_deg", 2.2, "radians"),
        ("cane_push_bw", 15, "percent"),
        ("abductor_angle_deg", 70, "the angle from the horizontal, so 20 from the vertical"),
    ],
)
def test_another_unit_is_named(name, value, slip):
    with pytest.raises(ValueError, match=f"; this looks like {slip}"):
        checked(name, value)


def test_units_that_no_range_has_yet_are_named_too():
    with pytest.raises(ValueError, match="looks like kilonewtons"):
        checked("hip_contact_force", 2.3, 50, 50_000, "N")
    with pytest.raises(ValueError, match="looks like km/h"):
        checked("speed", 4.5, 0.9, 1.8, "m/s")
    with pytest.raises(ValueError, match="looks like degrees"):
        checked("pennation", 20, 0, 1, "rad")


@pytest.mark.parametrize(
    ("values", "error", "says"),
    [
        ("75", TypeError, "got '75'; write 75, without quotes"),
        (["58,3"], TypeError, "got '58,3'; write 58.3, without quotes and with a decimal point"),
        (np.array(["a", "b"]), TypeError, r"must be numbers, got 'a'\."),
        (None, TypeError, "must be numbers, got None"),
        ([1.0, None], TypeError, "must be numbers, got None"),
        (1 + 0j, TypeError, r"must be numbers, got \(1\+0j\)"),
        (np.array([True]), TypeError, "must be numbers, got"),
        (np.datetime64("2026-01-01"), TypeError, "must be numbers, got"),
        ({"a": 1.0}, TypeError, "without names, got a dict"),
        (pd.DataFrame({"a": [1], "b": [2]}), TypeError, "without names, got a DataFrame"),
        (pd.Series([1.0], index=["psoas"]), ValueError, "has labels .'psoas', .*to_numpy"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), ValueError, "got a masked value"),
        ([[1.0], [1.0, 2.0]], ValueError, "got rows of different lengths"),
    ],
)
def test_what_is_no_number_is_refused(values, error, says):
    with pytest.raises(error, match=f"^x .*{says}"):
        numbers("x", values)


def test_whatever_holds_real_numbers_is_read():
    three = (
        [1, 2, 3],
        (1.0, 2.0, 3.0),
        np.array([1, 2, 3], np.int8),
        np.array([1, 2, 3], np.float32),
        np.array([1, 2.0, 3], object),
        np.ma.array([1.0, 2.0, 3.0]),
        pd.Series([1, 2, 3]),
        pd.Series([1, 2, 3], index=[7, 8, 9]),
        range(1, 4),
    )
    for values in three:
        read = numbers("x", values)
        assert read.dtype == float and read.tolist() == [1, 2, 3]


def test_one_number_for_each_name_by_label_or_by_position():
    values = {"gem": 3.0, "psoas": 1.0, "peri": 2.0}
    for given in (values, pd.Series(values), [1, 2, 3]):
        assert by_name("max_force", given, NAMES).tolist() == [1, 2, 3]
    assert by_name("max_force", np.ones((4, 3)), NAMES).shape == (4, 3)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"psoas": 1, "peri": 2}, "'gem' is missing"),
        ({"psoas": 1, "peri": 2, "gem": 3, "soleus": 4}, "'soleus' is unknown"),
        (pd.Series([1, 2, 3, 4], index=[*NAMES, "gem"]), "'gem' is there twice"),
        ([1, 2], r"must have 3 numbers, .* got shape \(2,\)"),
        (1.0, r"must have 3 numbers, .* got shape \(\)"),
    ],
)
def test_labels_and_counts_that_do_not_match_are_refused(values, says):
    with pytest.raises(ValueError, match=f"max_force .*{says}"):
        by_name("max_force", values, NAMES)


def test_shapes_broadcast_or_two_are_named():
    assert common_shape(a=1.0, b=np.zeros((2, 1)), c=np.zeros(3)) == (2, 3)
    with pytest.raises(ValueError, match=r"b \(2,\) and c \(3,\) do not go together"):
        common_shape(a=1.0, b=np.zeros(2), c=np.zeros(3))


def test_words_and_flags():
    assert chosen("sex", "male", ("male", "female")) == "male"
    assert flag("passive", np.True_) is True
    for value in (None, 3, ["male"], "MALE", ""):
        with pytest.raises(ValueError, match="sex must be one of 'male', 'female', got"):
            chosen("sex", value, ("male", "female"))
    for value in (None, 1, "no", [True]):
        with pytest.raises(TypeError, match="passive must be True or False, got"):
            flag("passive", value)
    assert did_you_mean("wieght", ["weight"]) == "; did you mean 'weight'?"
    assert did_you_mean("", ["weight"]) == did_you_mean("xyz", ["weight"]) == ""
