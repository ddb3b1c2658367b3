"""The course as pages that need neither kernel nor network: ``python tools/build_site.py``.

Makes ``build/site``, to be opened from a disk or put on any server: every lesson with its live
explorers and exercises, the stage for the projector, handouts as PDF, glossary, reference, search.
``--quick`` takes two explorers and no handouts: for tests.
"""

import argparse
import html
import importlib
import json
import pkgutil
import re
import shutil
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import build_books
import jinja2
import nbformat
import site_handouts
import site_text
from site_handouts import title

import hipmech
from hipmech import feedback
from hipmech import lessons as rooms
from hipmech.feedback.rich import rich
from hipmech.lessons.start.course_map import LESSONS, icon
from hipmech.live.book import make_book, page_script, page_style, scene_script, script
from hipmech.live.controls import Control

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "site"
QUICK = ("hip_drop_explorer", "recoil_explorer")
SCRIPTS = ("theme.js", "load.js", "lesson.js", "stage.js", "search.js", "site.css", "stage.css")


@dataclass(frozen=True)
class Lesson:
    """A lesson as the pages name it."""

    stem: str
    notebook: nbformat.NotebookNode
    question: str
    explorers: list[str]

    @property
    def number(self) -> str:
        """Two digits."""
        return self.stem[:2]

    @property
    def name(self) -> str:
        """What it is called in a list."""
        return self.stem[3:].replace("_", " ").capitalize()

    @property
    def icon(self) -> str:
        """Its drawing, as the address of an image; "" for the start page."""
        return icon(self.stem) if self.stem in LESSONS else ""

    @property
    def guide(self) -> str:
        """What the lecturer is told of it, below its heading; "" if nothing."""
        file = ROOT / "docs" / "lecturers" / f"{self.number}.md"
        text = file.read_text("utf-8") if file.exists() else ""
        return site_text.markdown(text.partition("\n")[2])


def read_lessons(folder: Path) -> list[Lesson]:
    """Every student notebook, in order."""
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, 4)
        question = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        found.append(Lesson(path.stem, notebook, question, site_text.explorers(notebook)))
    return found


def problem_script() -> str:
    """The modules that ask and reply, as one script: pages from a disk may not import modules."""
    folder = Path(feedback.__file__).parent
    text = "".join((folder / name).read_text("utf-8") for name in ("replies.js", "problems.js"))
    text = re.sub(r"^import .*\n", "", re.sub(r"^export ", "", text, flags=re.M), flags=re.M)
    names = "{ mountProblem, mountPrediction }"
    return f"const {names} = (() => {{\n{text}return {names};\n}})();\n"


