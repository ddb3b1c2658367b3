"""One exercise at a time, and a week of them: roses of hip and femoral neck, exported as CSV."""

import base64
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from hipmech.drawing.style import signed
from hipmech.exercises import SECTIONS, exercise_loads
from hipmech.femoral_neck import QUADRANTS
from hipmech.lessons.week.picture import RoseFigure, RoseView
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer, LiveFigure
from hipmech.planner import Entry, Week, plan_week, suggest

ENOUGH = 0.2
START = (Entry("hip hinge"), Entry("clam"), Entry("lunge", 1, 25))
START_KM, START_M = 20, 4
FILE = "hip_week.csv"


def exercise_explorer() -> Explorer:
    """One exercise: the share of strength that it asks of each section, and the neck's stress."""
    controls: dict[str, Control | Choice] = {
        "exercise": Choice("Exercise", exercise_loads().represented, "single-leg squat"),
        "load_factor": Control("Load factor", 0.5, 2, 0.1, 1),
    }
    return Explorer(controls, exercise_view, RoseFigure, _exercise_readout)


def exercise_view(exercise: str, load_factor: float) -> RoseView:
    """Roses of one exercise beside walking."""
    loads = exercise_loads()
    row = loads.index(exercise)
    stress = load_factor * loads.neck_mpa[row]
    return RoseView(
        section_share=load_factor * loads.section_share[row],
        enough=ENOUGH,
        neck_mpa=stress,
        neck_usual_mpa=loads.neck_mpa[loads.index("walking")],
        section_texts=tuple(f"{100 * load_factor * x:.0f} %" for x in loads.section_share[row]),
        neck_texts=tuple(f"{signed(value)} MPa" for value in stress),
    )


def week_view(week: Week) -> RoseView:
    """Roses of a week; the neck's texts are its change against walking alone."""
    return RoseView(
        section_share=week.section_share,
        enough=week.enough,
        neck_mpa=week.neck_stimulus_mpa,
        neck_usual_mpa=week.neck_usual_mpa,
        section_texts=tuple(
            f"{100 * share:.0f} %{' · gap' if share < week.enough else ''}"
            for share in week.section_share
        ),
        neck_texts=tuple(f"{signed(change)} %" for change in week.neck_change_percent),
    )


def _shares(view: RoseView) -> str:
    return ", ".join(
        f"{name} {100 * share:.0f} %"
        for name, share in zip(SECTIONS, view.section_share, strict=True)
    )


def _exercise_readout(view: RoseView) -> str:
    sides = ", ".join(f"{q} {signed(x)}" for q, x in zip(QUADRANTS, view.neck_mpa, strict=True))
    return f"Of strength: {_shares(view)}. Neck (MPa): {sides}."


def _week_readout(week: Week) -> str:
    changes = ", ".join(
        f"{q} {signed(x)} %" for q, x in zip(QUADRANTS, week.neck_change_percent, strict=True)
    )
    gaps = ", ".join(week.section_gaps) or "none"
    return (
        f"Of strength: {_shares(week_view(week))}; gaps: {gaps}. Neck against walking: {changes}."
    )


