"""The roses, and the planner by hand and as a file."""

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from page import bare_page
from readable import faults

from hipmech.drawing.style import COMPRESSION, TENSION
from hipmech.exercises import exercise_loads
from hipmech.lessons import exercise_explorer, week_planner
from hipmech.lessons.week.explorer import FILE, START, suggestion_lines
from hipmech.lessons.week.picture import ExerciseFigure, ExerciseView, WeekFigure, bar
from hipmech.lessons.week.postures import hardest_posture
from hipmech.lessons.week.stills import all_exercises, emg, implants
from hipmech.planner import Entry, plan_week
from hipmech.subject import Subject


def view(section_share, neck_mpa):
    posture = hardest_posture("clam")
    return ExerciseView(np.array(section_share), np.array(neck_mpa), np.full(4, 30.0), 0.2, posture)


def lengths(rose):
    """Share of the rim of each bar, with what is crossed."""
    ends = [
        np.abs(np.vstack([b.get_xy(), o.get_xy()]) @ np.array(way)).max()
        for b, o, way in zip(rose.bars, rose.over, rose.places.values(), strict=True)
    ]
    return (np.array(ends) - bar(0, 0, (1, 0)).max()) / (1 - bar(0, 0, (1, 0)).max())


def test_bars_are_as_long_as_their_values_and_break_at_the_rim():
    picture = ExerciseFigure(Figure())
    picture.update(view([0.1, 0.5, 1.3, 1.6], [10.0, -50.0, -100.0, 120.0]))
    assert lengths(picture.sections)[:3] == pytest.approx(np.array([0.1, 0.5, 1.3]) / 1.5)
    assert lengths(picture.neck)[:3] == pytest.approx([0.1, 0.5, 1.0])
    for rose in (picture.sections, picture.neck):
        assert 1 < lengths(rose)[3] < 1.1  # torn beyond the rim; the text tells the number
        assert [b.get_visible() for b in rose.breaks] == [False, False, False, True]
    assert [v.get_text() for v in picture.sections.texts] == ["10 %", "50 %", "130 %", "160 %"]
    # what no muscle can give is crossed, under a red ring and with words
    assert [o.get_visible() for o in picture.sections.over] == [False, False, True, True]
    assert picture.sections.limited.get_linewidth() > 2
    assert "more than" in picture.warning.get_text()
    picture.update(view([0.1, 0.5, 0.9, 1.0], [0.0, 0.0, 0.0, 0.0]))
    assert picture.warning.get_text() == "" and picture.sections.limited.get_linewidth() < 2
    assert not any(o.get_visible() for o in picture.sections.over)


def test_tension_is_red_and_compression_blue():
    picture = ExerciseFigure(Figure())
    picture.update(view([0.1] * 4, [10.0, -50.0, 1.0, -1.0]))
    colours = [b.get_facecolor() for b in picture.neck.bars]
    assert colours == [to_rgba(c) for c in (TENSION, COMPRESSION, TENSION, COMPRESSION)]
    assert [v.get_text() for v in picture.neck.texts] == ["+10", "−50", "+1", "−1"]


def test_the_body_takes_the_posture_of_the_table():
    """Drawn leg and pelvis, against the angles that were asked for and the foot's place."""
    squat = hardest_posture("single-leg squat")
    hip, knee, ankle = np.zeros(3), *squat.joints[:2]
    thigh, shank = ((b - a) / np.linalg.norm(b - a) for a, b in ((hip, knee), (knee, ankle)))
    bend = np.degrees(np.arccos(thigh @ shank))
    assert bend == pytest.approx(75, abs=3)  # the mesh's knee is not on the line of the thigh
    assert squat.pelvis @ [0, 1, 0] == pytest.approx(  # the trunk leans 30 degrees forward
        [np.sin(np.radians(30)), np.cos(np.radians(30)), 0]
    )
    sole = squat.pelvis @ (squat.joints[2] - squat.joints[1])
    assert sole[0] > 3 * abs(sole[1])  # flat on the ground, to the front
    assert squat.support_bw == 1 and not squat.from_front
    assert hardest_posture("clam").from_front
    bridge = hardest_posture("hip bridge")
    assert (bridge.pelvis @ [0, 1, 0])[1] < 0  # the shoulders lie lower than the hips


def test_a_muscle_that_works_harder_is_darker():
    picture = ExerciseFigure(Figure())
    picture.update(view([0.1] * 4, [0.0] * 4))
    drawn = picture.body.muscles.get_color()
    lightness = drawn[:, :3].sum(axis=1)
    assert (np.diff(lightness) <= 1e-9).all() and lightness[0] > lightness[-1]  # in order of effort


def test_a_week_far_beyond_strength_says_so():
    picture, week = WeekFigure(Figure()), plan_week([Entry("single-leg squat", 20, 100, 4)])
    picture.update(week)
    assert week.section_share.max() > 1
    assert "more than" in picture.warning.get_text()


def test_what_cannot_be_done_is_said_in_words():
    explorer = exercise_explorer()
    explorer.move(exercise="jogging", load_factor=2)
    assert "lateral 131 % (lateral: more than the muscles have, cannot be done)" in explorer.readout
    explorer.move(load_factor=1)
    assert "cannot" not in explorer.readout


def test_explorers_belong_to_a_person():
    heavy, loads = Subject(mass_kg=100), exercise_loads(Subject(mass_kg=100))
    explorer, planner = exercise_explorer(heavy), week_planner(heavy)
    at = loads.index("single-leg squat")
    assert explorer.result.section_share == pytest.approx(loads.section_share[at])
    assert planner.week.loads == loads


