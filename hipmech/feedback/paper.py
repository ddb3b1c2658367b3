"""What is shown and handed in: a problem's statement, a student's report, the lecturer's key."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from hipmech.feedback.book import find, known_ids
from hipmech.feedback.problem import Problem
from hipmech.feedback.rich import bare, rich
from hipmech.feedback.session import SYMBOLS, person, tries

_STYLE = """body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#222}
section{border-top:1px solid #ccc;padding:.6em 0}li{margin:.2em 0}
@media print{section{break-inside:avoid}}"""


class Statement:
    """A problem as it is asked: its number, the givens filled in, and what an answer looks like."""

    def __init__(self, asked: Problem) -> None:
        self.asked = asked
        self.given = dict(asked.given)

    def __repr__(self) -> str:
        asked = self.asked
        head = f"{asked.id} ({asked.kind}). {bare(asked.statement)}"
        return f"{head}\n{asked.wanted[0].upper()}{asked.wanted[1:]}."

    def _repr_html_(self) -> str:
        return self.asked.stated


def problem(id: str, student: str | None = None) -> Statement:
    """State a problem; ``given`` has its numbers by name.

    With a student's name the numbers are drawn for this student: the same name, the same numbers.

    >>> problem("02.2").given["mass_kg"], problem("02.2", student="Anna").given["mass_kg"]
    (70, ...)
    """
    return Statement(find(id, student))


def report(student: str = "", path: str | Path | None = None) -> Any:
    """Return one self-contained page to hand in: what was tried in this session, and how it went.

    It is written to a file as well, ``report_<student>.html`` unless there is a `path`; it needs
    no server and no other file.
    """
    from IPython.display import HTML

    who = person(student)
    done = [id for name, id in tries if name == who]
    parts = [_reported(id, who) for id in known_ids() if id in done]
    solved = sum(any(t.status == "right" for t in tries[who, id]) for id in done)
    others = ", ".join(escape(name) for name in sorted({name for name, _ in tries} - {who, ""}))
    missed = f" under this name, but as {others}" if others else ""
    body = "".join(parts) or f"<p>Nothing was tried in this session{missed}.</p>"
    title = f"Hip mechanics: {escape(student) or 'without a name'}"
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{len(done)} tried, {solved} right.</p>{body}"
    )
    name = "_".join("".join(c if c.isalnum() else " " for c in who).split()) or "nobody"
    file = Path(path or f"report_{name}.html")
    file.write_text(page, "utf-8")
    return HTML(f"<p>Written to <code>{escape(file.name)}</code>.</p>{body}")


def _reported(id: str, who: str) -> str:
    asked = find(id, who)
    rows = "".join(
        f"<li>{SYMBOLS[t.status]} <code>{escape(t.answer[:60])}</code>: {rich(t.message)}</li>"
        for t in tries[who, id]
    )
    return f"<section>{asked.stated}<ul>{rows}</ul></section>"


def answer_key(lesson: str, students: list[str] | None = None) -> pd.DataFrame:
    """Return the right answers to a lesson's problems, with each student's own numbers.

    >>> answer_key("02", ["Anna", "Ben"]).columns.tolist()
    ['student', 'problem', 'given', 'answer', 'solution']
    """
    rows = []
    for student in students or [""]:
        for id in known_ids(lesson):
            asked = find(id, student)
            if asked.kind == "prediction":
                continue
            given = ", ".join(f"{name} {value}" for name, value in asked.given.items())
            rows.append((student, id, given, asked.shown, asked.solution))
    return pd.DataFrame(rows, columns=["student", "problem", "given", "answer", "solution"])