class Planner(ipywidgets.VBox):
    """A week to put together: exercises with sets, repetitions and load, kilometres, exponent.

    Every part is an ordinary form field and works with the keyboard. ``export`` writes the week as
    CSV into the working folder, which is the notebook's.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = list(START)
        wide: dict[str, Any] = {"layout": {"width": "auto"}}
        narrow: dict[str, Any] = {
            "layout": {"width": "130px"},
            "style": {"description_width": "50px"},
        }
        short = wide | {"style": {"description_width": "80px"}}
        self.exercise = ipywidgets.Dropdown(
            options=exercise_loads().represented, description="Exercise", **short
        )
        self.sets = ipywidgets.BoundedIntText(3, min=1, max=20, description="Sets", **narrow)
        self.reps = ipywidgets.BoundedIntText(10, min=1, max=100, description="Reps", **narrow)
        self.load_factor = ipywidgets.BoundedFloatText(
            1.0, min=0.5, max=3.0, step=0.1, description="Load", **narrow
        )
        self.running_km = ipywidgets.FloatSlider(
            START_KM,
            min=0,
            max=100,
            step=5,
            description="Run (km/week)",
            readout_format=".0f",
            **wide,
        )
        self.m = ipywidgets.FloatSlider(
            START_M, min=1, max=8, step=0.5, description="Exponent m", readout_format=".1f", **wide
        )
        self.week_list = ipywidgets.Select(rows=4, description="Week", **short)
        self.buttons = {
            name: ipywidgets.Button(description=name, icon=icon)
            for name, icon in (
                ("Add", "plus"), ("Remove", "minus"), ("Clear", "trash"), ("Reset", "undo"),
                ("Export CSV", "save"),
            )
        }  # fmt: skip
        self.message = ipywidgets.HTML()
        self.suggestions = ipywidgets.HTML()
        self.live = LiveFigure(RoseFigure)
        for name, action in (
            ("Add", self.add), ("Remove", self.remove), ("Clear", self.clear),
            ("Reset", self.reset), ("Export CSV", self.export),
        ):  # fmt: skip
            self.buttons[name].on_click(lambda _, action=action: action())
        for slider in (self.running_km, self.m):
            slider.observe(lambda _: self.refresh(), "value")
        numbers = ipywidgets.HBox([self.sets, self.reps, self.load_factor])
        buttons = ipywidgets.HBox([*self.buttons.values()], layout={"flex_flow": "row wrap"})
        grid = ipywidgets.Box(
            [self.exercise, numbers, buttons, self.week_list, self.running_km, self.m]
        )
        grid.add_class("hipmech-controls")
        super().__init__([grid, self.message, self.live, self.suggestions])
        self.add_class("hipmech-explorer")
        self.refresh()

    @property
    def week(self) -> Week:
        """The week as it stands."""
        return plan_week(self.entries, self.running_km.value, m=self.m.value, enough=ENOUGH)

    def add(self) -> None:
        """Put the chosen exercise into the week."""
        self.entries.append(
            Entry(self.exercise.value, self.sets.value, self.reps.value, self.load_factor.value)
        )
        self.refresh()

    def remove(self) -> None:
        """Take the marked line out."""
        if self.week_list.index is not None:
            del self.entries[self.week_list.index]
            self.refresh()

    def clear(self) -> None:
        """Empty the week."""
        self.entries.clear()
        self.refresh()

    def reset(self) -> None:
        """Back to the week to begin with."""
        self.entries[:] = START
        self.running_km.value, self.m.value = START_KM, START_M
        self.refresh()

    def export(self) -> None:
        """Write the week and its loads beside the notebook."""
        table = self.week.table()
        table.to_csv(Path.cwd() / FILE, index=False)
        self.message.value = f"Written: <b>{FILE}</b> beside this notebook, {len(table)} lines."

    def refresh(self) -> None:
        """Bring list, picture, readout and suggestions up to date."""
        week = self.week
        self.week_list.options = [
            (f"{e.exercise}: {e.sets:g} × {e.reps:g}, load × {e.load_factor:g}", i)
            for i, e in enumerate(self.entries)
        ]
        self.live.show(week_view(week), _week_readout(week))
        self.suggestions.value = "<br>".join(suggestion_lines(week))
        self.message.value = ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        lines = [label for label, _ in self.week_list.options]
        text = "\n".join([*lines, self.live.readout, *suggestion_lines(self.week)])
        image = base64.b64encode(self.live.png).decode()
        return {**(data or {}), "text/plain": text, "image/png": image}, metadata


def suggestion_lines(week: Week) -> list[str]:
    """For each gap one line of words: what in the table would fill it, and who names it."""
    found = suggest(week)
    gaps = [*week.section_gaps, *(f"neck {side}" for side in week.neck_gaps)]
    lines = []
    for gap in gaps:
        rows = found[found.gap == gap]
        unnamed = ", in no popular text"
        fits = "; ".join(
            f"{row.exercise} ({row.share_percent:.0f} %{'' if row.named_by else unnamed})"
            if np.isnan(row.neck_mpa)
            else f"{row.exercise} ({signed(row.neck_mpa)} MPa, {row.reps_a_week:.0f} a week)"
            for row in rows.itertuples()
        )
        lines.append(f"{gap}: {fits or 'nothing in the table exceeds walking there'}")
    return lines or ["no gap"]


def week_planner() -> Planner:
    """The week's planner."""
    return Planner()
