"""The surface of the femoral neck, for colouring by what happens around it."""

from __future__ import annotations

from functools import cache

import numpy as np

from hipmech.drawing.bones import load_bones
from hipmech.femoral_neck import neck_axes
from hipmech.results import Array, Result

NECK_SHAFT_ANGLE_DEG, ANTEVERSION_DEG = 129.2, 9.7  # mean femur, as `neck_stress` has them
HEAD_RADIUS = 0.0235  # of the mesh, m
START, END = 0.014, 0.032  # of the neck, along its axis from the head centre, m
THICK = 0.021  # what lies farther from the axis is trochanter, m


class NeckSurface(Result):
    """Small triangles over the femur's mesh; beyond the rim of the neck `inside` is negative.

    Attributes
    ----------
    corners, normals : (n, 3, 3) m, and unit vectors; femur axes.
    angles_deg : (n, 3) array
        Around the neck as in `hipmech.femoral_neck.NeckStress`: 0 superior, 90 anterior.
    inside : (n, 3) m from the nearest rim of the neck: its head, its trochanters.
    """

    corners: Array
    normals: Array
    angles_deg: Array
    inside: Array


def _halved(corners: Array) -> Array:
    """Each triangle as four."""
    a, b, c = np.moveaxis(corners, 1, 0)
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    quarters = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    return np.concatenate([np.stack(quarter, axis=1) for quarter in quarters])


@cache
def neck_surface() -> NeckSurface:
    """Return the neck between head and trochanters, on the femur of `load_bones`.

    >>> surface = neck_surface()
    >>> superior = np.abs((surface.angles_deg + 180) % 360 - 180) < 10
    >>> print(surface.normals[superior].mean(axis=0).round(1))  # up and lateral
    [-0.   0.9  0.2]
    """
    femur = next(bone for bone in load_bones() if bone.name == "femur")
    corners = femur.vertices[femur.triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(femur.vertices)
    np.add.at(normals, femur.triangles, faces[:, None])
    pieces = np.concatenate([corners, normals[femur.triangles]], axis=-1)
    for _ in range(2):
        pieces = _halved(pieces)
    points, normals = pieces[..., :3], pieces[..., 3:]
    head, superior, anterior = neck_axes(NECK_SHAFT_ANGLE_DEG, ANTEVERSION_DEG)
    up, front = points @ superior, points @ anterior
    inside = np.minimum.reduce([
        np.linalg.norm(points, axis=-1) - HEAD_RADIUS,
        END + points @ head,
        -points @ head - START,
        THICK - np.hypot(up, front),
    ])  # fmt: skip
    near = (inside > 0).any(axis=1)
    angles = np.degrees(np.arctan2(front, up)) % 360
    normals = normals / np.linalg.norm(normals, axis=-1, keepdims=True)
    return NeckSurface(points[near], normals[near], angles[near], inside[near])
