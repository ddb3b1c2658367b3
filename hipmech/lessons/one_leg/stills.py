"""Pictures of lessons 02 and 03 that stand still; each function returns one for a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hipmech.contact_stress import contact_stress
from hipmech.drawing.picture import Picture
from hipmech.drawing.style import BODY, FORCES, INK, QUIET, RANGE, SMALL, axes_at, shades, thin
from hipmech.frontal_plane import balance, single_leg_stance
from hipmech.gait import frontal_peaks, load_gait
from hipmech.hip_drop import compensating_lean, uncompensated_drop
from hipmech.lessons.one_leg.patients import patients_figure
from hipmech.lessons.one_leg.two_ways_out import two_ways_out_figure
from hipmech.published import patient_errors, predict_patients
from hipmech.stance import Stance
from hipmech.subject import Subject, one_person

_R = FORCES["contact"].colour


def ten_patients() -> Picture:
    """Four models against the force measured in ten patients."""
    shown = ["hipmech", "Pauwels 1965", "Iglič 1990, femur neutral", "median of the others"]
    tables = (table[table.model.isin(shown)] for table in (predict_patients(), patient_errors()))
    return Picture(
        patients_figure,
        *tables,
        alt="Predicted against measured hip contact force of ten patients, in one-leg stance and "
        "in level walking, for three levers and the median of the other nine, with mean errors.",
    )


def operations(person: Subject) -> dict[str, Subject]:
    """Return what a surgeon can do to the two arms, as persons.

    The cup moved inward shortens the load's arm. Ilium and shaft stay where they were, so that the
    muscle's origin lies farther out from the new joint; the trochanter moves with the femur.
    """
    offset, inward = person.femoral_offset, 0.010
    (lateral, up), out = person.abductor_origin * [-1, 1], -person.trochanter[..., 0]
    cup = {
        "hip_joint_width": person.hip_joint_width - 2 * inward,
        "iliac_crest_height": up * 3 / 2,
        "iliac_tubercle_width": (lateral + inward) * 5 / 3,
    }
    return {
        "as it is": person,
        "offset 10 mm less": person.with_femoral_offset(offset - 0.010),
        "offset 10 mm more": person.with_femoral_offset(offset + 0.010),
        "trochanter 10 mm out": replace(person, trochanter_lateral=out - offset + 0.010),
        "cup 10 mm inward": replace(person, **cup),
    }


def surgery(person: Subject | None = None) -> Picture:
    """Muscle and contact force after four operations on the two arms."""
    stances = {
        name: single_leg_stance(patient)
        for name, patient in operations(one_person(person, "surgery")).items()
    }
    return Picture(
        _bars,
        stances,
        size=(11, 3.0),
        alt="Abductor force and hip contact force in body weights before and after four "
        "operations, with both arms: more offset, a trochanter farther out and a cup farther in "
        "all take load off the joint; less offset adds to it.",
    )


def _bars(figure: Figure, stances: Mapping[str, Stance]) -> None:
    axes = axes_at(figure, 2.6, 0.65, 5.0, 2.0)
    thin(axes)
    rows = np.arange(len(stances))[::-1]
    axes.set(xlim=(0, 3.2), ylim=(-0.6, len(rows) - 0.4), yticks=rows)
    axes.set_yticklabels(stances)
    axes.set_xlabel("hip contact force R (BW): the muscle's part and the load", size=SMALL)
    for y, s in zip(rows, stances.values(), strict=True):
        muscle, whole = float(s.abductor_force_bw), float(s.hip_contact_bw)
        axes.barh(y, muscle, 0.62, **FORCES["abductors"].patch)
        axes.barh(y, whole - muscle, 0.62, left=muscle, color=FORCES["body_weight"].colour)
        axes.text(whole + 0.05, y, f"{whole:.2f}", size=SMALL, va="center", weight="bold")
        arms = f"{100 * s.body_weight_arm:.1f} and {100 * s.abductor_arm:.1f} cm"
        axes.text(3.35, y, arms, size=SMALL, va="center", color=INK)
    axes.text(3.35, len(rows) - 0.35, "arms: load, muscle", size=SMALL, va="bottom", color=QUIET)


def cover(stance: Stance) -> Picture:
    """Stress on the joint surface of this stance against the cover of the cup."""
    return Picture(
        _cover,
        stance,
        size=(11, 3.0),
        alt="Peak and mean contact stress against the centre-edge angle: both rise as the cup gets "
        "shallower, slowly above 25 degrees and steeply below 20. Values computed for people lie "
        "two to four times higher.",
    )


def _cover(figure: Figure, stance: Stance) -> None:
    axes = axes_at(figure, 0.9, 0.7, 5.6, 2.2)
    thin(axes)
    edge = np.linspace(5, 45, 81)
    found = contact_stress(stance.hip_contact_magnitude, stance.hip_contact_angle_deg, edge)
    axes.set(xlim=(5, 45), ylim=(0, 9), xticks=[10, 20, 30, 40], yticks=[0, 4, 8])
    axes.set_xlabel("centre-edge angle (°)", size=BODY)
    axes.set_ylabel("stress (MPa)", size=BODY)
    axes.axvspan(5, 20, color=RANGE, lw=0)
    axes.text(5.5, 8.9, "dysplastic", size=SMALL, color=QUIET, va="top")
    curves = (found.peak, "-", "peak", "bottom"), (found.mean, "--", "mean", "top")
    for values, style, name, side in curves:
        axes.plot(edge, values / 1e6, color=_R, lw=2.5, ls=style)
        axes.text(45.5, values[-1] / 1e6, name, size=BODY, color=_R, va=side)
    for name, value, span in (
        ("peak, normal hips", 7.5, (25, 40)),
        ("mean, dysplastic", 5.5, (5, 20)),
        ("mean, normal", 2.4, (25, 40)),
    ):
        axes.plot(span, (value, value), color=INK, lw=2)
        axes.text(max(span[0], 20.5), value, name, size=SMALL, va="bottom")
    words = "black: computed on ten\npeople's own surfaces\n(Harris 2012,\nGoetz 2021)"
    figure.text(0.765, 0.75, words, size=SMALL, color=INK, va="top")


def tornado(person: Subject | None = None, spread: float = 0.1) -> Picture:
    """How far R moves when each number of the lever is 10 % less or more."""
    s = single_leg_stance(one_person(person, "tornado"))
    weight = float(s.subject.body_weight)
    base = np.array([s.superincumbent_weight / weight, s.body_weight_arm, s.abductor_arm,
                     s.abductor_angle_deg], float)  # fmt: skip
    many = base * (1 + spread * np.stack([-np.eye(4), np.eye(4)]))  # (2, 4, 4): all at once
    load, arm, lever, angle = np.moveaxis(many, -1, 0)
    contact = balance(load[..., None], arm[..., None], lever, angle).hip_contact_magnitude
    return Picture(
        _tornado,
        float(s.hip_contact_bw),
        contact,
        spread,
        size=(11, 2.1),
        alt="Hip contact force when load, its arm, the muscle's arm or its angle is 10 % less or "
        "more: the load counts most, both arms nearly as much, the angle hardly.",
    )


def _tornado(figure: Figure, middle: float, contact: NDArray, spread: float) -> None:
    axes = axes_at(figure, 2.9, 0.62, 6.6, 1.45)
    thin(axes)
    names = np.array(["load $W_5$", "load's arm $d_W$", r"muscle's arm $d_{abd}$", "angle θ"])
    order = np.argsort(np.ptp(contact, axis=0))
    axes.set(yticks=range(4), ylim=(-0.6, 3.6), xlim=(middle - 0.4, middle + 0.4))
    axes.set_yticklabels(names[order])
    axes.set_xlabel(f"R (BW), each number {100 * spread:.0f} % less or more", size=SMALL)
    axes.axvline(middle, color=INK, lw=1)
    for y, column in enumerate(contact[:, order].T):
        axes.barh(y, np.ptp(column), 0.55, left=column.min(), color=_R)
        words = f"{column.min():.2f} to {column.max():.2f}"
        axes.text(column.max() + 0.02, y, words, size=SMALL, va="center")


def two_ways_out(person: Subject | None = None) -> Picture:
    """Return what little strength leaves: a lean, or a drop for three passive stiffnesses."""
    strength = np.linspace(0.1, 0.6, 101)
    weak = replace(one_person(person, "two_ways_out"), strength=strength)
    drops = {stiffness: uncompensated_drop(weak, stiffness) for stiffness in (2.0, 4.0, 8.0)}
    return Picture(
        two_ways_out_figure,
        strength,
        compensating_lean(weak),
        drops,
        size=(11, 3.8),
        alt="Against abductor strength: the lean that a level pelvis needs, and the drop for three "
        "passive stiffnesses. Both start below a third of normal strength.",
    )


def drop_through_gait() -> Picture:
    """Drop of the free side through the cycle, walking and running, against the 5° of a text."""
    cycles = {
        activity: [load_gait(activity, v) for v in frontal_peaks(activity).speed_m_s]
        for activity in ("walking", "running")
    }
    return Picture(
        _drops,
        cycles,
        size=(11, 3.6),
        alt="Pelvic drop through the gait cycle of healthy people, walking at four and running at "
        "three speeds, with the scatter of the fastest: in stance the mean peaks lie between 2.5 "
        "and 5.3 degrees; brisk walkers pass 5 degrees on average.",
    )


def _drops(figure: Figure, cycles: Mapping[str, list[Any]]) -> None:
    for column, (activity, found) in enumerate(cycles.items()):
        axes = axes_at(figure, 0.85 + 5.2 * column, 0.75, 3.3, 2.45)
        _drop_axes(axes, activity)
        for cycle, colour in zip(found, shades(INK, len(found))[::-1], strict=True):
            drop, scatter = cycle.pelvis_angles_deg[:, 1], cycle.pelvis_angles_sd_deg[:, 1]
            stance = cycle.stance & (cycle.percent < 90)
            percent = cycle.percent[stance] / cycle.percent[stance].max() * 100
            axes.plot(percent, drop[stance], color=colour, lw=2.4)
            if cycle is found[-1]:
                low, high = (drop - scatter)[stance], (drop + scatter)[stance]
                axes.fill_between(percent, low, high, color=colour, alpha=0.15, lw=0)
        peaks = frontal_peaks(activity)
        words = [f"{p.speed_m_s:.1f} m/s: {p.drop_deg:.1f}°" for p in peaks.itertuples()]
        for k, (text, colour) in enumerate(zip(words, shades(INK, len(words))[::-1], strict=True)):
            x, y = (4.24 + 5.2 * column) / 11, (3.0 - 0.4 * k) / 3.6
            figure.text(x, y, text, size=SMALL, color=colour, weight="bold", va="top")


def _drop_axes(axes: Axes, activity: str) -> None:
    thin(axes)
    axes.set(xlim=(0, 100), ylim=(-6, 8), xticks=[0, 50, 100], yticks=[-5, 0, 5])
    axes.set_yticklabels(["−5", "0", "5"])
    axes.axhline(5, color=INK, lw=1, ls=(0, (4, 3)))
    axes.axhline(0, color=QUIET, lw=0.8)
    axes.set_xlabel("stance (%)", size=BODY)
    axes.set_title(activity, size=BODY, loc="left", weight="bold", color=INK)
    if activity == "walking":
        axes.set_ylabel("drop of the free side (°)", size=BODY)
