"""Muscles of an OpenSim file: as the published set, as OpenSim itself, and safely read."""

import pickle
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from hipmech.gait import load_gait
from hipmech.joint_reaction import GROUPS, gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.research.osim_geometry import read_osim
from hipmech.research.osim_joints import read_function
from hipmech.research.wrapping import around_cylinder, around_sphere
from hipmech.tables import data_folder

FILES = Path(__file__).parent / "files"
GAIT2392 = data_folder() / "trials" / "gait2392_right_hip.osim"
WRAPS = FILES / "wraps.osim"
RAJAGOPAL = FILES / "rajagopal_right_hip.osim"
RAJAGOPAL_LENGTHS = pd.read_csv(FILES / "rajagopal_lengths.csv")
LENGTHS = pd.read_csv(FILES / "wraps_lengths.csv")  # of OpenSim, tools/build_osim_files.py
POSTURES = LENGTHS.iloc[:, :4].to_numpy().T


@pytest.fixture(scope="module")
def wraps():
    return read_osim(WRAPS)


@pytest.fixture
def changed(tmp_path):
    def change(*swaps, source=WRAPS):
        text = source.read_text()
        for old, new in swaps:
            assert re.search(old, text)
            text = re.sub(old, new, text)
        path = tmp_path / "own.osim"
        path.write_text(text)
        return path

    return change


# The published set


def test_gait2392_from_its_file_is_delp1990():
    ours, published = read_osim(GAIT2392), MuscleSet.load("delp1990")
    assert ours.names == published.names
    for field in ("max_force", "optimal_fibre_length", "tendon_slack_length", "pennation"):
        assert np.array_equal(getattr(ours, field), getattr(published, field))
    low, high = (-20, -40, -30, -9), (115, 25, 35, 118)
    posture = np.random.default_rng(0).uniform(low, high, (200, 4)).T.reshape(4, 10, 20)
    for what in ("moment_arms", "lines_of_pull", "lengths"):
        found, expected = getattr(ours, what)(*posture), getattr(published, what)(*posture)
        assert found.shape == expected.shape
        assert np.abs(found - expected).max() < 1e-12


def test_muscles_of_a_file_carry_a_gait():
    walk = load_gait("walking", 1.2)
    ours = gait_contact_force(walk, read_osim(GAIT2392))
    published = gait_contact_force(walk, MuscleSet.load("delp1990"))
    assert np.abs(ours.contact_bw - published.contact_bw).max() < 1e-6
    for name, share in ours.group_shares(GROUPS).items():
        assert np.abs(share - published.group_shares(GROUPS)[name]).max() < 1e-6


# OpenSim


def test_lengths_around_surfaces_are_opensims(wraps):
    ours = pd.DataFrame(wraps.lengths(*POSTURES), columns=wraps.names)
    longer = ours - LENGTHS[list(wraps.names)]
    assert longer.max().max() < 2e-6  # ours is the shortest way; the table has 6 digits
    steep = longer.pop("adductor")  # OpenSim's way up a steep helix is not the shortest
    assert longer.abs().max().max() < 3e-4
    assert steep.abs().max() < 1.3e-3 and steep.abs().median() < 1e-5


def test_lengths_of_rajagopals_model_are_opensims():
    ours = read_osim(RAJAGOPAL)
    assert len(ours.names) == 25 and not ours.left_out
    posture = RAJAGOPAL_LENGTHS.iloc[:, :4].to_numpy().T
    longer = ours.lengths(*posture) - RAJAGOPAL_LENGTHS[list(ours.names)].to_numpy()
    assert longer.shape == (100, 25)
    assert longer.max() < 2e-6  # where the two differ, ours is the shorter way
    far = longer < -3e-4
    assert far.sum() <= 2 and far.any(-1).sum() <= 1  # extended, abducted and turned in at once
    step = np.array([1e-3, 0, 0, 0])[:, None]  # degrees
    slope = -(ours.lengths(*posture + step) - ours.lengths(*posture - step)) / np.radians(2e-3)
    assert np.abs(slope - ours.moment_arms(*posture)[..., 0]).max() < 1e-6


