"""One exercise at a time, and a week of them: roses of hip and femoral neck, exported as CSV."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import ipywidgets
import numpy as np

from hipmech.drawing.style import signed
from hipmech.exercises import SECTIONS, ExerciseLoads, exercise_loads
from hipmech.femoral_neck import QUADRANTS
from hipmech.lessons.week.picture import ExerciseFigure, ExerciseView, WeekFigure
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.planner import ENOUGH, Entry, Week, plan_week, suggest
from hipmech.subject import Subject

START = Entry("hip hinge"), Entry("clam"), Entry("lunge", 1, 25)
FILE = "hip_week.csv"
WEEK = {
    "running_km": Control("Run", 0, 100, 5, 20, "km/week"),
    "m": Control("Exponent m", 1, 8, 0.5, 4),
}


def exercise_explorer(subject: Subject | None = None) -> Explorer:
    """Return one exercise: the share of strength it asks of each section, and the neck's stress.

    Controls: ``exercise``, any that the model can represent; ``load_factor``, 0.5 to 2 times the
    load of the table ``exercise_postures``.

    >>> explorer = exercise_explorer(Subject(mass_kg=80))
    >>> explorer.move(exercise="jogging", load_factor=2)
    >>> "cannot be done" in explorer.readout
    True
    """
    loads = exercise_loads(subject)
    controls: dict[str, Control | Choice] = {
        "exercise": Choice("Exercise", loads.represented, "single-leg squat"),
        "load_factor": Control("Load factor", 0.5, 2, 0.1, 1),
    }
    return Explorer(
        controls, partial(exercise_view, loads=loads), ExerciseFigure, _exercise_readout
    )


def exercise_view(exercise: str, load_factor: float, loads: ExerciseLoads) -> ExerciseView:
    """Return what one exercise asks, beside walking."""
    row = loads.index(exercise)
    return ExerciseView(
        section_share=load_factor * loads.section_share[row],
        neck_mpa=load_factor * loads.neck_mpa[row],
        usual_mpa=loads.walking_mpa,
        enough=ENOUGH,
    )


def _of_strength(share: Iterable[float]) -> str:
    """Shares in words, and which of them cannot be."""
    parts = dict(zip(SECTIONS, share, strict=True))
    words = ", ".join(f"{name} {100 * part:.0f} %" for name, part in parts.items())
    beyond = " and ".join(name for name, part in parts.items() if part > 1)
    beyond = beyond and f" ({beyond}: more than the muscles have, cannot be done)"
    return f"Of strength: {words}{beyond}"


def _exercise_readout(view: ExerciseView) -> str:
    sides = ", ".join(f"{q} {signed(x)}" for q, x in zip(QUADRANTS, view.neck_mpa, strict=True))
    return f"{_of_strength(view.section_share)}. Neck (MPa): {sides}."


def _week_readout(week: Week) -> str:
    changes = ", ".join(
        f"{q} {signed(x, ' %')}" for q, x in zip(QUADRANTS, week.neck_change_percent, strict=True)
    )
    gaps = ", ".join(week.section_gaps) or "none"
    return f"{_of_strength(week.section_share)}; gaps: {gaps}. Neck against walking: {changes}."


class Planner(Explorer):
    """A week to put together: exercises with sets, repetitions and load, beside running.

    Every part is an ordinary form field and works with the keyboard. What a button did, or why it
    could not, is said in `message`.

    Attributes
    ----------
    entries : the lines of the week; set them to see another week.
    week : what the week reaches.
    """

    children: Any

    def __init__(self, subject: Subject | None = None) -> None:
        self._subject = subject
        self._entries: tuple[Entry, ...] = START
        wide: dict[str, Any] = {"layout": {"width": "auto"}, "style": {"description_width": "80px"}}
        narrow: dict[str, Any] = {
            "layout": {"width": "130px"},
            "style": {"description_width": "50px"},
        }
        self.exercise = ipywidgets.Dropdown(
            options=exercise_loads(subject).represented, description="Exercise", **wide
        )
        self.sets = ipywidgets.BoundedIntText(3, min=1, max=20, description="Sets", **narrow)
        self.reps = ipywidgets.BoundedIntText(10, min=1, max=100, description="Reps", **narrow)
        self.load_factor = ipywidgets.BoundedFloatText(
            1.0, min=0.5, max=3.0, step=0.1, description="Load", **narrow
        )
        self.week_list = ipywidgets.Select(rows=4, description="Week", **wide)
        self.message, self.suggestions = ipywidgets.HTML(), ipywidgets.HTML()
        super().__init__(WEEK, self._solve, WeekFigure, _week_readout)
        actions = {
            "Add": ("plus", self.add),
            "Remove": ("minus", self.remove),
            "Clear": ("trash", self.clear),
            "Export CSV": ("save", self.export),
        }
        self.buttons = {}
        for name, (icon, action) in actions.items():
            self.buttons[name] = ipywidgets.Button(description=name, icon=icon)
            self.buttons[name].on_click(lambda _, action=action: action())
        self.reset.on_click(lambda _: self._fill(START))
        grid, live = self.children
        numbers = ipywidgets.HBox([self.sets, self.reps, self.load_factor])
        buttons = ipywidgets.HBox([*self.buttons.values()], layout={"flex_flow": "row wrap"})
        grid.children = (self.exercise, numbers, buttons, self.week_list, *grid.children)
        self.children = (grid, self.message, live, self.suggestions)
        self._fill(START)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The lines of the week."""
        return self._entries

    @entries.setter
    def entries(self, entries: Iterable[Entry | tuple]) -> None:
        self._fill(plan_week(entries).entries)

    @property
    def week(self) -> Week:
        """The week as it stands."""
        return self.result

    def add(self) -> None:
        """Put the chosen exercise into the week, and mark its line."""
        chosen = self.exercise.value, self.sets.value, self.reps.value, self.load_factor.value
        self._fill((*self.entries, Entry(*chosen)), mark=len(self.entries))

    def remove(self) -> None:
        """Take the marked line out."""
        marked = self.week_list.index
        if marked is None:
            self.message.value = "Nothing removed: mark a line of the week first."
        else:
            self._fill(self.entries[:marked] + self.entries[marked + 1 :])

    def clear(self) -> None:
        """Empty the list; running stays."""
        self._fill(())
        km = self.values["running_km"]
        left = f"{km:.0f} km of jogging still fill the roses" if km else "walking alone is left"
        self.message.value = f"The list is empty; {left}."

    def export(self) -> None:
        """Write the week and its loads as CSV into the working folder, which is the notebook's."""
        table = self.week.table()
        try:
            table.to_csv(FILE, index=False)
        except OSError as error:
            self.message.value = (
                f"Not written: <b>{FILE}</b> ({html.escape(error.strerror or str(error))}). "
                "Close it where it is open, and try again."
            )
        else:
            self.message.value = f"Written: <b>{FILE}</b> beside this notebook, {len(table)} lines."

    def _solve(self, running_km: float, m: float) -> Week:
        return plan_week(self.entries, running_km, m=m, subject=self._subject)

    def _fill(self, entries: tuple[Entry, ...], mark: int | None = None) -> None:
        self._entries = entries
        self.week_list.options = [
            (f"{e.exercise}: {e.sets:g} × {e.reps:g}, load × {e.load_factor:g}", line)
            for line, e in enumerate(entries)
        ]
        self.week_list.index = mark
        self._refresh()

    def _show(self, result: Week) -> None:
        super()._show(result)
        self.suggestions.value = "<br>".join(suggestion_lines(result))
        self.message.value = ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        lines = [label for label, _ in self.week_list.options]
        words = [*lines, data["text/plain"], *suggestion_lines(self.week)]
        return {**data, "text/plain": "\n".join(words)}, metadata


