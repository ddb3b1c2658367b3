"""From markers and plates to one hip: a walk against OpenSim, another laboratory's, and bodies
whose motion is known."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from hipmech.frames import hip_rotation
from hipmech.joint_reaction import gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.research.c3d import read_c3d
from hipmech.research.lab import hip_from_markers
from hipmech.research.markers import Landmarks, landmarks, plates_by_foot, rigid_fit
from hipmech.research.own_gait import doubts
from hipmech.research.recordings import (
    Recording,
    Wrench,
    read_ground_reaction,
    read_storage,
    read_trc,
)
from hipmech.subject import GRAVITY, Subject
from hipmech.tables import data_folder, load_table

TRIALS = data_folder() / "trials"
WALK = read_trc(TRIALS / "subject01_walk1.trc")
STANDING = read_trc(TRIALS / "subject01_static_30_frames.trc")
PLATES = read_ground_reaction(TRIALS / "subject01_walk1_grf.mot")
SUBJECT01 = Subject(mass_kg=72.6)
OPENSIMS_CENTRE = (-0.090, -0.108, 0.082)  # of its scaled model, m from mid-ASIS
SIDES = {"right": "ground_force", "left": "1_ground_force"}


def subject01(side="right", trial=WALK, **options):
    leg = landmarks(trial, "gait2392", side, STANDING)
    return hip_from_markers(leg, *PLATES[SIDES[side]], SUBJECT01, **options)


def stance_rms(hip, side):
    """Rms difference (3,) of the moments from OpenSim's inverse dynamics while the foot stands."""
    table = read_storage(TRIALS / "subject01_walk1_id.sto")
    names = [f"hip_{axis}_{side[0]}_moment" for axis in ("flexion", "adduction", "rotation")]
    theirs = np.stack(
        [np.interp(hip.time, table.index, table[n], np.nan, np.nan) for n in names], -1
    )
    off = hip.moments_Nm_kg - theirs / 72.6
    stands = hip.ground_reaction_bw[:, 1] * SUBJECT01.body_weight > 20
    off = off[stands & ~np.isnan(off).any(1)]
    assert len(off) > 40
    return np.sqrt((off**2).mean(0))


# Against OpenSim


@pytest.mark.parametrize("side", SIDES)
def test_moments_lie_near_opensims(side):
    assert (stance_rms(subject01(side), side) <= [0.25, 0.13, 0.05]).all()
    with_its_centre = subject01(side, hip_centre=OPENSIMS_CENTRE)
    assert (stance_rms(with_its_centre, side) <= [0.10, 0.12, 0.05]).all()


def test_time_stamps_rounded_to_milliseconds_would_spoil_the_moments():
    rounded = replace(WALK, time=WALK.time.round(3))
    rms = [stance_rms(subject01(trial=rounded, hip_centre=centre), "right")[0]
           for centre in (None, OPENSIMS_CENTRE)]  # fmt: skip
    assert rms == pytest.approx([0.34, 0.26], abs=0.01)


def test_contact_force_of_subject01_from_markers():
    (cycle,) = subject01().cycles()
    load = gait_contact_force(cycle, MuscleSet.load("delp1990"), SUBJECT01)
    assert load.stance_peaks_bw == pytest.approx([2.44, 3.82], abs=0.05)
    assert doubts(cycle) == ()


def test_the_hip_centre_is_the_error_that_counts():
    """Ten millimetres outward add 0.2 and 0.3 BW to the peaks; forward, one falls and one rises."""
    muscles = MuscleSet.load("delp1990")

    def peaks(*shift):
        (cycle,) = subject01(hip_centre=np.add(OPENSIMS_CENTRE, shift)).cycles()
        return gait_contact_force(cycle, muscles, SUBJECT01).stance_peaks_bw

    change = [peaks(*shift) - peaks(0, 0, 0) for shift in 0.01 * np.eye(3)]
    assert np.allclose(change, [[-0.18, 0.19], [0, 0], [0.16, 0.32]], atol=0.03)


