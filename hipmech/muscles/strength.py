"""How strong the hip is in a posture: muscles at full force and at the length that they have there.

Holding still, a group of muscles can give at most

    M = Σ maximum force × force-length factor × moment arm

over the muscles whose arm has its sense (`hipmech.muscles.tendon` has the factor). It depends on
the posture twice, through the arms and through the lengths. Everything here that says "percent of
strength" means this moment. It is an upper bound: all muscles of the group, none of the opponents.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hipmech.checks import checked, chosen, common_shape, of_kind
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import FUNCTIONS, MuscleSet, some_muscles
from hipmech.muscles.tendon import isometric_force
from hipmech.results import Array, frozen
from hipmech.subject import GRAVITY, Subject, one_person
from hipmech.tables import load_table

GROUPS = tuple(function for pair in FUNCTIONS for function in pair)
"""The six functions, in the order of the last axis of `isometric_moments`."""
MODEL_MASS = 75.16
"""kg, of the man whose strength gait2392 has."""


def isometric_moments(
    muscles: MuscleSet,
    flexion_deg: ArrayLike = 0.0,
    adduction_deg: ArrayLike = 0.0,
    rotation_deg: ArrayLike = 0.0,
    knee_flexion_deg: ArrayLike = 0.0,
) -> Array:
    """Return the strongest isometric moment of each of the six groups of muscles.

    Parameters
    ----------
    muscles : MuscleSet
        With fibre lengths: not ``dostal1981``.
    flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg : array_like
        The posture; shapes broadcast to ``...``.

    Returns
    -------
    (..., 6) array
        N·m, positive, in the order of `GROUPS`: extensors, flexors, abductors, adductors, external
        and internal rotators. A muscle is in as many as it has actions.

    Raises
    ------
    ValueError
        For a set without fibre lengths, NaN, and postures outside the range of a hip.

    Notes
    -----
    Tendons are rigid. Two-joint muscles make the result depend on the knee.

    Examples
    --------
    Abductors, from 20 degrees abducted to 20 adducted: the arm shrinks with adduction, the fibres
    are long enough in standing, and the strength is greatest there.

    >>> uhlrich = MuscleSet.load("uhlrich2022")
    >>> isometric_moments(uhlrich, adduction_deg=[-20, 0, 20])[:, 2].round()
    array([145., 186., 132.])
    """
    if np.isnan(some_muscles(muscles).optimal_fibre_length).any():
        raise ValueError(f"{muscles.name} has no fibre lengths; use MuscleSet.load('uhlrich2022').")
    posture = (flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
    fibres = muscles.optimal_fibre_length, muscles.tendon_slack_length, muscles.pennation
    force = isometric_force(muscles.lengths(*posture), muscles.max_force, *fibres).active
    moments = force[..., None] * muscles.moment_arms(*posture)
    both = np.stack([np.maximum(-moments, 0), np.maximum(moments, 0)], axis=-1).sum(axis=-3)
    return both.reshape(*both.shape[:-2], 6)


def abductor_strength(subject: Subject, adduction_deg: ArrayLike = 0.0) -> Array:
    """Return the strongest isometric abduction moment of a person at a hip adduction, N·m.

    That of ``uhlrich2022`` standing with the leg adducted, per kg of the model's man (75 kg), times
    the person's mass and `Subject.strength`. Women have, per kg, the share of men's strength that
    Sugimoto et al. 2014 (Clin J Sport Med 24:422) measured: 1.13 of 1.29.

    Parameters
    ----------
    subject : Subject
        One person or many.
    adduction_deg : array_like
        Of the femur against the pelvis: pelvic drop plus the inclination of the leg. Beyond the
        hip's range the strength is that at its end.

    Returns
    -------
    (...) array
        N·m, of the shape to which `adduction_deg` and the subject's fields broadcast.

    Notes
    -----
    2.5 N·m/kg in standing are more than people are seen to give. The 1.29 N·m/kg of Sugimoto's
    athletes is isokinetic: concentric at 60 degrees a second, standing. At that speed hip
    extensors and flexors give 83 and 87 % of what they hold (`measured_moment`), so that the same
    athletes may hold about 1.5 N·m/kg, and "percent of strength" is too small by up to 1.6 times.
    Side-lying, people press 30 % harder than standing (29
    adults, isometric; Cerda Vega et al. 2018, PLoS ONE 13:e0202248, abstract). We did not find
    isometric moments of the abductors against the angle in numbers (Neumann et al. 1988, Phys Ther
    68:496, measured them from 10 degrees of adduction to 40 of abduction, and the abstract has
    none).

    Examples
    --------
    >>> abductor_strength(Subject(), [0, 10, 20]).round()
    array([173., 156., 123.])
    """
    scale = strength_scale(subject)
    adduction = checked("adduction_deg", adduction_deg, -90, 90, "degrees")
    common_shape(adduction_deg=adduction, subject=scale)
    return np.interp(adduction, *_abductors()) * scale


def strength_scale(subject: Subject) -> Array:
    """Return how strong a person is, in strengths of the model's man of 75 kg.

    >>> strength_scale(Subject(mass_kg=75.16, strength=[0.5, 1])).round(2)
    array([0.5, 1. ])
    """
    person = of_kind("subject", subject, Subject)
    return np.asarray(person.mass_kg) * person.strength * _per_kg(person.sex) / MODEL_MASS


@cache
def _per_kg(sex: str) -> float:
    normal = load_table("hip_strength").set_index("sex").mean_Nm_kg
    return float(normal[sex] / normal["male"])


@cache
def _abductors() -> tuple[Array, Array]:
    """Adduction (deg) and the abductors' moment (N·m) there."""
    low, high = POSTURE_RANGE_DEG["adduction_deg"]
    angles = np.linspace(low, high, round(4 * (high - low)) + 1)
    moments = isometric_moments(MuscleSet.load("uhlrich2022"), adduction_deg=angles)
    return frozen(angles), frozen(moments[:, GROUPS.index("abductors")])


