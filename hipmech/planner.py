"""A week of exercises and running: which sections of the hip and sides of the neck it reaches.

Sections count by intensity: the greatest share of strength that any entry of the week asks for.
Sides of the neck count by stimulus (`hipmech.femoral_neck.daily_stimulus`): every repetition and
every running step is one cycle, beside the walking of a usual day. What a load factor multiplies
is everything: moments, contact force and stress. Static loads build little bone and fast ones more
than these sizes say; none of that is in here. Teaching material, not medical advice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from hipmech.checks import checked
from hipmech.exercises import SECTIONS, ExerciseLoads, exercise_loads
from hipmech.femoral_neck import QUADRANTS, daily_stimulus
from hipmech.frames import Array
from hipmech.gait import load_gait
from hipmech.tables import load_table

LAZY_SHARE = 0.10
WALKING_LOADS = 5000.0  # of one leg in a usual day


class Entry(NamedTuple):
    """One line of a week: sets times reps, for each leg, with a factor on the table's load."""

    exercise: str
    sets: float = 3
    reps: float = 10
    load_factor: float = 1.0


@dataclass(frozen=True, eq=False)
class Week:
    """What a week reaches. Stimuli are stresses in MPa that 5000 equal loads a day would need."""

    entries: tuple[Entry, ...]
    running_km: float
    m: float
    enough: float
    section_share: Array
    """(4,) greatest share of strength in each of `SECTIONS`"""
    section_by: tuple[str, ...]
    """(4,) which exercise gives it, empty where none does"""
    neck_stimulus_mpa: Array
    """(4,) at each of `QUADRANTS`, walking included"""
    neck_usual_mpa: Array
    """(4,) the same of walking alone"""

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

    def table(self, loads: ExerciseLoads | None = None) -> pd.DataFrame:
        """The week line by line, and its sum: what is exported as CSV."""
        loads = loads or exercise_loads()
        lines = pd.DataFrame(
            [*self.entries, *_running(self.running_km)],
            columns=["exercise", "sets", "reps", "load_factor"],
        )
        rows = [loads.index(name) for name in lines.exercise]
        factor = lines.load_factor.to_numpy(float)[:, None]
        for names, values in (
            ([f"{s}_share_percent" for s in SECTIONS], 100 * loads.section_share),
            ([f"neck_{q}_mpa" for q in QUADRANTS], loads.neck_mpa),
        ):
            lines[names] = (factor * values[rows]).round(1).reshape(-1, 4)
        total = {f"{s}_share_percent": round(100 * v, 1) for s, v in
                 zip(SECTIONS, self.section_share, strict=True)}  # fmt: skip
        total |= {f"neck_{q}_mpa": round(v, 1) for q, v in
                  zip(QUADRANTS, self.neck_stimulus_mpa, strict=True)}  # fmt: skip
        last = pd.DataFrame(
            [{"exercise": "week: greatest share; neck stimulus with walking"} | total]
        )
        return pd.concat([lines, last], ignore_index=True)


def steps_per_km(activity: str, speed: float) -> float:
    """Strides of a kilometre, and so loads of one leg.

    >>> round(steps_per_km("running", 2.5))
    535
    """
    return 1000 / (speed * load_gait(activity, speed).stride_time)


def _running(km: float) -> list[Entry]:
    jogging = load_table("exercises").set_index("exercise").loc["jogging"]
    strides = km * steps_per_km(jogging.gait_activity, jogging.gait_speed_m_s)
    return [Entry("jogging", 1, round(strides), 1.0)] if km else []


