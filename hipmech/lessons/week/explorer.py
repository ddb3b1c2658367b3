"""One exercise at a time, and a week of them: roses of hip and femoral neck, exported as CSV."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import ipywidgets
import numpy as np

from hipmech.drawing.style import signed
from hipmech.exercises import SECTIONS, ExerciseLoads, exercise_loads
from hipmech.femoral_neck import QUADRANTS
from hipmech.lessons.week.calendar import DAYS, Calendar
from hipmech.lessons.week.picture import ExerciseFigure, ExerciseView, WeekFigure
from hipmech.lessons.week.postures import hardest_posture
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.planner import ENOUGH, Entry, Week, plan_week, suggest
from hipmech.subject import Subject

Line = tuple[Entry, tuple[int, ...]]
START: tuple[Line, ...] = (
    (Entry("hip hinge"), (1, 4)),
    (Entry("single-leg balance"), (1,)),
)
"""Lines of a week to begin with, each with its days: 0 is Monday."""
SPREAD = ((), (0,), (0, 3), (0, 2, 4), (0, 2, 4, 6), (0, 1, 2, 4, 5), (0, 1, 2, 3, 4, 5),
          tuple(range(7)))  # fmt: skip
FILE = "hip_week.csv"
WEEK = {
    "running_km": Control("Run", 0, 100, 5, 0, "km/week"),
    "m": Control("Exponent m", 1, 8, 0.5, 4),
}


def exercise_explorer(subject: Subject | None = None) -> Explorer:
    """Return one exercise: its posture, what it asks of each section, and the neck's stress.

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
    view = partial(exercise_view, loads=loads, subject=subject)
    return Explorer(controls, view, ExerciseFigure, _exercise_readout)


