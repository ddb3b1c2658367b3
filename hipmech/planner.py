"""A week of exercises and running: which sections of the hip and sides of the neck it reaches.

Sections count by intensity: the greatest share of strength that any entry of the week asks for.
Sides of the neck count by stimulus (`hipmech.femoral_neck.daily_stimulus`): every repetition and
every running step is one cycle, beside the walking of a usual day as implants measured it. The
exercises and jogging are the model's, which carries more than implants where both are known, so
changes of the neck come out too large rather than too small. What a load factor multiplies is
everything: moments, contact force and stress. Static loads build little bone and fast ones more
than these sizes say; none of that is in here. Teaching material, not medical advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from hipmech.checks import of_kind, one_number
from hipmech.exercises import SECTIONS, ExerciseLoads, exercise_loads
from hipmech.femoral_neck import QUADRANTS, daily_stimulus
from hipmech.gait import load_gait
from hipmech.results import Array, Result
from hipmech.subject import Subject
from hipmech.tables import load_table

ENOUGH = 0.20
"""Share of strength below which a section of the hip counts as a gap, assumed."""
LAZY_SHARE = 0.10
"""Half width of the lazy zone over the stimulus of walking, assumed."""
WALKING_LOADS = 5000.0
"""Of one leg in a usual day."""


class Entry(NamedTuple):
    """One line of a week: sets times reps, for each leg, with a factor on the table's load."""

    exercise: str
    sets: float = 3
    reps: float = 10
    load_factor: float = 1.0


class Week(Result):
    """What a week reaches. Stimuli are stresses in MPa that 5000 equal loads a day would need.

    Attributes
    ----------
    running_km, m, enough : as given to `plan_week`.
    section_share : (4,) greatest share of strength in each of `SECTIONS`.
    section_by : which exercise gives it, empty where none does.
    neck_stimulus_mpa, neck_usual_mpa : (4,) at each of `QUADRANTS`: walking included, and of
        measured walking alone.
    loads : what the exercises ask of this person.
    """

    entries: tuple[Entry, ...]
    running_km: float
    m: float
    enough: float
    section_share: Array
    section_by: tuple[str, ...]
    neck_stimulus_mpa: Array
    neck_usual_mpa: Array
    loads: ExerciseLoads

    @property
    def neck_change_percent(self) -> Array:
        """(4,) stimulus of the week against walking alone."""
        return 100 * (self.neck_stimulus_mpa / self.neck_usual_mpa - 1)

    @property
    def section_gaps(self) -> tuple[str, ...]:
        """Sections where no entry asks for `enough` of the strength."""
        below = self.section_share < self.enough
        return tuple(name for name, gap in zip(SECTIONS, below, strict=True) if gap)

    @property
    def neck_gaps(self) -> tuple[str, ...]:
        """Sides of the neck that stay in the lazy zone of walking."""
        lazy = self.neck_change_percent <= 100 * LAZY_SHARE
        return tuple(name for name, gap in zip(QUADRANTS, lazy, strict=True) if gap)

    def table(self) -> pd.DataFrame:
        """Return the week line by line, and its sum: what is exported as CSV."""
        entries = [*self.entries, *_running(self.running_km)]
        lines = pd.DataFrame(entries, columns=Entry._fields)
        rows = [self.loads.index(name) for name in lines.exercise]
        columns = [f"{s}_share_percent" for s in SECTIONS] + [f"neck_{q}_mpa" for q in QUADRANTS]
        each = np.hstack([100 * self.loads.section_share, self.loads.neck_mpa])
        factor = lines.load_factor.to_numpy(float)[:, None]
        lines[columns] = (factor * each[np.array(rows, int)]).round(1)
        total = [round(v, 1) for v in (*(100 * self.section_share), *self.neck_stimulus_mpa)]
        last = {"exercise": "week: greatest share; neck stimulus with walking"}
        last |= dict(zip(columns, total, strict=True))
        return pd.concat([lines, pd.DataFrame([last])], ignore_index=True)


def steps_per_km(activity: str, speed: float) -> float:
    """Return the strides of a kilometre, and so loads of one leg; `speed` in m/s.

    >>> round(steps_per_km("running", 2.5))
    535
    """
    return 1000 / (speed * load_gait(activity, speed).stride_time)


@cache
def _jogging_per_km() -> float:
    jogging = load_table("exercises").set_index("exercise").loc["jogging"]
    return steps_per_km(jogging.gait_activity, jogging.gait_speed_m_s)


def _running(km: float) -> list[Entry]:
    return [Entry("jogging", 1, round(km * _jogging_per_km()), 1.0)] if km else []


def _entry(given: Any) -> Entry:
    if not isinstance(given, tuple | list) or not 1 <= len(given) <= len(Entry._fields):
        raise TypeError(
            "entries must be a list of tuples (exercise, sets, reps, load factor), "
            f'such as [("clam", 3, 10)]; got {given!r}.'
        )
    name, *numbers = Entry(*given)
    limits = {"sets": 100, "reps": 10_000, "load_factor": 5}
    limited = zip(numbers, limits.items(), strict=True)
    return Entry(
        name, *(one_number(f"{what} of {name}", n, 0, most) for n, (what, most) in limited)
    )