def test_forces_that_come_late_change_the_moment_and_can_be_brought_back():
    time, plate = PLATES["ground_force"]
    leg = landmarks(WALK, "gait2392", "right", STANDING)
    right = hip_from_markers(leg, time, plate, SUBJECT01)
    late = hip_from_markers(leg, time + 0.015, plate, SUBJECT01)
    back = hip_from_markers(leg, time + 0.015, plate, SUBJECT01, plate_delay=0.015)
    stance = (right.time > 0.62) & (right.time < 1.41)
    assert np.abs(late.moments_Nm_kg - right.moments_Nm_kg)[stance, 0].max() > 0.1
    assert np.allclose(back.moments_Nm_kg, right.moments_Nm_kg, equal_nan=True)


def test_where_the_plates_did_not_record_nothing_is_known():
    time, plate = PLATES["ground_force"]
    leg = landmarks(WALK, "gait2392", "right", STANDING)
    later = Wrench(plate.force[300:1200], plate.moment[300:1200])  # 0.5 to 2 s, at 600 Hz
    hip = hip_from_markers(leg, time[300:1200], later, SUBJECT01)
    known = ~np.isnan(hip.moments_Nm_kg).any(1)
    assert known[(hip.time > 0.51) & (hip.time < 1.98)].all()
    assert not known[(hip.time < 0.49) | (hip.time > 2.01)].any()


# Another laboratory's C3D, with its own results


@pytest.fixture(scope="module")
def c3d(walk_c3d):
    trial = read_c3d(walk_c3d)
    legs = {side: landmarks(trial, "plug_in_gait", side) for side in SIDES}
    plates = plates_by_foot(trial, legs)
    subject, centre = Subject(mass_kg=73.4), (-0.043, -0.094, 0.072)
    hips = {
        side: hip_from_markers(leg, trial.plate_time, plates[side], subject, hip_centre=centre)
        for side, leg in legs.items()
    }
    return trial, hips


def test_strides_may_come_from_the_files_events(c3d):
    trial, hips = c3d
    (right,), (left,) = trial.strides("right"), trial.strides("left")
    assert right == pytest.approx((1.6605, 2.364, 2.74)) and left == pytest.approx(
        (2.2235, 2.892, 3.33)
    )
    (by_events,), (by_plates,) = hips["right"].cycles([right]), hips["right"].cycles()
    assert by_events.stance_percent == pytest.approx(by_plates.stance_percent, abs=1)
    assert WALK.strides("right") == []


def test_contacts_are_where_the_software_saw_them(c3d):
    trial, hips = c3d
    assert hips["right"].contacts[:, 0] == pytest.approx([1.661, 2.747], abs=0.001)
    assert hips["right"].contacts[0, 1] == pytest.approx(2.363, abs=0.001)
    assert hips["left"].contacts[0, 0] == pytest.approx(2.224, abs=0.001)
    stored = [t for t, side, label in trial.events if (side, label) == ("R", "Foot Strike")]
    assert hips["right"].contacts[:, 0] == pytest.approx(stored, abs=0.01)
    assert len(hips["right"].cycles()) == 1 and not hips["left"].cycles()


@pytest.mark.parametrize("side", SIDES)
def test_angles_are_those_of_the_software(c3d, side):
    trial, hips = c3d
    stored = 1000 * trial.markers[f"{side[0].upper()}HipAngles"][:, [2, 0, 1]]  # read as if in mm
    off = hips[side].hip_angles_deg - _same_sign(stored, hips[side].hip_angles_deg)
    assert np.nanmax(np.abs(np.nanmean(off, 0))) < 0.1
    assert np.nanmax(np.nanstd(off, 0)) < 0.1


def test_moments_are_those_of_the_software(c3d):
    trial, hips = c3d
    hip = hips["left"]
    stored = _same_sign(trial.markers["LHipMoment"][:, [2, 0, 1]], hip.moments_Nm_kg)
    stands = hip.ground_reaction_bw[:, 1] > 0.03
    off = (hip.moments_Nm_kg - stored)[stands]
    off = off[~np.isnan(off).any(1)]
    assert len(off) > 60 and (np.sqrt((off**2).mean(0)) <= [0.09, 0.04, 0.01]).all()


