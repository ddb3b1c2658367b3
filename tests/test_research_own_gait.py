"""Own gait: a trial solved by OpenSim and a table of curves become cycles; doubts are named."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hipmech.frames import hip_rotation
from hipmech.gait import load_gait
from hipmech.joint_reaction import gait_contact_force
from hipmech.lessons import gait_explorer, tug_of_war_explorer
from hipmech.muscles import MuscleSet
from hipmech.pose import leg_pose
from hipmech.research.opensim_results import hip_from_opensim
from hipmech.research.own_gait import (
    CURVES,
    doubts,
    hip_from_table,
    mean_cycle,
)
from hipmech.research.recordings import read_storage
from hipmech.research.signals import fill_gaps, foot_contacts, lowpass
from hipmech.subject import Subject
from hipmech.tables import data_folder, load_table

SUBJECT01 = Subject(mass_kg=72.6)
FILES = [data_folder() / "trials" / f"subject01_walk1_{name}" for name in
         ("ik.mot", "id.sto", "grf.mot")]  # fmt: skip


@pytest.fixture(scope="module")
def right():
    return hip_from_opensim(*FILES, "right", SUBJECT01, plate="ground_force")


@pytest.fixture(scope="module")
def stride(right):
    (cycle,) = right.cycles()
    return cycle


@pytest.fixture
def changed(tmp_path):
    """Copies of the three files, one of them with a word replaced."""

    def change(which, old, new):
        files = list(FILES)
        text = files[which].read_text()
        assert old in text
        files[which] = tmp_path / files[which].name
        files[which].write_text(text.replace(old, new))
        return files

    return change


# (a) OpenSim's results


def test_subject01_has_one_right_stride(right, stride):
    assert right.contacts[1, 0] == pytest.approx(0.618, abs=5e-4)
    assert right.contacts[2, 0] == pytest.approx(1.852, abs=5e-4)
    assert stride.stance_percent == pytest.approx(64.1, abs=0.1)
    assert doubts(stride) == ()
    assert -1 < stride.knee_flexion_deg.min() < 0  # hyperextended, as knees are


def test_subject01_shows_no_whole_left_stride():
    left = hip_from_opensim(*FILES, "left", SUBJECT01, plate="1_ground_force")
    assert len(left.contacts) == 2 and left.cycles() == []
    with pytest.raises(ValueError, match="no whole stride"):
        mean_cycle([])


def test_contact_force_of_subject01(stride):
    load = gait_contact_force(stride, MuscleSet.load("delp1990"), SUBJECT01)
    assert load.stance_peaks_bw == pytest.approx([2.77, 2.96], abs=0.03)
    assert load.sharing.feasible.all()


def test_contact_force_of_subject01_lies_near_opensims(stride):
    """The same stride, solved by OpenSim for the whole body (static optimisation)."""
    frames = load_table("opensim_gait2392_walk_frames")
    theirs = frames[[f"opensim_contact_{axis}_N" for axis in "xyz"]].to_numpy()
    theirs = np.sqrt((theirs**2).sum(-1)) / SUBJECT01.body_weight
    ours = gait_contact_force(stride, MuscleSet.load("delp1990"), SUBJECT01).magnitude_bw
    assert np.corrcoef(ours, theirs)[0, 1] > 0.96
    assert np.sqrt(((ours - theirs) ** 2).mean()) < 0.42


def test_intersegmental_force_lies_near_whole_model_dynamics(right, stride):
    frames = load_table("opensim_gait2392_walk_frames")
    theirs = frames[[f"intersegmental_{axis}_N" for axis in "xyz"]].to_numpy()
    size = np.sqrt((theirs**2).sum(-1)) / SUBJECT01.body_weight
    ours = np.sqrt((stride.intersegmental_force_bw**2).sum(-1))  # the axes differ, not the size
    assert np.sqrt(((ours - size) ** 2).mean()) < 0.025


def test_a_left_leg_is_the_mirror_image_of_a_right_one(tmp_path):
    """Left and right exchanged in every file: the left leg must now be what the right one was."""
    mirrored = []
    for file in FILES:
        table = pd.read_csv(file, sep="\t", skiprows=_header(file))
        table.columns = table.columns.str.strip()
        flips = ("pelvis_list", "pelvis_rotation", "pelvis_tz")
        for name in table.columns:
            if name.startswith(flips) or name.endswith(("_vz", "_pz", "torque_x", "torque_y")):
                table[name] = -table[name]
        table.columns = [
            re.sub(
                "_([rl])(_moment)?$", lambda m: {"r": "_l", "l": "_r"}[m[1]] + (m[2] or ""), name
            )
            for name in table.columns
        ]
        mirrored.append(tmp_path / file.name)
        text = file.read_text().splitlines()[: _header(file)]
        mirrored[-1].write_text("\n".join(text) + "\n" + table.to_csv(sep="\t", index=False))
    left = hip_from_opensim(*mirrored, "left", SUBJECT01, plate="ground_force")
    right = hip_from_opensim(*FILES, "right", SUBJECT01, plate="ground_force")
    for curve in CURVES:
        assert np.allclose(getattr(left, curve), getattr(right, curve), atol=1e-9, equal_nan=True)


def _header(file):
    return file.read_text().partition("endheader")[0].count("\n") + 1


@pytest.mark.parametrize(("side", "plate"), [("right", "ground_force"), ("left", "1_ground_force")])
@pytest.mark.parametrize("turned", [90, 180])
def test_the_way_along_which_one_walks_does_not_matter(tmp_path, side, plate, turned):
    """Everything turned about the vertical: y up stays, x becomes -z or -x."""
    turn, files = hip_rotation(0, 0, turned), []
    for file in FILES:
        table = pd.read_csv(file, sep="\t", skiprows=_header(file))
        table.columns = table.columns.str.strip()
        if "pelvis_tilt" in table:
            lean = table[["pelvis_tilt", "pelvis_list", "pelvis_rotation"]]
            there = turn @ hip_rotation(*lean.to_numpy().T)
            table[lean.columns] = np.degrees([
                np.arctan2(-there[:, 0, 1], there[:, 1, 1]), np.arcsin(there[:, 2, 1]),
                np.arctan2(-there[:, 2, 0], there[:, 2, 2])]).T  # fmt: skip
        for stem in ("pelvis_t", "ground_force_v", "ground_force_p", "1_ground_force_v",
                     "1_ground_force_p"):  # fmt: skip
            if f"{stem}x" in table:
                columns = [stem + axis for axis in "xyz"]
                table[columns] = table[columns].to_numpy() @ turn.T
        files.append(tmp_path / file.name)
        header = "\n".join(file.read_text().splitlines()[: _header(file)])
        files[-1].write_text(header + "\n" + table.to_csv(sep="\t", index=False))
    there = hip_from_opensim(*files, side, SUBJECT01, plate=plate)
    here = hip_from_opensim(*FILES, side, SUBJECT01, plate=plate)
    for curve in CURVES:
        assert np.allclose(getattr(there, curve), getattr(here, curve), atol=0.02, equal_nan=True)


def test_angles_that_contradict_their_header_are_refused(changed, tmp_path):
    with pytest.raises(ValueError, match=r"ik.mot says inDegrees=no, but an angle is \d\d"):
        hip_from_opensim(*changed(0, "=yes", "=no"), "right", SUBJECT01, plate="x")
    with pytest.raises(ValueError, match=r"ik.mot does not say inDegrees"):
        hip_from_opensim(*changed(0, "inDegrees=yes", ""), "right", SUBJECT01, plate="x")
    table = pd.read_csv(FILES[0], sep="\t", skiprows=_header(FILES[0]))
    table.iloc[:, 1:] = np.radians(table.iloc[:, 1:])
    radians = tmp_path / "rad.mot"
    radians.write_text("x\ninDegrees=yes\nendheader\n" + table.to_csv(sep="\t", index=False))
    with pytest.raises(ValueError, match=r"inDegrees=yes, but no angle is above 1.23"):
        hip_from_opensim(radians, *FILES[1:], "right", SUBJECT01, plate="x")


def test_degrees_in_the_header_of_a_force_file_mean_nothing(changed, right):
    files = changed(2, "inDegrees=yes", "inDegrees=no")
    other = hip_from_opensim(*files, "right", SUBJECT01, plate="ground_force")
    assert other == right


def test_the_knee_flexes_to_the_side_where_it_goes_farther(right):
    assert right.knee_flexion_deg.max() > 60  # gait2392 counts extension positive
    said = hip_from_opensim(*FILES, "right", SUBJECT01, plate="ground_force", knee_sign=1)
    assert said.knee_flexion_deg.min() < -60


def test_the_foot_on_a_plate_is_asked_for(changed):
    with pytest.raises(ValueError, match=r"which of ground_force, 1_.* is the right foot"):
        hip_from_opensim(*FILES, "right", SUBJECT01)
    with pytest.raises(ValueError, match=r"plate must be one of ground_force, .* got 'r'"):
        hip_from_opensim(*FILES, "right", SUBJECT01, plate="r")
    with pytest.raises(ValueError, match='side must be "right" or "left"'):
        hip_from_opensim(*FILES, "r", SUBJECT01)
    with pytest.raises(ValueError, match=r"id.sto lacks hip_flexion_r_moment"):
        hip_from_opensim(*changed(1, "hip_flexion_r_mom", "r"), "right", SUBJECT01, plate="x")


def test_an_own_cycle_goes_into_the_explorers(stride):
    gait = gait_explorer(SUBJECT01, MuscleSet.load("delp1990"), cycle=stride)
    assert "speed" not in gait.controls
    gait.move(time_ms=round(50 * stride.stride_time) * 10)
    half = gait.result.frames[0]
    assert half == pytest.approx(50, abs=1)
    assert gait.readout.startswith(f"subject01_walk1_ik.mot, right leg, {half} %, ")
    assert gait.result.gaits[0].load.stance_peaks_bw == pytest.approx([2.77, 2.96], abs=0.03)
    war = tug_of_war_explorer(SUBJECT01, cycle=stride)
    war.move(percent=50, strength_percent=60)
    assert war.result.title == "own gait: gluteus medius, minimus at 60 %"
    war.move(gait="walking, 1.2 m/s")
    assert war.result.title.startswith("walking, 1.2 m/s")


def test_the_pelvis_stands_in_space_as_opensim_puts_it(stride):
    """Its angles are counted in another order: the pose must be the same."""
    table = read_storage(FILES[0])
    at = stride.percent / 100 * stride.stride_time + 0.618
    tilt, drop, turn = (
        np.interp(at, table.index, table[f"pelvis_{n}"]) for n in ("tilt", "list", "rotation")
    )
    there = hip_rotation(tilt, drop, turn)
    assert np.abs(leg_pose(stride).pelvis - there).max() < 0.005


# (c) A table of one's own


def table_of(cycle, subject):
    names = ["hip_flexion", "hip_adduction", "hip_rotation"]
    columns = {
        **dict(zip([f"{n}_deg" for n in names], cycle.hip_angles_deg.T, strict=True)),
        "knee_flexion_deg": cycle.knee_flexion_deg,
        **dict(zip([f"{n}_moment_Nm_kg" for n in names], cycle.moments_Nm_kg.T, strict=True)),
        **{f"grf_{n}_bw": c for n, c in
           zip(("forward", "up", "lateral"), cycle.ground_reaction_bw.T, strict=True)},
    }  # fmt: skip
    return pd.DataFrame(columns, index=cycle.percent / 100 * cycle.stride_time)


def test_a_table_in_percent_gives_its_cycle_back():
    walk = load_gait("walking", 1.2)
    contacts = [(0, walk.stance_percent / 100 * walk.stride_time), (walk.stride_time, np.nan)]
    (cycle,) = hip_from_table(table_of(walk, Subject()), Subject(), contacts).cycles()
    for curve in ("hip_angles_deg", "knee_flexion_deg", "moments_Nm_kg", "ground_reaction_bw"):
        assert np.allclose(getattr(cycle, curve), getattr(walk, curve), atol=1e-9)
    assert cycle.stance_percent == pytest.approx(walk.stance_percent)
    muscles = MuscleSet.load("delp1990")
    ours, theirs = (gait_contact_force(c, muscles).magnitude_bw for c in (cycle, walk))
    assert np.abs(ours - theirs).max() < 0.3  # without the leg's inertia and the pelvis' lean


def test_names_units_and_signs_of_a_table_are_the_users():
    walk, subject = load_gait("walking", 1.2), Subject(mass_kg=60)
    table = table_of(walk, subject)
    expected = hip_from_table(table, subject, [])
    table["AbdMoment"] = -60 * table.pop("hip_adduction_moment_Nm_kg")
    table["FlexRad"] = np.radians(table.pop("hip_flexion_deg"))
    table["Fz"] = table.pop("grf_up_bw") * subject.body_weight
    columns = {
        "hip_adduction_moment_Nm": "-AbdMoment",
        "hip_flexion_rad": "FlexRad",
        "grf_up_N": "Fz",
    }
    found = hip_from_table(table, subject, [], columns)
    for curve in CURVES:
        assert np.allclose(getattr(found, curve), getattr(expected, curve))
    with pytest.raises(ValueError, match=r"lacks grf_up_bw or grf_up_N; say which column"):
        hip_from_table(table, subject, [])
    with pytest.raises(ValueError, match="no column 'Fy' for grf_up_N"):
        hip_from_table(table, subject, [], columns | {"grf_up_N": "Fy"})


# Doubts


WALK = load_gait("walking", 1.2)
MASS = 75.0
SLIPS = {
    "divided by mass twice": {"moments_Nm_kg": WALK.moments_Nm_kg / MASS},
    "external instead of internal": {"moments_Nm_kg": -WALK.moments_Nm_kg},
    "left leg not mirrored": {"moments_Nm_kg": WALK.moments_Nm_kg * [1, -1, 1]},
    "sign of flexion": {"hip_angles_deg": -WALK.hip_angles_deg},
    "sign of the knee": {"knee_flexion_deg": np.clip(-WALK.knee_flexion_deg, 0, None)},
    "mass in kg": {"ground_reaction_bw": WALK.ground_reaction_bw * 0.4536},
}


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_doubted_by_name(slip):
    assert any(slip in sentence for sentence in doubts(replace(WALK, **SLIPS[slip])))


@pytest.mark.parametrize(
    ("activity", "speed"),
    [("walking", 0.92), ("walking", 1.79), ("running", 2.5), ("running", 3.5), ("running", 4.5)],
)
def test_measured_gait_is_not_doubted(activity, speed):
    assert doubts(load_gait(activity, speed)) == ()


def test_a_doubt_is_said_in_a_warning(right):
    heavier = replace(right, moments_Nm_kg=-right.moments_Nm_kg)
    with pytest.warns(UserWarning, match=r"walk1_ik.mot, right leg: .*external instead of"):
        heavier.cycles()


# Cutting and smoothing


def sines(count=400, gap=()):
    time = np.arange(count) / 100
    curve = np.sin(2 * np.pi * time)
    curve[list(gap)] = np.nan
    return time, curve


def test_a_stride_with_a_gap_is_left_out(right):
    moments = right.moments_Nm_kg.copy()
    moments[np.searchsorted(right.time, 1.2)] = np.nan
    assert replace(right, moments_Nm_kg=moments).cycles() == []


def test_strides_may_be_given(right):
    with pytest.warns(UserWarning, match="the other foot's plate"):
        (cycle,) = right.cycles([(1.1, 1.85, 2.3)])
    assert cycle.stride_time == pytest.approx(1.2)


def test_an_angle_that_no_hip_has_is_refused(right):
    wrong = replace(right, hip_angles_deg=right.hip_angles_deg + np.array([0, 60, 0]))
    with pytest.raises(ValueError, match=r"adduction_deg goes from \d+ to \d+, expected -50"):
        wrong.cycles()


def test_mean_and_scatter_over_strides():
    slow, fast = load_gait("walking", 1.0), load_gait("walking", 1.4)
    mean = mean_cycle([slow, fast])
    assert np.allclose(mean.hip_angles_deg, (slow.hip_angles_deg + fast.hip_angles_deg) / 2)
    apart = np.abs(slow.moments_Nm_kg - fast.moments_Nm_kg)
    assert np.allclose(mean.moments_sd_Nm_kg, apart / np.sqrt(2))
    assert mean.people == 2 and not mean_cycle([slow]).moments_sd_Nm_kg.any()


def test_the_filter_halves_the_power_at_its_cut_off_and_does_not_delay():
    time = np.arange(2000) / 200
    curve = np.sin(2 * np.pi * 6 * time)
    smooth = lowpass(curve, 200, 6)[500:1500]
    assert np.abs(smooth).max() == pytest.approx(np.sqrt(0.5), abs=0.005)
    assert np.corrcoef(smooth, curve[500:1500])[0, 1] > 0.9999
    with pytest.raises(ValueError, match=r"below 80 Hz for 200 frames a second, got 90"):
        lowpass(curve, 200, 90)


def test_the_filter_keeps_gaps():
    _, curve = sines(gap=(100, 101))
    smooth = lowpass(curve, 100, 6)
    assert np.flatnonzero(np.isnan(smooth)).tolist() == [100, 101]


def test_short_gaps_are_filled_and_long_ones_stay():
    time, curve = sines(gap=(*range(100, 110), *range(200, 215), 0))
    filled = fill_gaps(curve[:, None], 100)[:, 0]
    assert np.abs(filled[100:110] - np.sin(2 * np.pi * time[100:110])).max() < 2e-3
    assert np.isnan(filled[200:215]).all() and np.isnan(filled[0])


def test_contacts_are_interpolated_and_open_ends_unknown():
    time = np.arange(100) / 100
    force = np.clip(1000 * np.sin(2 * np.pi * time + 1), 0, None)
    (start, stop), (again, end) = foot_contacts(time, force)
    angle = np.arcsin(0.02)
    assert np.isnan(start) and np.isnan(end)
    assert stop == pytest.approx((np.pi - angle - 1) / (2 * np.pi), abs=1e-4)
    assert again == pytest.approx((2 * np.pi + angle - 1) / (2 * np.pi), abs=1e-3)
    assert foot_contacts(time, force * (np.abs(time - 0.1) < 0.03)).size == 0  # too short
