"""Exercises as static postures with their loads: which way they load the hip and its femoral neck.

Free body: the leg, from the hip joint centre to the foot. On it act the weights of thigh, shank and
foot, a support (a share of body weight that pushes up along a line beside the hip), one pull (band,
ball, friction) and a torque on the foot. Muscles must balance their moment about the hip:

    moment = -sum r x F,   force of the pelvis on the femur = -sum F

and from there the chain goes on: load sharing, hip contact force, stress around the neck. Postures
are static and chosen by this course: speed, swing and jumps are not in them, nor what the knee asks
of muscles that cross it too. Relaxed tissue of a held stretch is taken for muscle. Walking and
jogging are measured gait, frame by frame. Teaching material, not medical advice.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hipmech.checks import chosen, of_kind, with_columns
from hipmech.femoral_neck import QUADRANTS, neck_stress
from hipmech.frames import hip_axes, hip_rotation
from hipmech.gait import load_gait
from hipmech.joint_reaction import gait_contact_force, hip_contact_force, in_femur_axes
from hipmech.muscles import MuscleSet
from hipmech.muscles.strength import GROUPS, isometric_moments, strength_scale
from hipmech.results import Array, Result
from hipmech.static_optimization import share_load
from hipmech.subject import THIGH_SHARE, Subject, one_person
from hipmech.tables import load_table

SECTIONS = "anterior", "posterior", "medial", "lateral"
"""Of the hip's muscles, by what they do: flex, extend, adduct, abduct."""

_SECTION_GROUPS = "flexors", "extensors", "adductors", "abductors"
_EMG_UNITS = {
    "gluteus medius": ("glut_med1", "glut_med2", "glut_med3"),
    "gluteus maximus": ("glut_max1", "glut_max2", "glut_max3"),
    "gluteus maximus, lower part": ("glut_max3",),
    "biceps femoris": ("bifemlh",),
    "adductor longus": ("add_long",),
}
_HIP = ["hip_flexion_deg", "hip_adduction_deg", "hip_rotation_deg", "knee_flexion_deg"]
_WAYS = {  # row: forward, up, right (lateral of a right leg), as the world sees it
    "forward": (1, 0, 0), "backward": (-1, 0, 0), "up": (0, 1, 0), "down": (0, -1, 0),
    "lateral": (0, 0, 1), "medial": (0, 0, -1),
}  # fmt: skip
_AT = "knee", "ankle", "foot"  # the foot counts as a point at the ankle


class HipPostures(Result):
    """p postures of one person's right hip and what they ask of it.

    Attributes
    ----------
    exercise, posture : (p,) name of the exercise; which leg and when, or the percent of the cycle.
    moments_Nm : (p, 3) that muscles give: flexion, adduction, internal rotation positive.
    strength_Nm : (p, 4) the strongest that this person can flex, extend, adduct, abduct in the
        posture, held (`hipmech.muscles.strength`): an upper bound.
    reserve_Nm : (p,) what the muscles could not give.
    muscle_forces : (p, 27) N, in the order of ``MuscleSet.load("uhlrich2022").names``.
    contact_femur_bw : (p, 3) force on the femoral head in femur axes.
    neck_mpa : (p, 4) stress at `hipmech.femoral_neck.QUADRANTS`, tension positive.
    """

    exercise: NDArray[np.str_]
    posture: NDArray[np.str_]
    moments_Nm: Array
    strength_Nm: Array
    reserve_Nm: Array
    muscle_forces: Array
    contact_femur_bw: Array
    neck_mpa: Array

    @property
    def section_share(self) -> Array:
        """(p, 4) moment over strength in each of `SECTIONS`, 0 where it is the other way."""
        flexion, adduction = self.moments_Nm[:, 0], self.moments_Nm[:, 1]
        asked = np.stack([flexion, -flexion, adduction, -adduction], axis=-1)
        return np.maximum(asked, 0) / self.strength_Nm