def exercise_view(
    exercise: str, load_factor: float, loads: ExerciseLoads, subject: Subject | None = None
) -> ExerciseView:
    """Return what one exercise asks, beside walking."""
    row = loads.index(exercise)
    return ExerciseView(
        section_share=load_factor * loads.section_share[row],
        neck_mpa=load_factor * loads.neck_mpa[row],
        usual_mpa=loads.walking_mpa,
        enough=ENOUGH,
        posture=hardest_posture(exercise, subject),
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
    pairs = zip(QUADRANTS, week.neck_usual_mpa, week.neck_stimulus_mpa, strict=True)
    changes = ", ".join(f"{name} {usual:.0f} → {now:.0f}" for name, usual, now in pairs)
    gaps = ", ".join(week.section_gaps) or "none"
    return (
        f"{_of_strength(week.section_share)}; gaps: {gaps}. Neck (MPa, m {week.m:g}), walking → "
        f"week: {changes}."
    )


class Planner(Explorer):
    """A week to put together: exercises with sets, repetitions and load on its days, and running.

    Every part is an ordinary form field and works with the keyboard. What a button did, or why it
    could not, is said in `message`.

    Attributes
    ----------
    entries : what is done in the week, once for each of its days; set them to see another week.
    week : what the week reaches.
    calendar : the table of lines and days.
    """

    children: Any

    def __init__(self, subject: Subject | None = None) -> None:
        self._subject = subject
        self._lines: tuple[Line, ...] = START
        wide: dict[str, Any] = {"layout": {"width": "auto"}, "style": {"description_width": "80px"}}
        narrow: dict[str, Any] = {
            "layout": {"width": "118px"},
            "style": {"description_width": "46px"},
        }
        self.exercise = ipywidgets.Dropdown(
            options=exercise_loads(subject).represented, description="Exercise", **wide
        )
        self.sets = ipywidgets.BoundedIntText(3, min=1, max=20, description="Sets", **narrow)
        self.reps = ipywidgets.BoundedIntText(10, min=1, max=100, description="Reps", **narrow)
        self.load_factor = ipywidgets.BoundedFloatText(
            1.0, min=0.5, max=3.0, step=0.1, description="Load", **narrow
        )
        self.calendar = Calendar()
        self.message, self.suggestions = ipywidgets.HTML(), ipywidgets.HTML()
        super().__init__(WEEK, self._solve, WeekFigure, _week_readout)
        actions = {
            "Add": ("plus", self.add),
            "Clear": ("trash", self.clear),
            "Export CSV": ("save", self.export),
        }
        self.buttons = {}
        for name, (icon, action) in actions.items():
            self.buttons[name] = ipywidgets.Button(description=name, icon=icon)
            self.buttons[name].on_click(lambda _, action=action: action())
        self.reset.on_click(lambda _: self._fill(START))
        self.calendar.observe(self._marked, "days")
        self.calendar.on_msg(self._asked)
        grid, live = self.children
        numbers = ipywidgets.HBox([self.sets, self.reps, self.load_factor])
        buttons = ipywidgets.HBox([*self.buttons.values()], layout={"flex_flow": "row wrap"})
        grid.children = (self.exercise, numbers, buttons, *grid.children)
        self.children = (grid, self.calendar, self.message, live, self.suggestions)
        self._fill(START)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is done in the week, once for each of its days."""
        return tuple(entry for entry, days in self._lines for _ in days)

    @entries.setter
    def entries(self, entries: Iterable[Entry | tuple]) -> None:
        times = Counter(plan_week(entries).entries)
        if too_often := [e for e, count in times.items() if count > len(DAYS)]:
            raise ValueError(f"a week has seven days, got {too_often[0].exercise} more often.")
        self._fill(tuple((entry, SPREAD[count]) for entry, count in times.items()))

    @property
    def week(self) -> Week:
        """The week as it stands."""
        return self.result

    def add(self) -> None:
        """Put the chosen exercise into the week, on the day that has least."""
        chosen = self.exercise.value, self.sets.value, self.reps.value, self.load_factor.value
        busy = Counter(day for _, days in self._lines for day in days)
        day = min(range(len(DAYS)), key=lambda day: busy[day])
        self._fill((*self._lines, (Entry(*chosen), (day,))))

    def remove(self, line: int) -> None:
        """Take a line out."""
        self._fill(self._lines[:line] + self._lines[line + 1 :])

    def clear(self) -> None:
        """Empty the week, running too: what is left in the roses is walking."""
        self.inputs["running_km"].value = 0
        self._fill(())
        self.message.value = "The week is empty; walking alone is left."

    def export(self) -> None:
        """Write the week and its loads as CSV into the working folder, which is the notebook's."""
        table = self.week.table()
        days = [DAYS[day] for _, days in self._lines for day in days]
        table.insert(0, "day", days + [""] * (len(table) - len(days)))
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

    def _asked(self, widget: Any, content: Mapping[str, Any], buffers: Any) -> None:
        if (line := content.get("remove", -1)) in range(len(self._lines)):
            self.remove(line)

    def _marked(self, event: Any) -> None:
        """Follow the table's days."""
        shown = [tuple(n for n, on in enumerate(row) if on) for row in self.calendar.days]
        if len(shown) == len(self._lines) and shown != [days for _, days in self._lines]:
            entries = [entry for entry, _ in self._lines]
            self._lines = tuple(zip(entries, shown, strict=True))
            self._refresh()

    def _fill(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        days = [[n in days for n in range(len(DAYS))] for _, days in lines]
        self.calendar.fill([_label(entry) for entry, _ in lines], days)
        self._refresh()

    def _show(self, result: Week) -> None:
        super()._show(result)
        fold = "<details><summary>What would fill the gaps</summary>{}</details>"
        self.suggestions.value = fold.format("<br>".join(suggestion_lines(result)))
        self.message.value = ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        lines = [
            f"{_label(entry)} on {', '.join(DAYS[n] for n in days) or 'no day'}"
            for entry, days in self._lines
        ]
        words = [*lines, data["text/plain"], *suggestion_lines(self.week)]
        return {**data, "text/plain": "\n".join(words)}, metadata


def _label(entry: Entry) -> str:
    load = "" if entry.load_factor == 1 else f", load × {entry.load_factor:g}"
    return f"{entry.exercise}: {entry.sets:g} × {entry.reps:g}{load}"


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
