from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from hipmech import gait
from hipmech.gait import frontal_peaks, load_gait, speed_range
from hipmech.tables import load_table

CYCLES = [("walking", 0.95), ("walking", 1.4), ("running", 2.5), ("running", 4.0)]


@pytest.mark.parametrize("activity", ["walking", "running"])
def test_measured_speeds_come_back_as_measured_with_signs_turned(activity):
    table = load_table(f"gait_{activity}")
    for speed, rows in table.groupby("speed_m_s"):
        cycle = load_gait(activity, speed)
        assert cycle.hip_angles_deg[:, 0] == pytest.approx(rows.hip_flexion_rel_standing_deg)
        assert cycle.moments_Nm_kg[:, 0] == pytest.approx(-rows.hip_extension_moment_Nm_kg)
        assert cycle.moments_Nm_kg[:, 1] == pytest.approx(-rows.hip_abduction_moment_Nm_kg)
        assert cycle.moments_Nm_kg[:, 2] == pytest.approx(-rows.hip_external_rotation_moment_Nm_kg)
        assert cycle.ground_reaction_bw[:, 1] == pytest.approx(rows.grf_vertical_BW)
        assert cycle.moments_sd_Nm_kg[:, 1] == pytest.approx(rows.hip_abduction_moment_Nm_kg_sd)
        assert cycle.people == rows.n_subjects.iloc[0]
        assert "2017" in cycle.source or "2019" in cycle.source


def test_interpolation_is_linear_between_neighbours():
    speeds = sorted(load_table("gait_walking").speed_m_s.unique())
    for a, b in pairwise(speeds):
        low, middle, high = (load_gait("walking", s) for s in (a, 0.75 * a + 0.25 * b, b))
        for field in ("hip_angles_deg", "moments_Nm_kg", "knee_flexion_deg", "stance_percent"):
            expected = 0.75 * getattr(low, field) + 0.25 * getattr(high, field)
            assert getattr(middle, field) == pytest.approx(expected, abs=1e-9)
        assert middle.people == min(low.people, high.people)


@pytest.mark.parametrize(
    ("activity", "speed", "peak"),
    [("running", 2.5, 1.56), ("running", 3.5, 1.78), ("running", 4.5, 1.87)],
)
def test_peak_abduction_moments(activity, speed, peak):
    cycle = load_gait(activity, speed)
    assert -cycle.moments_Nm_kg[:, 1].min() == pytest.approx(peak, abs=0.005)


def test_walking_abduction_moment_hardly_changes_with_speed():
    for speed in (0.92, 1.2, 1.5, 1.79):
        assert 0.76 < -load_gait("walking", speed).moments_Nm_kg[:, 1].min() < 0.84


@pytest.mark.parametrize(("activity", "speed"), CYCLES)
def test_phases_cover_the_cycle_once(activity, speed):
    cycle = load_gait(activity, speed)
    assert (cycle.single_support ^ cycle.double_support == cycle.stance).all()
    assert cycle.stance[0] and cycle.stance[100]  # 100 % is the next contact
    assert cycle.flight.any() == (activity == "running")
    assert cycle.double_support.any() == (activity == "walking")
    # 101 frames: stance from the force plates fits the phase
    vertical = cycle.ground_reaction_bw[:, 1]
    assert vertical[cycle.stance & (cycle.percent > 3)].min() > -1e-6
    # the filter leaks a tenth of the load across contact, no more
    assert vertical[~cycle.stance][:-4].max() < 0.15


def test_abductors_are_needed_in_stance_not_in_swing():
    """Popular claim 'most active in the swing phase': it is the stance phase."""
    for activity, speed in CYCLES:
        cycle = load_gait(activity, speed)
        abduction = -cycle.moments_Nm_kg[:, 1]
        assert cycle.single_support[abduction.argmax()]
        assert abduction[~cycle.stance].max() < 0.35 * abduction.max()


def test_the_course_texts_timeline():
    """At contact the hip extends and adducts; leaving, a walker's flexes, abducts, turns out."""
    for activity, speed in CYCLES:
        cycle = load_gait(activity, speed)
        flexion, adduction, _ = cycle.hip_motion_deg(0, 10)
        assert flexion < 0 < adduction
    walk = load_gait("walking", 1.2)
    flexion, adduction, rotation = walk.hip_motion_deg(50, walk.stance_percent)
    assert flexion > 3
    assert adduction < -3
    assert rotation < -3
    # a runner's hip still extends as the foot leaves the ground
    run = load_gait("running", 3.5)
    assert run.hip_motion_deg(run.stance_percent - 10, run.stance_percent)[0] < -10


@pytest.mark.parametrize(("activity", "speed"), CYCLES)
def test_intersegmental_force_supports_the_body(activity, speed):
    """The pelvis pushes the thigh down in mid-stance by less than the ground reaction."""
    cycle = load_gait(activity, speed)
    size = np.linalg.norm(cycle.intersegmental_force_bw, axis=1)
    middle = cycle.percent == round(cycle.stance_percent / 2)
    assert cycle.intersegmental_force_bw[middle, 1] < 0
    reaction = np.linalg.norm(cycle.ground_reaction_bw, axis=1)
    assert 0.7 * reaction[middle] < size[middle] < reaction[middle]
    table = load_table(f"gait_{activity}")
    if speed in set(table.speed_m_s):  # turning the axes keeps the size
        raw = table[table.speed_m_s == speed].filter(regex="hip_force_f._BW$").to_numpy()
        assert size == pytest.approx(np.linalg.norm(raw, axis=1))