def test_every_kind_of_surface_is_touched_and_left(wraps):
    muscles = tuple(muscle._replace(wraps=()) for muscle in wraps.model.muscles)
    bare = replace(wraps, model=wraps.model._replace(muscles=muscles))
    touches = (wraps.lengths(*POSTURES) - bare.lengths(*POSTURES) > 1e-6).sum(0)
    counts = dict(zip(wraps.names, touches, strict=True))
    assert counts.pop("straight") == counts.pop("quadriceps") == 0
    assert all(10 < count < 100 for count in counts.values())


@pytest.mark.parametrize("axis", range(3))
def test_moment_arms_are_the_change_of_length(wraps, axis):
    step = np.zeros((4, 1))
    step[axis] = 1e-3  # degrees
    ahead, behind = wraps.lengths(*POSTURES + step), wraps.lengths(*POSTURES - step)
    slope = -(ahead - behind) / (2 * np.radians(1e-3))
    arms = wraps.moment_arms(*POSTURES)[..., axis]
    smooth = np.abs(slope - arms) < 1e-6
    # a path that begins to touch within the step has no slope there
    assert smooth.mean() > 0.99 and smooth.any(0).all()


def test_paths_run_from_pelvis_to_leg_and_meet_the_surface(wraps):
    paths = wraps.path_points(*POSTURES)
    assert paths.shape[:2] == (100, 8) and np.isfinite(paths).all()
    chords = np.sqrt((np.diff(paths, axis=-2) ** 2).sum(-1)).sum(-1)
    lengths = wraps.lengths(*POSTURES)
    assert (chords <= lengths + 1e-12).all()
    straight = wraps.names.index("straight")
    assert np.allclose(chords[:, straight], lengths[:, straight])


def test_a_left_hip_is_the_mirror_image(wraps, tmp_path):
    tree = ElementTree.fromstring(re.sub(r"_r\b", "_l", WRAPS.read_text()))
    mirror, turned = (1, 1, -1), (-1, -1, 1)
    signs = {"translation": mirror, "location": mirror, "orientation": turned,
             "xyz_body_rotation": turned}  # fmt: skip
    for tag, sign in signs.items():
        for node in tree.iter(tag):
            numbers = map(float, node.text.split())
            node.text = " ".join(str(v * s) for v, s in zip(numbers, sign, strict=True))
    hip = next(node for node in tree.iter("CustomJoint") if node.get("name") == "hip_l")
    for axis in hip.iter("TransformAxis"):
        if axis.get("name") in ("rotation2", "rotation3"):
            node = axis.find("axis")
            node.text = " ".join(str(-float(v)) for v in node.text.split())
    path = tmp_path / "left.osim"
    path.write_bytes(ElementTree.tostring(tree))
    left = read_osim(path, "left")
    assert left.names == wraps.names
    for ours, theirs in zip(left.pulls(*POSTURES), wraps.pulls(*POSTURES), strict=True):
        assert np.abs(ours - theirs).max() < 1e-9
    with pytest.raises(ValueError, match="no joint carries femur_r and tibia_r"):
        read_osim(path)


@pytest.mark.parametrize(
    ("xml", "values"),
    [
        ("<Constant><value>3</value></Constant>", [3, 3, 3]),
        ("<LinearFunction><coefficients>2 1</coefficients></LinearFunction>", [1, 2, 3]),
        ("<PolynomialFunction><coefficients>4 0 1</coefficients></PolynomialFunction>", [1, 2, 5]),
        ("<PiecewiseLinearFunction><x>0 1</x><y>1 3</y></PiecewiseLinearFunction>", [1, 2, 3]),
        ("<MultiplierFunction><function><Constant><value>3</value></Constant></function>"
         "<scale>2</scale></MultiplierFunction>", [6, 6, 6]),
        ("<SimmSpline><x>-1 0 1 2</x><y>-1 0 1 8</y></SimmSpline>", [0, 0.125, 1]),
        ("<NaturalCubicSpline><x>-1 0 1 2</x><y>0 0 0 0</y></NaturalCubicSpline>", [0, 0, 0]),
    ],
)  # fmt: skip
def test_functions_of_opensim(xml, values):
    function = read_function(ElementTree.fromstring(xml))
    assert function(np.array([0, 0.5, 1])) == pytest.approx(values, abs=1e-12)