def plan_week(
    entries: Iterable[Entry | tuple],
    running_km: float = 0.0,
    *,
    m: float = 4.0,
    enough: float = 0.2,
    loads: ExerciseLoads | None = None,
) -> Week:
    """Coverage of a week: each entry done once a week with each leg, and kilometres of jogging.

    ``entries``: `Entry` or tuples (exercise, sets, reps, load factor). ``m``: exponent of the
    stimulus. ``enough``: share of strength below which a section counts as a gap, assumed.

    Every exercise that the seeds name, together, leaves one section out:

    >>> loads = exercise_loads()
    >>> named = [n for n, s, no in zip(loads.names, loads.seeds, loads.why_not) if s and not no]
    >>> plan_week([Entry(name) for name in named], running_km=20).section_gaps
    ('medial',)

    Raises ValueError for an unknown exercise, one that the model cannot represent, negative sets,
    repetitions or kilometres, a load factor outside 0 to 5, and m outside 1 to 8.
    """
    loads = loads or exercise_loads()
    lines = tuple(Entry(*entry) for entry in entries)
    for line in lines:
        loads.index(line.exercise)
        checked(f"sets of {line.exercise}", line.sets, 0, 100)
        checked(f"reps of {line.exercise}", line.reps, 0, 10_000)
        checked(f"load_factor of {line.exercise}", line.load_factor, 0, 5)
    checked("running_km", running_km, 0, 300, "km a week")
    checked("m", m, 1, 8)
    checked("enough", enough, 0, 1, "of strength")

    done = [line for line in (*lines, *_running(running_km)) if line.sets * line.reps > 0]
    rows = [loads.index(line.exercise) for line in done]
    factor = np.array([line.load_factor for line in done])[:, None]
    share = factor * loads.section_share[rows].reshape(-1, 4)
    share = np.vstack([share, np.zeros(4)])  # an empty week asks for nothing
    best = share.argmax(axis=0)
    walking = loads.neck_mpa[loads.index("walking")]
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
    )


def suggest(week: Week, loads: ExerciseLoads | None = None, most: int = 3) -> pd.DataFrame:
    """For each gap the exercises of the table that would fill it, the strongest first.

    A section needs an exercise with `enough` share of strength, a side of the neck one whose
    stress there exceeds walking's; ``reps_a_week`` of it, beside walking, leave the lazy zone.
    Columns: gap, exercise, seed, share_percent, neck_mpa, reps_a_week (NaN where it does not
    apply). A gap that nothing in the table fills has no row.

    >>> week = plan_week([("clam", 3, 10), ("hip hinge", 3, 10), ("lunge", 3, 10)])
    >>> found = suggest(week)
    >>> found[found.gap == "medial"][["exercise", "seed", "share_percent"]].round()
                                      exercise seed  share_percent
    0  isometric adduction, ball between knees                27.0
    1                 side-lying hip adduction                21.0
    """
    loads = loads or exercise_loads()
    names, seeds = np.array(loads.names), np.array(loads.seeds)
    exercise = np.array([kind != "activity" for kind in loads.kinds])
    found = []
    for gap in week.section_gaps:
        share = loads.section_share[:, SECTIONS.index(gap)]
        fits = np.flatnonzero(exercise & (share >= week.enough))
        for i in fits[np.argsort(-share[fits])][:most]:
            found.append({"gap": gap, "exercise": names[i], "seed": seeds[i],
                          "share_percent": 100 * share[i]})  # fmt: skip
    for gap in week.neck_gaps:
        side = QUADRANTS.index(gap)
        stress, usual = np.abs(loads.neck_mpa[:, side]), week.neck_usual_mpa[side]
        reps = 7 * WALKING_LOADS * ((1 + LAZY_SHARE) ** week.m - 1) * (usual / stress) ** week.m
        fits = np.flatnonzero(exercise & (stress > usual))
        for i in fits[np.argsort(-stress[fits])][:most]:
            found.append({"gap": f"neck {gap}", "exercise": names[i], "seed": seeds[i],
                          "neck_mpa": loads.neck_mpa[i, side], "reps_a_week": reps[i]})  # fmt: skip
    columns = ["gap", "exercise", "seed", "share_percent", "neck_mpa", "reps_a_week"]
    return pd.DataFrame(found, columns=columns)
