"""The model's strides beside the forces that instrumented hips measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hipmech.gait import load_gait
from hipmech.joint_reaction import (
    COSTS,
    gait_contact_force,
    least_contact_force,
    lever_contact_force,
)
from hipmech.muscles import MuscleSet
from hipmech.subject import Subject
from hipmech.tables import load_table

_FLOORS = (("lever", False), ("least", False))
_HIGHER, _FIRST = "higher peak", "first peak"
_NEAREST = (  # measurement → the gait that comes nearest (activity, speed in m/s), and which peak
    ("walking 1 km/h", None, _HIGHER),
    ("walking 3 km/h", None, _HIGHER),
    ("walking 4 km/h", ("walking", 4 / 3.6), _FIRST),
    ("walking 5 km/h", ("walking", 5 / 3.6), _HIGHER),
    ("level walking", ("walking", 4 / 3.6), _FIRST),
    ("very fast walking", ("walking", 1.796), _HIGHER),
    ("jogging", ("running", 2.5), _HIGHER),
)


def compare_with_measurement(subject: Subject | None = None) -> pd.DataFrame:
    """Hold the model against every measurement in vivo: each cost, with and without passive tissue.

    Like with like. One patient (EB) carried at 5 km/h, very fast and jogging what healthy people's
    gait asks for: there the higher of both peaks is compared. The four and the ten patients carried
    in both peaks about the same 2.4 BW, and no sharing brings the second peak of healthy gait so
    low (`least_contact_force`): with them the first peak is compared. ``muscles`` are
    ``uhlrich2022``.

    Parameters
    ----------
    subject : Subject
        One person, by default ``Subject()``.

    Returns
    -------
    DataFrame
        One row per measurement, cost (`COSTS`; "lever" for level 0, "least" for the least contact
        force) and passive: measured_bw, people, the gait_speed_m_s of the model (empty where
        nobody's gait was measured so slowly), first_peak_bw and second_peak_bw in stance,
        compared ("first peak" or "higher peak"), that peak as model_bw, error_percent.

    Notes
    -----
    Jogging and very fast walking were measured at unknown speeds and stand beside the slowest run
    and the fastest walk; "level walking" (a mean over both peaks) beside 4 km/h. Patients had a hip
    replacement, the gait is that of healthy people; nothing was tuned.

    Examples
    --------
    >>> table = compare_with_measurement().dropna().query("cost == 'Σ a²' and not passive")
    >>> table.set_index("measurement")[["people", "measured_bw", "compared", "model_bw"]].round(2)
                       people  measured_bw     compared  model_bw
    measurement
    walking 4 km/h        4.0         2.38   first peak      2.64
    walking 5 km/h        1.0         4.80  higher peak      5.13
    level walking        10.0         2.47   first peak      2.64
    very fast walking     1.0         5.50  higher peak      5.60
    jogging               1.0         5.50  higher peak      5.92
    """
    muscles = MuscleSet.load("uhlrich2022")
    published = load_table("hip_contact_force_published_peaks")
    rows = []
    for name, gait, which in _NEAREST:
        measured = published[(published.activity == name) & (published.kind == "in vivo")].iloc[0]
        cycle = load_gait(*gait) if gait else None
        for cost, passive in [*_FLOORS, *((c, p) for c in COSTS for p in (False, True))]:
            model = first = second = np.nan
            if cycle and cost == "lever":
                size = np.sqrt((lever_contact_force(cycle, subject) ** 2).sum(-1))
            elif cycle and cost == "least":
                size = least_contact_force(cycle, muscles, subject).magnitude_bw
            elif cycle:
                size = gait_contact_force(
                    cycle, muscles, subject, passive=passive, **COSTS[cost]
                ).magnitude_bw
            if cycle:
                first, second = cycle.stance_peaks(size)
                model = first if which == _FIRST else max(first, second)
            rows.append({
                "measurement": name,
                "measured_bw": measured.peak_bw,
                "people": measured.n,
                "gait_speed_m_s": cycle.speed if cycle else np.nan,
                "cost": cost,
                "passive": passive,
                "first_peak_bw": first,
                "second_peak_bw": second,
                "compared": which,
                "model_bw": model,
                "error_percent": 100 * (model / measured.peak_bw - 1),
            })  # fmt: skip
    return pd.DataFrame(rows)
