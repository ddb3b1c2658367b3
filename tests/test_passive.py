import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from hipmech.muscles.passive import (
    elastic_recoil,
    hip_passive_moment,
    ligaments,
    stored_energy,
)
from hipmech.tables import load_table

hips, knees = st.floats(-30, 120), st.floats(0, 120)


@pytest.mark.parametrize(
    ("knee", "expected"), [(0, [25.4, 8.6, -15.7, -51.4, -101]), (90, [22.1, 10.8, 5.0, 0.3, -6.2])]
)
def test_riener_edrich_values(knee, expected):
    got = hip_passive_moment([-20, 0, 60, 90, 110], knee)
    assert got == pytest.approx(expected, abs=0.06, rel=4e-3)  # as many digits as were given


@given(hip=st.floats(-30, 119), knee=knees)
def test_the_passive_moment_always_falls_with_flexion(hip, knee):
    assert hip_passive_moment(hip + 1, knee) < hip_passive_moment(hip, knee)


@given(start=hips, end=hips, knee=knees)
def test_energy_is_the_integral_of_the_moment(start, end, knee):
    work, _ = quad(lambda h: float(hip_passive_moment(h, knee)), start, end, epsabs=1e-10)
    assert stored_energy(start, end, knee) == pytest.approx(-np.radians(work), abs=1e-8, rel=1e-9)


@given(a=hips, b=hips, c=hips, knee=knees)
def test_energy_does_not_depend_on_the_path(a, b, c, knee):
    direct = stored_energy(a, c, knee)
    assert stored_energy(a, b, knee) + stored_energy(b, c, knee) == pytest.approx(direct, abs=1e-9)


def test_energy_of_hip_extension_and_the_part_of_the_neutral_moment():
    stored = stored_energy(0, -20, 20)
    neutral = hip_passive_moment(0, 20) * np.radians(20)
    assert stored == pytest.approx(5.5, abs=0.05)
    assert [neutral, stored - neutral] == pytest.approx([3.4, 2.1], abs=0.05)


@given(fraction=st.floats(0, 1), end=st.floats(-30, -1))
def test_no_energy_is_created(fraction, end):
    band = elastic_recoil(0, end, 20, fraction)
    assert 0 <= band.returned <= band.stored
    assert band.returned + band.lost == pytest.approx(band.stored)


def test_shapes_broadcast():
    hip, knee = np.linspace(-20, 90, 5)[:, None], np.array([0.0, 60, 90])
    assert hip_passive_moment(hip, knee).shape == (5, 3)
    assert stored_energy(0, hip, knee).shape == (5, 3)


def test_what_each_ligament_limits():
    def held(motion, posture=None):
        rows = ligaments(motion)
        return set(rows[rows.posture == posture].ligament if posture else rows.ligament)

    assert held("internal rotation", "flexion") == {"ischiofemoral"}
    assert held("internal rotation", "extension") == {"ischiofemoral", "iliofemoral, lateral arm"}
    assert held("external rotation", "flexion") == {"iliofemoral, lateral arm"}
    assert held("external rotation", "extension") == {
        "pubofemoral",
        "iliofemoral, lateral arm",
        "iliofemoral, medial arm",
    }
    assert held("extension") == {"iliofemoral, medial arm"}
    assert len(ligaments()) == 14


def test_the_table_of_ligaments_names_its_source():
    assert load_table("hip_ligaments").attrs["source"]
    assert ligaments().drop(columns="strain_percent").notna().all(axis=None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hip_passive_moment(150), "hip_flexion_deg must be -30 to 120 degrees, got 150"),
        (
            lambda: hip_passive_moment(0, -15),
            "knee_flexion_deg must be -10 to 120 degrees, got -15",
        ),
        (lambda: hip_passive_moment([0, np.nan]), "got nan"),
        (lambda: stored_energy(0, -40), "end_deg must be -30 to 120 degrees, got -40"),
        (lambda: elastic_recoil(0, -20, 0, 1.2), "return_fraction must be 0 to 1, got 1.2"),
        (lambda: elastic_recoil(-20, 0), "swap the two angles"),
        (lambda: stored_energy([0, 1], [-20, -10, -5]), "do not go together"),
        (lambda: ligaments("flexion"), "restrains must be one of 'abduction', .* got 'flexion'"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
