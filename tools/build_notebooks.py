"""Student notebooks from solutions: ``python tools/build_notebooks.py [--check] [name ...]``.

Without options, solutions/*.ipynb are executed and normalised in place, and notebooks/*.ipynb are
derived from them, executed (unanswered) and normalised. A second run gives the same bytes.
``--check`` executes nothing: it fails when a student copy is not what its solution gives, when a
notebook was not executed and normalised, or when a code cell is too long for a projector.

In a solution notebook the last line of an exercise is ``check("02.1", force)``; students get
``check("02.1", ...)`` instead of the whole cell. Cells with ``source_hidden`` in their metadata,
where a student has nothing to change, keep it.
"""

import argparse
import base64
import io
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from PIL import Image
from scipy.spatial import cKDTree

ROOT = Path(__file__).resolve().parents[1]
LONGEST_CELL = 20  # lines: what fits on a projector at large type
FLAT_COLOURS = 128  # of 256 in a stored picture: its commonest colours, kept to the letter
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
FOLDED_PNG = re.compile(r"(data:image/png;base64,)([A-Za-z0-9+/=]+)")
NUMBERED = re.compile(r"^check\((\"\d\d\.\d+\"), .*\Z", re.MULTILINE | re.DOTALL)
HIDDEN = NotebookNode(jupyter=NotebookNode(source_hidden=True))


class NotebookError(Exception):
    """A notebook that cannot be built; the message names it and the cell."""


