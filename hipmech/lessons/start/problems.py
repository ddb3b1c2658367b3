"""The problem of lesson 00, to try how an answer is given."""

from __future__ import annotations

from hipmech.feedback import asks
from hipmech.subject import Subject


@asks("00.1", "one step", mass_kg=(70, 45, 95, 1))
def _weight(mass_kg):
    weight = float(Subject(mass_kg=mass_kg).body_weight)
    return dict(
        statement=f"A person of {mass_kg} kg stands on one leg. How large is body weight, in N?",
        expected=weight,
        unit="N",
        mistakes={"That is in pounds, not in newtons.": mass_kg / 0.4536},
        hint="Weight is mass times g, and g is 9.81 m/s².",
        solution=f"W = m g = {mass_kg} kg · 9.81 m/s² = {weight:.0f} N. This course gives forces "
        "in N and in multiples of body weight (BW).",
    )
