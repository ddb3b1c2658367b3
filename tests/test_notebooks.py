"""Lessons: what nbval does not see. nbval itself runs every notebook, strictly, as pytest does."""

import os
import subprocess
import sys
from pathlib import Path

import build_notebooks
import nbformat
import pytest

ROOT = Path(__file__).parents[1]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
BOTH = [ROOT / folder / path.name for path in SOLUTIONS for folder in ("solutions", "notebooks")]


def name(path):
    return f"{path.parent.name}/{path.stem}"


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def replies(path):
    """What the checks of a notebook replied when it was built."""
    outputs = [cell.outputs[-1:] for cell in code_cells(path) if "\ncheck(" in f"\n{cell.source}"]
    return [output[0].data["text/plain"] if output else "" for output in outputs]


def test_the_first_lessons_are_there():
    lessons = {"00_start_here", "02_the_hip_as_a_fulcrum", "03_hip_drop"}
    assert lessons <= {path.stem for path in SOLUTIONS}


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name)
def test_student_copy_is_what_the_solution_gives(solution):
    assert build_notebooks.faults(solution, ROOT / "notebooks" / solution.name) == []


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name)
def test_solutions_are_right_and_students_are_asked_kindly(solution):
    solved, asked = replies(solution), replies(ROOT / "notebooks" / solution.name)
    assert all(reply.startswith("✓ Right") for reply in solved), solved
    assert all(reply.startswith("… Not answered yet") for reply in asked), asked
    assert len(solved) == len(asked)


@pytest.mark.parametrize("path", BOTH, ids=name)
def test_every_picture_has_alt_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt", "")
                text = alt or output.data.get("text/plain", "")
                assert len(text) > 20, cell.source
                assert not text.startswith(("<Figure", "<IPython")), cell.source


@pytest.mark.parametrize("path", BOTH, ids=name)
def test_title_is_a_heading_and_links_lead_somewhere(path):
    cells = nbformat.read(path, 4).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for link in build_notebooks.re.findall(r"\]\((?!https?:|#|attachment:)([^)#\s]+)", text):
        assert (path.parent / link).exists(), link


def run_pytest(folder, shown):
    """Run the project's own pytest configuration on a notebook whose stored output is `shown`."""
    output = nbformat.v4.new_output("stream", name="stdout", text=shown)
    cell = nbformat.v4.new_code_cell("print(1.67)", execution_count=1, outputs=[output])
    notebook = nbformat.v4.new_notebook(
        cells=[cell], metadata={"kernelspec": build_notebooks.KERNEL}
    )
    nbformat.write(notebook, folder / "small.ipynb")
    options = ("-c", ROOT / "pyproject.toml", "--rootdir", folder, "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, folder / "small.ipynb"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        cwd=ROOT,
    )


def test_a_stored_output_that_differs_fails(tmp_path):
    honest = run_pytest(tmp_path, "1.67\n")
    assert honest.returncode == 0, honest.stdout
    assert "1 passed" in honest.stdout
    doctored = run_pytest(tmp_path, "1.68\n")
    assert doctored.returncode == 1, doctored.stdout
    assert "1 failed" in doctored.stdout


def test_plain_pytest_runs_every_notebook(pytestconfig):
    assert {"notebooks", "solutions"} <= set(pytestconfig.getini("testpaths"))
    assert "--nbval" in pytestconfig.getini("addopts")
