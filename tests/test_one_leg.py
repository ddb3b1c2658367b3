"""The pictures of one-leg stance: arrows to scale, closed polygons, the subject's own bones."""

import numpy as np
import pytest
from explorers import corners
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from readable import faults

from hipmech.drawing.anatomy import HEAD_RADIUS, bone_lines, on_stance_femur
from hipmech.drawing.stage import Handle
from hipmech.drawing.style import FORCES
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons import fulcrum_explorer, hip_drop_explorer
from hipmech.lessons.one_leg.hip_view import forces_bw
from hipmech.lessons.one_leg.panels import holding
from hipmech.lessons.one_leg.patients import patients_figure
from hipmech.lessons.one_leg.picture import sign
from hipmech.lessons.one_leg.seesaw import crowd
from hipmech.published import patient_errors, predict_patients
from hipmech.subject import Subject


@pytest.mark.parametrize("make", [fulcrum_explorer, hip_drop_explorer])
def test_arrows_are_to_scale_inside_and_uncovered(make):
    explorer = make()
    for values in corners(explorer):
        explorer.move(**values)
        check_arrows(explorer.live.stage.drawing, explorer.result)


def check_arrows(picture, result):
    stance, pull = getattr(result, "stance", result), getattr(result, "pull", 1.0)
    seesaw = getattr(result, "seesaw", False)
    forces = forces_bw(stance, pull)
    for name, arrow in picture.hip.arrows.items():
        size = np.hypot(*forces[name])
        shown = size > 0 and not (seesaw and name == "contact")
        assert arrow.patch.get_visible() == shown
        if size > 0:
            corners = arrow.patch.get_path().vertices
            length = np.hypot(*(corners[3] - (corners[0] + corners[6]) / 2))
            assert length == pytest.approx(size * picture.per_bw, rel=1e-9)
    np.testing.assert_allclose(picture.hip.arrows["contact"].tip, 0, atol=1e-12)
    drawn = [*picture.hip.arrows.values(), *getattr(picture, "forces", {}).values()]
    if hasattr(picture, "polygon"):
        drawn += picture.polygon.arrows.values()
        ends = picture.polygon.arrows["contact"].tip, picture.polygon.arrows["body_weight"].tail
        np.testing.assert_allclose(*ends, atol=1e-9)
    for arrow in drawn:
        if arrow.patch.get_visible():
            axes, corners = arrow.patch.axes, arrow.patch.get_path().vertices
            low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
            assert np.all((corners >= low) & (corners <= high)), (arrow.symbol.get_text(), stance)
            check_uncovered(arrow, axes)


def check_uncovered(arrow, axes):
    """No text of these axes lies on the arrow."""
    path = arrow.patch.get_path().transformed(axes.transData)
    for text in axes.texts:
        if text.get_visible() and text.get_text():
            box = text.get_window_extent(axes.figure.canvas.get_renderer())
            assert not path.intersects_bbox(box, filled=True), (arrow.symbol.get_text(), text)


def test_forces_at_rest_are_those_of_the_lever_and_always_add_up():
    """A muscle that pulls as the moments ask presses with R; at rest or not, forces close."""
    stance = single_leg_stance(Subject(), 3, 4, contralateral_load_bw=0.1, cane_push_bw=0.05)
    found = -forces_bw(stance)["contact"] * stance.subject.body_weight
    np.testing.assert_allclose(found, stance.hip_contact_force, rtol=1e-9)
    for pull in (0, 0.5, 1.2):
        assert np.abs(sum(forces_bw(stance, pull).values())).max() < 1e-12


def test_slack_abductors_are_said_and_what_remains_is_drawn():
    explorer = hip_drop_explorer()
    explorer.move(lean_deg=25, cane_push_percent_bw=20, hand_load_percent_bw=-20)
    stance, arrows = explorer.result, explorer.live.stage.drawing.hip.arrows
    assert stance.abductors_slack
    assert "slack" in explorer.readout
    assert "adductors take over" in {text.get_text() for text in explorer.figure.findobj(Text)}
    assert not arrows["abductors"].patch.get_visible()
    remains = (0.2 - 0.2) + float(stance.superincumbent_weight / stance.subject.body_weight)
    np.testing.assert_allclose(forces_bw(stance)["contact"], [0, remains], atol=1e-12)


def test_the_seesaw_tips_and_one_person_stands_for_each_body_weight():
    explorer = fulcrum_explorer()
    picture = explorer.live.stage.drawing
    heights = {}
    for percent in (0, 50, 100, 120):
        explorer.move(view="seesaw", pull_percent=percent)
        left, right = picture.seesaw.beam.get_xydata()
        heights[percent], stance = right[1], explorer.result.stance
        assert left[0] * right[1] == pytest.approx(left[1] * right[0])  # straight, over the pivot
        assert right[0] == pytest.approx(stance.body_weight_arm)
        pull = stance.abductor_insertion - stance.abductor_origin
        off = (left - stance.abductor_origin) @ [-pull[1], pull[0]]
        assert off == pytest.approx(0, abs=1e-12)  # where the muscle's line crosses the beam
        contact = np.hypot(*forces_bw(explorer.result.stance, percent / 100)["contact"])
        stack = np.concatenate(crowd(contact))
        assert stack[:, 1].min() == 0 and stack[:, 1].max() == pytest.approx(contact)
    assert heights[0] < heights[50] < heights[100] < heights[120]
    assert heights[100] == pytest.approx(0)
    explorer.move(view="bones")
    assert not any(part.get_visible() for part in picture.seesaw.parts)
    explorer.tried.value = "as a seesaw"  # a button that fades the bones and moves nothing
    assert all(part.get_visible() for part in picture.seesaw.parts)
    assert explorer.values["pull_percent"] == 120


