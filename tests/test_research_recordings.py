"""Files of a laboratory: what is read, and the sentence that a bad one gets."""

import builtins

import numpy as np
import pytest

from hipmech.research.c3d import read_c3d
from hipmech.research.recordings import (
    even_time,
    read_ground_reaction,
    read_storage,
    read_trc,
)
from hipmech.tables import data_folder

TRIALS = data_folder() / "trials"
WALK = TRIALS / "subject01_walk1.trc"


@pytest.fixture
def written(tmp_path):
    def write(text, name="trial.mot"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def storage(names, rows, header="version=1\ninDegrees=yes"):
    lines = ["table", *header.splitlines(), "endheader", "\t".join(names)]
    return "\n".join([*lines, *("\t".join(map(str, row)) for row in rows)]) + "\n"


def trc(rows, names=("A", "B"), unit="mm", cut="\t"):
    head = f"PathFileType\t4\t(X/Y/Z)\tx.trc\nDataRate\tUnits\n60\t{unit}\nFrame#{cut}Time{cut}"
    labels = f"{cut * 3}".join(names) + cut * 2
    axes = cut * 2 + cut.join(["X", "Y", "Z"] * len(names))
    return "\n".join([head + labels, axes, *(cut.join(map(str, row)) for row in rows)])


# Time


def test_stamps_rounded_to_milliseconds_are_even_again():
    exact = np.arange(151) / 60
    assert np.abs(even_time(exact.round(3)) - exact).max() < 0.0005
    assert np.ptp(np.diff(even_time(exact.round(3)))) < 1e-12
    assert np.ptp(np.diff(read_trc(WALK).time)) < 1e-12  # a file that says 0.017, 0.033, 0.05


def test_missing_frames_are_not_evened_out():
    time = np.delete(np.arange(20) / 100, [10, 11])
    with pytest.raises(ValueError, match=r"my.trc: frames .*0.01 s apart.*0.0900 s comes 0.1200 s"):
        even_time(time, "my.trc")


def test_time_that_stands_still_is_refused():
    with pytest.raises(ValueError, match="evenly spaced"):
        even_time(np.zeros(5))


# Tables


@pytest.mark.parametrize("cut", ["\t", "  ", ",", ", "])
def test_columns_apart_by_tab_space_or_comma(written, cut):
    path = written(f"x\ninDegrees=no\nendheader\ntime{cut}a\n0{cut}1\n0.1{cut}2\n")
    table = read_storage(path)
    assert table.a.tolist() == [1, 2] and table.index.tolist() == [0, 0.1]
    assert table.attrs["in_degrees"] is False


def test_header_of_simm_and_commas_behind_it(written):
    simm = "name x.mot\ndatacolumns 2\ndatarows 2\nrange 0 1\nendheader\ntime a\n0 1\n1 2\n"
    assert read_storage(written(simm)).attrs["in_degrees"] is None
    commas = "x,\ninDegrees=yes,\nendheader,\ntime,a\n0,1\n"
    assert read_storage(written(commas)).attrs["in_degrees"] is True


def test_repeated_rows_are_dropped_and_counted(written):
    table = read_storage(written(storage(["time", "a"], [(0, 1), (0.1, 2), (0.1, 2), (0.2, 3)])))
    assert table.a.tolist() == [1, 2, 3] and table.attrs["dropped_rows"] == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("time a\n0 1\n", "no line 'endheader'"),
        ("x\nendheader\n", "a header but no numbers"),
        ("x\nendheader\ntime a\n", "a header but no numbers"),
        ("x\nendheader\ntime a\n0 1\n0.1\n", "line 5: 1 numbers for 2 columns; is"),
        ("x\nendheader\n\ntime a\n0 1\n0.1 two\n", "line 6: could not convert .*'two'"),
        ("x\nendheader\nframe a\n0 1\n", "first column must be time, got 'frame'"),
        ("x\nendheader\ntime a\n0 1\n0.1 1\n0.05 1\n", "line 6: time must increase"),
        ("x\nDataType=Quaternion\nendheader\ntime a\n0 1,0,0,0\n", "values of type quaternion"),
    ],
)
def test_a_damaged_table_gets_a_sentence(written, text, sentence):
    with pytest.raises(ValueError, match=rf"trial.mot.*{sentence}"):
        read_storage(written(text))


# Markers


