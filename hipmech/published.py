"""Published one-leg stance models, and all of them against ten instrumented hips.

References: Pauwels 1965, Gesammelte Abhandlungen zur funktionellen Anatomie des Bewegungsapparates,
Springer. Debrunner 1975, Studien zur Biomechanik des Hüftgelenkes I, Z Orthop 113:377-388. Iglič et
al. 1990, Mathematical analysis of Chiari osteotomy, Acta Orthop Iugosl 20:35-39.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hipmech.checks import checked, with_columns
from hipmech.frames import hip_rotation
from hipmech.frontal_plane import Balance, balance, single_leg_stance
from hipmech.implants import implant_axes
from hipmech.muscles import MuscleSet
from hipmech.results import Array
from hipmech.static_optimization import share_load
from hipmech.subject import GRAVITY, Subject
from hipmech.tables import load_table

ACTIVITIES = ("one_leg_stance", "level_walking")
IMPLANT_NECK_SHAFT_ANGLE_DEG = 135.0  # all ten implants (Bergmann 2016)
IGLIC_LEG_BW, IGLIC_B, IGLIC_C = 0.161, 0.48, 1.01  # leg weight; arms over half hip joint width
IGLIC_ADDUCTION_DEG = 5.7  # of the femur in one-leg stance, as he published it
DEBRUNNER_LOAD_BW, DEBRUNNER_ARM = 5 / 6, 1.28  # superincumbent weight; arm over half the width


def pauwels() -> Balance:
    """Pauwels 1965 on the Braune–Fischer subject, in BW: one man for everyone.

    >>> p = pauwels()
    >>> print(f"{p.abductor_force:.2f} {p.hip_contact_magnitude:.2f} "
    ...       f"{p.hip_contact_angle_deg:.1f}")
    2.24 3.01 15.4
    """
    row = load_table("single_leg_lever_models").set_index("model").loc["Pauwels 1965"]
    return balance(
        [row.superincumbent_weight_bw],
        [row.body_weight_arm_cm / 100],
        row.abductor_arm_cm / 100,
        row.abductor_angle_deg,
    )


def debrunner_line(patients: pd.DataFrame) -> tuple[Array, Array]:
    """Debrunner 1975: the abductors' moment arm (m) and angle from the vertical (deg).

    The line runs from two thirds of the iliac height above the joint, two fifths of the iliac
    width inside its lateral edge, to the greater trochanter. `patients` is the table
    ``orthoload_hip3_patients``.
    """
    crest_up, tubercle_lateral, trochanter_up, trochanter_lateral = _metres(
        patients,
        "iliac_crest_top_y_mm",
        "iliac_tubercle_z_mm",
        "greater_trochanter_y_mm",
        "greater_trochanter_z_mm",
    )
    up, lateral = 2 / 3 * crest_up, 3 / 5 * tubercle_lateral
    pull_up, pull_lateral = trochanter_up - up, trochanter_lateral - lateral
    length = np.hypot(pull_up, pull_lateral)
    arm = (up * pull_lateral - lateral * pull_up) / length
    return arm, np.degrees(np.arctan2(pull_lateral, -pull_up))


def _lever(load_bw: float, arm: Array, patients: pd.DataFrame) -> Balance:
    return balance(np.full((len(arm), 1), load_bw), arm[:, None], *debrunner_line(patients))


def debrunner(patients: pd.DataFrame) -> Balance:
    """Debrunner 1975 on each patient, in BW: G₅ = 5/6 BW at 1.28 × half the hip joint width."""
    return _lever(DEBRUNNER_LOAD_BW, DEBRUNNER_ARM * _half_width(patients), patients)


def iglic_load(patients: pd.DataFrame) -> tuple[float, Array]:
    """Iglič 1990: superincumbent weight (BW) and its arm (m), a = (W c − W_leg b)/(W − W_leg).

    b = 0.48 l and c = 1.01 l are the arms of the stance leg and of the ground reaction, l half
    the hip joint width.
    """
    carried = 1 - IGLIC_LEG_BW
    return carried, (IGLIC_C - IGLIC_LEG_BW * IGLIC_B) / carried * _half_width(patients)


def iglic(patients: pd.DataFrame, adduction_deg: float = 0.0) -> Balance:
    """Iglič 1990 on each patient, in BW: nine muscles, three groups, equal tension in a group.

    Anterior (gluteus medius and minimus anterior, tensor fasciae latae, rectus femoris), middle
    and posterior (with piriformis) groups balance the three moments about the joint. Straight
    lines of Dostal and Andrews 1981, relative areas of Johnston 1979 (each gluteus in three equal
    parts); the pelvis is scaled per axis so that sartorius' origin meets the patient's ASIS, the
    femur so that piriformis' insertion meets the trochanter's width and the thigh its length.

    His femur is adducted (`IGLIC_ADDUCTION_DEG`); Fischer 2021 leaves it neutral, as Dostal and
    Andrews measured it. Both are reported.
    """
    weight, load_arm = iglic_load(patients)
    muscles = MuscleSet.load("dostal1981")
    origin, insertion = muscles.points[:, 0], muscles.points[:, 1]
    at = {name: i for i, name in enumerate(muscles.names)}

    asis = np.stack(_metres(patients, "ASIS_x_mm", "ASIS_y_mm", "ASIS_z_mm"), axis=-1)
    femur_length, trochanter = _metres(patients, "femur_length_mm", "greater_trochanter_z_mm")
    pelvis_scale = asis / origin[at["Sartorius"]]
    longer = -femur_length / insertion[at["Sartorius"], 1]
    wider = trochanter / insertion[at["Piriformis"], 2]
    femur_scale = np.stack([np.ones(len(patients)), longer, wider], axis=-1)
    posture = hip_rotation(0, checked("adduction_deg", adduction_deg, -20, 20, "degrees"))
    force, moment = [], []  # per unit tension of each group, (patients, 3)
    for part, extra in (
        ("Anterior", ("TensorFasciaeLatae", "RectusFemoris")),
        ("Mid", ()),
        ("Posterior", ("Piriformis",)),
    ):
        rows = [at[n] for n in (f"GluteusMedius{part}", f"GluteusMinimus{part}", *extra)]
        start = origin[rows] * pelvis_scale[:, None]
        pull = insertion[rows] * femur_scale[:, None] @ posture.T - start
        pull = muscles.max_force[rows, None] * pull / np.linalg.norm(pull, axis=-1, keepdims=True)
        force.append(pull.sum(1))
        moment.append(np.cross(start, pull).sum(1))
    load = np.zeros((len(patients), 3))
    load[:, 0] = weight * load_arm  # about x (anterior): the muscles lift the unsupported side
    tension = np.linalg.solve(np.stack(moment, axis=-1), load[..., None])
    pulled = (np.stack(force, axis=-1) @ tension)[..., 0]  # by all muscles on the pelvis
    on_head = pulled + np.array([0.0, -weight, 0.0])
    return _in_space(pulled, on_head)


def _in_space(pull: Array, on_head: Array) -> Balance:
    """Sizes of forces (patients, 3) in pelvis axes, and the contact force seen from the front."""
    return Balance(
        abductor_force=np.linalg.norm(pull, axis=-1),
        hip_contact_force=np.stack([-on_head[:, 2], on_head[:, 1]], axis=-1),
        hip_contact_magnitude=np.linalg.norm(on_head, axis=-1),
        hip_contact_angle_deg=np.degrees(np.arctan2(on_head[:, 2], -on_head[:, 1])),
    )


def _half_width(patients: pd.DataFrame) -> Array:
    return _metres(patients, "hip_joint_width_mm")[0] / 2


def _metres(patients: pd.DataFrame, *columns: str) -> list[Array]:
    """Columns of the table ``orthoload_hip3_patients``, or one like it, in m."""
    with_columns("patients", patients, columns)
    return [
        checked(f"patients.{column}", patients[column].to_numpy(), -600, 600, "mm") / 1000
        for column in columns
    ]


def _by_sex(patients: pd.DataFrame) -> list[tuple[NDArray[np.intp], Subject]]:
    """Rows of each sex, and those patients as one Subject: own bones, own implant's neck."""
    groups = []
    for code, sex in (("m", "male"), ("f", "female")):
        rows = np.flatnonzero(patients.sex == code)
        own = patients.iloc[rows]
        neck = own.implant_neck_length_mm.to_numpy() / 1000
        crest, tubercle, *trochanter = _metres(
            own,
            "iliac_crest_top_y_mm",
            "iliac_tubercle_z_mm",
            "greater_trochanter_z_mm",
            "greater_trochanter_y_mm",
        )
        slope = np.radians(IMPLANT_NECK_SHAFT_ANGLE_DEG)
        subject = Subject(
            mass_kg=own.body_weight_N / GRAVITY,
            height=own.height_cm / 100,
            sex=sex,
            hip_joint_width=own.hip_joint_width_mm / 1000,
            neck_length=neck,
            neck_shaft_angle_deg=IMPLANT_NECK_SHAFT_ANGLE_DEG,
            iliac_crest_height=crest,
            iliac_tubercle_width=tubercle,
            trochanter_lateral=trochanter[0] - neck * np.sin(slope),
            trochanter_up=trochanter[1] - neck * np.cos(slope),
        )
        groups.append((rows, subject))
    return groups


