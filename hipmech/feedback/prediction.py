"""`predict`: a question before the explorer, which is uncovered by the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets

from hipmech.feedback.book import find
from hipmech.feedback.rich import bare
from hipmech.feedback.session import check, person, tries

_AS_TEXT = {"font_size": "var(--jp-content-font-size1)"}  # as large as the lesson


class Prediction(ipywidgets.VBox):
    """A question with buttons or a number field; once answered, it uncovers what lies under."""

    def __init__(self, id: str, covered: tuple[Any, ...], student: str | None) -> None:
        self.asked, self.covered, self.student = find(id, student), covered, student
        self.question = ipywidgets.HTML(self.asked.stated, style=_AS_TEXT)
        self.reply = ipywidgets.HTML(style=_AS_TEXT)
        self.answers = self._buttons() if self.asked.is_choice else self._field()
        self.show = ipywidgets.Button(description="Show me", tooltip="Uncover without an answer")
        self.show.on_click(lambda _: self._uncover())
        bar = ipywidgets.HBox([*self.answers, self.show], layout={"flex_flow": "row wrap"})
        self.asking = (self.question, bar, self.reply)
        super().__init__(self.asking)
        if earlier := tries.get((person(student), id)):
            self.answer(earlier[0].answer)

    def _buttons(self) -> list[ipywidgets.Widget]:
        buttons = [
            ipywidgets.Button(description=choice, layout={"width": "auto"})
            for choice in self.asked.choices
        ]
        for button in buttons:
            button.on_click(lambda pressed: self.answer(pressed.description))
        return buttons

    def _field(self) -> list[ipywidgets.Widget]:
        unit = self.asked.unit and f" ({self.asked.unit})"
        field = ipywidgets.Text(
            description=f"Your answer{unit}",
            style={"description_width": "initial"},
            layout={"width": "16em"},
        )
        done = ipywidgets.Button(description="Predict", button_style="primary")
        field.observe(lambda change: self.answer(change["new"]), "value")
        field.continuous_update = False
        done.on_click(lambda _: self.answer(field.value))
        return [field, done]

    def answer(self, typed: str) -> None:
        """Reply to a prediction, keep the first that can be read, and uncover."""
        if not typed.strip():
            return
        said = check(self.asked.id, typed, self.student)
        self.reply.value = replace(said, statement="")._repr_html_()
        if said.status in ("right", "wrong"):
            self._uncover()

    def _uncover(self) -> None:
        for widget in (*self.answers, self.show):
            widget.disabled = True
        self.children = (*self.asking, *map(_widget, self.covered))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return the question for a page without a kernel, the pictures folded away."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        stills = "".join(map(_still, self.covered))
        fold = "<details><summary>The picture, after your answer</summary>{}</details>"
        html = self.asked.stated + (fold.format(stills) if stills else "")
        words = f"{bare(self.asked.statement)}\nPlease {self.asked.wanted}."
        return {**(data or {}), "text/html": html, "text/plain": words}, metadata


def _still(covered: Any) -> str:
    """Return HTML of an explorer or a picture as it stands, nothing if it has none."""
    bundle = covered._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return (data or {}).get("text/html", "")


def _widget(covered: Any) -> ipywidgets.Widget:
    return covered if isinstance(covered, ipywidgets.Widget) else ipywidgets.HTML(_still(covered))


def predict(lesson: str, *covered: Any, student: str | None = None) -> Prediction:
    """Ask a lesson's prediction; its answer uncovers the explorers and pictures given with it.

    The answer is kept; a cell that is run again shows it. "Show me" uncovers without an answer.

    >>> predict("02").asked.id
    '02.0'
    """
    return Prediction(f"{lesson}.0", covered, student)