def leg_loads(postures: pd.DataFrame, subject: Subject) -> tuple[Array, Array]:
    """Return the moment that balances the loads on the leg, and the force of the pelvis on it.

    `postures` has p rows as in the table ``exercise_postures``; the `subject` is one person.

    Returns
    -------
    moment : (p, 3) N·m about the axes of flexion, adduction and internal rotation.
    force : (p, 3) N in pelvis axes.

    Examples
    --------
    Standing on one leg is the lever of the frontal plane, seen from below; the other lever,
    `hipmech.frontal_plane.single_leg_stance`, needs the same 55 N·m of abduction:

    >>> row = load_table("exercise_postures").query("exercise == 'single-leg balance'")
    >>> moment, force = leg_loads(row, Subject())
    >>> moment.round() + 0.0, force.round() + 0.0
    (array([[  0., -55.,   0.]]), array([[   0., -550.,    0.]]))
    """
    subject = one_person(of_kind("subject", subject, Subject), "leg_loads")
    with_columns("postures", postures, load_table("exercise_postures"))
    table = {name: postures[name].to_numpy() for name in postures}
    weight = float(subject.body_weight)
    pitch = hip_rotation(-table["pelvis_pitch_deg"])
    roll = hip_rotation(0, -table["pelvis_roll_deg"])
    world = np.swapaxes(pitch @ roll, -1, -2)  # columns: forward, up, right of the world
    thigh = hip_rotation(*(table[name] for name in _HIP[:3]))
    shank = thigh @ hip_rotation(-table["knee_flexion_deg"])
    down = np.array([0.0, -1.0, 0.0])
    length = float(subject.leg_length) * np.array([THIGH_SHARE, 1 - THIGH_SHARE])
    knee = thigh @ down * length[0]
    ankle = knee + shank @ down * length[1]

    segments = load_table("deleva1996_segments").query("sex == @subject.sex").set_index("segment")
    fraction, centre = segments.mass_fraction, segments.com_fraction
    up = world[..., 1]
    points = [centre["Thigh"] * knee, knee + centre["Shank"] * (ankle - knee), ankle]
    forces = [-fraction[name] * weight * up for name in ("Thigh", "Shank", "Foot")]

    forward, medial = table["support_forward_cm"], table["support_medial_cm"]
    beside = np.stack([forward, 0 * forward, -medial])
    points.append(np.einsum("pij,jp->pi", world, beside) / 100)
    forces.append((table["support_bw"] * weight)[:, None] * up)

    way = np.array([_WAYS.get(name, (0, 0, 0)) for name in table["pull_direction"]], float)
    at = np.select([(table["pull_at"] == name)[:, None] for name in _AT], [knee, ankle, ankle], 0.0)
    points.append(at)
    forces.append(table["pull_N"][:, None] * np.einsum("pij,pj->pi", world, way))

    torque = np.cross(points, forces).sum(axis=0) + table["foot_torque_Nm"][:, None] * up
    axes = hip_axes(*(table[name] for name in _HIP[:3]))
    return -np.einsum("pij,pj->pi", axes, torque), -np.sum(forces, axis=0)


def hip_postures(subject: Subject | None = None) -> HipPostures:
    """Return every posture of ``exercise_postures``, and walking and jogging frame by frame.

    Load sharing with the squared activations of 27 muscles (``uhlrich2022``), all postures at once.
    Bones are those of the model; strength, moments and forces those of `subject`, one person.
    The last few people are remembered.

    >>> p = hip_postures()
    >>> row = list(p.posture).index("one leg, hips up")
    >>> p.moments_Nm[row].round(), p.section_share[row].round(2)
    (array([-95.,   4.,   3.]), array([0.  , 0.59, 0.04, 0.  ]))
    """
    return _hip_postures(one_person(subject, "hip_postures"))


@lru_cache(maxsize=8)
def _hip_postures(subject: Subject) -> HipPostures:
    muscles = MuscleSet.load("uhlrich2022")
    rows = load_table("exercise_postures")
    angles = rows[_HIP].to_numpy(float)
    moments, force = leg_loads(rows, subject)
    arms, lines = muscles.pulls(*angles.T)
    sharing = share_load(arms, muscles.max_force, moments)
    contact = hip_contact_force(sharing.forces, lines, force)
    parts = [(
        rows.exercise.to_numpy(str), rows.posture.to_numpy(str), moments,
        isometric_moments(muscles, *angles.T), sharing,
        in_femur_axes(contact, *angles.T[:3]) / subject.body_weight,
    )]  # fmt: skip
    for gait in load_table("exercises").dropna(subset="gait_activity").itertuples():
        cycle = load_gait(gait.gait_activity, gait.gait_speed_m_s)
        load = gait_contact_force(cycle, muscles, subject)
        frames = np.array([f"{percent:.0f} % of the cycle" for percent in cycle.percent])
        parts.append((
            np.full(len(frames), gait.exercise), frames, load.moments,
            isometric_moments(muscles, **cycle.posture), load.sharing, load.contact_femur_bw,
        ))  # fmt: skip
    exercise, posture, moment, held, sharings, contacts = zip(*parts, strict=True)
    strength = np.concatenate(held)[:, [GROUPS.index(group) for group in _SECTION_GROUPS]]
    contact_bw = np.concatenate(contacts)
    return HipPostures(
        exercise=np.concatenate(exercise),
        posture=np.concatenate(posture),
        moments_Nm=np.concatenate(moment),
        strength_Nm=strength_scale(subject) * strength,
        reserve_Nm=np.concatenate([np.linalg.norm(s.reserve_moments, axis=-1) for s in sharings]),
        muscle_forces=np.concatenate([s.forces for s in sharings]),
        contact_femur_bw=contact_bw,
        neck_mpa=neck_stress(contact_bw * subject.body_weight).quadrants_mpa,
    )


