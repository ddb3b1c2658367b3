"""Axes, angles and signs of the hip: stated here once, for every other module.

Axes (ISB): x anterior, y up, z to the right; the right leg; the hip joint centre is the origin.
Zero posture: anatomical standing, femur axes parallel to pelvis axes, the knee straight.
Angles: flexion, adduction and internal rotation of the hip and flexion of the knee are positive.
Order (Cardan z, x, y): flexion about the pelvis' z axis, adduction about the x axis that flexion
has carried along, rotation about the femur's own y axis.

Wu et al. 2002, J Biomech 35:543-548 (axes); the same order as OpenSim's gait2392 hip.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import checked, chosen, common_shape, numbers
from hipmech.results import Array as Array

POSTURE_RANGE_DEG = {
    "flexion_deg": (-30.0, 120.0),
    "adduction_deg": (-50.0, 30.0),
    "rotation_deg": (-40.0, 40.0),
    "knee_flexion_deg": (0.0, 120.0),
}
"""Lowest and highest angle of each joint coordinate; a knee may also be hyperextended a little."""
KNEE_HYPEREXTENSION_DEG = 10.0
"""How far: as far as the knee of gait2392 is known."""

_TURN = -360.0, 360.0, "degrees"


def check_posture(**angles_deg: ArrayLike) -> list[Array]:
    """Return the angles as float arrays of one common shape, each inside its joint's range.

    The knee may be hyperextended by `KNEE_HYPEREXTENSION_DEG`.

    Raises ValueError for NaN and for an angle outside `POSTURE_RANGE_DEG`, naming the range.

    >>> check_posture(flexion_deg=[0, 30], knee_flexion_deg=10)
    [array([ 0., 30.]), array([10., 10.])]
    >>> check_posture(adduction_deg=45)
    Traceback (most recent call last):
    ValueError: adduction_deg must be -50 to 30 degrees, got 45.
    """
    angles = {}
    for name, given in angles_deg.items():
        low, high = POSTURE_RANGE_DEG[chosen("an angle", name, POSTURE_RANGE_DEG)]
        if name == "knee_flexion_deg":
            low -= KNEE_HYPEREXTENSION_DEG
            if (least := numbers(name, given).min(initial=0.0)) < 2 * low:
                raise ValueError(
                    f"knee_flexion_deg must be {low:g} to {high:g} degrees, got {least:g}; "
                    "flexion is positive: this looks like the other sign."
                )
        angles[name] = checked(name, given, low, high, "degrees")
    shape = common_shape(**angles)
    return [np.broadcast_to(angle, shape) for angle in angles.values()]


def hip_rotation(
    flexion_deg: ArrayLike = 0.0, adduction_deg: ArrayLike = 0.0, rotation_deg: ArrayLike = 0.0
) -> Array:
    """Return the rotation matrix R (..., 3, 3) of the hip: femur axes to pelvis axes.

    R = Rz(flexion) Rx(adduction) Ry(rotation); a point p fixed in the femur lies at R p in pelvis
    axes. Columns of R are the femur's axes seen from the pelvis.

    At 90 degrees of flexion the thigh (down in femur axes) points forward:

    >>> (hip_rotation(flexion_deg=90) @ [0, -1, 0]).round(6)
    array([ 1., -0.,  0.])
    """
    given = {
        "flexion_deg": flexion_deg,
        "adduction_deg": adduction_deg,
        "rotation_deg": rotation_deg,
    }
    angles = {n: np.radians(checked(n, angle, *_TURN)) for n, angle in given.items()}
    common_shape(**angles)
    return rotation_matrix(*angles.values())


def rotation_matrix(flexion: Array, adduction: ArrayLike = 0.0, rotation: ArrayLike = 0.0) -> Array:
    """Return `hip_rotation` of angles in radians that nobody checks: for inner loops."""
    f, a, r = np.broadcast_arrays(flexion, adduction, rotation)
    cf, sf, ca, sa, cr, sr = np.cos(f), np.sin(f), np.cos(a), np.sin(a), np.cos(r), np.sin(r)
    matrix = np.empty((*f.shape, 3, 3))
    matrix[..., 0, 0] = cf * cr - sf * sa * sr
    matrix[..., 0, 1] = -sf * ca
    matrix[..., 0, 2] = cf * sr + sf * sa * cr
    matrix[..., 1, 0] = sf * cr + cf * sa * sr
    matrix[..., 1, 1] = cf * ca
    matrix[..., 1, 2] = sf * sr - cf * sa * cr
    matrix[..., 2, 0] = -ca * sr
    matrix[..., 2, 1] = sa
    matrix[..., 2, 2] = ca * cr
    return matrix


def hip_axes(
    flexion_deg: ArrayLike = 0.0, adduction_deg: ArrayLike = 0.0, rotation_deg: ArrayLike = 0.0
) -> Array:
    """Return the three axes (..., 3, 3) about which the hip turns, one per row, in pelvis axes.

    Row 0, flexion: the pelvis' z. Row 1, adduction: the x axis after flexion. Row 2, internal
    rotation: the femur's y. They are unit vectors and not perpendicular to each other: adduction
    by a tilts the rotation axis toward the flexion axis, with dot product sin a.

    >>> axes = hip_axes(flexion_deg=40, adduction_deg=30)
    >>> float((axes[0] @ axes[2]).round(6))
    0.5
    """
    turn = hip_rotation(flexion_deg, adduction_deg, rotation_deg)
    return rotation_axes(turn, np.radians(np.asarray(flexion_deg, float)))


def rotation_axes(turn: Array, flexion: Array) -> Array:
    """Return `hip_axes` from the `rotation_matrix` and the flexion in radians."""
    axes = np.zeros_like(turn)
    axes[..., 0, 2] = 1.0
    axes[..., 1, 0], axes[..., 1, 1] = np.cos(flexion), np.sin(flexion)
    axes[..., 2, :] = turn[..., :, 1]
    return axes