@pytest.mark.parametrize(("unit", "per_metre"), [("mm", 1000), ("cm", 100), ("m", 1)])
def test_markers_come_in_metres(written, unit, per_metre):
    rows = [(1, 0, *6 * [per_metre]), (2, 0.1, *6 * [per_metre]), (3, 0.2, *6 * [per_metre])]
    trial = read_trc(written(trc(rows, unit=unit), "x.trc"))
    assert np.array_equal(trial.markers["B"], np.ones((3, 3)))


def test_empty_cells_zeros_and_short_rows_are_gaps(written):
    rows = [(1, 0, 1, 1, 1, 2, 2, 2), (2, 0.1, "", "", "", 0, 0, 0), (3, 0.2, 1, 1, 1)]
    trial = read_trc(written(trc(rows), "x.trc"))
    assert np.isnan(trial.markers["A"]).all(1).tolist() == [False, True, False]
    assert np.isnan(trial.markers["B"]).all(1).tolist() == [False, True, True]


def test_markers_apart_by_commas(written):
    trial = read_trc(written(trc([(1, 0, *range(1, 7)), (2, 0.1, *range(1, 7))], cut=","), "x.trc"))
    assert trial.markers["B"][0].tolist() == [0.004, 0.005, 0.006]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("time a\n", "does not begin with 'PathFileType'"),
        (trc([(1, 0, *range(6))], unit="inch"), "line 3: Units must be mm, cm or m, got 'inch'"),
        (trc([(1, 0, *range(6))], names=("A", "A")), "line 4: two markers are called 'A'"),
        (trc([]) + "\n\n", "a header but no frames"),
        (trc([(1, 0, 1, 2, 3, 4)]), "frame 1: B lacks one or two of its three coordinates"),
        (trc([(1, 0, *range(1, 7)), (2, "x", *range(1, 7))]), "line 7: could not convert .*'x'"),
    ],
)
def test_damaged_markers_get_a_sentence(written, text, sentence):
    with pytest.raises(ValueError, match=rf"x.trc.*{sentence}"):
        read_trc(written(text, "x.trc"))


def test_axes_of_another_laboratory_are_turned(written):
    path = written(trc([(1, 0, *range(1, 7)), (2, 0.1, *range(1, 7))], unit="m"), "x.trc")
    assert read_trc(path, up="z", forward="-x").markers["A"][0].tolist() == [-1, 3, 2]
    names = ["time", *("f_" + kind + axis for kind in "vp" for axis in "xyz")]
    path = written(storage(names, [(t, 0, 0, 100, 0.5, 0, 0) for t in (0, 1, 2)]))
    _, wrench = read_ground_reaction(path, up="z", forward="-x")["f"]
    assert wrench.force[0].tolist() == [0, 100, 0]
    assert wrench.moment[0].tolist() == [0, 0, -50]  # half a metre behind the origin


# Ground reaction

STYLES = {  # plate: columns of force, point and torque, as files in the wild have them
    "ground_force_r": ("ground_force_r_v", "ground_force_r_p", "ground_torque_r_"),
    "ground_force_l": ("ground_force_l_v", "ground_force_l_p", "ground_moment_l_m"),
    "ground_force": ("ground_force_v", "ground_force_p", "ground_torque_"),
    "1_ground_force": ("1_ground_force_v", "1_ground_force_p", "1_ground_torque_"),
    "2_ground_force": ("2_ground_force_v", "2_ground_force_p", "2_ground_force_m"),
    "R_ground_force": ("R_ground_force_v", "R_ground_force_p", "R_ground_torque_"),
    "l_ground_force": ("l_ground_force_v", "l_ground_force_p", "l_ground_torque_"),
    "ground_force_1": ("ground_force_1_v", "ground_force_1_p", "ground_moment_1_m"),
    "calcn_r_force": ("calcn_r_force_v", "calcn_r_force_p", "calcn_r_torque_"),
}


@pytest.mark.parametrize("plate", STYLES)
def test_force_point_and_torque_find_together(written, plate):
    names = ["time", *(stem + axis for stem in STYLES[plate] for axis in "xyz")]
    row = [0, 100, 0, 1, 0, 0, 0, 3, 0]
    path = written(storage(names, [(t, *row) for t in (0, 0.01, 0.02)]))
    ((name, (time, wrench)),) = read_ground_reaction(path).items()
    assert name == plate and len(time) == 3
    assert wrench.force[0].tolist() == [0, 100, 0]
    assert wrench.moment[0].tolist() == [0, 3, 100]  # x × F_y along z, and the free torque


