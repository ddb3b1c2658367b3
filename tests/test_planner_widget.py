"""The roses, and the planner by hand and as a file."""

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from hipmech.drawing.style import COMPRESSION, TENSION
from hipmech.exercises import exercise_loads
from hipmech.lessons import exercise_explorer, week_planner
from hipmech.lessons.week.explorer import FILE, START, suggestion_lines
from hipmech.lessons.week.picture import ExerciseFigure, ExerciseView, WeekFigure, petal
from hipmech.planner import Entry, plan_week
from hipmech.subject import Subject


def view(section_share, neck_mpa):
    return ExerciseView(np.array(section_share), np.array(neck_mpa), np.full(4, 30.0), 0.2)


def test_petals_are_as_long_as_their_values_and_break_at_the_rim():
    picture = ExerciseFigure(Figure())
    picture.update(view([0.1, 0.5, 1.0, 1.24], [10.0, -50.0, -100.0, 120.0]))
    for rose in (picture.sections, picture.neck):
        lengths = [np.hypot(*p.get_xy().T).max() for p in rose.petals]
        assert lengths[:3] == pytest.approx([0.1, 0.5, 1.0])
        assert lengths[3] > 1  # a point beyond the rim; the text tells the number
        assert [b.get_visible() for b in rose.breaks] == [False, False, False, True]
    assert [v.get_text() for v in picture.sections.texts] == ["10 %", "50 %", "100 %", "124 %"]
    assert "cannot be done" in picture.warning.get_text()
    picture.update(view([0.1, 0.5, 0.9, 1.0], [0.0, 0.0, 0.0, 0.0]))
    assert picture.warning.get_text() == ""
    assert petal(1, 270)[17] == pytest.approx([-1, 0], abs=1e-9)


def test_tension_is_red_and_compression_blue():
    picture = ExerciseFigure(Figure())
    picture.update(view([0.1] * 4, [10.0, -50.0, 1.0, -1.0]))
    colours = [p.get_facecolor() for p in picture.neck.petals]
    expected = [TENSION, COMPRESSION, TENSION, COMPRESSION]
    for petal_, colour in zip(picture.neck.petals, expected, strict=True):
        petal_.set_facecolor(colour)
    assert colours == [p.get_facecolor() for p in picture.neck.petals]
    assert [v.get_text() for v in picture.neck.texts] == ["+10", "−50", "+1", "−1"]


def test_a_week_far_beyond_strength_says_so():
    picture, week = WeekFigure(Figure()), plan_week([Entry("single-leg squat", 20, 100, 4)])
    picture.update(week)
    assert week.section_share.max() > 1
    assert "cannot be done" in picture.warning.get_text()


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
    assert "gaps: medial" in plan.readout
    assert any("in no popular text" in line for line in suggestion_lines(plan.week))
    plan.exercise.value = "isometric adduction, ball between knees"
    plan.buttons["Add"].click()
    assert len(plan.week_list.options) == len(START) + 1 and "gaps: none" in plan.readout
    plan.week_list.index = len(START)
    plan.buttons["Remove"].click()
    assert "gaps: medial" in plan.readout
    plan.buttons["Clear"].click()
    assert "20 km of jogging still fill the roses" in plan.message.value
    plan.inputs["running_km"].value = 0
    assert plan.week_list.options == () and "medial, lateral" in plan.readout
    plan.buttons["Remove"].click()
    assert "mark a line of the week first" in plan.message.value
    plan.buttons["Clear"].click()
    assert "walking alone is left" in plan.message.value
    plan.reset.click()
    assert len(plan.week_list.options) == len(START) and plan.inputs["running_km"].value == 20


def test_planner_writes_the_week_beside_the_notebook_and_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = week_planner()
    plan.buttons["Export CSV"].click()
    table = pd.read_csv(tmp_path / FILE)
    assert list(table.exercise[:4]) == [*(entry.exercise for entry in START), "jogging"]
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
    assert plan.entries == (Entry("clam", 2, 10, 1.0),) and len(plan.week_list.options) == 1
    assert plan.week.section_by[3] == "jogging"
    with pytest.raises(ValueError, match="got 'clamshell'; did you mean 'clam'"):
        plan.entries = [("clamshell",)]
    assert plan.entries == (Entry("clam", 2, 10, 1.0),)


def test_moving_a_slider_keeps_the_marked_line():
    plan = week_planner()
    plan.week_list.index = 1
    plan.inputs["m"].value = 5
    assert plan.week_list.index == 1
    plan.buttons["Remove"].click()
    assert [entry.exercise for entry in plan.entries] == ["hip hinge", "lunge"]


def test_planner_has_a_printed_form():
    plan = week_planner()
    data, _ = plan._repr_mimebundle_()
    assert "hip hinge: 3 × 10" in data["text/plain"] and "medial" in data["text/plain"]
    assert data["image/png"]
    fields = (plan.exercise, plan.sets, plan.reps, plan.load_factor, plan.week_list)
    assert all(isinstance(f, ipywidgets.DOMWidget) and f.description for f in fields)
