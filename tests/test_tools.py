"""Generated files and documents do not drift, and a fault is reported by name."""

import inspect
import re
import shutil
from pathlib import Path

import build_notebooks
import nbformat
import pytest
import sync_env

import hipmech
from hipmech.contact_stress import ContactStress, contact_stress
from hipmech.feedback import check
from hipmech.femoral_neck import (
    NeckSection,
    NeckStress,
    adaptation_rate,
    daily_stimulus,
    neck_stress,
)
from hipmech.gait import GaitCycle
from hipmech.joint_reaction import HipLoad
from hipmech.muscles import MuscleSet
from hipmech.muscles.strength import abductor_strength
from hipmech.muscles.tendon import RigidTendon
from hipmech.stance import Stance
from hipmech.static_optimization import LoadSharing, share_load
from hipmech.subject import Subject

ROOT = Path(__file__).parents[1]

EXERCISE = """\
W5 = 5 / 6 * 70 * 9.81  # N
check("02.2", W5 * 11.0 / 4.5)"""
PLOT = """\
import matplotlib.pyplot as plt
from IPython.display import display
from ipywidgets import IntSlider
figure, axes = plt.subplots(figsize=(1, 1))
display(IntSlider(description="lean"))"""


def course(folder, *extra):
    """A course of one small lesson, not built yet."""
    cells = [
        nbformat.v4.new_markdown_cell("# How large?"),
        nbformat.v4.new_code_cell("from hipmech.feedback import check\nprint('ready')"),
        nbformat.v4.new_code_cell(EXERCISE),
        nbformat.v4.new_code_cell(PLOT),
        nbformat.v4.new_markdown_cell("The moments cancel."),
        *map(nbformat.v4.new_code_cell, extra),
    ]
    (folder / "solutions").mkdir()
    path = folder / "solutions" / "01_small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path, folder / "notebooks" / path.name


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a course that was built once, and the bytes of both notebooks."""
    folder = tmp_path_factory.mktemp("course")
    pair = course(folder)
    assert build_notebooks.main([], folder) == 0
    return folder, [path.read_bytes() for path in pair]


@pytest.fixture
def copy(built, tmp_path):
    """A copy of the built course, to be spoilt."""
    return Path(shutil.copytree(built[0], tmp_path / "course"))


def spoil(path, change):
    notebook = nbformat.read(path, 4)
    change(notebook.cells)
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8")


def check_output(folder, capsys):
    assert build_notebooks.main(["--check"], folder) == 1
    return capsys.readouterr().err


def test_second_build_gives_the_same_bytes(copy, built):
    assert build_notebooks.main(["01_small"], copy) == 0
    for folder, before in zip(("solutions", "notebooks"), built[1], strict=True):
        assert (copy / folder / "01_small.ipynb").read_bytes() == before
    assert build_notebooks.main(["--check"], copy) == 0


def test_built_notebooks_are_normalised(built):
    for bytes_ in built[1]:
        notebook = nbformat.reads(bytes_.decode(), 4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == [1, 2, 3]
        assert [cell.id for cell in notebook.cells] == [f"cell-{i:03d}" for i in range(5)]
        assert all(not cell.metadata for cell in notebook.cells)
        slider, figure = (output.data for output in code[2].outputs)
        assert list(slider) == ["text/plain"]
        assert set(figure) == {"image/png", "text/plain"}
        assert b"Matplotlib" not in build_notebooks.base64.b64decode(figure["image/png"])


def test_student_copy_has_dots_and_is_asked_kindly(built):
    solved, asked = (nbformat.reads(bytes_.decode(), 4).cells[2] for bytes_ in built[1])
    assert solved.source == EXERCISE
    assert solved.outputs[0].data["text/plain"] == "✓ Right: 1399 N."
    assert asked.source == 'check("02.2", ...)'
    assert "Not answered yet" in asked.outputs[0].data["text/plain"]


def test_hidden_code_stays_hidden_and_nothing_else_is_kept():
    cell = nbformat.v4.new_code_cell("import numpy as np")
    cell.metadata.update(jupyter={"source_hidden": True}, collapsed=True)
    (copy,) = build_notebooks.student_cells([cell])
    assert copy.metadata == {"jupyter": {"source_hidden": True}}


def test_edited_student_copy_is_named_with_its_cell(copy, capsys):
    spoil(copy / "notebooks/01_small.ipynb", lambda cells: cells[1].update(source="print('no')"))
    assert "notebooks/01_small.ipynb, cell 1: not what the solution gives" in check_output(
        copy, capsys
    )


def test_edited_solution_is_drift(copy, capsys):
    spoil(copy / "solutions/01_small.ipynb", lambda cells: cells.pop())
    message = check_output(copy, capsys)
    assert "notebooks/01_small.ipynb" in message
    assert "tools/build_notebooks.py" in message


def test_unexecuted_cell_is_refused(copy, capsys):
    spoil(copy / "solutions/01_small.ipynb", lambda cells: cells[1].update(execution_count=None))
    assert "solutions/01_small.ipynb: not normalised" in check_output(copy, capsys)


def test_cell_too_long_for_a_projector_is_refused(copy, capsys):
    long = "\n".join(["pass"] * 21)
    spoil(copy / "solutions/01_small.ipynb", lambda cells: cells[1].update(source=long))
    assert "solutions/01_small.ipynb, cell 1: 21 lines, at most 20" in check_output(copy, capsys)


def test_missing_and_orphaned_copies_are_refused(copy, capsys):
    (copy / "notebooks/01_small.ipynb").rename(copy / "notebooks/02_other.ipynb")
    message = check_output(copy, capsys)
    assert "01_small.ipynb: the student copy is missing" in message
    assert "notebooks/02_other.ipynb: has no solution notebook" in message


def test_failing_cell_is_reported_and_nothing_is_written(tmp_path, capsys):
    solution, student = course(tmp_path, "1 / 0")
    before = solution.read_bytes()
    assert build_notebooks.main([], tmp_path) == 1
    message = capsys.readouterr().err
    assert "solutions/01_small.ipynb" in message
    assert "ZeroDivisionError" in message
    assert solution.read_bytes() == before
    assert not student.exists()


def test_unknown_notebook_name(tmp_path, capsys):
    assert build_notebooks.main(["--check", "05_gait"], tmp_path) == 1
    assert "05_gait.ipynb: there is no such notebook" in capsys.readouterr().err


def test_generated_environments_are_in_step():
    assert sync_env.main(["--check"]) == 0


def test_environment_holds_what_pip_installs():
    lines = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    assert "  - python=3.12" in lines  # repo2docker reads nothing but this plain pin
    assert any(line.startswith("  - matplotlib-base>=") for line in lines)
    assert any(line.startswith("  - jupyterlab") for line in lines)


def test_environment_drift_is_found_and_mended(tmp_path, capsys):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace('"numpy>=2.0"', '"numpy>=2.1"'), "utf-8")
    for name in ("environment.yml", "constraints-lowest.txt"):
        shutil.copy(ROOT / name, tmp_path)
    assert sync_env.main(["--check"], tmp_path) == 1
    assert "tools/sync_env.py" in capsys.readouterr().err
    assert sync_env.main([], tmp_path) == 0
    assert "numpy>=2.1" in (tmp_path / "environment.yml").read_text("utf-8")
    assert "numpy==2.1" in (tmp_path / "constraints-lowest.txt").read_text("utf-8")
    assert sync_env.main(["--check"], tmp_path) == 0


def test_constraints_pin_one_version_of_everything_that_is_installed():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    names = [line.partition("==")[0].lower() for line in lines]
    assert all(line.count("==") == 1 and "/" not in line for line in lines)
    assert len(set(names)) == len(names)
    assert {"numpy", "scipy", "jupyterlab", "nbval", "playwright"} <= set(names)


def test_scripts_are_executable():
    for script in ("postBuild", ".ci/run"):
        assert (ROOT / script).stat().st_mode & 0o111


NOTATION_MD = (ROOT / "NOTATION.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(
    "code", EXAMPLES, ids=["student", "lecturer", "key", "researcher", "own data"]
)
def test_readme_examples_run(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the report is written there
    exec(compile(code, "README.md", "exec"), {})


def test_readme_promises_no_lesson_that_is_not_there():
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_readme_tells_the_reply_that_check_gives():
    assert f'check("02.1", "589 N")  # ✗ {check("02.1", "589 N").message}\n' in README


NOTATION = {  # section: whose fields, methods and arguments it names
    "The lever": [Stance],
    "The person": [Subject, abductor_strength],
    "Muscles": [MuscleSet, MuscleSet.moment_arms, LoadSharing, share_load, RigidTendon],
    "Gait": [GaitCycle, HipLoad],
    "The joint surface": [ContactStress, contact_stress],
    "Bone": [NeckStress, NeckSection, neck_stress, daily_stimulus, adaptation_rate],
}


@pytest.mark.parametrize("section", NOTATION)
def test_notation_uses_names_that_exist(section):
    known = {"subject.body_weight"}
    for owner in NOTATION[section]:
        known |= {
            owner.__name__,
            *dir(owner),
            *getattr(owner, "__dataclass_fields__", inspect.signature(owner).parameters),
        }
    text = re.search(rf"^## {section}\b.*?(?=^## |\Z)", NOTATION_MD, re.MULTILINE | re.DOTALL)[0]
    cells = re.findall(r"^\|(?:[^|]|\\\|)*\| (`[^|]+`) \|", text, re.MULTILINE)
    names = {name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)}
    assert len(names) >= 7 and not names - known


def test_the_version_stands_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+", hipmech.__version__)
    for name in ("pyproject.toml", "CITATION.cff"):
        text = (ROOT / name).read_text("utf-8")
        assert hipmech.__version__ not in re.findall(r"^version\W+([\d.]+)", text, re.MULTILINE)