class ExerciseLoads(Result):
    """n exercises, each by the most that any of its postures asks; NaN where not represented.

    Attributes
    ----------
    names, kinds : the exercises; mobility, stability, strength, or activity.
    named_by : which popular text names it, empty where none does.
    why_not : why the model cannot represent it, empty where it can.
    section_share : (n, 4) greatest moment over strength in each of `SECTIONS`.
    contact_bw, contact_femur_bw : (n,) greatest contact force, (n, 3) that force in femur axes.
    neck_mpa : (n, 4) stress of greatest size at the `QUADRANTS`, tension positive.
    feasible : (n,) bool, whether muscles could give all moments to 0.01 N·m.
    walking_mpa : (4,) what the neck is used to: `measured_walking_mpa`, not the model's walking.
    """

    names: tuple[str, ...]
    named_by: tuple[str, ...]
    kinds: tuple[str, ...]
    why_not: tuple[str, ...]
    section_share: Array
    contact_bw: Array
    contact_femur_bw: Array
    neck_mpa: Array
    feasible: NDArray[np.bool_]
    walking_mpa: Array

    @property
    def represented(self) -> tuple[str, ...]:
        """The exercises that the model can represent."""
        return tuple(n for n, why in zip(self.names, self.why_not, strict=True) if not why)

    def index(self, exercise: str) -> int:
        """Return where an exercise is; ValueError for one that is unknown or not represented."""
        row = self.names.index(chosen("exercise", exercise, self.names))
        if self.why_not[row]:
            raise ValueError(f"the model cannot represent {exercise}: {self.why_not[row]}.")
        return row

    def table(self) -> pd.DataFrame:
        """Return one row per exercise: share of strength in percent, contact in BW, neck in MPa."""
        sections = pd.DataFrame(100 * self.section_share, columns=[f"{s} (%)" for s in SECTIONS])
        neck = pd.DataFrame(self.neck_mpa, columns=[f"neck {q} (MPa)" for q in QUADRANTS])
        first = pd.DataFrame({"named_by": self.named_by, "kind": self.kinds})
        contact = pd.DataFrame({"contact (BW)": self.contact_bw})
        return pd.concat([first, sections, contact, neck], axis=1).set_index(
            pd.Index(self.names, name="exercise")
        )


def measured_walking_mpa(subject: Subject | None = None) -> Array:
    """Return the neck's stress (4,) MPa at the `QUADRANTS` in walking as implants measured it.

    The force is the mean of ten patients in body weights (table ``orthoload_hip3_patients``, each a
    mean over both peaks of stance), on this person. The model's own walking is almost twice that.

    Examples
    --------
    >>> dict(zip(QUADRANTS, measured_walking_mpa().round().tolist()))
    {'superior': 13.0, 'anterior': -4.0, 'inferior': -25.0, 'posterior': -9.0}
    """
    person = one_person(subject, "measured_walking_mpa")
    columns = [f"level_walking_{axis}_pBW" for axis in ("anterior", "superior", "lateral")]
    force = load_table("orthoload_hip3_patients")[columns].mean().to_numpy() / 100
    return neck_stress(force * person.body_weight).quadrants_mpa


def exercise_loads(subject: Subject | None = None) -> ExerciseLoads:
    """Return what each exercise of the table ``exercises`` asks of the hip and the femoral neck.

    The last few people are remembered, so that asking again costs nothing.

    >>> loads = exercise_loads()
    >>> named = [i for i, text in enumerate(loads.named_by) if text]
    >>> dict(zip(SECTIONS, np.nanmax(loads.section_share[named], axis=0).round(2).tolist()))
    {'anterior': 0.89, 'posterior': 0.65, 'medial': 0.04, 'lateral': 0.49}
    """
    return _exercise_loads(one_person(subject, "exercise_loads"))


