"""`check`: what is said to a student's answer, and what was tried so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hipmech.feedback.book import find
from hipmech.feedback.problem import Problem
from hipmech.feedback.reading import Unreadable, counted, plain
from hipmech.feedback.rich import bare, rich
from hipmech.results import Result

SYMBOLS = {"right": "✓", "wrong": "✗", "unanswered": "…", "told": "→"}
_OPEN = "Not answered yet: your answer goes in place of the dots."
COLOURS = {"right": "#2e7d32", "wrong": "#d00000", "unanswered": "#6b6b6b", "told": "#6b6b6b"}


class Reply(Result):
    """What a student reads: status, message, and what can be unfolded (title, text).

    In a notebook the statement (HTML) stands above it.
    """

    status: str
    message: str
    folds: tuple[tuple[str, str], ...] = ()
    statement: str = ""

    def __repr__(self) -> str:
        lines = [f"{SYMBOLS[self.status]} {bare(self.message)}"]
        lines += [f"  {title}: {bare(text)}" for title, text in self.folds if title == "Hint"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        style = f"border-left: 6px solid {COLOURS[self.status]}; padding: 0.4em 0.8em"
        folds = "".join(
            f"<details><summary>{title}</summary>{rich(text)}</details>"
            for title, text in self.folds
        )
        said = f"{SYMBOLS[self.status]} {rich(self.message)}"
        reply = f'<div role="status" style="{style}">{said}{folds}</div>'
        return self.statement + (reply if self.message != _OPEN else "")


@dataclass(frozen=True)
class Try:
    """An answer that was read, and what was said to it."""

    answer: str
    status: str
    message: str


tries: dict[tuple[str, str], list[Try]] = {}
"""What was tried in this session, by student (small letters, "" without a name) and problem."""


def person(student: str | None) -> str:
    """Return a name as it is kept."""
    return " ".join((student or "").lower().split())


def check(id: str, answer: Any = ..., student: str | None = None) -> Reply:
    """Reply to an answer to a problem; a wrong one is told which mistake it looks like.

    The answer may be a number, several, a choice (its word or its number), or text with a unit
    ("0,687 kN"). "hint" and "solution" ask for these. After the first wrong try the reply has a
    hint, after the second the worked solution.

    Parameters
    ----------
    id : the number of the problem, such as "02.2".
    answer : anything at all.
    student : whose numbers are used, see `problem`.

    Examples
    --------
    >>> check("02.2", "1,4 kN")
    ✓ Right: 1399 N.
    >>> check("02.2", -1399, student="a name that nobody has")
    ✗ Not yet: the sign is wrong, and so is the size. ...
    """
    asked = find(id, student if isinstance(student, str) else None)
    return replace(_reply(asked, answer, student), statement=asked.stated)


def _reply(asked: Problem, answer: Any, student: Any) -> Reply:
    if student is not None and not isinstance(student, str):
        return _unread(asked, f"If {answer}.{student} is meant, a decimal point is needed.")
    if _is_open(answer):
        return Reply("unanswered", "Not answered yet." if isinstance(answer, str) else _OPEN)
    if isinstance(answer, str) and plain(answer).lower() in ("hint", "solution"):
        return _told(asked, plain(answer).lower(), person(student))
    try:
        value = asked.read(answer) if isinstance(answer, str) else read_value(asked, answer)
    except Unreadable as error:
        return _unread(asked, str(error))
    return _judged(asked, value, str(answer), person(student))


def _is_open(answer: Any) -> bool:
    if isinstance(answer, str):
        return plain(answer) in ("", "...", "…")
    return answer is ... or (isinstance(answer, list | tuple) and any(a is ... for a in answer))


def _unread(asked: Problem, why: str) -> Reply:
    return Reply("unanswered", f"{why} Please {asked.wanted}.")


def _told(asked: Problem, what: str, student: str) -> Reply:
    if what == "solution":
        _remember(asked.id, student, Try("solution", "told", "The solution was asked for."))
    text = getattr(asked, what) or "There is none: try."
    return Reply("told", f"{what.capitalize()}: {text}")


def _judged(asked: Problem, value: Any, typed: str, student: str) -> Reply:
    right, message = asked.judge(value)
    status = "right" if right else "wrong"
    if asked.kind == "prediction":
        message = predicted(asked, value)
    elif not right:
        message = f"{message} {asked.unbalanced(value)}".rstrip()
    _remember(asked.id, student, Try(typed, status, message))
    if asked.kind == "prediction":
        return Reply(status, message)
    wrong = sum(t.status == "wrong" for t in tries[student, asked.id])
    folds = []
    if not right and asked.hint:
        folds.append(("Hint", asked.hint))
    if right or wrong > 1:
        folds.append(("Worked solution", asked.solution))
    return Reply(status, message, tuple(folds))


def predicted(asked: Problem, value: Any) -> str:
    """Return what is said to a prediction: how near it was, and the answer."""
    right, message = asked.judge(value)
    if right:
        return f"{'Right' if asked.is_exact(value) else 'Close'}: {asked.shown}. {asked.solution}"
    return f"{message} It is {asked.shown}. {asked.solution}"


def _remember(id: str, student: str, one: Try) -> None:
    earlier = tries.setdefault((student, id), [])
    if not earlier or earlier[-1] != one:
        earlier.append(one)


def read_value(asked: Problem, answer: Any) -> Any:
    """Return what Python hands over as a choice or as numbers.

    Raises `Unreadable`, in words.
    """
    if answer is None:
        raise Unreadable("This is None, as from a function without return.")
    kind = type(answer).__name__
    if isinstance(answer, bool | np.bool_):
        raise Unreadable(f"{answer} is a truth value ({kind}).")
    if asked.is_choice:
        if isinstance(answer, int | np.integer):
            return asked.read(str(answer))
        raise Unreadable(f"This is no choice ({kind}).")
    count = len(asked.right)
    if isinstance(answer, tuple) and len(answer) == 2 and count == 1:
        whole, part = answer
        raise Unreadable(f"Two numbers arrived; if {whole}.{part} is meant, a point is needed.")
    try:
        values = [_real(v) for v in np.asarray(answer).flat]
    except Exception:
        raise Unreadable(f"This cannot be read as real numbers ({kind}).") from None
    return tuple(counted(values, count))


def _real(value: Any) -> float:
    if isinstance(value, complex | np.complexfloating | bool | np.bool_):
        raise TypeError
    return float(value)