def test_a_centre_of_pressure_without_force_is_noise(written):
    names = ["time", *("ground_force_r_" + kind + axis for kind in "vp" for axis in "xyz")]
    path = written(storage(names, [(0, 0, 0, 0, 346, 0, 0), (1, 0, 9, 0, 346, 0, 0)]))
    _, wrench = read_ground_reaction(path)["ground_force_r"]
    assert not wrench.moment.any()


def test_subject01_has_two_plates_that_do_not_tell_their_side():
    plates = read_ground_reaction(TRIALS / "subject01_walk1_grf.mot")
    assert list(plates) == ["ground_force", "1_ground_force"]
    time, wrench = plates["ground_force"]
    assert np.ptp(np.diff(time)) < 1e-12 and wrench.force[:, 1].max() == pytest.approx(805, abs=1)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["time", "knee_angle_r"], "no ground reaction.*got knee_angle_r"),
        (["time", "ground_force_r_vx", "ground_force_r_vy"], "no column ground_force_r_vz"),
        (["time", *(f"g_{k}{a}" for k in "vp" for a in "xyz"), "g_mx"], "of g has only g_mx"),
    ],
)
def test_incomplete_ground_reaction_gets_a_sentence(written, names, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_ground_reaction(written(storage(names, [range(len(names))])))


# C3D


def test_c3d_of_another_laboratory(walk_c3d):
    trial = read_c3d(walk_c3d)
    assert len(trial.plates) == 4
    strikes = [(round(t, 3), side) for t, side, label in trial.events if label == "Foot Strike"]
    assert strikes == [(1.661, "R"), (2.224, "L"), (2.74, "R"), (3.33, "L")]
    head = np.nanmean(trial.markers["RASI"], 0)
    assert 0.8 < head[1] < 1.2  # m above the ground, y up
    push = sum(plate.force for plate in trial.plates)[:, 1]
    assert 0.9 < np.median(push[push > 400]) / (73.4 * 9.81) < 1.2


def test_c3d_axes_are_turned_without_a_mirror(walk_c3d):
    ahead, back = read_c3d(walk_c3d), read_c3d(walk_c3d, forward="-y")
    for a, b in ((ahead.markers["RASI"], back.markers["RASI"]),
                 (ahead.plates[0].force, back.plates[0].force),
                 (ahead.plates[0].moment, back.plates[0].moment)):  # fmt: skip
        assert np.allclose(a * [-1, 1, -1], b, equal_nan=True)
    with pytest.raises(ValueError, match=r"must be two axes, got 'y' and 'y'"):
        read_c3d(walk_c3d, up="y")
    with pytest.raises(ValueError, match="an axis must be x, y or z"):
        read_c3d(walk_c3d, up="up")


def test_what_is_no_whole_c3d_gets_a_sentence(written, walk_c3d, tmp_path):
    with pytest.raises(ValueError, match=r"x.c3d does not begin as a C3D file does"):
        read_c3d(written("PathFileType\n" * 100, "x.c3d"))
    whole, path = walk_c3d.read_bytes(), tmp_path / "y.c3d"
    path.write_bytes(whole[:-1])
    with pytest.raises(ValueError, match=r"y.c3d is cut off: it has 4780415 bytes of 4780416"):
        read_c3d(path)
    path.write_bytes(whole[:515] + b"V" + whole[516:])
    with pytest.raises(ValueError, match="the byte order of SGI machines; save it again as Intel"):
        read_c3d(path)
    path.write_bytes(whole[:520] + bytes(200) + whole[720:])
    with pytest.raises(ValueError, match=r"y.c3d holds no markers \(rotations only\?\)"):
        read_c3d(path)


def test_a_damaged_c3d_cannot_take_the_session_with_it(walk_c3d, tmp_path, monkeypatch):
    whole, path = walk_c3d.read_bytes(), tmp_path / "y.c3d"
    path.write_bytes(whole[:742] + b"\xff" + whole[743:])  # ezc3d writes past its memory
    with pytest.raises(ValueError, match=r"y.c3d cannot be read as C3D .*; its header is damaged"):
        read_c3d(path)
    monkeypatch.setattr("hipmech.research.c3d._PATIENCE", 0.01)
    with pytest.raises(ValueError, match=r"walk.c3d cannot be read as C3D \(not done after 0.01"):
        read_c3d(walk_c3d)


def test_c3d_without_its_library(monkeypatch, walk_c3d):
    real = builtins.__import__

    def without(name, *rest):
        if name == "ezc3d":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install 'hipmech\[data\]'"):
        read_c3d(walk_c3d)
