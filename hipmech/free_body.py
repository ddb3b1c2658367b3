"""A planar free body: any forces at any points, one muscle that holds them, one joint.

Vectors are [medial, up] as everywhere in the lever, from any one origin; forces in N or BW. The
lever of one-leg stance is one case of it, cut either above the joint (pelvis and trunk) or below
(the stance leg). Whatever the lever's own sliders do not reach can be written down here: an oblique
cane, a push, a backpack, acceleration (loads times n), two legs, a moved trochanter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import checked, common_shape, numbers
from hipmech.results import Array, Result


class FreeBody(Result):
    """What holds a planar free body.

    Parameters
    ----------
    muscle_force : (...,) along the line of pull; negative: the line would have to push.
    joint_force : (..., 2) of the joint on this body.
    muscle_arm : (...,) signed arm of the line about the joint, m, positive when a pull turns the
        body anticlockwise (medial end up).
    """

    muscle_force: Array
    joint_force: Array
    muscle_arm: Array


def free_body(
    forces: ArrayLike,
    points: ArrayLike,
    muscle_at: ArrayLike,
    muscle_pull: ArrayLike,
    joint: ArrayLike = (0.0, 0.0),
) -> FreeBody:
    """Find the muscle force and the joint force that keep a planar body at rest.

    Moments about the joint c and forces each add up to zero:

        Σ (p − c) × f + F (a − c) × u = 0,   J = −(Σ f + F u)

    Raises ValueError when forces and points are not pairs, when the muscle has no direction, or
    when its line passes within 0.1 mm of the joint, where no force holds anything.

    Parameters
    ----------
    forces : (..., n, 2) on the body, N or BW.
    points : (..., n, 2) where they act, m.
    muscle_at : (..., 2) a point of the muscle's line, m.
    muscle_pull : (..., 2) the way it pulls the body; any length.
    joint : (..., 2) m.

    Examples
    --------
    One-leg stance (0.8 BW at 10 cm) with an oblique crutch that carries 0.2 BW, 15° off the
    vertical, 35 cm from the hip:

    >>> loads = [(0, -0.8), (0.2 * np.sin(0.26), 0.2 * np.cos(0.26))]
    >>> with_crutch = free_body(loads, [(0.10, 0.2), (0.35, 0.1)], (-0.05, 0.0), (-0.17, -0.98))
    >>> with_crutch.muscle_force.round(2), (-with_crutch.joint_force).round(2)
    (np.float64(0.36), array([-0.01, -0.96]))
    """
    load, at = numbers("forces", forces), numbers("points", points)
    for name, array in (("forces", load), ("points", at)):
        checked(name, array, -1e6)
        if array.shape[-1:] != (2,) or array.ndim < 2:
            raise ValueError(f"{name} must be (..., n, 2) [medial, up], got shape {array.shape}.")
    if load.shape[-2] != at.shape[-2]:
        raise ValueError(
            f"each force needs one point: got {load.shape[-2]} forces and {at.shape[-2]} points."
        )
    line, pull, centre = (
        _vector(name, vector)
        for name, vector in (
            ("muscle_at", muscle_at),
            ("muscle_pull", muscle_pull),
            ("joint", joint),
        )
    )
    common_shape(
        forces=load[..., 0, :], points=at[..., 0, :], muscle_at=line, muscle_pull=pull, joint=centre
    )
    length = np.linalg.norm(pull, axis=-1, keepdims=True)
    if not (length > 0).all():
        raise ValueError("muscle_pull must point somewhere, got (0, 0).")
    moment = _cross(at - centre[..., None, :], load).sum(-1)
    return _hold(load.sum(-2), moment, line - centre, pull / length)


def _hold(load: Array, moment: Array, muscle_at: Array, unit_pull: Array) -> FreeBody:
    """Balance a resultant (..., 2) and its moment (...,) about the joint, which is the origin."""
    arm = _cross(muscle_at, unit_pull)
    if np.any(abs(arm) < 1e-4):
        raise ValueError(
            "the muscle's line passes through the joint (arm below 0.1 mm): it holds nothing."
        )
    force = -moment / arm
    joint = -(load + force[..., None] * unit_pull)
    return FreeBody(force, joint, np.broadcast_to(arm, force.shape))


def _cross(a: Array, b: Array) -> Array:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _vector(name: str, vector: ArrayLike) -> Array:
    array = checked(name, vector, -1e6)
    if array.shape[-1:] != (2,):
        raise ValueError(f"{name} must be (..., 2) [medial, up], got shape {array.shape}.")
    return array
