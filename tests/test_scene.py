"""The 3-D scene: what it refuses, what it sends, and that the browser poses the leg as Python."""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from hipmech.drawing.bones import load_bones, poses
from hipmech.drawing.neck_surface import ANTEVERSION_DEG, END, HEAD_RADIUS, neck_surface
from hipmech.drawing.style import MOST_MPA, MUSCLES, stress_colours
from hipmech.femoral_neck import neck_axes
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.lessons import neck_explorer
from hipmech.live import scene as scene_module
from hipmech.live.scene import NECK_LENGTH, HipScene
from hipmech.muscles import MuscleSet

BUNDLE = Path(scene_module.__file__).with_name("scene.js")


@pytest.fixture
def scene():
    return HipScene()


def sent_values(scene):
    return scene.get_state("values")["values"]


def test_shows_all_muscles_or_those_named_in_their_order(scene):
    assert scene.muscles.names == MuscleSet.load("delp1990").names
    assert [m["name"] for m in HipScene(["psoas", "peri"])._muscles] == ["psoas", "peri"]


@pytest.mark.parametrize(
    ("trait", "value", "words"),
    [
        ("flexion_deg", 121.0, "flexion_deg must be -30 to 120 degrees, got 121"),
        ("adduction_deg", float("nan"), "adduction_deg must be -50 to 30 degrees, got nan"),
        ("knee_flexion_deg", -1.0, "knee_flexion_deg must be 0 to 120 degrees"),
        ("colour_by", "sex", "colour_by must be one of 'group', 'force', 'own', got 'sex'"),
        ("selected", "biceps", "unknown muscle 'biceps' .* expected some of glut_med1"),
        ("values", [0.5], "values must have 27 numbers, one for each of glut_med1"),
        ("values", np.full(27, 1.2), "values must be 0 to 1, got 1.2"),
        ("values", {"biceps": 0.3}, "unknown muscle 'biceps' .* expected some of glut_med1"),
        ("values", pd.Series({"biceps": 0.3}), "unknown muscle 'biceps' .* expected some of"),
        ("values", pd.Series(np.zeros(27)), "unknown muscle 0, 1"),
        ("force", [1.0, 2.0], "force must be three numbers in body weights"),
        ("force", [1.0, np.inf, 0.0], "force must be finite, got inf"),
        ("neck_stress", [1.0, 2.0], "neck_stress must be four or more numbers in MPa"),
        ("neck_stress", np.zeros((2, 72)), "neck_stress must be four or more numbers"),
        ("neck_stress", [1.0, 2.0, np.nan, 4.0], "neck_stress must be finite, got nan"),
    ],
)
def test_refuses_what_it_cannot_show(scene, trait, value, words):
    before = getattr(scene, trait)
    with pytest.raises(ValueError, match=words):
        setattr(scene, trait, value)
    assert getattr(scene, trait) == before


def test_refuses_unknown_muscles_and_views(scene):
    with pytest.raises(ValueError, match=r"unknown muscle 'biceps' .* expected some of glut_med1"):
        HipScene(["biceps"])
    with pytest.raises(ValueError, match=r"unknown views \['below'\]; expected some of front"):
        scene.picture("below")


def test_begins_where_it_is_told():
    assert HipScene(["peri"], view="back").get_state("_view") == {"_view": "back"}
    with pytest.raises(ValueError, match="view must be one of 'front', 'side', 'back', 'top'"):
        HipScene(["peri"], view="below")


def test_shows_only_those_that_have_a_value_in_colours_of_ones_own():
    scene = HipScene(["psoas", "peri"], "own", colours=["#111111", "#222222"])
    scene.values = {"peri": 1}
    muscles, colours = scene.shown
    assert (muscles.names, colours) == (("peri",), ["#222222"])
    assert [m["colour"] for m in scene._muscles] == ["#111111", "#222222"]
    assert scene.picture("back") != HipScene(["psoas", "peri"]).picture("back")


