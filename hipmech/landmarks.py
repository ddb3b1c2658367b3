"""Where the hip joint centre is: estimates from pelvic landmarks, against ten CT pelves.

The centre cannot be felt. Gait laboratories estimate it from the anterior and posterior superior
iliac spines (ASIS, PSIS), which can: PW is the distance between the two ASIS, PD the pelvic depth
from mid-ASIS to mid-PSIS, LL the leg length from ASIS to medial malleolus. All positions here are
in pelvis axes (x anterior, y up, z right), of the right hip.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hipmech.checks import checked, chosen, common_shape
from hipmech.results import Array
from hipmech.tables import load_table

METHODS = {
    "harrington": "Harrington et al. 2007, J Biomech 40:595-602",
    "bell": "Bell & Brand, the coefficients that Visual3D uses (1989: 0.22 PW behind, not 0.19)",
    "davis": "Davis et al. 1991, Hum Mov Sci 10:575-587",
    "hara": "Hara et al. 2016, Sci Rep 6:37707 (coefficients not verified against the paper)",
}
"""The estimates that `hip_joint_centre` knows, with their sources."""


def hip_joint_centre(
    method: str,
    asis_width: ArrayLike = 0.240,
    pelvic_depth: ArrayLike = 0.150,
    leg_length: ArrayLike = 0.900,
    marker_radius: ArrayLike = 0.0,
) -> Array:
    """Estimate the right hip joint centre (..., 3) in m from mid-ASIS, in pelvis axes.

    With PW `asis_width`, PD `pelvic_depth`, LL `leg_length` (m; arrays broadcast), of which each
    method takes what its row says:

    ============  =========================  ==========================  =====================
    method        x (anterior)               y (up)                      z (right)
    ============  =========================  ==========================  =====================
    harrington    -0.24 PD - 9.9 mm          -0.30 PW - 10.9 mm          0.33 PW + 7.3 mm
    bell          -0.19 PW                   -0.30 PW                    0.36 PW
    davis         C cosθ sinβ - d cosβ       -C cosθ cosβ - d sinβ       PW/2 - C sinθ
    hara          11 mm - 0.063 LL           -9 mm - 0.078 LL            8 mm + 0.086 LL
    ============  =========================  ==========================  =====================

    Davis: C = 0.115 LL - 15.3 mm, θ = 28.4°, β = 18°, d = 0.1288 LL - 48.56 mm + `marker_radius`
    (0 for landmarks on the bone). Hara's coefficients are not verified. Sources: `METHODS`.

    Raises ValueError for an unknown method, for lengths that no adult pelvis or leg has, and for a
    marker radius with a method that has no place for it.

    >>> (1000 * hip_joint_centre("harrington", asis_width=0.240, pelvic_depth=0.150)).round(1)
    array([-45.9, -82.9,  86.5])
    """
    chosen("method", method, METHODS)
    sizes = {
        "asis_width": asis_width,
        "pelvic_depth": pelvic_depth,
        "leg_length": leg_length,
        "marker_radius": marker_radius,
    }
    sizes = {name: checked(name, size) for name, size in sizes.items()}
    common_shape(**sizes)
    pw, depth, ll, radius = np.broadcast_arrays(*sizes.values())
    if method != "davis" and radius.any():
        raise ValueError(
            f"marker_radius has no effect on {method!r}, only on 'davis', got {radius.max():g} m; "
            "subtract it from the pelvic depth instead."
        )
    if method == "harrington":
        centre = (-0.24 * depth - 0.0099, -0.30 * pw - 0.0109, 0.33 * pw + 0.0073)
    elif method == "bell":
        centre = (-0.19 * pw, -0.30 * pw, 0.36 * pw)
    elif method == "davis":
        c, theta, beta = 0.115 * ll - 0.0153, np.radians(28.4), np.radians(18)
        d = 0.1288 * ll - 0.04856 + radius
        centre = (
            c * np.cos(theta) * np.sin(beta) - d * np.cos(beta),
            -c * np.cos(theta) * np.cos(beta) - d * np.sin(beta),
            pw / 2 - c * np.sin(theta),
        )
    else:
        centre = (0.011 - 0.063 * ll, -0.009 - 0.078 * ll, 0.008 + 0.086 * ll)
    return np.stack(centre, axis=-1)


def ct_pelves() -> pd.DataFrame:
    """Ten CT pelves in m: the inputs of the estimates and the true right hip joint centre.

    Columns: patient, asis_width, pelvic_depth, leg_length, and x, y, z of the centre from mid-ASIS
    in pelvis axes. Left hips are mirrored. The pelvis' z axis runs through both ASIS, so mid-ASIS
    lies half the ASIS width to the left of the right one.

    Leg length was not measured. It is assumed to be 0.53 of body height; 5 cm of error in it move
    Davis' centre by 9 mm and Hara's by 7 mm. Harrington and Bell do without it.

    >>> ct_pelves()[["x", "y", "z"]].mean().round(4).tolist()
    [-0.0463, -0.0811, 0.0848]
    """
    patients = load_table("orthoload_hip3_patients")
    asis_width = patients.asis_width_mm / 1000
    return pd.DataFrame(
        {
            "patient": patients.patient,
            "asis_width": asis_width,
            "pelvic_depth": (patients.ASIS_x_mm - patients.PSIS_x_mm) / 1000,
            "leg_length": 0.53 * patients.height_cm / 100,
            "x": -patients.ASIS_x_mm / 1000,
            "y": -patients.ASIS_y_mm / 1000,
            "z": asis_width / 2 - patients.ASIS_z_mm / 1000,
        }
    )


def hip_joint_centre_errors() -> pd.DataFrame:
    """How far each method misses the centre of ten CT pelves: estimate minus truth, in mm.

    Columns: method, patient, anterior_mm, up_mm, lateral_mm, distance_mm. The patients have an
    implant: its head stands for the joint centre. For the leg length see `ct_pelves`.

    >>> errors = hip_joint_centre_errors()
    >>> errors.groupby("method", sort=False).distance_mm.mean().round().astype(int).to_dict()
    {'harrington': 11, 'bell': 14, 'davis': 21, 'hara': 10}
    """
    pelves = ct_pelves()
    inputs = pelves[["asis_width", "pelvic_depth", "leg_length"]].to_numpy().T
    truth = pelves[["x", "y", "z"]].to_numpy()
    misses = {m: 1000 * (hip_joint_centre(m, *inputs) - truth) for m in METHODS}
    return _positions("method", misses)


def distances_from_hip_joint_centre() -> pd.DataFrame:
    """Where bones that can be felt lie from the hip joint centre: ten people in CT, standing, mm.

    Columns: landmark, patient, anterior_mm, up_mm, lateral_mm, distance_mm. Hands on the hips rest
    on the iliac crest, a hand's length above the joint; the bump at the side of the hip is the
    greater trochanter, level with the joint and far outside it:

    >>> distances = distances_from_hip_joint_centre()
    >>> distances.groupby("landmark", sort=False)[["up_mm", "lateral_mm"]].mean().round()
                         up_mm  lateral_mm
    landmark
    ASIS                  81.0        37.0
    iliac crest top      140.0        25.0
    greater trochanter    -4.0        48.0
    """
    patients = load_table("orthoload_hip3_patients")
    places = {
        column.replace("_", " "): patients[[f"{column}_{axis}_mm" for axis in "xyz"]].to_numpy()
        for column in ("ASIS", "iliac_crest_top", "greater_trochanter")
    }
    return _positions("landmark", places)


def _positions(what: str, vectors_mm: dict[str, Array]) -> pd.DataFrame:
    """One row for each name and patient: where, and how far that is."""
    columns = ["anterior_mm", "up_mm", "lateral_mm"]
    frames = {name: pd.DataFrame(rows, columns=columns) for name, rows in vectors_mm.items()}
    patients = load_table("orthoload_hip3_patients").patient
    for name, frame in frames.items():
        frame.insert(0, what, name)
        frame.insert(1, "patient", patients)
        frame["distance_mm"] = np.linalg.norm(frame[columns], axis=-1)
    return pd.concat(frames.values(), ignore_index=True)
