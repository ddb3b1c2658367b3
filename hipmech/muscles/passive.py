"""The hip without muscle activity: passive moments, ligaments, energy stored and returned.

Angles in degrees, flexion, adduction and internal rotation positive; moments in N·m with the same
signs: a positive passive hip moment pulls the thigh into flexion, as stretched hip flexors do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hipmech.checks import checked, chosen, common_shape
from hipmech.frames import KNEE_HYPEREXTENSION_DEG, POSTURE_RANGE_DEG
from hipmech.results import Array, Result
from hipmech.tables import load_table

# Riener & Edrich 1999: exp(a + b knee + c hip), angles in degrees, and a constant in N·m
_FLEXOR = 1.4655, -0.0034, -0.0750
_EXTENSOR = 1.3403, -0.0226, 0.0305
_CONSTANT = 8.072


def sagittal_posture(
    hip: ArrayLike, knee: ArrayLike, hip_name: str = "hip_flexion_deg"
) -> tuple[Array, Array]:
    """Return both angles, checked against the ranges of a posture."""
    lowest, highest = -KNEE_HYPEREXTENSION_DEG, POSTURE_RANGE_DEG["knee_flexion_deg"][1]
    angles = {
        hip_name: checked(hip_name, hip, *POSTURE_RANGE_DEG["flexion_deg"], "degrees"),
        "knee_flexion_deg": checked("knee_flexion_deg", knee, lowest, highest, "degrees"),
    }
    common_shape(**angles)
    return angles[hip_name], angles["knee_flexion_deg"]


def _exponential(coefficients: tuple[float, float, float], hip: Array, knee: Array) -> Array:
    a, b, c = coefficients
    return np.exp(a + b * knee + c * hip)


def hip_passive_moment(hip_flexion_deg: ArrayLike, knee_flexion_deg: ArrayLike = 0.0) -> Array:
    """Passive sagittal hip moment in N·m, flexion positive, of a relaxed adult.

        M = exp(1.4655 - 0.0034 k - 0.0750 h) - exp(1.3403 - 0.0226 k + 0.0305 h) + 8.072

    with hip flexion h and knee flexion k in degrees (Riener & Edrich 1999, J Biomech 32:539-544,
    ten healthy subjects). The first term is the stretched front of the hip, the second its back:
    bending the knee slackens the hamstrings and takes the second term away. Shapes broadcast.

    Weaknesses: the moment is +8.6 N·m in the neutral posture, where one expects nearly nothing;
    flexing the knee does not raise the moment in extension, so the rectus femoris is missing; it
    is one mean person, not scaled to size; hip angles below -20 and above 110 degrees and knee
    angles below 0 and above 90 are extrapolation.

    Raises ValueError for NaN, hip outside -30 to 120 and knee outside -10 to 120 degrees.

    A straight knee makes the hamstrings dominate in flexion, a bent one lets them go:

    >>> hip_passive_moment([-20, 0, 60, 90, 110]).round(1)
    array([  25.4,    8.6,  -15.7,  -51.4, -101.4])
    >>> hip_passive_moment([-20, 0, 60, 90, 110], 90).round(1)
    array([22.1, 10.8,  5. ,  0.3, -6.2])
    """
    hip, knee = sagittal_posture(hip_flexion_deg, knee_flexion_deg)
    return _exponential(_FLEXOR, hip, knee) - _exponential(_EXTENSOR, hip, knee) + _CONSTANT


def stored_energy(
    start_deg: ArrayLike, end_deg: ArrayLike, knee_flexion_deg: ArrayLike = 0.0
) -> Array:
    """Energy in J that the passive tissues take up as the hip moves from start to end.

    Minus the integral of `hip_passive_moment` over the hip angle, in closed form; negative where
    they give energy back. Shapes broadcast.

    The moment that the formula leaves in the neutral posture (9.7 N·m at this knee angle; see the
    weaknesses there) counts in full: of the 5.5 J below, 3.4 J are due to it and 2.1 J to the rise
    of the moment with extension.

    Raises ValueError as `hip_passive_moment`.

    >>> print(stored_energy(0, -20, knee_flexion_deg=20).round(1))
    5.5
    """

    def potential(name: str, hip_deg: ArrayLike) -> Array:
        hip, knee = sagittal_posture(hip_deg, knee_flexion_deg, name)
        return np.radians(
            _exponential(_EXTENSOR, hip, knee) / _EXTENSOR[2]
            - _exponential(_FLEXOR, hip, knee) / _FLEXOR[2]
            - _CONSTANT * hip
        )

    start, end = potential("start_deg", start_deg), potential("end_deg", end_deg)
    common_shape(start_deg=start, end_deg=end)
    return end - start


class Recoil(Result):
    """Energies in J of stretching and letting go, arrays of one shape.

    Attributes
    ----------
    stored, returned, lost : (...) J; stored = returned + lost.
    """

    stored: Array
    returned: Array
    lost: Array


def elastic_recoil(
    start_deg: ArrayLike,
    end_deg: ArrayLike,
    knee_flexion_deg: ArrayLike = 0.0,
    return_fraction: ArrayLike = 0.82,
) -> Recoil:
    """Stretch the rubber band of the hip from start to end: what it stores, and returns on the way.

    ``return_fraction`` (0 to 1) is assumed: we found no measurement of it at the hip. The
    default is that of one human tendon in vivo (gastrocnemius, hysteresis 18 ± 3 %, six men;
    Maganaris & Paul 2002, J Biomech 35:1639-1646). That energy is stored as the hip extends in late
    stance and returned before and in early swing: Silder et al. 2007, J Biomech.

    Raises ValueError as `hip_passive_moment`, for a fraction outside 0 to 1, and for a movement
    in which the tissues release energy instead of storing it.

    >>> band = elastic_recoil(0, -20, knee_flexion_deg=20)
    >>> print(band.stored.round(1), band.returned.round(1), band.lost.round(1))
    5.5 4.5 1.0
    """
    fraction = checked("return_fraction", return_fraction, 0, 1)
    stored = stored_energy(start_deg, end_deg, knee_flexion_deg)
    if (stored < 0).any():
        raise ValueError(
            f"the tissues must be stretched from start_deg to end_deg, got a movement "
            f"that releases {-stored.min():.3g} J; swap the two angles."
        )
    common_shape(start_deg=stored, return_fraction=fraction)
    returned = fraction * stored
    return Recoil(stored, returned, stored - returned)


def ligaments(restrains: str | None = None) -> pd.DataFrame:
    """List what the iliofemoral, ischiofemoral and pubofemoral ligaments hold back, by finding.

    It is the table ``hip_ligaments``, or its rows for one motion, such as "internal rotation" or
    "extension". Each ligament has several: which one is tight depends on the posture.

    Raises ValueError for a motion that is not in the table, naming those that are.

    >>> sorted(set(ligaments("internal rotation").ligament))
    ['iliofemoral, lateral arm', 'ischiofemoral']
    """
    table = load_table("hip_ligaments")
    if restrains is None:
        return table
    motion = chosen("restrains", restrains, sorted(set(table.restrains)))
    return table[table.restrains == motion].reset_index(drop=True)