def test_shows_bones_alone():
    scene = HipScene([])
    assert (scene._muscles, sent_values(scene), scene.groups) == ([], [], {})
    assert len(scene.picture("front")) > 10_000
    with pytest.raises(ValueError, match="unknown muscle 'psoas'"):
        scene.selected = "psoas"


def test_sides_of_the_neck_face_where_their_names_say():
    surface = neck_surface()
    within = surface.inside > 0
    sides = {}
    for angle in (0, 90, 180, 270):
        near = within & (np.abs((surface.angles_deg - angle + 180) % 360 - 180) < 10)
        sides[angle] = surface.normals[near].mean(axis=0)
    assert sides[0][1] > 0.8 and sides[0][2] > 0.1  # superior: up, and lateral
    assert sides[90][0] > 0.8  # anterior
    assert sides[180][1] < -0.5 and sides[180][2] < -0.5  # inferior: down, and medial
    assert sides[270][0] < -0.8  # posterior


def test_coloured_neck_lies_on_the_femur_between_head_and_trochanters(scene):
    surface = neck_surface()
    points = surface.corners[surface.inside > 0]
    from_head = np.linalg.norm(points, axis=1)
    assert from_head.min() > HEAD_RADIUS and from_head.max() < np.hypot(END, 0.021)
    assert points[:, 2].min() > 0  # lateral of the head's centre
    assert points[:, 1].min() > -0.05  # above the lesser trochanter
    assert sum(len(scene._neck[name]) for name in ("corners", "normals")) < 60_000


def test_neck_of_the_explorer_follows_its_sliders():
    explorer = neck_explorer()
    explorer.move(size_bw=5, backward_deg=30)
    assert explorer.scene.force == pytest.approx(explorer.result.force_bw)
    assert explorer.scene.neck_stress == pytest.approx(explorer.result.stress.stress_mpa)
    explorer.reset.click()
    assert np.linalg.norm(explorer.scene.force) == pytest.approx(2.5)