def test_planner_adds_removes_and_names_gaps():
    plan = week_planner()
    assert "gaps: anterior, medial" in plan.readout
    plan.exercise.value = "lunge"
    plan.buttons["Add"].click()
    assert "gaps: medial" in plan.readout
    assert any("in no popular text" in line for line in suggestion_lines(plan.week))
    plan.exercise.value = "isometric adduction, ball between knees"
    plan.buttons["Add"].click()
    assert len(plan.calendar.lines) == len(START) + 2 and "gaps: none" in plan.readout
    plan.calendar.days = [*plan.calendar.days[:-1], [False] * 7]  # on no day: it is not done
    assert "gaps: medial" in plan.readout and len(plan.calendar.lines) == len(START) + 2
    plan.remove(len(START))
    assert "gaps: anterior, medial" in plan.readout
    plan.reset.click()
    assert len(plan.calendar.lines) == len(START)


def test_after_clear_nothing_stays_in_the_rose():
    plan = week_planner()
    plan.move(running_km=20)
    plan.buttons["Clear"].click()
    assert not plan.week.section_share.any() and plan.inputs["running_km"].value == 0
    assert plan.week.neck_stimulus_mpa == pytest.approx(plan.week.neck_usual_mpa)
    assert plan.calendar.lines == [] and "walking alone is left" in plan.message.value


def test_days_multiply_the_loads():
    plan = week_planner()
    plan.entries = [("single-leg squat", 3, 10)] * 5
    assert len(plan.calendar.lines) == 1 and sum(plan.calendar.days[0]) == 5
    five, once = plan.week, plan_week([("single-leg squat", 15, 10)])
    assert five.neck_stimulus_mpa == pytest.approx(once.neck_stimulus_mpa)
    assert five.section_share == pytest.approx(once.section_share)
    with pytest.raises(ValueError, match="a week has seven days, got clam more often"):
        plan.entries = [("clam",)] * 8


def test_planner_writes_the_week_beside_the_notebook_and_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = week_planner()
    plan.buttons["Export CSV"].click()
    table = pd.read_csv(tmp_path / FILE)
    assert list(table.exercise[:3]) == ["hip hinge", "hip hinge", "single-leg balance"]
    assert list(table.day[:3]) == ["Tue", "Fri", "Tue"]
    assert FILE in plan.message.value and f"{len(table)} lines" in plan.message.value


def test_planner_says_when_the_file_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).mkdir()
    plan = week_planner()
    plan.buttons["Export CSV"].click()
    assert f"Not written: <b>{FILE}</b>" in plan.message.value


def test_entries_can_be_set_and_are_checked():
    plan = week_planner()
    plan.entries = [("clam", 2)]
    assert plan.entries == (Entry("clam", 2, 10, 1.0),) and plan.calendar.lines == ["clam: 2 × 10"]
    assert plan.week.section_by[3] == "clam"
    with pytest.raises(ValueError, match="got 'clamshell'; did you mean 'clam'"):
        plan.entries = [("clamshell",)]
    assert plan.entries == (Entry("clam", 2, 10, 1.0),)


def test_planner_has_a_printed_form():
    plan = week_planner()
    data, _ = plan._repr_mimebundle_()
    assert "hip hinge: 3 × 10 on Tue, Fri" in data["text/plain"] and "medial" in data["text/plain"]
    assert data["image/png"]
    fields = (plan.exercise, plan.sets, plan.reps, plan.load_factor)
    assert all(isinstance(f, ipywidgets.DOMWidget) and f.description for f in fields)


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.browser
def test_a_drag_fills_days_and_keys_do_too(page):
    plan = week_planner()
    bare_page(page, plan.calendar, "<div id=place></div>")
    page.evaluate("async () => { window.shown = await show(state, place); }")
    cells = page.locator("[data-at]")
    assert cells.count() == 7 * len(START)
    first, last = (page.locator(f"[data-at='1 {day}']").bounding_box() for day in (2, 6))
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=12)
    page.mouse.up()
    page.mouse.move(first["x"] + 5, first["y"] - 20)  # the drag is over
    page.locator("[data-at='0 0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    days = page.evaluate("shown.model.get('days')")
    assert [n for n, on in enumerate(days[1]) if on] == [1, 2, 3, 4, 5, 6]
    assert [n for n, on in enumerate(days[0]) if on] == [4]  # Tuesday was taken off
    assert page.evaluate("document.activeElement.dataset.at") == "0 1"
    page.get_by_label("remove single-leg balance").click()
    assert page.evaluate("shown.model.sent") == [{"remove": 1}]
    plan.calendar.days = days
    assert len(plan.entries) == 7


@pytest.mark.parametrize("draw", [all_exercises, implants, emg])
def test_stills_are_readable(draw):
    picture = draw()
    FigureCanvasAgg(picture.figure).draw()
    assert list(faults(picture.figure)) == []
    assert len(picture.alt) > 60


def test_the_grid_of_exercises_leaves_medial_empty_above():
    """The lesson's finding, as its picture shows it: no exercise of the texts is bold there."""
    loads = exercise_loads()
    named = [loads.index(n) for n in loads.represented if loads.named_by[loads.index(n)]]
    assert 100 * loads.section_share[named, 2].max() < 20
    assert "medial 4 %" in all_exercises().alt
