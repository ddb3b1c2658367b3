"""Length changes and recoil against published numbers, limits and each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.gait import load_gait
from hipmech.muscles import MuscleSet
from hipmech.muscles.passive import hip_passive_moment, stored_energy
from hipmech.muscles.stretch import (
    STRETCHED,
    gait_recoil,
    length_change,
    muscle_passive_moment,
    offset_energy,
    stretch_posture,
)
from hipmech.subject import Subject
from hipmech.tables import load_table

DELP = MuscleSet.load("delp1990")
CHOSEN = DELP.select(STRETCHED)


@pytest.mark.parametrize(
    ("stretch", "percent"),
    [  # computed independently from the published gait2392 geometry, whole percent
        ("sitting", (-65, -9, -15, 41, 48, 57, 39, 26)),
        ("straight-knee lunge", (10, 9, 7, -10, -9, -8, -12, -14)),
        ("couch stretch", (10, 77, 7, -10, -9, -8, -60, -102)),
        ("hip hinge", (-65, -52, -15, 41, 48, 57, 74, 85)),
    ],
)
def test_length_changes_of_the_named_stretches(stretch, percent):
    change = length_change(CHOSEN, **stretch_posture(stretch)).change_percent
    assert change == pytest.approx(percent, abs=1)


def test_standing_changes_nothing_and_arrays_keep_their_shape():
    assert length_change(CHOSEN).change_percent == pytest.approx(np.zeros(8), abs=1e-12)
    shape = length_change(CHOSEN, np.zeros((2, 1)), 0, 0, np.zeros(3)).change_percent.shape
    assert shape == (2, 3, 8)


@given(flexion=st.floats(-29, 119), knee=st.floats(1, 119))
def test_length_change_follows_the_moment_arm(flexion, knee):
    """dL/dθ = −r, so that 1° of hip flexion changes the length by −r π/180."""
    low, high = length_change(CHOSEN, flexion + np.array([-0.01, 0.01]), 0, 0, knee).change_percent
    slope = (high - low) / 100 * CHOSEN.optimal_fibre_length / np.radians(0.02)
    arms = CHOSEN.moment_arms(flexion, 0, 0, knee)[:, 0]
    # a path point that begins to touch between both postures bends the length within 0.02°
    assert slope == pytest.approx(-arms, abs=5e-3)


def test_a_slack_muscle_gives_no_force():
    couch = length_change(CHOSEN, **stretch_posture("couch stretch"))
    assert couch.slack.tolist() == [name == "semimem" for name in CHOSEN.names]
    assert couch.active_fraction[couch.slack] == pytest.approx(0)
    assert np.all((couch.active_fraction >= 0) & (couch.active_fraction <= 1))


def test_every_stretch_lies_in_the_range_and_says_where_it_comes_from():
    table = load_table("hip_stretches")
    for name, (low, high) in POSTURE_RANGE_DEG.items():
        assert table[name].between(low, high).all()
    assert table.attrs["source"] and table.stretch.is_unique


def test_muscles_know_the_rectus_femoris_and_the_formula_does_not():
    """Bending the knee of the extended hip; and hamstrings that are far too stiff."""
    straight, bent = muscle_passive_moment(DELP, -20, [0, 90])
    assert bent > 5 * straight
    assert hip_passive_moment(-20, 90) < hip_passive_moment(-20, 0)
    assert muscle_passive_moment(DELP, 90) < 3 * hip_passive_moment(90)


def test_offset_is_a_part_of_what_is_stored():
    extension = np.array([0.0, 5, 10, 20, 30])
    stored, offset = stored_energy(0, -extension, 20), offset_energy(extension, 20)
    assert offset[0] == stored[0] == pytest.approx(0)
    assert np.all(offset[1:] < stored[1:])
    assert offset == pytest.approx(np.radians(extension) * hip_passive_moment(0, 20))


def test_recoil_of_measured_gait():
    walk, run = gait_recoil(load_gait("walking", 1.79)), gait_recoil(load_gait("running", 4.5))
    assert walk.peak_extension_deg > run.peak_extension_deg
    assert walk.stored > run.stored and walk.pull_off_work < run.pull_off_work
    assert walk.returned == pytest.approx(0.82 * walk.stored)
    slow = gait_recoil(load_gait("walking", 0.92), return_fraction=1)
    assert slow.returned == slow.stored
    # work along the measured path, knee moving as it does: closed form at the peak's knee angle
    cycle = load_gait("walking", 1.79)
    flexion = cycle.hip_angles_deg[:, 0]
    stretch = np.flatnonzero((flexion < 0) & (cycle.percent <= walk.peak_percent))
    work = -np.trapezoid(walk.passive_moment_Nm[stretch], np.radians(flexion[stretch]))
    assert walk.stored == pytest.approx(work, rel=0.05)


def test_only_the_measured_moment_scales_with_mass():
    cycle = load_gait("running", 3.5)
    light, heavy = (gait_recoil(cycle, Subject(mass_kg=m)) for m in (50, 100))
    assert heavy.pull_off_work == pytest.approx(2 * light.pull_off_work)
    assert heavy.stored == light.stored


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: length_change(CHOSEN, 130), "flexion_deg must be -30 to 120 degrees"),
        (
            lambda: length_change(MuscleSet.load("dostal1981")),
            "has no fibre lengths; use MuscleSet",
        ),
        (lambda: stretch_posture("splits"), "stretch must be one of 'standing', .* got 'splits'"),
        (lambda: offset_energy(-5), "extension_deg must be 0 to 30 degrees"),
        (lambda: gait_recoil(load_gait("running", 3), Subject(height=[1.6, 1.8])), "one person"),
        (lambda: gait_recoil(load_gait("running", 3), None, 82), "return_fraction must be 0 to 1"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
