"""Pictures of lesson 09 that stand still: all exercises, and the model held against people."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pandas import DataFrame

from hipmech.drawing.picture import Picture
from hipmech.drawing.style import FAINT, FORCES, INK, MEASURED, QUIET, SMALL, bare, thin
from hipmech.exercises import SECTIONS, ExerciseLoads, emg_comparison, exercise_loads
from hipmech.planner import ENOUGH
from hipmech.tables import load_table

_SHORT = {
    "hip flexor stretch on stairs": "stretch on stairs",
    "isometric adduction, ball between knees": "ball between knees",
}
_WORK = LinearSegmentedColormap.from_list("share", ["white", FORCES["abductors"].colour])


def all_exercises() -> Picture:
    """Return what each exercise asks of the four sections, the hardest first."""
    loads = exercise_loads()
    table = DataFrame(100 * loads.section_share, index=list(loads.names), columns=list(SECTIONS))
    table = table.dropna()
    table["named"] = [bool(loads.named_by[loads.index(name)]) for name in table.index]
    place = table[list(SECTIONS)].to_numpy().argmax(axis=1)
    order = np.lexsort((-table[list(SECTIONS)].max(axis=1), place, ~table.named))
    table = table.iloc[order]
    most = table[table.named][list(SECTIONS)].max()
    told = ", ".join(f"{section} {most[section]:.0f} %" for section in SECTIONS)
    alt = (
        "Exercises by the share of strength that they ask in each section of the hip. The most "
        f"that any exercise of the popular texts asks: {told}."
    )
    return Picture(exercises_figure, table, alt=alt, size=(11, 4.75))


def exercises_figure(figure: Figure, table: DataFrame) -> None:
    """Draw a row for each exercise, a cell for each section: left what the texts name."""
    axes = figure.add_axes((0, 0, 1, 1))
    bare(axes, (0, 11), (0, 4.75))
    for left, words, named in ((0.05, "in a popular text", True), (5.6, "in none", False)):
        axes.text(left, 4.56, words, size=SMALL, weight="bold", va="center", color=INK)
        for x, section in enumerate(("ant.", "post.", "med.", "lat.")):
            at = left + 2.9 + 0.68 * x
            axes.text(at, 4.56, section, size=SMALL, ha="center", va="center", color=QUIET)
        for row, (name, values) in enumerate(table[table.named == named].iterrows()):
            y = 4.24 - 0.262 * row
            short = _SHORT.get(str(name), str(name).partition(" (")[0])
            axes.text(left, y, short, size=SMALL, va="center", color=INK)
            for x, section in enumerate(SECTIONS):
                value, at = float(values[section]), left + 2.9 + 0.68 * x
                cell = Rectangle((at - 0.33, y - 0.12), 0.66, 0.24, fc=_WORK(value / 100))
                axes.add_patch(cell)
                strong = value >= 100 * ENOUGH
                look: dict[str, Any] = {"size": SMALL, "ha": "center", "va": "center"}
                look |= {"color": INK, "weight": "bold"} if strong else {"color": QUIET}
                axes.text(at, y - 0.01, f"{value:.0f} %" if value >= 0.5 else "–", **look)


def implants() -> Picture:
    """Return the model's contact force beside that measured in people doing the same."""
    published = load_table("hip_contact_force_published_peaks").set_index("activity")
    rows = load_table("exercises").dropna(subset="measured_activity")
    loads: ExerciseLoads = exercise_loads()
    model = [float(loads.contact_bw[loads.index(name)]) for name in rows.exercise]
    measured = published.peak_bw[rows.measured_activity].to_numpy(float)
    people = published.n[rows.measured_activity].to_numpy(int)
    told = "; ".join(
        f"{name}: model {a:.1f}, measured {b:.1f} in {n}"
        for name, a, b, n in zip(rows.exercise, model, measured, people, strict=True)
    )
    alt = f"Hip contact force in body weights. {told}."
    names = [f"{name} ({n})" for name, n in zip(rows.exercise, people, strict=True)]
    return Picture(implants_figure, names, model, measured, alt=alt, size=(11, 2.4))


def implants_figure(figure: Figure, names: list[str], model: Any, measured: Any) -> None:
    """Draw a row for each activity: the model's contact force and the measured one."""
    axes = figure.add_axes((0.30, 0.27, 0.67, 0.70))
    thin(axes)
    axes.set(xlim=(0, 6.9), ylim=(len(names) - 0.5, -0.9), yticks=range(len(names)))
    axes.set_yticklabels(names, size=SMALL)
    axes.set_xlabel("hip contact force (BW); in brackets: how many people", size=SMALL, color=INK)
    colour = FORCES["contact"].colour
    for row, (a, b) in enumerate(zip(model, measured, strict=True)):
        axes.plot([a, b], [row, row], color=FAINT, lw=3, zorder=1)
        axes.plot(a, row, "D", color=colour, ms=10, zorder=2)
        axes.plot(b, row, **{**MEASURED, "ms": 11, "zorder": 3})
    axes.text(measured[0], -0.52, "people ", size=SMALL, ha="right", va="center", color=INK)
    axes.text(model[0], -0.52, " model", size=SMALL, ha="left", va="center", color=colour)


def emg() -> Picture:
    """Return the model's force and published EMG of each muscle, in percent of the most."""
    table = emg_comparison().sort_values(["muscle", "high_percent_mvic"], kind="stable")
    names = ["gluteus medius", "gluteus maximus", "adductor longus"]
    table = table[table.muscle.isin(names)]
    rows = table.groupby(["muscle", "exercise", "posture"])
    below = int((rows.model_percent.first() < rows.low_percent_mvic.min()).sum())
    alt = (
        f"Muscle force of the model beside published EMG for three muscles: the model is below "
        f"the lowest EMG in {below} of {len(rows)} postures. In the gluteus maximus it does not "
        "even follow the order."
    )
    groups = [(name, table[table.muscle == name]) for name in names]
    return Picture(emg_figure, groups, alt=alt, size=(11, 5.4))


def emg_figure(figure: Figure, groups: list[tuple[str, DataFrame]]) -> None:
    """Draw for each muscle a row per posture: EMG as a bar or dot, the model as a diamond."""
    rows = [len(group.drop_duplicates(["exercise", "posture"])) for _, group in groups]
    axes = figure.add_axes((0.40, 0.12, 0.57, 0.87))
    thin(axes)
    total = sum(rows) + len(groups)
    axes.set(xlim=(-3, 118), ylim=(total - 0.6, -0.6), yticks=[], xticks=range(0, 101, 25))
    axes.set_xlabel("% of the most: dots EMG, diamonds the model's force", size=SMALL, color=INK)
    y = 0
    where: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center"}
    for name, group in groups:
        axes.text(-0.69, y, name, size=SMALL, weight="bold", color=INK, **where)
        y += 1
        for (exercise, posture), found in group.groupby(["exercise", "posture"], sort=False):
            words = f"{str(exercise).partition(' (')[0].partition(',')[0]}, {posture.split(',')[0]}"
            axes.text(-0.02, y, words, size=SMALL, ha="right", color=QUIET, **where)
            low, high = found.low_percent_mvic.min(), found.high_percent_mvic.max()
            axes.plot([low, high], [y, y], color=INK, lw=2)
            axes.plot([low, high], [y, y], **{**MEASURED, "ms": 9})
            axes.plot(found.model_percent.iloc[0], y, "D", color=FORCES["abductors"].colour, ms=9)
            y += 1
