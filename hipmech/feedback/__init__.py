"""Problems and replies: a student's answer against the model's, and the mistake by its name.

A problem stands in its lesson's ``problems.py`` (see `asks`), computed from the model, and has a
number: ``check("02.2", answer)`` states it and replies, and ``predict("02", ...)`` asks before an
explorer is shown. Nothing of the answer stands in a notebook. `report` is what a
student hands in, `answer_key` what the lecturer holds against it, and `problems` is what a page
needs without Python to give the same replies.
"""

from __future__ import annotations

from typing import Any

from hipmech.feedback.book import asks, find, known_ids
from hipmech.feedback.paper import answer_key, problem, report
from hipmech.feedback.prediction import predict
from hipmech.feedback.session import Reply, check

__all__ = [
    "Reply",
    "answer_key",
    "asks",
    "check",
    "predict",
    "problem",
    "problems",
    "report",
]


def problems(lesson: str = "", student: str | None = None) -> list[dict[str, Any]]:
    """Return a lesson's problems, or all, as data for JSON: see ``problems.js``.

    >>> [p["id"] for p in problems("02")][:3]
    ['02.0', '02.1', '02.2']
    """
    return [find(id, student).data() for id in known_ids(lesson)]