# Around a surface, in closed form


def _numbers(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda x: round(x, 4))


@settings(max_examples=25)
@given(_numbers(1.1, 4), _numbers(1.1, 4), _numbers(2, 4), _numbers(-2, 2))
def test_no_way_around_a_cylinder_is_shorter(far, farther, turn, up):
    start, end = np.array([[far, 0, 0]]), farther * np.array([[np.cos(turn), np.sin(turn), 0]])
    end[0, 2] = up
    hit, meets, leaves, arc = around_cylinder(start, end, 1.0, 100.0)
    if not hit:
        return

    def length(x):
        first, sweep, z1, z2 = x
        at = [np.array([np.cos(a), np.sin(a), z]) for a, z in ((first, z1), (first + sweep, z2))]
        return (
            np.linalg.norm(at[0] - start[0])
            + np.hypot(sweep, z2 - z1)
            + np.linalg.norm(end[0] - at[1])
        )

    whole = np.linalg.norm(meets - start) + arc[0] + np.linalg.norm(end - leaves)
    angles = [np.arctan2(p[0, 1], p[0, 0]) for p in (meets, leaves)]
    sweep = (angles[1] - angles[0] + np.pi) % (2 * np.pi) - np.pi
    guess = np.array([angles[0], sweep, meets[0, 2], leaves[0, 2]])
    assert length(guess) == pytest.approx(whole, abs=1e-9)
    tangent = (meets - start)[0, :2] @ meets[0, :2]
    assert abs(tangent) < 1e-9  # it leaves the start along a tangent
    # along the surface's axis nothing can be gained (radially the surface itself is in the way)
    best = minimize(lambda z: length([*guess[:2], *z]), guess[2:] + 0.1, tol=1e-12)
    assert best.fun > whole - 1e-9


@settings(max_examples=50)
@given(_numbers(1.1, 4), _numbers(1.1, 4), _numbers(0.1, 3.1))
def test_the_way_around_a_sphere_is_tangent_and_flat(far, farther, turn):
    start, end = np.array([[far, 0, 0]]), farther * np.array([[np.cos(turn), 0, np.sin(turn)]])
    hit, meets, leaves, arc = around_sphere(start, end, 1.0)
    lead = np.arccos(1 / far) + np.arccos(1 / farther)
    assert hit[0] == (turn > lead + 1e-6)
    if hit[0]:
        assert arc[0] == pytest.approx(turn - lead)
        for point, near in ((start, meets), (end, leaves)):
            assert abs(((point - near) * near).sum()) < 1e-9 and abs(near[0, 1]) < 1e-12
            assert np.linalg.norm(near) == pytest.approx(1)


def test_a_point_inside_a_surface_does_not_touch():
    inside, outside = np.array([[0.5, 0, 0]]), np.array([[-2.0, 0, 0]])
    assert not around_sphere(inside, outside, 1.0)[0]
    assert not around_cylinder(inside, outside, 1.0, 5.0)[0]


def test_a_path_beyond_the_end_of_a_cylinder_does_not_touch():
    start, end = np.array([[-2.0, 0.1, 3]]), np.array([[2.0, 0.1, 3]])
    assert around_cylinder(start, end, 1.0, 6.1)[0] and not around_cylinder(start, end, 1.0, 5.9)[0]
    end[0, 2] = 5  # it meets the cylinder lower than it leaves it: one of both must be on it
    hit, meets, leaves, _ = around_cylinder(start, end, 1.0, 8.0)
    assert meets[0, 2] < 4 < leaves[0, 2] and hit