def test_stress_has_the_colours_of_the_picture(scene):
    colours = scene._neck["colours"]
    stress = np.linspace(-MOST_MPA, MOST_MPA, len(colours))
    rgb = [[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours]
    np.testing.assert_allclose(rgb, stress_colours(stress)[:, :3], atol=0.5 / 255 + 1e-9)
    assert scene._neck["most_mpa"] == MOST_MPA


def test_values_come_as_array_or_by_name():
    scene = HipScene(["psoas", "peri", "gem"])
    scene.values = np.array([0.1, 0.2, 0.3])
    assert sent_values(scene) == [0.1, 0.2, 0.3]
    scene.values = {"gem": 1}
    assert sent_values(scene) == [0.0, 0.0, 1.0]
    scene.values = pd.Series({"gem": 0.3, "psoas": 0.1, "peri": 0.2})
    assert sent_values(scene) == [0.1, 0.2, 0.3]


def test_values_colour_the_muscles_darker_with_force():
    scene = HipScene(["psoas", "peri", "gem"], colour_by="force")
    scene.values = [0.0, 0.5, 1.0]
    grey = [
        np.dot([int(c[i : i + 2], 16) for i in (1, 3, 5)], [0.3, 0.59, 0.11]) for c in scene.colours
    ]
    assert grey[0] > grey[1] + 20 > grey[2] + 40


def test_browser_moves_the_traits(scene):
    seen = []
    scene.observe(lambda change: seen.append(change["new"]), "flexion_deg")
    scene.set_state({"flexion_deg": 40, "selected": "psoas"})
    assert seen == [40.0]
    assert scene.selected == "psoas"
    assert scene.posture == {**dict.fromkeys(POSTURE_RANGE_DEG, 0.0), "flexion_deg": 40.0}


def test_groups_are_the_function_with_the_longest_moment_arm(scene):
    arms = scene.muscles.moment_arms()
    psoas, medius = (scene.muscles.names.index(name) for name in ("psoas", "glut_med2"))
    assert np.abs(arms[psoas]).argmax() == 0
    assert scene.groups["psoas"] == "flexors"
    assert np.abs(arms[medius]).argmax() == 1
    assert scene.groups["glut_med2"] == "abductors"
    assert set(scene.groups.values()) <= set(MUSCLES)


def test_thickness_follows_cross_section(scene):
    area = np.array([muscle["radius"] ** 2 for muscle in scene._muscles])
    np.testing.assert_allclose(area / area[0], scene.muscles.max_force / scene.muscles.max_force[0])


def test_bones_are_whole_and_face_outward():
    for bone in load_bones():
        assert bone.triangles.max() == len(bone.vertices) - 1
        edges = np.sort(bone.triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
        _, faces = np.unique(edges, axis=0, return_counts=True)
        assert (faces == 2).mean() > 0.9, bone.name  # the published tibia has a few stray edges
        a, b, c = np.moveaxis(bone.vertices[bone.triangles], 1, 0)
        assert np.einsum("ij,ij", a, np.cross(b, c)) > 0, bone.name  # six times the volume


def _sphere_centre(points):
    system = np.c_[2 * points, np.ones(len(points))]
    return np.linalg.lstsq(system, (points**2).sum(axis=1))[0][:3]


def test_femoral_head_and_origin_of_the_hip_coincide():
    femur = next(bone for bone in load_bones() if bone.name == "femur").vertices
    head = femur[(np.linalg.norm(femur, axis=1) < 0.03) & (femur[:, 2] < 0.012)]
    assert np.linalg.norm(_sphere_centre(head)) < 0.001  # vertices are rounded to 0.1 mm


def test_muscles_begin_on_bone(scene):
    weights = np.array([(i, j, 8 - i - j) for i in range(9) for j in range(9 - i)]) / 8
    surface = np.concatenate(
        [
            (weights @ bone.vertices[bone.triangles]).reshape(-1, 3)
            for bone in load_bones()
            if bone.body == "pelvis"
        ]
    )
    origins = scene.muscles.points[:, 0]
    gaps = np.array([np.linalg.norm(surface - origin, axis=1).min() for origin in origins])
    assert np.median(gaps) < 0.004  # as data/README.md says
    assert gaps[np.array(scene.muscles.names) != "psoas"].max() < 0.012


def test_what_is_sent_is_small(scene):
    assert BUNDLE.stat().st_size < 700_000
    assert sum(len(bone["vertices"]) + len(bone["triangles"]) for bone in scene._bones) < 100_000


def test_bundle_loads_nothing_from_the_network():
    assert not re.findall(r"""(?:from|import\(?|fetch\()\s*["']https?:""", BUNDLE.read_text())


def test_static_picture_and_words_stand_in():
    scene = HipScene(["psoas", "glut_med2"])
    scene.flexion_deg = 30
    data, _ = scene._repr_mimebundle_()
    assert data["text/plain"].startswith("Pelvis and right leg with 2 muscles in 3-D. flexion 30°")
    assert "application/vnd.jupyter.widget-view+json" in data
    assert len(data["image/png"]) > 10_000


def test_picture_follows_posture_and_force(scene):
    def pixels():
        return np.asarray(Image.open(io.BytesIO(scene.picture("side"))).convert("RGB"), float)

    standing = pixels()
    assert 0.05 < (standing < 250).any(axis=2).mean() < 0.6  # neither empty nor full
    scene.flexion_deg = 90
    sitting = pixels()
    assert np.abs(sitting - standing).mean() > 5
    scene.force = [0, -2.5, 0.5]
    green = pixels()
    assert ((green[..., 1] - green[..., 0] > 80) & (green[..., 1] > 120)).sum() > 200


def test_browser_without_webgl_gets_a_picture(scene, monkeypatch):
    sent = []
    monkeypatch.setattr(scene, "send", lambda *message: sent.append(message))
    scene._handle_custom_msg({"view": "top"}, [])
    [(content, [png])] = sent
    assert content == {"png": True}
    assert Image.open(io.BytesIO(png)).format == "PNG"


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory):
    """Postures (n, 4) -> what the shipped bundle computes: bodies and muscle paths."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the bundle's kinematics cannot run here")
    folder = tmp_path_factory.mktemp("node")
    shutil.copy(BUNDLE, folder / "scene.mjs")
    (folder / "run.mjs").write_text(
        "import { around, bodies, opening, paths } from './scene.mjs';"
        "import { readFileSync } from 'node:fs';"
        "const { muscles, knee, postures, stress, angles, neck, points, opened }"
        " = JSON.parse(readFileSync(0));"
        "console.log(JSON.stringify(angles ? angles.map((a) => around(stress, a)) :"
        "points ? points.map((p) => opening(p, neck, opened)) :"
        "postures.map((p) => ({ bodies: bodies(p, knee), paths: paths(muscles, p, knee) }))));"
    )
    scene = HipScene()

    def run(postures=(), **stress):
        rows = [dict(zip(POSTURE_RANGE_DEG, map(float, row), strict=True)) for row in postures]
        message = {"muscles": scene._muscles, "knee": scene._knee, "postures": rows, **stress}
        done = subprocess.run(
            [node, folder / "run.mjs"], input=json.dumps(message), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_browser_reads_the_stress_at_every_angle(in_browser):
    stress = neck_explorer().scene.neck_stress
    angles = neck_surface().angles_deg.ravel()[::7]
    got = in_browser(stress=stress, angles=[0.0, *angles])
    known = np.linspace(0, 360, len(stress), endpoint=False)
    assert got[0] == stress[0]
    np.testing.assert_allclose(got[1:], np.interp(angles, known, stress, period=360), atol=1e-9)


@pytest.mark.parametrize("opened", [-24.0, 20.0])
def test_the_femur_of_the_browser_opens_its_neck_as_the_model_does(in_browser, opened):
    neck = {n: v for n, v in HipScene([])._neck.items() if not isinstance(v, bytes)}
    rest = neck["shaft_angle_deg"]
    bases = [-NECK_LENGTH * neck_axes(rest + more, ANTEVERSION_DEG)[0] for more in (0, opened)]
    ball = 0.02 * np.array(neck["superior"])  # on the head
    points = [bases[0], bases[0] - (0, 0.3, 0), ball, np.zeros(3)]
    got = np.array(in_browser(neck=neck, points=[list(p) for p in points], opened=opened))
    np.testing.assert_allclose(got[:2], [bases[1] - bases[0]] * 2, atol=1e-12)
    turned = 0.02 * neck_axes(rest + opened, ANTEVERSION_DEG)[1]
    np.testing.assert_allclose(ball + got[2], turned, atol=1e-12)
    assert not got[3].any()


def _random_postures(n):
    low, high = np.array(list(POSTURE_RANGE_DEG.values())).T
    return np.random.default_rng(7).uniform(low, high, (n, 4))


def test_browser_and_python_agree_on_every_path(in_browser):
    corners = np.array(np.meshgrid(*POSTURE_RANGE_DEG.values())).reshape(4, -1).T
    postures = np.vstack([np.zeros((1, 4)), corners, _random_postures(100)])
    muscles = MuscleSet.load("delp1990")
    python = muscles.path_points(*postures.T)
    for expected, got in zip(python, in_browser(postures), strict=True):
        for path, points in zip(expected, got["paths"], strict=True):
            new = np.r_[True, np.linalg.norm(np.diff(path, axis=0), axis=1) > 1e-9]
            # The browser reads the knee from a table at whole degrees.
            np.testing.assert_allclose(points, path[new], rtol=0, atol=2e-5)


def test_browser_and_python_agree_on_every_bone(in_browser):
    postures = _random_postures(20).round()
    for posture, got in zip(postures, in_browser(postures), strict=True):
        for body, (rotation, origin) in poses(*posture).items():
            np.testing.assert_allclose(got["bodies"][body]["t"], origin, atol=2e-6)
            np.testing.assert_allclose(
                np.reshape(got["bodies"][body]["R"], (3, 3)), rotation, atol=2e-6
            )