def measured_moment(
    motion: str,
    hip_flexion_deg: ArrayLike,
    subject: Subject | None = None,
    speed_deg_s: ArrayLike = 0.0,
) -> Array:
    """Return the strongest voluntary hip moment of young adults, as measured, N·m.

        M = c1 m g h cos(c2 (θ - c3)) (2 c4 c5 + ω (c5 - 3 c4)) / (2 c4 c5 + ω (2 c5 - 4 c4))

    (m mass, h height, θ hip flexion, ω the speed of shortening; without ω the last factor is 1).
    Anderson, Madigan & Nussbaum 2007, J Biomech 40:3105; coefficients read second-hand (table
    ``hip_strength_by_angle``). At most 0 where the cosine is negative.

    Parameters
    ----------
    motion : str
        "flexion" or "extension".
    hip_flexion_deg : array_like
        Degrees.
    subject : Subject
        One person, by default ``Subject()``; their `strength` multiplies.
    speed_deg_s : array_like
        0 to 200, of shortening.

    Returns
    -------
    (...) array
        N·m.

    Examples
    --------
    Standing and with the hip at 60 degrees, held; and what is left at 60 degrees a second:

    >>> measured_moment("extension", [0, 60]).round()
    array([121., 191.])
    >>> [(measured_moment(m, 0, speed_deg_s=60) / measured_moment(m, 0)).round(2)
    ...  for m in ("extension", "flexion")]
    [np.float64(0.83), np.float64(0.87)]
    """
    table = load_table("hip_strength_by_angle")
    chosen("motion", motion, sorted(set(table.motion)))
    person = one_person(subject, "measured_moment")
    angle = checked(
        "hip_flexion_deg", hip_flexion_deg, *POSTURE_RANGE_DEG["flexion_deg"], "degrees"
    )
    speed = np.radians(checked("speed_deg_s", speed_deg_s, 0, 200, "degrees a second"))
    common_shape(hip_flexion_deg=angle, speed_deg_s=speed)
    row = table.query("motion == @motion and sex == @person.sex").iloc[0]
    held = row.c1 * person.mass_kg * GRAVITY * person.height * person.strength
    slow, fast = row.c4_rad_s, row.c5_rad_s
    left = (2 * slow * fast + speed * (fast - 3 * slow)) / (
        2 * slow * fast + speed * (2 * fast - 4 * slow)
    )
    return held * np.maximum(np.cos(row.c2 * (np.radians(angle) - row.c3_rad)), 0) * left


def compare_strength(muscles: MuscleSet | None = None) -> pd.DataFrame:
    """Return isometric strength against hip flexion: the muscles' beside measured moments, in N·m.

    For the model's man of 75 kg; the knee is bent by 60 degrees, for we do not know how it was
    held.

    Parameters
    ----------
    muscles : MuscleSet
        By default ``uhlrich2022``.

    Returns
    -------
    DataFrame
        Columns motion, hip_flexion_deg, model_Nm, measured_Nm.

    Examples
    --------
    Both are up to 1.5 times too strong, and weaken with flexion and extension as measured:

    >>> table = compare_strength().round().set_index(["motion", "hip_flexion_deg"])
    >>> table.loc["flexion"].T
    hip_flexion_deg   0.0    30.0   60.0  90.0
    model_Nm         153.0  176.0  116.0  46.0
    measured_Nm      143.0  124.0   87.0  36.0
    """
    chosen_muscles = MuscleSet.load("uhlrich2022") if muscles is None else muscles
    angles = np.array([0.0, 30.0, 60.0, 90.0])
    model = isometric_moments(chosen_muscles, angles, knee_flexion_deg=60)
    man = Subject(mass_kg=MODEL_MASS)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "motion": motion,
                    "hip_flexion_deg": angles,
                    "model_Nm": model[:, GROUPS.index(group)],
                    "measured_Nm": measured_moment(motion, angles, man),
                }
            )
            for motion, group in (("extension", "extensors"), ("flexion", "flexors"))
        ],
        ignore_index=True,
    )
