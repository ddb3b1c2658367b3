"""Lessons that can be read in half an hour: words, code, tables, screens, problems."""

import json
import re
from pathlib import Path

import measure_lessons
import nbformat
import pytest

from hipmech.feedback import problems
from hipmech.feedback.book import find, known_ids
from hipmech.feedback.rich import rich

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITH_PROBLEMS = [path for path in NOTEBOOKS if 'check(\\"' in path.read_text("utf-8")]


def name(path):
    return path.stem


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_lesson_is_short(path):
    counts = measure_lessons.count(path)
    assert measure_lessons.faults(counts) == [], counts


@pytest.mark.browser
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_lesson_is_at_most_nine_screens(path, browser):
    page = browser.new_page()
    assert measure_lessons.rendered(path, page) <= measure_lessons.SCREENS
    page.close()


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if "02" <= p.name[:2] <= "09"], ids=name)
def test_six_problems_of_three_kinds(path):
    asked = [p for p in problems(path.name[:2]) if p["kind"] != "prediction"]
    assert len(asked) >= 6
    kinds = {
        "estimate or design" if p["kind"] in ("estimate", "design") else p["kind"] for p in asked
    }
    assert len(kinds) == 3
    assert any("choices" in p for p in asked)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_every_problem_is_asked_in_its_notebook_once_and_in_order(path):
    code = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    asked = [m[1] for c in code for m in re.finditer(r'^check\("([\d.]+)"', c, re.MULTILINE)]
    assert asked == [id for id in known_ids(path.name[:2]) if not id.endswith(".0")]


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.name[:2] != "00"], ids=name)
def test_nothing_above_a_prediction_answers_it(path):
    cells = nbformat.read(path, 4).cells
    asks = [c.source.startswith("predict(") for c in cells]
    assert sum(asks) == 1
    above, asked = cells[: asks.index(True)], find(f"{path.name[:2]}.0")
    assert not any(cell.get("outputs") for cell in above)
    shown = measure_lessons.unfolded(cells[asks.index(True)].outputs[0].data["text/html"])
    text = " ".join(cell.source for cell in above if cell.cell_type == "markdown") + shown
    assert asked.solution not in text
    if not asked.is_choice:
        told = [float(n) for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text)]
        assert not [n for n in told if asked.is_exact(n)]


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p in WITH_PROBLEMS], ids=name)
def test_no_right_number_can_be_read_off_the_page(path):
    """With its unit and three digits (two meet by chance), where nothing is unfolded."""
    parts = []
    for cell in nbformat.read(path, 4).cells:
        data = [output.get("data", {}) for output in cell.get("outputs", [])]
        parts += [cell.source, *(output.get("text", "") for output in cell.get("outputs", []))]
        parts += [d.get(kind, "") for d in data for kind in ("text/plain", "text/html")]
    page = "\n".join(map(measure_lessons.unfolded, parts))
    asked = map(find, known_ids(path.name[:2]))
    right = [p for p in asked if not p.is_choice and p.unit and p.digits > 2 and not p.within]
    assert not [p.id for p in right if re.search(rf"(?<![\d.]){re.escape(p.shown)}(?!\w)", page)]


@pytest.mark.parametrize("path", WITH_PROBLEMS, ids=name)
def test_nothing_of_an_answer_stands_in_a_students_notebook(path):
    notebook = nbformat.read(path, 4)
    page = json.dumps(notebook, ensure_ascii=False)
    for asked in problems(path.name[:2]):
        mistakes = asked["mistakes"]
        messages = mistakes.values() if "choices" in asked else [m[0] for m in mistakes]
        told = [asked["solution"], asked["hint"], *messages]
        for text in filter(None, told):
            for form in (text, rich(text)):
                assert json.dumps(form, ensure_ascii=False)[1:-1] not in page, asked["id"]
    for cell in notebook.cells:
        if cell.cell_type == "code" and re.search(r'^check\("\d\d\.', cell.source, re.MULTILINE):
            assert re.fullmatch(r'check\("\d\d\.\d+", \.\.\.\)', cell.source)
            assert cell.outputs[0].data["text/plain"].startswith("… Not answered yet")