# What is left out, and what is refused


def test_muscles_that_cannot_be_followed_are_left_out_by_name(wraps):
    assert wraps.left_out == {
        "on_egg": "it wraps around egg, a WrapEllipsoid",
        "two": "two surfaces may touch one stretch of it",
    }
    assert repr(wraps) == "OsimMuscles('wraps', 8 muscles, 2 left out)"
    assert wraps.select(["flexor"]).names == ("flexor",)
    with pytest.raises(
        ValueError, match="unknown muscle psoas in wraps; expected some of straight"
    ):
        wraps.select(["psoas"])


def test_a_quadrant_of_a_sphere_is_left_out(changed):
    sphere = r'(<WrapSphere name="head">.*?<quadrant>)all'
    found = read_osim(changed((f"(?s){sphere}", r"\1+x")))
    assert found.left_out["over_head"] == "it wraps around head, a WrapSphere of quadrant +x"


def test_a_point_on_the_trunk_is_left_out(changed):
    path = changed((r'(?s)(name="hamstring-P0".*?/bodyset/)pelvis', r"\1torso"))
    assert read_osim(path).left_out["hamstring"] == "it has a point on torso"


def test_a_surface_is_touched_by_the_stretches_in_its_range_only(changed, wraps):
    """Points count from 1: the second stretch, from 2 to 3, is the one that crosses the hip."""
    k = wraps.names.index("flexor")
    bare = read_osim(changed(("<range>2 3</range>", "<range>1 2</range>"))).lengths(*POSTURES)
    assert (wraps.lengths(*POSTURES) - bare)[:, k].max() > 0.01
    open_ended = read_osim(changed(("<range>2 3</range>", "<range>-1 -1</range>")))
    assert np.array_equal(open_ended.lengths(*POSTURES), wraps.lengths(*POSTURES))


def test_a_surface_that_is_switched_off_is_passed_through(changed, wraps):
    off = read_osim(changed(('(<WrapSphere name="head">)', r"\1<active>false</active>")))
    k = wraps.names.index("over_head")
    assert (wraps.lengths(*POSTURES) - off.lengths(*POSTURES))[:, k].max() > 1e-3


@pytest.mark.parametrize(
    ("swaps", "sentence"),
    [
        (
            [('Version="4\\d+"', 'Version="30000"')],
            "own.osim: it is of version 30000; open and",
        ),
        ([("<OpenSimDocument", "<x><OpenSimDocument")], r"not well-formed XML: .*line \d+, column"),
        ([("OpenSimDocument", "Other")], "no OpenSim model: its first tag is Other"),
        (
            [("<axis>0 0 1</axis>", "<axis>0 0 -1</axis>")],
            "own.osim: its hip does not turn by hip_f",
        ),
        (
            [("<max_isometric_force>.*</max_isometric_force>", "")],
            r"no muscle across the hip .*none",
        ),
        ([("SimmSpline|LinearFunction", "Sine")], "function Sine is not known"),
        (
            [("<orientation>0 ", "<orientation>nan ")],
            "own.osim: <orientation> holds 'nan 0 0', exp",
        ),
    ],
)
def test_a_file_that_cannot_be_right_gets_a_sentence(changed, swaps, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_osim(changed(*swaps))


def test_tags_with_colons_are_read(changed, wraps):
    odd = ("</Model>", "<HuntCrossleyForce::Set></HuntCrossleyForce::Set></Model>")
    assert read_osim(changed(odd)).names == wraps.names


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
    ],
)
def test_entities_are_never_expanded(changed, declared):
    bomb = changed(("<OpenSimDocument", f"<!DOCTYPE x [{declared}]>\n<OpenSimDocument"))
    with pytest.raises(ValueError, match="declares XML entities, as no model needs; refused"):
        read_osim(bomb)


def test_muscles_travel_to_other_processes(wraps):
    there = pickle.loads(pickle.dumps(wraps))
    assert np.array_equal(there.moment_arms(30), wraps.moment_arms(30))