def suggestion_lines(week: Week) -> list[str]:
    """Return for each gap one line of words: what in the table would fill it, and who names it."""
    rows = suggest(week).to_dict("records")
    lines = []
    for gap in (*week.section_gaps, *(f"neck {side}" for side in week.neck_gaps)):
        fits = "; ".join(map(_fit, (row for row in rows if row["gap"] == gap)))
        lines.append(f"{gap}: {fits or 'nothing in the table exceeds walking there'}")
    return lines or ["no gap"]


def _fit(row: Mapping[str, Any]) -> str:
    if not np.isnan(row["neck_mpa"]):
        stress, reps = signed(row["neck_mpa"]), row["reps_a_week"]
        return f"{row['exercise']} ({stress} MPa, {reps:.0f} a week)"
    unnamed = "" if row["named_by"] else ", in no popular text"
    return f"{row['exercise']} ({row['share_percent']:.0f} %{unnamed})"


def week_planner(subject: Subject | None = None) -> Planner:
    """Return the week's planner: exercises by button, running and the exponent by slider.

    Controls: ``running_km``, 0 to 100 km a week of jogging; ``m``, 1 to 8, the exponent of the
    neck's stimulus. The list of exercises is ``entries``.

    >>> planner = week_planner()
    >>> planner.entries = [("clam", 3, 12), ("hip hinge", 3, 10)]
    >>> planner.move(running_km=0)
    >>> planner.week.section_gaps
    ('anterior', 'medial', 'lateral')
    """
    return Planner(subject)
