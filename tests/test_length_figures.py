"""Pictures of length and recoil: lengths and energies to scale, presets, another person."""

import numpy as np
import pytest
from explorers import corners

from hipmech.drawing.bones import leg_outlines, load_bones
from hipmech.drawing.style import signed
from hipmech.gait import ACTIVITIES
from hipmech.lessons.stretch.explorer import measured_gaits, recoil_explorer, stretch_explorer
from hipmech.lessons.stretch.picture import change_colours
from hipmech.lessons.stretch.side_view import setting
from hipmech.muscles import MuscleSet
from hipmech.muscles.stretch import STRETCHED, length_change, stretch_posture
from hipmech.subject import Subject
from hipmech.tables import load_table

STRETCHES = load_table("hip_stretches").stretch.tolist()


def test_all_values_that_a_posture_can_have_fit_the_scales():
    explorer = stretch_explorer()
    drawing = explorer.live.stage.drawing
    for values in corners(explorer):
        change = explorer.solve(**values).change
        assert change.fibre_length_norm.min() > 0.1
        assert change.fibre_length_norm.max() < drawing.longest


def test_a_named_stretch_moves_the_sliders_and_gives_its_name_up_when_they_move_on():
    explorer = stretch_explorer()
    explorer.tried.value = "couch"
    assert (explorer.values["flexion_deg"], explorer.values["knee_flexion_deg"]) == (-15, 120)
    assert explorer.readout.startswith("couch stretch: from rectus femoris +77 %")
    explorer.inputs["knee_flexion_deg"].value = 60
    assert explorer.readout.startswith("your own posture: from rectus femoris")
    assert explorer.tried.value is None
    explorer.inputs["knee_flexion_deg"].value = 0
    assert explorer.readout.startswith("straight-knee lunge: from iliopsoas +10 %")
    assert explorer.tried.value == "lunge"
    explorer.inputs["flexion_deg"].value = 90
    explorer.inputs["knee_flexion_deg"].value = 20 - 4e-15  # as a browser says it
    assert explorer.tried.value == "hinge" and explorer.readout.startswith("hip hinge")
    explorer.tried.value = "standing"
    assert explorer.readout == "standing: every muscle as long as in standing"


def test_another_persons_muscles_are_shown():
    muscles = MuscleSet.load("delp1990").for_subject(Subject(hip_joint_width=0.2))
    explorer = stretch_explorer(muscles)
    expected = length_change(muscles.select(STRETCHED), **explorer.values)
    np.testing.assert_array_equal(explorer.result.change.change_percent, expected.change_percent)
    assert not np.allclose(expected.change_percent, stretch_explorer().result.change.change_percent)


def test_a_measured_gait_moves_the_sliders():
    explorer = recoil_explorer()
    explorer.tried.value = "running 2.5 m/s"
    assert (explorer.values["extension_deg"], explorer.values["knee_flexion_deg"]) == (8, 15)
    assert explorer.result.title == "Peak extension of running 2.5 m/s"


def test_stored_energy_is_drawn_to_scale():
    explorer = recoil_explorer()
    drawing, view = explorer.live.stage.drawing, explorer.result
    top = drawing.rise_bar.get_y() + drawing.rise_bar.get_height()
    assert top == pytest.approx(view.stored)
    assert drawing.offset_bar.get_height() == pytest.approx(view.offset)
    assert drawing.back_bar.get_height() == pytest.approx(0.82 * view.stored)
    assert {name for name, _ in measured_gaits()} == set(ACTIVITIES)
    assert max(gait.stored for gait in measured_gaits().values()) < drawing.highest
    assert explorer.solve(30, 0, 100).stored < drawing.highest - 1


def test_longer_and_shorter_have_their_colour_and_sign():
    shorter, same, longer = change_colours(np.array([-80, 0, 80]))
    assert shorter[2] > shorter[0] and longer[0] > longer[2] and np.ptp(same[:3]) < 0.05
    assert [signed(x) for x in (-3.4, -0.2, 0.2, 3.6)] == ["−3", "0", "0", "+4"]


def test_fibres_and_words_show_the_result():
    explorer = stretch_explorer()
    explorer.tried.value = "couch"
    drawing, change = explorer.live.stage.drawing, explorer.result.change
    assert drawing.dots.get_offsets()[:, 0] == pytest.approx(change.fibre_length_norm)
    moved = [np.diff(track[:, 0])[0] for track in drawing.tracks.get_segments()]
    fibres = change.fibre_length_norm - length_change(explorer_muscles()).fibre_length_norm
    assert moved == pytest.approx(fibres)
    words = [text.get_text() for text in drawing.strength]
    assert [word == "slack" for word in words] == change.slack.tolist()
    assert drawing.numbers[1].get_text() == "+77 %"


def explorer_muscles():
    return MuscleSet.load("delp1990").select(STRETCHED)


def test_the_leg_is_never_cut():
    explorer = stretch_explorer()
    side = explorer.live.stage.drawing.side
    low, high = np.transpose([side.axes.get_xlim(), side.axes.get_ylim()])
    for values in corners(explorer):
        side.update(values)
        drawn = [shape.get_xy() for _, _, shape in side.bones.shapes]
        drawn = np.vstack([*drawn, side.fill.get_path().vertices])
        assert (drawn > low).all() and (drawn < high).all(), values


def test_the_leg_of_the_spring_is_never_cut():
    explorer = recoil_explorer()
    leg = explorer.live.stage.drawing.leg
    axes = leg.skin.axes
    low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
    for values in corners(explorer):
        leg.update(explorer.solve(**values))
        drawn = leg.skin.get_path().vertices
        assert (drawn > low).all() and (drawn < high).all(), values


def test_extension_stretches_the_drawn_spring():
    explorer = recoil_explorer()
    lengths = []
    for extension in (0, 15, 30):
        explorer.move(extension_deg=extension)
        (x0, x1), (y0, y1) = explorer.live.stage.drawing.leg.ends.get_data()
        lengths.append(np.hypot(x1 - x0, y1 - y0))
    assert np.all(np.diff(lengths) > 0.01)


def test_what_carries_the_person_follows_the_posture():
    assert [setting(stretch_posture(name), name) for name in STRETCHES] == [
        "stand", "seat", "stand", "kneel", "bed", "stand", "seat", "seat", "seat"
    ]  # fmt: skip


def test_outlines_of_the_leg_lie_on_the_silhouette_of_the_meshes():
    meshes = [bone for bone in load_bones() if bone.body != "pelvis"]
    for bone, (body, outline) in zip(meshes, leg_outlines(), strict=True):
        assert bone.body == body
        for axis in (0, 1):
            ends = [np.ptp(points[:, axis]) for points in (outline, bone.vertices)]
            assert ends[0] == pytest.approx(ends[1], abs=0.002)