def student_cells(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells of the student copy: dots where a solution notebook has its answers."""
    student: list[NotebookNode] = []
    for cell in cells:
        if cell.cell_type != "code":
            student.append(nbformat.v4.new_markdown_cell(cell.source))
            continue
        numbered = NUMBERED.search(cell.source)
        source = f"check({numbered[1]}, ...)" if numbered else cell.source
        student.append(nbformat.v4.new_code_cell(source, metadata=_metadata(cell)))
    return student


def _metadata(cell: NotebookNode) -> NotebookNode:
    """What is kept of a cell's metadata: tags, and whether its code is hidden."""
    tags = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
    return NotebookNode({**tags, **(HIDDEN if hidden else {})})


def execute(cells: list[NotebookNode], folder: Path, name: str) -> NotebookNode:
    """A notebook of these cells, executed in `folder` and normalised."""
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    client = NotebookClient(
        notebook, timeout=120, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookError(f"{name}: {error}") from None
    return normalise(notebook)


def normalise(notebook: NotebookNode) -> NotebookNode:
    """A copy without anything that changes from run to run or from machine to machine."""
    cells: list[NotebookNode] = []
    for i, cell in enumerate(notebook.cells):
        clean = NotebookNode(id=f"cell-{i:03d}", cell_type=cell.cell_type)
        clean.update(metadata=_metadata(cell), source=cell.source)
        if cell.cell_type == "code":
            count = 1 + sum(c.cell_type == "code" for c in cells)
            outputs = [_normalise_output(output, count) for output in cell.outputs]
            clean.update(execution_count=count, outputs=outputs)
        cells.append(clean)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def _normalise_output(output: NotebookNode, count: int) -> NotebookNode:
    output = nbformat.from_dict(dict(output))
    if "execution_count" in output:
        output.execution_count = count
    if "data" in output:
        data = {kind: value for kind, value in output.data.items() if kind != WIDGET_VIEW}
        if "image/png" in data:
            large = data["image/png"].strip()
            small = data["image/png"] = _small_png(large)
            if "text/html" in data:  # the same picture with its alt text
                data["text/html"] = data["text/html"].replace(large, small)
        elif "text/html" in data:  # pictures that are folded away
            data["text/html"] = FOLDED_PNG.sub(
                lambda found: found[1] + _small_png(found[2]), data["text/html"]
            )
        output.data = NotebookNode(data)
    return output


def _small_png(encoded: str) -> str:
    """The picture as a PNG of at most 256 colours without time stamps or version numbers.

    The commonest colours stay as they are, so that a force has one colour in all pictures.
    """
    image = Image.open(io.BytesIO(base64.b64decode(encoded)))
    if image.mode == "P" and not image.info.keys() - {"dpi"}:
        return encoded.strip()
    rgb = np.asarray(image.convert("RGB"))
    colours, place, count = np.unique(
        rgb.reshape(-1, 3) @ [1 << 16, 1 << 8, 1], return_inverse=True, return_counts=True
    )
    colours = colours[:, None] >> np.array([16, 8, 0]) & 255
    flat = colours[np.argsort(-count, kind="stable")[:FLAT_COLOURS]]
    shades = image.convert("RGB").quantize(256 - FLAT_COLOURS).getpalette() or []
    palette = np.vstack([flat, np.reshape(shades, (-1, 3))]).astype(int)
    nearest = cKDTree(palette).query(colours)[1]
    indexed = Image.fromarray(nearest[place].reshape(rgb.shape[:2]).astype(np.uint8), "P")
    indexed.putpalette(palette.ravel().tolist())
    small = io.BytesIO()
    indexed.save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def faults(solution: Path, student: Path) -> list[str]:
    """What is wrong with a solution notebook and its student copy, one sentence each."""
    if not student.is_file():
        return [f"{student.name}: the student copy is missing"]
    found = []
    pair = [nbformat.read(path, 4) for path in (solution, student)]
    for path, notebook in zip((solution, student), pair, strict=True):
        where = f"{path.parent.name}/{path.name}"
        if path.read_text("utf-8") != _text(normalise(notebook)):
            found.append(f"{where}: not normalised")
        for i, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            if (length := len(cell.source.splitlines())) > LONGEST_CELL:
                found.append(f"{where}, cell {i}: {length} lines, at most {LONGEST_CELL}")
            for output in cell.outputs:
                if output.output_type == "error" or output.get("name") == "stderr":
                    found.append(f"{where}, cell {i}: has an error or a warning as output")
    wanted, got = student_cells(pair[0].cells), pair[1].cells
    kinds = [[(cell.cell_type, cell.source) for cell in cells] for cells in (wanted, got)]
    for i, (a, b) in enumerate(zip(*kinds, strict=False)):
        if a != b:
            found.append(f"notebooks/{student.name}, cell {i}: not what the solution gives")
            break
    else:
        if len(wanted) != len(got):
            found.append(f"notebooks/{student.name}: {len(got)} cells, expected {len(wanted)}")
    return found


def _text(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def build(solution: Path, student: Path) -> None:
    """Execute the solution, derive and execute the student copy, write both."""
    cells = nbformat.read(solution, 4).cells
    solved = execute(cells, solution.parent, f"solutions/{solution.name}")
    student.parent.mkdir(exist_ok=True)
    unanswered = execute(student_cells(cells), student.parent, f"notebooks/{student.name}")
    solution.write_text(_text(solved), "utf-8")
    student.write_text(_text(unanswered), "utf-8")


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail on drift, execute nothing")
    parser.add_argument("names", nargs="*", help="such as 03_hip_drop; default: all")
    options = parser.parse_args(arguments)
    solutions = sorted((root / "solutions").glob("*.ipynb"))
    orphans = {p.name for p in (root / "notebooks").glob("*.ipynb")} - {p.name for p in solutions}
    found = [f"notebooks/{name}: has no solution notebook" for name in sorted(orphans)]
    for name in options.names:
        if not (root / "solutions" / f"{Path(name).stem}.ipynb").is_file():
            found.append(f"solutions/{Path(name).stem}.ipynb: there is no such notebook")
    for solution in solutions:
        if options.names and solution.stem not in {Path(name).stem for name in options.names}:
            continue
        student = root / "notebooks" / solution.name
        try:
            if not options.check:
                print(f"{solution.stem}: running ...", flush=True)
                build(solution, student)
            faults_here = faults(solution, student)
        except NotebookError as error:
            faults_here = [f"{solution.name}: {error}"]
        print(f"{solution.stem}: {'ok' if not faults_here else 'FAILED'}", flush=True)
        found += faults_here
    for fault in found:
        print(fault, file=sys.stderr)
    if found and options.check:
        print("Rebuild with: python tools/build_notebooks.py", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