def _same_sign(theirs, ours):
    """Read_c3d turned these numbers as if they were places: undo the signs by correlation."""
    known = ~np.isnan(ours).any(1) & ~np.isnan(theirs).any(1)
    signs = [np.sign(np.corrcoef(ours[known, k], theirs[known, k])[0, 1]) for k in range(3)]
    return theirs * signs


def test_two_feet_on_one_plate_are_not_told_apart(c3d):
    _, hips = c3d
    right = hips["right"]
    unknown = np.isnan(right.moments_Nm_kg).any(1)
    assert unknown[right.time > 3.36].all()
    assert not unknown[(right.time > 1.7) & (right.time < 3)].any()
    assert not np.isnan(right.ground_reaction_bw[right.time < 3.7]).any()


def test_a_plate_far_from_both_feet_is_named(c3d):
    trial, _ = c3d
    legs = {side: landmarks(trial, "plug_in_gait", side) for side in SIDES}
    shifted = tuple(
        Wrench(plate.force, plate.moment + np.cross([0, 0, 0.4], plate.force))
        for plate in trial.plates
    )
    with pytest.raises(ValueError, match=r"plate \d from \d.\d\d s on: its centre .* cm from the"):
        plates_by_foot(replace(trial, plates=shifted), legs)
    with pytest.raises(ValueError, match="no force plates"):
        plates_by_foot(WALK, legs)


# Bodies whose motion is known


TIP = -0.05 + 0.2 / 0.7  # of the toes, m


def standing_leg(side="right", seconds=2.0):
    """Somebody who stands on one foot."""
    time = np.arange(0, seconds, 0.01)
    mirror = np.array([1, 1, 1 if side == "right" else -1])
    places = {
        "ASIS": (0.05, 1.0, 0.12), "other ASIS": (0.05, 1.0, -0.12), "PSIS": (-0.11, 1.0, 0),
        "lateral knee": (0, 0.5, 0.14), "medial knee": (0, 0.5, 0.04),
        "lateral ankle": (0, 0.1, 0.13), "medial ankle": (0, 0.1, 0.05),
        "heel": (-0.05, 0.03, 0.09), "toe": (0.15, 0.03, 0.09),
    }  # fmt: skip
    points = {name: np.tile(place * mirror, (len(time), 1)) for name, place in places.items()}
    return Landmarks(side, time, points, {})


