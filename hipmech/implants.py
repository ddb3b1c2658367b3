"""The instrumented implants' own axes, and the torsion that the measured force puts on the stem."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hipmech.checks import checked, common_shape
from hipmech.results import Array, frozen
from hipmech.tables import load_table


def _points() -> dict[str, Array]:
    """Return the femur points of the patients in the order of their table, mm."""
    order = load_table("orthoload_hip3_patients").patient
    table = load_table("orthoload_hip3_femur_points").set_index("patient")
    coordinates = ["x_mm", "y_mm", "z_mm"]
    return {
        name: points.loc[order, coordinates].to_numpy() for name, points in table.groupby("point")
    }


def implant_axes() -> Array:
    """Return the axes (10, 3, 3) in which the implants report their force.

    Superior runs along the straight femur, from P2 (where its midline passes the notch between the
    condyles) to P1 (where it meets the neck's axis); lateral is parallel to the line between the
    posterior condyles, as near as that can be at a right angle; anterior follows. Patients as in
    ``orthoload_hip3_patients``; rows anterior, superior, lateral, columns x, y, z of the femur's
    ISB axes (y from the knee to the hip joint centre): ``axes @ force`` turns a force from ISB axes
    into the implant's.

    References
    ----------
    Bergmann et al. 2016, PLoS ONE 11:e0155612 (definition); points as used by Fischer et al. 2021,
    J Biomech, doi 10.1016/j.jbiomech.2021.110526.

    Examples
    --------
    Seen from the front, the line from knee to hip leans medially in these axes, by less than the
    5.65 degrees of asin(offset / femur length):

    >>> hip = implant_axes() @ [0, 1, 0]
    >>> np.degrees(np.arctan2(-hip[:, 2], hip[:, 1])).mean().round(2)
    np.float64(4.98)
    """
    points = _points()
    superior = points["P1"] - points["P2"]
    superior /= np.linalg.norm(superior, axis=-1, keepdims=True)
    lateral = points["LPC"] - points["MPC"]
    lateral -= np.sum(lateral * superior, axis=-1, keepdims=True) * superior
    lateral /= np.linalg.norm(lateral, axis=-1, keepdims=True)
    return frozen(np.stack([np.cross(superior, lateral), superior, lateral], axis=-2))


def stem_torsion(anteversion_deg: ArrayLike | None = None) -> pd.DataFrame:
    """Return how hard the measured force turns the stem in the femur.

    The head lies at the offset o from the straight femur axis, medially and turned forward by the
    anteversion a. About that axis the force on it has the moment

        T = -o (F_anterior cos a + F_lateral sin a)

    A push from the front turns the stem inward; a neck turned forward makes less of it, because
    there the push from the medial side turns outward.

    Raises ValueError for an anteversion outside -30 to 60 degrees.

    `anteversion_deg` is one angle, or one for each patient; where the CT points put the head if not
    given. Columns: patient, activity, torsion_Nm (inward positive).

    Notes
    -----
    The table's forces are means over a plateau or a peak phase. The greatest values of two earlier
    patients were 40.3 and 24 N·m (Bergmann, Graichen & Rohlmann 1993, J Biomech 26:969-990,
    abstract, which does not say in which activity); four patients had 23 % more upstairs than in
    walking (Bergmann et al. 2001, J Biomech 34:859-871, abstract).

    The result hangs on the anteversion. The one in ``orthoload_hip3_patients`` agrees with the
    points within 4 degrees in seven patients and is 11 to 20 degrees larger in three.

    Examples
    --------
    >>> stem_torsion().groupby("activity").torsion_Nm.agg(["min", "mean", "max"]).round(1)
                    min  mean   max
    activity
    level_walking   1.1   5.1  11.0
    one_leg_stance -8.8   1.9   8.2
    standing_up    -4.7   4.9  14.7

    In walking: a neck straight to the side, and the anteversion of the implant table:

    >>> table = load_table("orthoload_hip3_patients").femoral_anteversion_deg.to_numpy()
    >>> [stem_torsion(a).query("activity == 'level_walking'").torsion_Nm.mean().round(1)
    ...  for a in (0, table)]
    [np.float64(8.4), np.float64(2.9)]
    """
    patients = load_table("orthoload_hip3_patients")
    anterior, _, lateral = ((implant_axes() @ -_points()["P1"][..., None])[..., 0] / 1000).T
    offset, turned = np.hypot(anterior, lateral), np.arctan2(anterior, -lateral)
    if anteversion_deg is not None:
        turned = np.radians(checked("anteversion_deg", anteversion_deg, -30, 60, "degrees"))
        common_shape(patients=offset, anteversion_deg=turned)
    frames = []
    for activity in ("one_leg_stance", "level_walking", "standing_up"):
        forward, outward = (
            patients[f"{activity}_{axis}_pBW"] / 100 * patients.body_weight_N
            for axis in ("anterior", "lateral")
        )
        torsion = -offset * (forward * np.cos(turned) + outward * np.sin(turned))
        frames.append(
            pd.DataFrame({"patient": patients.patient, "activity": activity, "torsion_Nm": torsion})
        )
    return pd.concat(frames, ignore_index=True).dropna(ignore_index=True)