def test_posture_fits_the_muscles():
    from hipmech.muscles import MuscleSet

    arms = MuscleSet.load("delp1990").moment_arms(**load_gait("running", 4.5).posture)
    assert arms.shape == (101, 27, 3)


@pytest.mark.parametrize(
    ("speed", "message"),
    [
        (0.5, r"speed of walking must be 0.91 to 1.8 m/s, got 0.5"),
        (1.81, "got 1.81"),
        (4.5, "got 4.5; this looks like km/h"),
        (np.nan, "got nan"),
        ([1.2, 1.3], "speed of walking must be one number"),
    ],
)
def test_speed_outside_the_measured_range_is_refused(speed, message):
    with pytest.raises(ValueError, match=message):
        load_gait("walking", speed)


@pytest.mark.parametrize("activity", ["walking", "running"])
def test_both_ends_of_the_stated_range_are_gaits(activity):
    measured = load_table(f"gait_{activity}").speed_m_s
    slow, fast = (load_gait(activity, speed).speed for speed in speed_range(activity))
    assert (slow, fast) == pytest.approx((measured.min(), measured.max()), abs=1e-12)


def test_a_set_with_one_speed_is_that_speed(monkeypatch):
    walking = load_table("gait_walking")
    only = walking[walking.speed_m_s == walking.speed_m_s.min()]
    monkeypatch.setattr(gait, "_measured", gait._measured.__wrapped__)
    monkeypatch.setattr(gait, "load_table", lambda name: only)
    assert speed_range("walking") == (0.91, 0.92)
    cycle = load_gait("walking", 0.92)
    assert cycle.hip_angles_deg[:, 0] == pytest.approx(only.hip_flexion_rel_standing_deg)


def test_unknown_activity_is_refused():
    for wrong in ("hopping", ["walking"]):
        with pytest.raises(ValueError, match="one of 'walking', 'running'"):
            speed_range(wrong)


@pytest.mark.parametrize(
    ("field", "factor", "message"),
    [
        ("moments_Nm_kg", 75, "must be -10 to 10 N·m/kg, got .*looks like N·m, not divided"),
        ("moments_Nm_kg", 1000, "or N·mm/kg"),
        ("ground_reaction_bw", 700, "must be -10 to 10 BW, got .*looks like newtons"),
        ("intersegmental_force_bw", np.nan, "got nan"),
    ],
)
def test_a_cycle_with_moments_or_forces_of_nobody_is_refused(field, factor, message):
    cycle = load_gait("walking", 1.2)
    with pytest.raises(ValueError, match=message):
        replace(cycle, **{field: factor * getattr(cycle, field)})


def test_cycles_compare_and_cannot_be_written_to():
    cycle = load_gait("walking", 1.2)
    assert cycle == load_gait("walking", 1.2) != load_gait("walking", 1.3)
    assert hash(cycle) == hash(load_gait("walking", 1.2))
    assert len(repr(cycle).splitlines()) <= 3
    with pytest.raises(ValueError, match="read-only"):
        cycle.moments_Nm_kg[0] = 0


def test_power_is_the_rate_of_work():
    """A constant moment over a constant turn: power M ω, work M Δθ."""
    walk = load_gait("walking", 1.2)
    turning = replace(
        walk,
        hip_angles_deg=np.linspace([0, 10, 0], [40, 0, 0], 101),
        moments_Nm_kg=np.tile([0.5, -0.8, 0.1], (101, 1)),
        stride_time=2.0,
    )
    expected = [0.5 * np.radians(40) / 2, -0.8 * np.radians(-10) / 2, 0]
    assert turning.hip_power_W_kg == pytest.approx(np.tile(expected, (101, 1)))


def test_the_hip_gives_most_of_its_positive_work_in_swing_and_more_of_it_the_faster():
    given = {}
    for activity in (("walking", 1.2), ("running", 2.5), ("running", 3.5), ("running", 4.5)):
        cycle = load_gait(*activity)
        positive = np.maximum(cycle.hip_power_W_kg.sum(-1), 0)
        given[activity] = positive.sum() * cycle.stride_time / 100
        if activity[0] == "running":
            assert positive[~cycle.stance].sum() > 0.5 * positive.sum()
    assert list(given.values()) == sorted(given.values())


def test_frontal_peaks_are_those_of_the_tables():
    drops = frontal_peaks("walking").drop_deg.round(1).tolist()
    assert drops == [3.2, 4.1, 4.8, 5.3]
    running = frontal_peaks("running")
    assert running.drop_deg.round(1).tolist() == [2.5, 3.0, 3.5]
    assert running.people.tolist() and (running.adduction_deg > running.drop_deg).all()