def _ours(patients: pd.DataFrame) -> tuple[Array, Array, Array]:
    """`single_leg_stance` of each patient: contact force (BW), its angle, femur inclination."""
    magnitude, angle, incline = np.empty((3, len(patients)))
    for rows, subject in _by_sex(patients):
        stance = single_leg_stance(subject)
        magnitude[rows] = stance.hip_contact_bw
        angle[rows] = stance.hip_contact_angle_deg
        incline[rows] = stance.femur_inclination_deg
    return magnitude, angle, incline


def in_space(patients: pd.DataFrame) -> tuple[Balance, Balance]:
    """Muscles in space on each patient, in BW: 27 that share the load, and three that pull as one.

    The one-leg stance of `single_leg_stance`: the weight above the hip asks for an abduction moment
    M = (1.01 − f b) W l and for no other (f the leg's share of mass, b its centre's arm over half
    the hip joint width l). First ``uhlrich2022`` with Σ a²; then its gluteus medius, minimus and
    tensor fasciae latae with equal tension, in the frontal plane alone. Mediolateral sizes go by
    the hip joint width, the femur is adducted as in the stance. `patients` is the table
    ``orthoload_hip3_patients``.
    """
    width, weight = 2 * _half_width(patients), patients.body_weight_N.to_numpy()
    _, _, incline = _ours(patients)
    moment, carried, force, resultant, pulled = np.empty((5, len(patients), 3))
    for rows, subject in _by_sex(patients):
        f, b = subject.leg_fraction, subject.leg_com_fraction
        moment[rows, 1] = -(IGLIC_C - f * b) * (weight * width)[rows] / 2
        carried[rows] = [0, f - 1, 0]
    for i in range(len(patients)):
        muscles = MuscleSet.load("uhlrich2022")
        size = (1, 1, width[i] / muscles.hip_joint_width)
        arms, lines = muscles.scaled(pelvis=size, femur=size).pulls(adduction_deg=incline[i])
        sharing = share_load(arms, muscles.max_force, [0, moment[i, 1], 0])
        pulled[i] = sharing.forces @ lines / weight[i]
        force[i] = carried[i] - pulled[i]
        three = [name.startswith(("glut_med", "glut_min", "tfl")) for name in muscles.names]
        tension = moment[i, 1] / (muscles.max_force[three] @ arms[three, 1]) / weight[i]
        resultant[i] = tension * muscles.max_force[three] @ lines[three]
    resultant[:, 0] = 0.0
    return _in_space(pulled, force), _in_space(resultant, carried - resultant)


