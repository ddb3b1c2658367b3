import dataclasses

import numpy as np
import pandas as pd
import pytest

from hipmech.subject import Subject
from hipmech.tables import load_table


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("mass_kg", -70, "mass_kg must be 20 to 250 kg, got -70"),
        ("mass_kg", np.nan, "got nan"),
        ("mass_kg", [70, -1], "got -1"),
        ("hip_joint_width", 172, "looks like millimetres"),
        ("hip_joint_width", 17.2, "looks like centimetres"),
        ("neck_length", 56.0, "looks like millimetres"),
        ("height", 174, "looks like centimetres"),
        ("neck_shaft_angle_deg", 2.2, "95 to 165 degrees"),
        ("strength", 60, "looks like percent"),
        ("sex", "m", "did you mean 'male'?"),
    ],
)
def test_bad_subject_is_refused_in_plain_words(field, value, says):
    with pytest.raises(ValueError, match=says):
        Subject(**{field: value})


def test_segment_masses_add_up():
    for sex in ("male", "female"):
        s = Subject(sex=sex)
        assert s.trunk_fraction + 2 * s.leg_fraction == pytest.approx(1, abs=1e-15)
        # head + trunk + two arms of de Leva 1996, Table 4; her percentages are rounded to 0.01 %
        arms = {"male": 0.0271 + 0.0162 + 0.0061, "female": 0.0255 + 0.0138 + 0.0056}[sex]
        trunk = {"male": 0.0694 + 0.4346, "female": 0.0668 + 0.4257}[sex]
        assert s.trunk_fraction == pytest.approx(trunk + 2 * arms, abs=3e-4)


def test_the_default_person_is_the_one_of_the_course():
    assert Subject() == Subject(70, 1.74, "male", 0.172, 0.056, 129.2, 1.0)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_the_legs_centre_of_mass_is_the_mean_of_its_segments(sex):
    table = load_table("deleva1996_segments").query("sex == @sex").set_index("segment")
    thigh, shank, foot = (table.loc[name] for name in ("Thigh", "Shank", "Foot"))
    places = np.array([0.49 * thigh.com_fraction, 0.49 + 0.51 * shank.com_fraction, 1.0])
    masses = np.array([thigh.mass_fraction, shank.mass_fraction, foot.mass_fraction])
    assert Subject(sex=sex).leg_com_fraction == pytest.approx(masses @ places / masses.sum())


def test_vara_widens_and_valga_narrows_the_offset():
    offset = Subject(neck_shaft_angle_deg=[110, 129.2, 145]).femoral_offset
    assert (np.diff(offset) < 0).all()
    assert 0.0427 <= offset[1] <= 0.0444  # men, Han 2014, Int J Morphol 32:1194


def test_a_subject_can_be_varied_but_not_changed():
    s = Subject()
    assert dataclasses.replace(s, mass_kg=80).body_weight == pytest.approx(784.8)
    with pytest.raises(dataclasses.FrozenInstanceError):
        s.mass_kg = 80  # type: ignore[misc]


def test_a_misspelt_number_is_answered_with_the_likely_one():
    with pytest.raises(TypeError, match=r"Subject has no 'mass'; did you mean 'mass_kg'\?"):
        Subject(mass=70)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (687, "newtons"),
        ("75", "write 75, without quotes"),
        ("72,5", "write 72.5, without quotes and with a decimal point"),
        (np.ma.array([70, 80], mask=[False, True]), "masked value"),
        (70 + 0j, r"must be numbers, got \(70\+0j\)"),
        (True, "must be numbers, got True"),
        ([[70], [70, 80]], "rows of different lengths"),
    ],
)
def test_slips_with_a_mass_are_named(value, says):
    with pytest.raises((ValueError, TypeError), match=f"mass_kg.*{says}"):
        Subject(mass_kg=value)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64, np.array, float, int])
def test_a_number_is_a_number_whatever_its_kind(kind):
    assert Subject(mass_kg=kind(80)) == Subject(mass_kg=80)
    assert Subject(mass_kg=np.ma.array([80.0, 90.0])) == Subject(mass_kg=pd.Series([80, 90]))


def test_a_person_does_not_change_with_the_array_it_was_made_from():
    masses = np.array([70.0, 80.0])
    subject = Subject(mass_kg=masses)
    masses[0] = 200
    assert subject.mass_kg[0] == 70
    with pytest.raises(ValueError, match="read-only"):
        subject.mass_kg[0] = 200


def test_an_offset_that_no_femur_has_is_named():
    with pytest.raises(ValueError, match=r"femoral_offset must be .* millimetres"):
        Subject().with_femoral_offset(43)
    with pytest.raises(ValueError, match="neck_length of this femoral_offset"):
        Subject(neck_shaft_angle_deg=160).with_neck_scaled_to_offset(0.08)


def test_an_offset_is_changed_at_constant_leg_length_or_along_the_neck():
    person = Subject()
    sideways, along = person.with_femoral_offset(0.05), person.with_neck_scaled_to_offset(0.05)
    assert sideways.femoral_offset == pytest.approx(0.05)
    assert sideways.neck[1] == pytest.approx(person.neck[1])
    assert along.femoral_offset == pytest.approx(0.05)
    assert along.neck_shaft_angle_deg == person.neck_shaft_angle_deg
    assert along.neck[1] > person.neck[1]


def test_landmarks_move_the_abductors_line():
    """Not given: the mean pelvis, as wide as the person's; given: as given."""
    wide = Subject(hip_joint_width=0.258)
    np.testing.assert_allclose(wide.abductor_origin, 1.5 * Subject().abductor_origin)
    np.testing.assert_allclose(wide.trochanter, Subject().trochanter)
    own = Subject(iliac_crest_height=0.15, iliac_tubercle_width=0.05, trochanter_lateral=0.02)
    np.testing.assert_allclose(own.abductor_origin, (-0.03, 0.10))
    assert own.trochanter[0] == pytest.approx(-own.femoral_offset - 0.02)
