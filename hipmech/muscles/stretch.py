"""What a posture lengthens, and what the stretched front of the hip gives back in gait.

Signs of `hipmech.frames`: flexion, adduction, internal rotation positive. Lengths are compared with
standing and counted in optimal fibre lengths, because a fibre of 5 cm that gains 3 cm is strained
more than one of 15 cm that gains 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hipmech.checks import checked, chosen, common_shape, of_kind, one_number
from hipmech.gait import GaitCycle
from hipmech.muscles import MuscleSet, some_muscles
from hipmech.muscles.passive import hip_passive_moment, sagittal_posture, stored_energy
from hipmech.muscles.tendon import isometric_force, joint_moment, rigid_tendon
from hipmech.results import Array, Result
from hipmech.subject import Subject, one_person
from hipmech.tables import load_table

STRETCHED = {
    "psoas": "iliopsoas",
    "rect_fem": "rectus femoris",
    "add_long": "adductor longus",
    "glut_max2": "gluteus maximus",
    "glut_med3": "gluteus medius, back",
    "peri": "piriformis",
    "bifemlh": "biceps femoris",
    "semimem": "semimembranosus",
}
"""Units of ``delp1990`` that stand for what the usual stretches are after."""


class LengthChange(Result):
    """Muscles in a posture against standing.

    Attributes
    ----------
    change_percent : (..., n) of the optimal fibre length, lengthening positive.
    fibre_length_norm : (..., n) in optimal fibre lengths, with a rigid tendon.
    active_fraction : (..., n) force of the fully active muscle along its tendon, of its maximum.
    slack : (..., n) bool, the muscle is shorter than its tendon.
    """

    change_percent: Array
    fibre_length_norm: Array
    active_fraction: Array
    slack: NDArray[np.bool_]


def _fibres(muscles: MuscleSet) -> tuple[Array, Array, Array]:
    """Optimal fibre length, tendon slack length and pennation."""
    if np.isnan(some_muscles(muscles).optimal_fibre_length).any():
        raise ValueError(f"{muscles.name} has no fibre lengths; use MuscleSet.load('delp1990').")
    return muscles.optimal_fibre_length, muscles.tendon_slack_length, muscles.pennation


def length_change(
    muscles: MuscleSet,
    flexion_deg: ArrayLike = 0.0,
    adduction_deg: ArrayLike = 0.0,
    rotation_deg: ArrayLike = 0.0,
    knee_flexion_deg: ArrayLike = 0.0,
) -> LengthChange:
    """How much longer each muscle is in a posture than in standing, and what that does to it.

        100 % (L(posture) - L(standing)) / l_opt

    The posture's angles in degrees broadcast to ``...``. The tendon is rigid: all of the change
    goes into the fibres, which overstates their stretch where passive forces are high.

    Raises ValueError for NaN and postures outside `hipmech.frames.POSTURE_RANGE_DEG`, and for
    ``dostal1981``, which has no fibre lengths.

    A couch stretch (hip 15 degrees extended, knee bent) is a stretch of the rectus femoris:

    >>> flexors = MuscleSet.load("delp1990").select(["psoas", "rect_fem"])
    >>> length_change(flexors, -15, knee_flexion_deg=[0, 120]).change_percent.round()
    array([[10.,  9.],
           [10., 77.]])
    """
    fibres = _fibres(muscles)
    length = muscles.lengths(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
    tendon = rigid_tendon(length, *fibres)
    force = isometric_force(length, muscles.max_force, *fibres)
    return LengthChange(
        change_percent=100 * (length - muscles.lengths()) / muscles.optimal_fibre_length,
        fibre_length_norm=tendon.fibre_length_norm,
        active_fraction=force.active / muscles.max_force,
        slack=tendon.slack,
    )


def muscle_passive_moment(
    muscles: MuscleSet, hip_flexion_deg: ArrayLike, knee_flexion_deg: ArrayLike = 0.0
) -> Array:
    """Moment (...) in N·m of the relaxed muscles about the flexion axis, flexion positive.

    Sum over the muscles of passive force times moment arm, with rigid tendons; no capsule, no
    ligament, no skin. It knows that the rectus femoris crosses two joints, which
    `hip_passive_moment` does not, but is far too stiff where muscles are long.

    Raises ValueError as `length_change`.

    >>> delp = MuscleSet.load("delp1990")
    >>> muscle_passive_moment(delp, -20, [0, 90]).round(1)  # bending the knee stretches the front
    array([ 3.5, 30.8])
    >>> print(muscle_passive_moment(delp, 90).round())  # measured: -51
    -177.0
    """
    fibres = _fibres(muscles)
    hip, knee = sagittal_posture(hip_flexion_deg, knee_flexion_deg)
    posture = (hip, 0.0, 0.0, knee)
    force = isometric_force(muscles.lengths(*posture), muscles.max_force, *fibres, activation=0.0)
    return joint_moment(force.passive, muscles.moment_arms(*posture))[..., 0]


class GaitRecoil(Result):
    """The front of the hip as a spring in one gait cycle of one person.

    Attributes
    ----------
    peak_extension_deg : from standing, positive.
    peak_percent, knee_flexion_deg : when in the cycle that is, and how the knee is bent there.
    passive_moment_Nm, net_moment_Nm : (101,) flexion positive.
    stored, returned : J, from standing to the peak, and back.
    offset : J, the part of `stored` that the moment at standing accounts for.
    pull_off_work : J, positive work of the net flexor moment after the peak.
    """

    peak_extension_deg: float
    peak_percent: float
    knee_flexion_deg: float
    passive_moment_Nm: Array
    net_moment_Nm: Array
    stored: float
    offset: float
    returned: float
    pull_off_work: float


def offset_energy(extension_deg: ArrayLike, knee_flexion_deg: ArrayLike = 0.0) -> Array:
    """Part (J) of the stored energy that is due to the moment which the formula leaves in standing.

    That moment times the angle, from standing to an extension.

    >>> print(offset_energy(20, 20).round(1), stored_energy(0, -20, 20).round(1))
    3.4 5.5
    """
    extension = checked("extension_deg", extension_deg, 0, 30, "degrees")
    moment = hip_passive_moment(0, knee_flexion_deg)
    common_shape(extension_deg=extension, knee_flexion_deg=moment)
    return moment * np.radians(extension)


def gait_recoil(
    cycle: GaitCycle, subject: Subject | None = None, return_fraction: float = 0.82
) -> GaitRecoil:
    """Passive moment, stored and returned energy of the hip in a measured gait cycle.

    `hip_passive_moment` along the measured hip and knee angles; stored energy at the knee angle of
    the peak. The formula is one mean person's and is not scaled to the mass of the `subject`; the
    measured moment is. For `return_fraction` see `hipmech.muscles.passive.elastic_recoil`.

    Running fast extends the hip no further than walking fast, and stores no more:

    >>> from hipmech.gait import load_gait
    >>> for activity, speed in (("walking", 1.79), ("running", 4.5)):
    ...     r = gait_recoil(load_gait(activity, speed))
    ...     print(f"{r.peak_extension_deg:.0f}° {r.stored:.1f} J of {r.pull_off_work:.0f} J")
    18° 4.5 J of 19 J
    16° 4.0 J of 42 J
    """
    mass = one_person(subject, "gait_recoil").mass_kg
    of_kind("cycle", cycle, GaitCycle)
    fraction = one_number("return_fraction", return_fraction, 0, 1)
    flexion, knee = cycle.hip_angles_deg[:, 0], cycle.knee_flexion_deg
    net = mass * cycle.moments_Nm_kg[:, 0]
    peak = int(flexion.argmin())
    step, between = np.diff(np.radians(flexion))[peak:], (net[1:] + net[:-1])[peak:] / 2
    stored = stored_energy(0, flexion[peak], knee[peak])
    return GaitRecoil(
        peak_extension_deg=float(-flexion[peak]),
        peak_percent=float(cycle.percent[peak]),
        knee_flexion_deg=float(knee[peak]),
        passive_moment_Nm=hip_passive_moment(flexion, knee),
        net_moment_Nm=net,
        stored=float(stored),
        offset=float(offset_energy(-flexion[peak], knee[peak])),
        returned=float(fraction * stored),
        pull_off_work=float((step * between)[(step > 0) & (between > 0)].sum()),
    )


def stretch_posture(stretch: str) -> dict[str, float]:
    """Joint angles of a row of the table ``hip_stretches``, as arguments of `length_change`.

    >>> stretch_posture("couch stretch")
    {'flexion_deg': -15.0, 'adduction_deg': 0.0, 'rotation_deg': 0.0, 'knee_flexion_deg': 120.0}
    """
    table = load_table("hip_stretches").set_index("stretch")
    angles = table.filter(like="_deg").loc[chosen("stretch", stretch, table.index)]
    return {str(name): float(angle) for name, angle in angles.items()}