def plan_week(
    entries: Iterable[Entry | tuple],
    running_km: float = 0.0,
    *,
    m: float = 4.0,
    enough: float = ENOUGH,
    subject: Subject | None = None,
) -> Week:
    """Return what a week reaches: each entry done once with each leg, and kilometres of jogging.

    Parameters
    ----------
    entries : (exercise, sets, reps, load factor) each, the last three optional.
    running_km : a week.
    m : exponent of the stimulus, see `hipmech.femoral_neck.daily_stimulus`.
    enough : see `ENOUGH`.

    Raises
    ------
    TypeError
        For entries that are not a list of tuples.
    ValueError
        For an unknown exercise, one that the model cannot represent, negative sets, repetitions or
        kilometres, a load factor outside 0 to 5, and m outside 1 to 8.

    Examples
    --------
    Every exercise that the popular texts name, together, leaves one section out:

    >>> loads = exercise_loads()
    >>> named = [(n,) for n in loads.represented if loads.named_by[loads.index(n)]]
    >>> plan_week(named, running_km=20).section_gaps
    ('medial',)
    """
    loads = exercise_loads(subject)
    lines = tuple(map(_entry, entries if np.iterable(entries) else [entries]))
    running_km = one_number("running_km", running_km, 0, 300, "km a week")
    m = one_number("m", m, 1, 8)
    enough = one_number("enough", enough, 0, 1, "of strength")

    done = [line for line in (*lines, *_running(running_km)) if line.sets * line.reps > 0]
    rows = [loads.index(line.exercise) for line in done]
    factor = np.array([line.load_factor for line in done])[:, None]
    share = factor * loads.section_share[rows].reshape(-1, 4)
    share = np.vstack([share, np.zeros(4)])  # an empty week asks for nothing
    best = share.argmax(axis=0)
    walking = loads.walking_mpa
    cycles = [1.0, *(line.sets * line.reps / 7 / WALKING_LOADS for line in done)]
    stress = np.vstack([walking, factor * loads.neck_mpa[rows].reshape(-1, 4)])
    return Week(
        entries=lines,
        running_km=running_km,
        m=m,
        enough=enough,
        section_share=share.max(axis=0),
        section_by=tuple(done[i].exercise if i < len(done) else "" for i in best),
        neck_stimulus_mpa=daily_stimulus(cycles, stress, m),
        neck_usual_mpa=daily_stimulus([1.0], walking[None], m),
        loads=loads,
    )


def suggest(week: Week, most: int = 3) -> pd.DataFrame:
    """Return for each gap the exercises of the table that would fill it, the strongest first.

    A section needs an exercise with `Week.enough` share of strength, a side of the neck one whose
    stress there exceeds walking's; ``reps_a_week`` of it, beside walking, leave the lazy zone. A
    gap that nothing in the table fills has no row, others have at most `most`. Columns: gap,
    exercise, named_by, share_percent, neck_mpa, reps_a_week (NaN where it does not apply).

    Examples
    --------
    >>> week = plan_week([("clam", 3, 10), ("hip hinge", 3, 10), ("lunge", 3, 10)])
    >>> found = suggest(week)
    >>> found[found.gap == "medial"][["exercise", "named_by", "share_percent"]].round()
                                      exercise named_by  share_percent
    0                     Copenhagen adduction                    72.0
    1                 side-lying hip adduction                    47.0
    2  isometric adduction, ball between knees                    44.0
    """
    loads = of_kind("week", week, Week).loads
    most = int(one_number("most", most, 0, 100))
    names, texts = np.array(loads.names), np.array(loads.named_by)
    exercise = np.array([kind != "activity" for kind in loads.kinds])
    found = []
    for gap in week.section_gaps:
        share = loads.section_share[:, SECTIONS.index(gap)]
        fits = np.flatnonzero(exercise & (share >= week.enough))
        for i in fits[np.argsort(-share[fits])][:most]:
            found.append({"gap": gap, "exercise": names[i], "named_by": texts[i],
                          "share_percent": 100 * share[i]})  # fmt: skip
    for gap in week.neck_gaps:
        side = QUADRANTS.index(gap)
        stress, usual = np.abs(loads.neck_mpa[:, side]), week.neck_usual_mpa[side]
        reps = 7 * WALKING_LOADS * ((1 + LAZY_SHARE) ** week.m - 1) * (usual / stress) ** week.m
        fits = np.flatnonzero(exercise & (stress > usual))
        for i in fits[np.argsort(-stress[fits])][:most]:
            found.append({"gap": f"neck {gap}", "exercise": names[i], "named_by": texts[i],
                          "neck_mpa": loads.neck_mpa[i, side], "reps_a_week": reps[i]})  # fmt: skip
    columns = ["gap", "exercise", "named_by", "share_percent", "neck_mpa", "reps_a_week"]
    return pd.DataFrame(found, columns=columns)
