"""The roses, and the planner by hand and as a file."""

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hipmech.exercises import SECTIONS
from hipmech.lessons import week_planner
from hipmech.lessons.week.explorer import FILE, START, exercise_view, suggestion_lines
from hipmech.lessons.week.picture import MOST_SHARE, RoseFigure, petal


def rose():
    figure = Figure(dpi=100)
    FigureCanvasAgg(figure)
    return figure, RoseFigure(figure)


def test_petals_are_as_long_as_their_values_and_end_at_the_outer_ring():
    _, picture = rose()
    view = exercise_view("jogging", 2.0)
    picture.update(view)
    lengths = {n: np.hypot(*p.get_xy().T).max() for n, p in picture.sections.petals.items()}
    for name, share in zip(SECTIONS, view.section_share, strict=True):
        assert lengths[name] == pytest.approx(min(share / MOST_SHARE, 1))
    assert lengths["lateral"] == 1  # cut, the text tells the number
    assert petal(1, 270)[16] == pytest.approx([-1, 0], abs=0.02)


def test_planner_adds_removes_and_names_gaps():
    plan = week_planner()
    assert "gaps: medial" in plan.live.readout
    assert any("in no popular text" in line for line in suggestion_lines(plan.week))
    plan.exercise.value = "isometric adduction, ball between knees"
    plan.buttons["Add"].click()
    assert len(plan.week_list.options) == len(START) + 1 and "gaps: none" in plan.live.readout
    plan.week_list.index = len(START)
    plan.buttons["Remove"].click()
    assert "gaps: medial" in plan.live.readout
    plan.buttons["Clear"].click()
    plan.running_km.value = 0
    assert plan.week_list.options == () and "medial, lateral" in plan.live.readout
    plan.buttons["Remove"].click()  # nothing is marked: nothing happens
    plan.buttons["Reset"].click()
    assert len(plan.week_list.options) == len(START) and plan.running_km.value == 20


def test_planner_writes_the_week_beside_the_notebook_and_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = week_planner()
    plan.buttons["Export CSV"].click()
    table = pd.read_csv(tmp_path / FILE)
    assert list(table.exercise[:4]) == [*(entry.exercise for entry in START), "jogging"]
    assert FILE in plan.message.value and f"{len(table)} lines" in plan.message.value


def test_planner_has_a_printed_form():
    plan = week_planner()
    data, _ = plan._repr_mimebundle_()
    assert "hip hinge: 3 × 10" in data["text/plain"] and "medial" in data["text/plain"]
    assert data["image/png"]
    fields = (plan.exercise, plan.sets, plan.reps, plan.load_factor, plan.week_list)
    assert all(isinstance(f, ipywidgets.DOMWidget) and f.description for f in fields)
