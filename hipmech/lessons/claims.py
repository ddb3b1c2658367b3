"""What the four popular texts say about the hip, and what holds: by lesson, or all of them."""

from __future__ import annotations

from html import escape

import pandas as pd

from hipmech.checks import chosen
from hipmech.tables import load_table

VERDICTS = ("right", "partly", "wrong", "mixed", "not supported", "open")
_SHOWN = 7  # rows; the others are folded away
_LEFT = '<{} style="text-align: left"'  # JupyterLab has numbers in mind
_MARKS = dict(zip(VERDICTS, "✓◐✗⇄∅?", strict=True))


class Claims:
    """Claims that a notebook shows: one lesson's as seven rows and a fold, or a fold a lesson."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        rows = self.table.itertuples()
        return "\n".join(
            f"{r.text}: {r.claim}. {r.verdict.capitalize()}: {r.answer}." for r in rows
        )

    def _repr_html_(self) -> str:
        lessons = self.table.groupby("lesson")
        if len(lessons) > 1:  # the answers would give the predictions away
            return "".join(
                f"<details><summary>Lesson {lesson}: {len(of)} claims</summary>"
                f"{Claims(of)._table(0, len(of))}</details>"
                for lesson, of in lessons
            )
        more = len(self) - _SHOWN
        fold = f"<details><summary>{more} more</summary>{self._table(_SHOWN, len(self))}</details>"
        return self._table(0, _SHOWN) + (fold if more > 0 else "")

    def _table(self, first: int, last: int) -> str:
        head = "".join(f"<th scope=col>{word}</th>" for word in ("said", "verdict", "the figure"))
        rows = [
            f"<tr><td><em>{escape(r.text)}</em>: {escape(r.claim)}</td>"
            f"<td>{_MARKS[r.verdict]}&nbsp;{r.verdict}</td><td>{escape(r.answer)}</td></tr>"
            for r in self.table.iloc[first:last].itertuples()
        ]
        page = f'<table class="hipmech-claims"><tr>{head}</tr>{"".join(rows)}</table>'
        return page.replace("<td", _LEFT.format("td")).replace("<th", _LEFT.format("th"))


def claims(lesson: str = "", verdict: str = "") -> Claims:
    """Return the claims that a lesson answers, such as ``claims("03")``; without a lesson, all.

    ``verdict``: one of `VERDICTS`, to see only those.

    >>> claims("06").table.verdict.tolist()
    ['right', 'partly', 'not supported']
    """
    table = load_table("claims")
    table["lesson"] = [f"{number:02d}" for number in table.lesson]
    if lesson:
        table = table[table.lesson == chosen("lesson", lesson, table.lesson.unique())]
    if verdict:
        table = table[table.verdict == chosen("verdict", verdict, VERDICTS)]
    return Claims(table)