def quick_books(folder: Path) -> dict[str, Path]:
    """Books of two explorers whose sliders stop at a few places only."""
    found = {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in QUICK:
        explorer = getattr(rooms, name)()
        explorer.controls = {n: coarse(control) for n, control in explorer.controls.items()}
        found[name] = folder / f"{name}.js"
        found[name].write_text(script(name, make_book(explorer, lambda line: None)), "utf-8")
    return found


def coarse(control: Any) -> Any:
    """A slider with as few steps as reach its start; a list as it is.

    >>> coarse(Control("Drop", -5, 15, 1, 0)).step
    5
    """
    if not isinstance(control, Control):
        return control
    most = round((control.maximum - control.minimum) / control.step)
    first = round((control.default - control.minimum) / control.step) or most
    stride = max(n for n in range(1, most // 2 + 1) if first % n == 0)
    return replace(control, step=stride * control.step)


class Site:
    """What all pages share: templates, the lessons, and which explorers are live."""

    def __init__(self, target: Path, live: dict[str, Path], handouts: bool) -> None:
        self.target, self.live, self.root, self.source = target, live, ROOT, SOURCE
        self.settings = tomllib.loads((SOURCE / "site.toml").read_text("utf-8"))
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(SOURCE),
            autoescape=False,
            undefined=jinja2.StrictUndefined,
        )
        self.lessons = read_lessons(ROOT / "notebooks")
        self.problems = {problem["id"]: problem for problem in feedback.problems()}
        self.handouts = handouts
        self.sections: list[tuple[str, str, str, str]] = []  # address, page, heading, text

    def render(self, template: str, **values: object) -> str:
        """A template of site/ with these values."""
        return self.templates.get_template(template).render(handouts=self.handouts, **values)

    def page(
        self, path: str, title: str, body: str, kind: str = "", scripts: tuple[str, ...] = ()
    ) -> None:
        """Write a page within the common frame, and enter its sections for the search."""
        root = "../" * path.count("/")
        text = self.render(
            "base.html", title=title, body=body, kind=kind, scripts=scripts, root=root
        )
        self.write(path, text)
        pieces = re.split(r'<h[1-3] id="([^"]*)">(.*?)</h[1-3]>', f'<h1 id="">{title}</h1>{body}')
        for address, heading, part in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            url = f"{path}#{address}" if address else path
            heading, text = map(_words, (heading if address else "", part))
            if text:
                self.sections.append((url, title, heading, text))

    def write(self, path: str, text: str) -> None:
        """Write a text below the site's folder."""
        file = self.target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    # the parts, each a step that says itself

    def assets(self) -> None:
        """Scripts and styles, the books and the problems."""
        self.write("assets/book.js", page_script())
        self.write("assets/book.css", page_style())
        self.write("assets/scene.js", scene_script())
        for name in SCRIPTS:
            self.write(f"assets/{name}", (SOURCE / name).read_text("utf-8"))
        asked = json.dumps(self.problems, ensure_ascii=False, separators=(",", ":"))
        self.write("assets/problems.js", f"{problem_script()}window.hipmechProblems = {asked};\n")
        for name, book in self.live.items():
            (self.target / "assets" / "books").mkdir(exist_ok=True)
            shutil.copy(book, self.target / "assets" / "books" / f"{name}.js")

    def read(self) -> None:
        """The lessons."""
        order = self.lessons
        for i, lesson in enumerate(order):
            text = site_text.lesson(lesson.notebook, self._explorer, self._problem)
            body = self.render(
                "lesson.html",
                text=text,
                stem=lesson.stem,
                explorers=[name for name in lesson.explorers if name in self.live],
                before=order[i - 1] if i else None,
                after=order[i + 1] if i + 1 < len(order) else None,
                binder=self.settings["binder"],
            )
            scripts = ("book.js", "problems.js", "load.js", "lesson.js")
            name = f"{lesson.number} {lesson.name}"
            self.page(f"lessons/{lesson.stem}.html", name, body, "lesson", scripts)

    def _explorer(self, name: str, still: str, prediction: str) -> str:
        """The place of an explorer: its still picture, which a live one replaces."""
        covered = f' data-covered="{prediction}"' if prediction in self.problems else ""
        live = f' data-explorer="{name}"' if name in self.live else ""
        note = "" if live else '<p class="small">A still picture: it moves in the notebook.</p>'
        return f'<div class="wide explorer"{live}{covered}>{still}{note}</div>'

    def _problem(self, id: str) -> str:
        """The place of a problem, with all but its answer."""
        if id not in self.problems:
            return ""
        asked = self.problems[id]
        return self.render(
            "problem.html",
            id=id,
            statement=rich(asked["statement"]),
            choices=[rich(choice) for choice in asked.get("choices", ())],
        )

    def stage(self) -> None:
        """One page for the projector."""
        homes = {name: lesson for lesson in self.lessons for name in lesson.explorers}
        explorers = [
            {
                "name": n,
                "title": title(n),
                "question": home.question,
                "lesson": home.stem,
                "asked": self._question(home, n),
            }
            for n, home in sorted(homes.items(), key=lambda pair: pair[1].stem)
            if n in self.live
        ]
        titles = {explorer["name"]: explorer["title"] for explorer in explorers}
        self.write("stage.html", self.render("stage.html", titles=titles, stage=explorers))

    def _question(self, lesson: Lesson, explorer: str) -> dict[str, Any] | None:
        """The prediction of a lesson, for the explorer that it covers."""
        asked = self.problems.get(f"{lesson.number}.0")
        if not asked or explorer != lesson.explorers[0]:
            return None
        return {
            "statement": rich(asked["statement"]),
            "choices": [rich(choice) for choice in asked.get("choices", ())],
            "answer": rich(f"**{asked['shown']}**\n{asked['solution']}"),
        }

    def others(self) -> None:
        """Front page, glossary, notation, data, lecturers, how to cite, how to start."""
        first = next(n for n in ("hip_drop_explorer", *self.live) if n in self.live)
        home = self.render(
            "home.html",
            lessons=self.lessons,
            first=first,
            live=self.live,
            titles={name: title(name) for name in rooms.__all__},
        )
        scripts = ("book.js", "load.js", "lesson.js")
        self.page("index.html", "The hip as a fulcrum", home, "home", scripts)
        for path, name, kind in (
            ("site/glossary.md", "Glossary", "glossary"),
            ("site/start.md", "Start", ""),
            ("NOTATION.md", "Notation", "table"),
            ("data/README.md", "Data", "table"),
        ):
            file = ROOT / path
            self.page(
                f"{name.lower()}.html", name, site_text.markdown(file.read_text("utf-8")), kind
            )
        told = site_text.markdown((SOURCE / "lecturers.md").read_text("utf-8"))
        body = self.render("lecturers.html", told=told, lessons=self.lessons)
        self.page("lecturers.html", "Lecturers", body)
        citation = (ROOT / "CITATION.cff").read_text("utf-8")
        self.page(
            "cite.html",
            "How to cite",
            self.render("cite.html", citation=html.escape(citation), version=hipmech.__version__),
        )

    def reference(self) -> None:
        """A page for each room of the package."""
        names = [m.name for m in pkgutil.walk_packages(hipmech.__path__, "hipmech.")]
        for name in names:
            text = site_text.module(name, importlib.import_module(name))
            self.page(f"reference/{name}.html", name, text, "reference")
        told = re.sub(
            r"^( +)(\w+(?:, \w+)*)(?= {2,})",
            lambda line: line[1] + re.sub(r"\w+", lambda m: _linked(m[0], names), line[2]),
            html.escape(hipmech.__doc__ or "", quote=False).replace("::", ":").replace("`", ""),
            flags=re.M,
        )
        rest = "".join(f'<li><a href="{name}.html">{name}</a></li>' for name in names)
        rest = f'<h2 id="all">All modules</h2><ul>{rest}</ul>'
        body = f'<h1>Reference</h1><pre tabindex="0">{told}</pre>{rest}'
        self.page("reference/index.html", "Reference", body, "reference")

    def search(self) -> None:
        """The search page and what it searches."""
        data = json.dumps(self.sections, ensure_ascii=False, separators=(",", ":"))
        self.write("assets/sections.js", f"window.hipmechSections = {data};\n")
        body = self.render("search.html")
        self.page("search.html", "Search", body, "search", ("sections.js", "search.js"))


def _words(text: str) -> str:
    text = re.sub(r'<(math|pre|nav|form)\b(?! class="told").*?</\1>', " ", text, flags=re.S)
    text = re.sub(r'<details class="locally">.*?</details>', " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _linked(name: str, names: list[str]) -> str:
    return f'<a href="hipmech.{name}.html">{name}</a>' if f"hipmech.{name}" in names else name


def steps(target: Path, quick: bool) -> Iterator[str]:
    """Build the site; yield what comes next, before it is done."""
    folder = ROOT / "build" / "books"
    if target.exists() and any(target.iterdir()) and not (target / "stage.html").exists():
        raise RuntimeError(
            f"{target} holds something else than this site: empty it, or name another"
        )
    if not quick:
        yield "Chromium, which prints the handouts"
        with site_handouts.printer():
            pass
    yield "Books, as far as they do not stand" if not quick else "Two books with coarse sliders"
    live = quick_books(folder / "quick") if quick else build_books.books(folder=folder)
    if target.exists():
        shutil.rmtree(target)
    site = Site(target, live, handouts=not quick)
    for part in (site.assets, site.read, site.stage, site.others, site.reference, site.search):
        yield (part.__doc__ or "").strip().rstrip(".")
        part()
    if not quick:
        yield "Handouts"
        with site_handouts.printer() as page:
            site_handouts.build(site, ROOT / "build" / "handouts", page)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two explorers, no handouts")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    options = parser.parse_args(arguments)
    begun = time.perf_counter()
    try:
        for step in steps(options.to, options.quick):
            print(f"{time.perf_counter() - begun:6.1f} s  {step}", flush=True)
    except RuntimeError as error:
        print(f"Not built: {error}.", file=sys.stderr)
        return 1
    files = [file for file in options.to.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{time.perf_counter() - begun:6.1f} s  {len(files)} files, {size:.1f} MB")
    print(f"Open {options.to / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