@cache
def _predictions() -> pd.DataFrame:
    patients = load_table("orthoload_hip3_patients")
    ours, ours_angle, incline = _ours(patients)
    # Directions are compared from the straight femur axis, as measured: from the vertical, add the
    # inclination of the leg and the angle between the shaft and the line from hip to knee.
    up = implant_axes() @ [0.0, 1.0, 0.0]  # from knee to hip
    to_femur = incline + np.degrees(np.arctan2(-up[:, 2], up[:, 1]))

    shared, three = in_space(patients)
    models: dict[str, tuple[Array, Array]] = {"hipmech": (ours, ours_angle + to_femur)}
    for name, forces in {
        "Pauwels 1965": pauwels(),
        "Debrunner 1975": debrunner(patients),
        "Iglič 1990, his posture": iglic(patients, IGLIC_ADDUCTION_DEG),
        "Iglič 1990, femur neutral": iglic(patients),
        "Iglič load, Debrunner line": _lever(*iglic_load(patients), patients),
        "27 muscles in space": shared,
        "three abductors as one": three,
    }.items():
        models[name] = (forces.hip_contact_magnitude, forces.hip_contact_angle_deg + to_femur)

    frames = []
    for activity in ACTIVITIES:
        lateral, anterior, superior = (
            patients[f"{activity}_{axis}_pBW"].to_numpy() / 100
            for axis in ("lateral", "anterior", "superior")
        )
        measured = np.sqrt(lateral**2 + anterior**2 + superior**2)
        direction = np.degrees(np.arctan2(lateral, -superior))
        others = _median_of_others(measured), _median_of_others(direction)
        for model, (force, angle) in {**models, "median of the others": others}.items():
            frame = patients[["patient"]].assign(
                model=model,
                activity=activity,
                predicted_bw=force,
                measured_bw=measured,
                predicted_direction_deg=angle,
                measured_direction_deg=direction,
            )
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _median_of_others(values: Array) -> Array:
    """For each value the median of all others."""
    without = np.broadcast_to(values, (len(values),) * 2)[~np.eye(len(values), dtype=bool)]
    return np.median(without.reshape(len(values), -1), axis=1)


