"""How long the lessons are: ``python tools/measure_lessons.py [--screens] [name ...]``.

Counted is what a student meets in notebooks/ without unfolding anything: words of the text and
of the problems (a formula is one word; the sources are not read), visible lines of code, tables
and the rows of the longest, problems. ``--screens`` also renders each page in Chromium and
counts screens of 1280 x 800, of which JupyterLab leaves 679 px to the notebook; an explorer
that the prediction covers counts as one screen.
"""

import argparse
import base64
import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[1]
SCREEN = 679  # px of a notebook in JupyterLab at 1280 x 800
LIMITS = {"words": 1300, "code lines": 40, "import lines": 0, "tables": 3, "rows": 7}
LEAD = 300  # words before the explorer: with its question they fit into two screens
SCREENS = 9
# The same font everywhere, so that a page is as high on every machine.
_STYLE = """@font-face { font-family: measured; src: url(data:font/woff;base64,FONT) }
:root { --jp-content-font-family: measured; --jp-ui-font-family: measured }"""
_FOLD = re.compile(r"<details.*?</details>", re.DOTALL)
_MARKDOWN_TABLE = re.compile(r"(?:^\|.*\|[ ]*\n?)+", re.MULTILINE)


def count(path: Path) -> dict[str, Any]:
    """The counts of one notebook, by the names of LIMITS, with lead words and problems."""
    cells = nbformat.read(path, 4).cells
    words, lead, code, imports, rows, problems, covered = 0, -1, 0, 0, [], 0, 0
    for cell in cells:
        if cell.cell_type == "markdown":
            text = unfolded(cell.source)
            if re.match(r"## .*Sources", text):
                break
            rows += [len(t.splitlines()) - 2 for t in _MARKDOWN_TABLE.findall(text)]
            words += _words(text)
            continue
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            lines = [line for line in cell.source.splitlines() if line.strip()]
            code += len(lines)
            imports += sum(bool(re.match(r"(import|from) ", line)) for line in lines)
        shown = [unfolded(o.get("data", {}).get("text/html", "")) for o in cell.outputs]
        rows += [html.count("<tr") - 1 for page in shown for html in page.split("<table")[1:]]
        problems += cell.source.startswith('check("')
        if cell.source.startswith(('check("', "predict(")):
            words += sum(map(_words, shown))
        if lead < 0 and re.search(r"_explorer\(|_planner\(|predict\(", cell.source):
            lead = words
        if cell.source.startswith("predict("):
            covered += max(1, len(re.findall(r"_explorer\(|_planner\(", cell.source)))
    return {
        "words": words,
        "lead": lead,
        "code lines": code,
        "import lines": imports,
        "tables": len(rows),
        "rows": max(rows, default=0),
        "problems": problems,
        "covered": covered,
    }


def unfolded(text: str) -> str:
    """What is seen of Markdown or HTML while its folds are closed."""
    return _FOLD.sub("", text)


def _words(text: str) -> int:
    text = re.sub(r"\$[^$]+\$", " formula ", unescape(re.sub(r"<[^>]+>", " ", text)))
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return len(re.findall(r"[^\W_][\w'’.,%°-]*", text))


def faults(counts: dict[str, Any]) -> list[str]:
    """Which limits a lesson exceeds."""
    found = [
        f"{k} {counts[k]}, at most {limit}" for k, limit in LIMITS.items() if counts[k] > limit
    ]
    if not 0 <= counts["lead"] <= LEAD:
        found.append(f"{counts['lead']} words before the explorer, at most {LEAD}")
    return found


def rendered(path: Path, page: Any) -> float:
    """Screens of a notebook, as a Playwright page shows it with all folds closed."""
    from nbconvert import HTMLExporter

    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.source = ""
    html, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    page.set_viewport_size({"width": 1012, "height": SCREEN})  # without Lab's file browser
    page.route("**/*", lambda route: route.abort())  # no CDN
    page.set_content(re.sub(r"<script[^>]*src=.*?</script>", "", html, flags=re.DOTALL))
    font = base64.b64encode((ROOT / "hipmech/live/dejavu.woff").read_bytes()).decode()
    page.add_style_tag(content=_STYLE.replace("FONT", font))
    page.evaluate("document.fonts.load('14px measured')")
    height = page.evaluate("document.querySelector('main').scrollHeight")
    return float(height) / SCREEN + count(path)["covered"]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--screens", action="store_true", help="render in Chromium as well")
    parser.add_argument("names", nargs="*", help="such as 03_hip_drop; default: all")
    options = parser.parse_args(arguments)
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    paths = [p for p in paths if not options.names or p.stem in options.names]
    heights: dict[str, float] = {}
    if options.screens:
        sys.path.insert(0, str(ROOT / "tests"))
        from lab import chromium

        with chromium() as context:
            for path in paths:
                page = context.new_page()
                heights[path.stem] = rendered(path, page)
                page.close()
    for path in paths:
        counts = count(path)
        print(f"{path.stem:30}", *(f"{k} {v:4}" for k, v in counts.items()), sep="  ", end="")
        print(f"  screens {heights[path.stem]:.1f}" if heights else "")
        for fault in faults(counts):
            print(f"    {fault}")


if __name__ == "__main__":
    main(sys.argv[1:])