@pytest.mark.parametrize("side", SIDES)
def test_standing_still_is_statics(side):
    subject, leg = Subject(mass_kg=80), standing_leg(side)
    mirror = np.array([1, 1, 1 if side == "right" else -1])
    weight, foot = subject.body_weight, np.array([0.02, 0, 0.06]) * mirror
    push = np.tile([10.0, weight, 20.0 * mirror[2]], (400, 1))
    plate_time = np.arange(400) / 200
    wrench = Wrench(push, np.cross(foot, push))
    hip_at = np.array([-0.04, 0.90, 0.09])  # right leg; from mid-ASIS:
    hip = hip_from_markers(leg, plate_time, wrench, subject, hip_centre=hip_at - [0.05, 1.0, 0])
    legs_weight = subject.leg_fraction * weight
    on_thigh = np.array([0, legs_weight, 0]) - push[0] * mirror
    assert np.allclose(hip.intersegmental_force_bw[50] * weight, on_thigh, atol=1e-6)

    table = load_table("deleva1996_segments").query("sex == 'male'").set_index("segment")
    ends = {"Thigh": (hip_at, np.array([0, 0.5, 0.09])),
            "Shank": (np.array([0, 0.5, 0.09]), np.array([0, 0.1, 0.09])),
            "Foot": (np.array([-0.05, 0.03, 0.09]), np.array([TIP, 0.03, 0.09]))}  # fmt: skip
    moment = np.cross(foot * mirror - hip_at, push[0] * mirror)
    for name, (near, far) in ends.items():
        centre = near + table.com_fraction[name] * (far - near)
        pull = [0, -table.mass_fraction[name] * 80 * GRAVITY, 0]
        moment = moment + np.cross(centre - hip_at, pull)
    along = np.array([hip_at - ends["Thigh"][1]]) / np.linalg.norm(hip_at - ends["Thigh"][1])
    axes = np.array([[0, 0, 1], np.cross(along[0], [0, 0, 1]), along[0]])
    axes[1] /= np.linalg.norm(axes[1])
    assert np.allclose(hip.moments_Nm_kg[50] * 80, axes @ -moment, atol=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_the_pelvis_leans_by_its_own_angles(side):
    """Ten degrees forward, the other side four degrees down, this side six degrees ahead."""
    leg, sign = standing_leg(side), 1 if side == "right" else -1
    turn = hip_rotation(10, 4 * sign, -6 * sign).T  # about y, then x, then z, as in hipmech.pose
    middle = np.array([0.05, 1.0, 0])
    points = {
        name: middle + (p - middle) @ turn.T if "SIS" in name else p
        for name, p in leg.points.items()
    }
    nothing = Wrench(np.zeros((200, 3)), np.zeros((200, 3)))
    hip = hip_from_markers(
        replace(leg, points=points), leg.time, nothing, Subject(), hip_centre=(-0.05, -0.1, 0.09)
    )
    tilt, drop, forward = hip.pelvis_angles_deg[50]
    assert [tilt, drop, forward] == pytest.approx([10, 4, 6])


def test_a_swinging_leg_is_a_pendulum():
    """A rigid leg turns about a still hip: moment = inertia × acceleration + weight."""
    subject, still = Subject(mass_kg=80), standing_leg(seconds=4.0)
    hip_at, time = np.array([0.0, 0.9, 0.09]), still.time
    swing = 15 * np.sin(2 * np.pi * 0.5 * time)
    turn = hip_rotation(swing)
    points = {
        name: p if "SIS" in name else hip_at + np.einsum("nij,nj->ni", turn, p - hip_at)
        for name, p in still.points.items()
    }
    nothing = Wrench(np.zeros((400, 3)), np.zeros((400, 3)))
    hip = hip_from_markers(
        Landmarks("right", time, points, {}), time, nothing, subject,
        hip_centre=hip_at - [0.05, 1.0, 0], cut_off=20,
    )  # fmt: skip
    table = load_table("deleva1996_segments").query("sex == 'male'").set_index("segment")
    ends = {"Thigh": ([0, 0.9, 0.09], [0, 0.5, 0.09]), "Shank": ([0, 0.5, 0.09], [0, 0.1, 0.09]),
            "Foot": ([-0.05, 0.03, 0.09], [TIP, 0.03, 0.09])}  # fmt: skip
    inertia, gravity = 0.0, 0.0
    for name, (near, far) in ends.items():
        near, far, row = np.array(near), np.array(far), table.loc[name]
        mass = row.mass_fraction * 80
        to = near + row.com_fraction * (far - near) - hip_at
        radius = row.gyration_transverse_fraction * np.linalg.norm(far - near)
        inertia += mass * (to @ to + radius**2)
        gravity = gravity + mass * GRAVITY * (turn @ to)[:, 0]
    acceleration = np.gradient(np.gradient(np.radians(swing), time), time)
    expected = inertia * acceleration + gravity
    middle = slice(100, 300)
    assert np.abs(hip.moments_Nm_kg[middle, 0] * 80 - expected[middle]).max() < 0.1
    assert np.abs(hip.moments_Nm_kg[middle, 1:]).max() < 0.02
    assert np.abs(hip.hip_angles_deg[middle, 0] - swing[middle]).max() < 0.05


def test_angles_count_from_standing_on_request():
    leg = landmarks(WALK, "gait2392", "right", STANDING)
    still = landmarks(STANDING, "gait2392", "right")
    raw = subject01()
    hip = hip_from_markers(leg, *PLATES["ground_force"], SUBJECT01, standing=still)
    assert hip.standing_tilt_deg == pytest.approx(-5.5, abs=0.1)
    off = raw.hip_angles_deg - hip.hip_angles_deg
    assert np.allclose(off[~np.isnan(off[:, 0])], [hip.standing_tilt_deg, 0, 0])
    assert np.allclose(hip.moments_Nm_kg, raw.moments_Nm_kg, equal_nan=True)
    # the same force in space
    there = np.einsum("nij,nj->ni", _pelvis(raw), raw.intersegmental_force_bw)
    here = np.einsum("nij,nj->ni", _pelvis(hip), hip.intersegmental_force_bw)
    assert np.allclose(there, here, equal_nan=True)


def _pelvis(hip):
    tilt, drop, forward = (hip.pelvis_angles_deg - [hip.standing_tilt_deg, 0, 0]).T
    known = ~np.isnan(tilt)
    turn = np.full((len(tilt), 3, 3), np.nan)
    turn[known] = hip_rotation(tilt[known], drop[known], -forward[known]).swapaxes(-1, -2)
    return turn


# Landmarks and clusters


def test_a_rigid_cluster_carries_its_landmark():
    rng = np.random.default_rng(1)
    rest = rng.uniform(-0.1, 0.1, (4, 3))
    turn = hip_rotation(rng.uniform(-60, 60, 50), rng.uniform(-20, 20, 50), 10)
    shift = rng.uniform(-1, 1, (50, 3))
    moving = rest @ turn.swapaxes(1, 2) + shift[:, None]
    moving[7, 0] = np.nan
    moving[8, :2] = np.nan
    found, moved, error = rigid_fit(rest, moving)
    seen = np.arange(50) != 8
    assert np.allclose(found[seen], turn[seen]) and np.allclose(moved[seen], shift[seen])
    assert np.nanmax(error) < 1e-9 and np.isnan(error[8]) and np.isnan(found[8]).all()


def test_medial_markers_come_from_the_standing_trial():
    leg = landmarks(WALK, "gait2392", "right", STANDING)
    width = np.sqrt(((leg.points["lateral knee"] - leg.points["medial knee"]) ** 2).sum(-1))
    assert np.ptp(width) < 1e-9 and 0.08 < width[0] < 0.14
    assert leg.misfit["medial knee"] < 0.002
    with pytest.raises(ValueError, match=r"lateral knee needs the marker R.Knee.Lat, which is"):
        landmarks(WALK, "gait2392", "right")
    with pytest.raises(ValueError, match=r"unknown marker set 'vicon'; expected one of plug_in"):
        landmarks(WALK, "vicon", "right")
    with pytest.raises(ValueError, match='side must be "right" or "left"'):
        landmarks(WALK, "gait2392", "R")


def test_a_marker_that_is_swapped_shows_in_the_misfit():
    markers = dict(WALK.markers)
    markers["R.Thigh.Front"] = markers["R.Shank.Front"]
    with pytest.warns(
        UserWarning, match=r"right lateral knee: its cluster changes shape by \d+ mm"
    ):
        landmarks(replace(WALK, markers=markers), "gait2392", "right", STANDING)


def test_a_marker_that_standing_never_shows():
    markers = {**STANDING.markers, "R.Knee.Med": np.full((30, 3), np.nan)}
    with pytest.raises(ValueError, match=r"marker R.Knee.Med is never seen in the standing trial"):
        landmarks(WALK, "gait2392", "right", replace(STANDING, markers=markers))


def test_a_pelvis_in_the_wrong_unit_or_backwards_is_named():
    big = replace(WALK, markers={n: 1000 * p for n, p in WALK.markers.items()})
    large = replace(STANDING, markers={n: 1000 * p for n, p in STANDING.markers.items()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        leg = landmarks(big, "gait2392", "right", large)
    with pytest.raises(ValueError, match=r"pelvis is 261 m wide .* in the unit that the file says"):
        hip_from_markers(leg, *PLATES["ground_force"], SUBJECT01)
    back = Recording(WALK.time, {n: p * [-1, 1, -1] for n, p in WALK.markers.items()}, np.empty(0))
    leg = landmarks(back, "gait2392", "right", STANDING)
    with pytest.raises(ValueError, match=r"pelvis faces \(-1.0, .*\) in x and z, expected x"):
        hip_from_markers(leg, *PLATES["ground_force"], SUBJECT01)