def predict_patients() -> pd.DataFrame:
    """Every model's hip contact force for each of the ten patients, beside the measurement.

    Columns: patient, model, activity ("one_leg_stance", "level_walking"), predicted_bw,
    measured_bw, predicted_direction_deg, measured_direction_deg (frontal plane, from the straight
    femur axis, positive when the force pushes laterally). A static model predicts the same force
    for both activities. No model has a constant fitted to these patients. "median of the others" is
    the rival that knows no bones: for each patient the median measured in the other nine.
    Measured: Bergmann 2016, PLoS ONE 11:e0155612.
    """
    return _predictions().copy()


def patient_errors() -> pd.DataFrame:
    """Errors of each model over the ten patients, with their spread.

    Columns: model, activity, mape_percent (mean |predicted − measured| / measured),
    mape_low_percent and mape_high_percent (90 % bootstrap interval over the patients), rmse_bw,
    bias_bw (mean predicted − measured), correlation (of predicted with measured size: does the
    model know *who* carries more?), direction_error_deg (mean absolute, frontal plane).

    Ten people cannot tell 6 from 8 %: look at the intervals before ranking models.

    >>> errors = patient_errors().set_index(["activity", "model"]).mape_percent.round(1)
    >>> errors["one_leg_stance"]["hipmech"], errors["level_walking"]["hipmech"]
    (np.float64(7.3), np.float64(5.8))
    >>> errors["one_leg_stance"]["median of the others"]
    np.float64(7.6)
    """
    p = predict_patients()
    relative = 100 * (p.predicted_bw - p.measured_bw) / p.measured_bw
    p = p.assign(off=relative.abs(), bias=p.predicted_bw - p.measured_bw)
    draws = np.random.default_rng(1990).integers(10, size=(10_000, 10))

    def summary(rows: pd.DataFrame) -> pd.Series:
        off = rows.off.to_numpy()
        low, high = np.percentile(off[draws].mean(axis=1), [5, 95])
        same = np.ptp(rows.predicted_bw) < 1e-12
        turned = rows.predicted_direction_deg - rows.measured_direction_deg
        return pd.Series(
            {
                "mape_percent": off.mean(),
                "mape_low_percent": low,
                "mape_high_percent": high,
                "rmse_bw": np.sqrt((rows.bias**2).mean()),
                "bias_bw": rows.bias.mean(),
                "correlation": np.nan if same else rows.predicted_bw.corr(rows.measured_bw),
                "direction_error_deg": turned.abs().mean(),
            }
        )

    parts = {key: summary(rows) for key, rows in p.groupby(["model", "activity"], sort=False)}
    return pd.DataFrame(parts).T.rename_axis(["model", "activity"]).reset_index()
