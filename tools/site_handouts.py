"""Handouts: each lesson to print, for students without an answer and for lecturers with all."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import site_text
from matplotlib.text import Text
from playwright.sync_api import Error, sync_playwright

from hipmech import lessons as rooms
from hipmech.feedback.book import find
from hipmech.feedback.rich import rich

STATES = 4  # pictures of an explorer, at most
FOOT = (
    '<div style="width:100%;margin:0 14mm;font:8px sans-serif;color:#54606b;display:flex;'
    'justify-content:space-between"><span class="title"></span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


def title(explorer: str) -> str:
    """An explorer's name in words.

    >>> title("hip_drop_explorer")
    'Hip drop'
    """
    return explorer.removesuffix("_explorer").replace("_", " ").capitalize()


class Still(NamedTuple):
    """A picture of an explorer in one state: what it is called, file, readout."""

    title: str
    file: str
    readout: str


def pictures(name: str, folder: Path, numbers: bool) -> Iterator[Still]:
    """The first states of an explorer, as files in a folder.

    Without ``numbers`` those that the model computed are left out, to be written in by hand.
    """
    explorer = getattr(rooms, name)()
    starts = any(v.items() <= explorer.defaults.items() for v in explorer.presets.values())
    states = explorer.presets if starts else {"": {}, **explorer.presets}
    for k, (title, values) in enumerate(list(states.items())[:STATES]):
        explorer.move(**{**explorer.defaults, **values})
        moving = [artist for artist in explorer.live.stage.moving if isinstance(artist, Text)]
        left_out = [
            artist
            for artist in moving
            if not numbers and artist.get_visible() and re.search(r"\d", artist.get_text())
        ]
        for artist in left_out:
            artist.set_visible(False)
        file = f"{name}-{k}{'' if numbers else '-blank'}.svg"
        explorer.save(folder / file)
        for artist in left_out:
            artist.set_visible(True)
        stand = ", ".join(
            f"{control.text} {control.format(explorer.values[n])}"
            for n, control in explorer.controls.items()
        )
        yield Still(title or stand, file, explorer.readout)
    explorer.close()


def _asked(id: str) -> dict[str, Any]:
    """A problem with all that a lecturer wants to read of it."""
    problem = find(id)
    return {
        "id": id,
        "kind": problem.kind,
        "statement": rich(problem.statement),
        "wanted": problem.wanted,
        "choices": [rich(choice) for choice in problem.choices] if problem.is_choice else [],
        "shown": rich(problem.shown),
        "solution": rich(problem.solution),
        "mistakes": [rich(said) for said in problem.mistakes],
    }


@contextmanager
def printer() -> Iterator[Any]:
    """A page of Chromium, the machine's own or Playwright's; RuntimeError where there is none."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
        except Error:
            words = "handouts need Chromium: install it, or run: playwright install chromium"
            raise RuntimeError(words) from None
        try:
            yield browser.new_page()
        finally:
            browser.close()


def build(site: Any, work: Path, page: Any) -> None:
    """Write two PDF files for every lesson; ``work`` takes the texts that the page prints."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    shutil.copy(site.source / "handout.css", work)
    (site.target / "handouts").mkdir(parents=True, exist_ok=True)
    for lesson in site.lessons:
        print(f"         {lesson.number} {lesson.name}", flush=True)
        for teacher in (False, True):
            shown = {n: list(pictures(n, work, teacher)) for n in lesson.explorers}
            text = site.render(
                "handout.html",
                lesson=lesson,
                teacher=teacher,
                opening=site_text.markdown(lesson.notebook.cells[0].source),
                problems=[_asked(id) for id in site.problems if id.startswith(lesson.number)],
                pictures=shown,
                titles={name: title(name) for name in shown},
                guide=lesson.guide,
                closing=_closing(lesson) if teacher else "",
            )
            name = lesson.stem + ("_lecturer" if teacher else "")
            (work / f"{name}.html").write_text(text, "utf-8")
            page.goto((work / f"{name}.html").as_uri())
            page.pdf(
                path=site.target / "handouts" / f"{name}.pdf",
                format="A4",
                margin={"top": "14mm", "bottom": "16mm", "left": "16mm", "right": "16mm"},
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOT,
                print_background=True,
                tagged=True,
                outline=True,
            )


def _closing(lesson: Any) -> str:
    """What the lesson says of its claims: the section of this name."""
    cells, inside = [], False
    for cell in lesson.notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            inside = "claims" in cell.source.partition("\n")[0].lower()
        if inside:
            cells.append(cell)
    return site_text.lesson(nbformat.v4.new_notebook(cells=cells), _nothing, _nothing)


def _nothing(*asked: str) -> str:
    return ""