@pytest.mark.parametrize("make", [fulcrum_explorer, hip_drop_explorer])
def test_each_handle_travels_with_its_slider_and_stays_on_the_picture(make):
    """Dragging picks the step whose handle is nearest: every step needs a place of its own."""
    explorer = make()
    drawing, figure = explorer.live.stage.drawing, explorer.figure
    handles = [h for h in vars(drawing).values() if isinstance(h, Handle)]
    assert len(handles) >= 3
    for handle in handles:
        control, places = explorer.controls[handle.get_gid()], []
        start = {"pull_percent": 100} if make is fulcrum_explorer else {}
        explorer.move(**explorer.defaults | start)
        for value in sorted(control.steps(0)):
            explorer.move(**{handle.get_gid(): value})
            places.append(handle.axes.transData.transform(handle.get_xydata()[0]))
        apart = np.hypot(*np.diff(places, axis=0).T)
        assert apart.min() > 0.5, handle.get_gid()
        assert np.min(places) >= 0 and np.all(np.max(places, 0) <= figure.bbox.max)


@pytest.mark.parametrize(
    ("preset", "name"),
    [("level", ""), ("Trendelenburg", "Trendelenburg sign"), ("Duchenne", "Duchenne sign")],
)
def test_a_preset_is_named_in_the_picture(preset, name):
    explorer = hip_drop_explorer()
    explorer.move(**explorer.presets[preset])
    stance = explorer.result
    assert sign(stance).split(":")[0] == name
    can = holding(stance)[2].endswith("% of strength")
    assert can == (preset != "Trendelenburg")  # leaning is enough; sinking needs passive tissue


def test_an_explorer_begins_with_its_person():
    heavy = Subject(mass_kg=90, hip_joint_width=0.190, strength=0.8)
    fulcrum, drop = fulcrum_explorer(heavy), hip_drop_explorer(heavy)
    assert fulcrum.defaults["hip_joint_width_mm"] == 190
    assert drop.defaults["strength_percent"] == 80
    expected = single_leg_stance(heavy)
    fulcrum.move(pull_percent=100)
    for stance in (fulcrum.result.stance, drop.result):
        assert stance.hip_contact_magnitude == pytest.approx(expected.hip_contact_magnitude)
    with pytest.raises(ValueError, match="one person"):
        hip_drop_explorer(Subject(mass_kg=[70, 80]))


def test_drawn_femur_has_the_subjects_head_and_neck():
    """Head centre stays at the hip; a varus femur's trochanter lies higher and more lateral."""
    outline = bone_lines("femur")["outline"][0]
    head = outline[np.hypot(*outline.T) < 1.05 * HEAD_RADIUS]
    varus, valgus = (single_leg_stance(Subject(neck_shaft_angle_deg=a)) for a in (105, 150))
    for stance in (varus, valgus):
        radius = np.hypot(*on_stance_femur(stance)(head).T)
        assert np.all(radius < 1.35 * HEAD_RADIUS)
    low, high = (on_stance_femur(s)(outline).min(axis=0)[0] for s in (varus, valgus))
    assert low < high - 0.015


def test_every_force_has_its_own_colour_and_symbol():
    assert len({f.colour for f in FORCES.values()}) == len(FORCES)
    assert len({f.symbol for f in FORCES.values()}) == len(FORCES)


def test_patients_figure_tells_every_error_with_its_interval():
    shown = ["hipmech", "Pauwels 1965", "Iglič 1990, femur neutral", "median of the others"]
    table, errors = (t[t.model.isin(shown)] for t in (predict_patients(), patient_errors()))
    figure = Figure(dpi=100)
    FigureCanvasAgg(figure)
    patients_figure(figure, table, errors)
    figure.canvas.draw()
    words = [text.get_text() for text in figure.findobj(Text)]
    assert list(faults(figure)) == []
    for model, rows in errors.groupby("model"):
        below = words[words.index(model) + 1 :][:2]
        for row, said in zip(rows.itertuples(), below, strict=True):
            interval = f"({row.mape_low_percent:.0f}–{row.mape_high_percent:.0f})"
            assert f" {row.mape_percent:.1f} % {interval}, {row.direction_error_deg:.1f}°" in said
    with pytest.raises(ValueError, match="measured_bw"):
        patients_figure(Figure(), table.drop(columns="measured_bw"), errors)