@lru_cache(maxsize=8)
def _exercise_loads(subject: Subject) -> ExerciseLoads:
    table = load_table("exercises").fillna({"named_by": "", "why_not": ""})
    p = hip_postures(subject)
    size = np.linalg.norm(p.contact_femur_bw, axis=-1)
    peak = pd.DataFrame({"exercise": p.exercise, "size": size, "reserve": p.reserve_Nm})
    hardest = peak.groupby("exercise")["size"].idxmax().reindex(table.exercise)
    given = hardest.notna().to_numpy()
    at = hardest[given].to_numpy(int)

    def per_exercise(values: Array) -> Array:
        """(n, 4): of each column the entry of greatest size among an exercise's postures."""
        frame = pd.DataFrame(values)
        rows = frame.abs().groupby(p.exercise).idxmax().reindex(table.exercise)
        out = np.full((len(table), values.shape[1]), np.nan)
        out[given] = np.take_along_axis(values, rows[given].to_numpy(int), axis=0)
        return out

    contact = np.full((len(table), 3), np.nan)
    contact[given] = p.contact_femur_bw[at]
    worst = peak.groupby("exercise")["reserve"].max().reindex(table.exercise)
    return ExerciseLoads(
        names=tuple(table.exercise),
        named_by=tuple(table.named_by),
        kinds=tuple(table.kind),
        why_not=tuple(table.why_not),
        section_share=per_exercise(p.section_share),
        contact_bw=np.linalg.norm(contact, axis=-1),
        contact_femur_bw=contact,
        neck_mpa=per_exercise(p.neck_mpa),
        feasible=(worst < 0.01).to_numpy(),
        walking_mpa=measured_walking_mpa(subject),
    )


def emg_comparison(postures: HipPostures | None = None) -> pd.DataFrame:
    """Return muscle force of the model in percent of its maximum beside published EMG.

    EMG in percent of a maximal contraction is not force, and the model lets no antagonist pull: do
    not read the size, and see `emg_rank_agreement` for the order. Columns: exercise, posture,
    muscle, low_percent_mvic, high_percent_mvic, source, model_percent.

    Examples
    --------
    Bridging, the model leaves the gluteus maximus at rest and pulls with the hamstrings, which it
    may, because it does not ask what they do to the knee:

    >>> table = emg_comparison().query("exercise == 'hip bridge' and muscle == 'gluteus maximus'")
    >>> table[["model_percent", "low_percent_mvic", "high_percent_mvic"]].to_numpy().round()
    array([[ 2., 25., 25.],
           [ 0., 40., 54.]])
    """
    p = hip_postures() if postures is None else of_kind("postures", postures, HipPostures)
    muscles = MuscleSet.load("uhlrich2022")
    rows = load_table("exercise_postures").dropna(subset="emg_exercise")
    rows = rows.merge(
        load_table("exercise_emg"), left_on="emg_exercise", right_on="exercise", suffixes=("", "_")
    )
    at = pd.Series(range(len(p.exercise)), index=[p.exercise, p.posture])
    where = at[pd.MultiIndex.from_frame(rows[["exercise", "posture"]])].to_numpy()
    member = np.array([[name in _EMG_UNITS[m] for name in muscles.names] for m in rows.muscle])
    force = (p.muscle_forces[where] * member).sum(-1) / (muscles.max_force * member).sum(-1)
    published = ["low_percent_mvic", "high_percent_mvic", "source"]
    return rows[["exercise", "posture", "muscle", *published]].assign(model_percent=100 * force)


def emg_rank_agreement(comparison: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how far model and EMG agree about which posture asks more of a muscle.

    Ranks are compared within a muscle: between muscles, a difference in how EMG is measured or
    maximum forces were chosen would count as agreement. A posture with several published figures
    counts once, by the mean of their middles; muscles in fewer than four postures are left out.
    One row per muscle: postures, rank_correlation (Spearman's: 1 the same order, 0 none).

    Examples
    --------
    >>> emg_rank_agreement().round(2)
                     postures  rank_correlation
    muscle
    gluteus maximus         6             -0.43
    gluteus medius          7              0.61
    """
    table = emg_comparison() if comparison is None else comparison
    columns = ("muscle", "exercise", "posture", "model_percent", "low_percent_mvic")
    with_columns("comparison", table, (*columns, "high_percent_mvic"))
    middle = (table.low_percent_mvic + table.high_percent_mvic) / 2
    each = table.assign(middle=middle).groupby(["muscle", "exercise", "posture"])
    ranks = each[["model_percent", "middle"]].mean().groupby("muscle").rank()
    rows = {
        muscle: (len(rank), rank.model_percent.corr(rank.middle))
        for muscle, rank in ranks.groupby("muscle")
        if len(rank) >= 4
    }
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["postures", "rank_correlation"]
    ).rename_axis("muscle")
