"""Outlines of pelvis, leg and foot seen from the right, in up to three tones.

They are traced once from the meshes of `hipmech.drawing.bones`, lit as those are; of the foot there
is no mesh, and its outlines are a drawing. Lines are (n, 2) in m, x forward and y up.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from hipmech.drawing.anatomy import BONE, BONE_EDGE, DEEP, SHADE, Lines, Mapping, Shape
from hipmech.drawing.bones import load_bones, shades
from hipmech.drawing.person import smooth
from hipmech.results import frozen

_FINE = 2000  # pixels of the trace in 1 m
_DARK = {"outline": 0.0, "shade": 0.80, "deep": 0.62}  # less light than this share has the tone
_BONES = {  # which meshes make one outline, the far ones first
    "pelvis": ("sacrum", "L5", "L4", "hip bone"),
    "femur": ("femur",),
    "shank": ("fibula", "tibia"),
    "patella": ("patella",),
}
_HINDFOOT = smooth(
    [0.022, 0.030, 0.055, 0.095, 0.135, 0.142, 0.122, 0.070, 0.010, -0.030, -0.055, -0.062,
     -0.050, -0.022, -0.016],
    [0.016, -0.002, -0.014, -0.034, -0.052, -0.064, -0.072, -0.056, -0.056, -0.072, -0.070,
     -0.048, -0.026, -0.018, 0.014],
)  # fmt: skip
_TOES = smooth(
    [0.136, 0.160, 0.188, 0.196, 0.186, 0.136], [-0.051, -0.055, -0.060, -0.066, -0.071, -0.070]
)

_FOOT = {"hindfoot": _HINDFOOT, "toes": _TOES}


@cache
def side_lines(bone: str) -> Lines:
    """Return closed lines of "pelvis", "femur", "shank", "patella", "hindfoot" or "toes", by tone.

    >>> sorted(side_lines("femur"))
    ['deep', 'outline', 'shade']
    """
    if bone in _FOOT:
        tones: dict[str, tuple[NDArray, ...]] = {"outline": (_FOOT[bone],)}
    else:
        tones = _traced(_BONES[bone])
    return MappingProxyType({tone: tuple(map(frozen, lines)) for tone, lines in tones.items()})


def _traced(names: tuple[str, ...]) -> dict[str, tuple[NDArray, ...]]:
    """Paint the triangles as a picture of light, nearest last, and follow its levels."""
    meshes = {bone.name: bone for bone in reversed(load_bones())}  # of two hip bones the right one
    parts = [meshes[name].vertices[meshes[name].triangles] for name in names]
    corners = np.concatenate([p[np.argsort(p[..., 2].mean(axis=1))] for p in parts])
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    light = shades(normals)[:, 0] / shades(np.array([[-0.36, 0.48, 0.8]]))[0, 0]
    low = corners[..., :2].min((0, 1)) - 0.01
    width, height = ((corners[..., :2].max((0, 1)) + 0.01 - low) * _FINE).astype(int)
    picture = Image.new("L", (int(width), int(height)))
    draw = ImageDraw.Draw(picture)
    for points, bright in zip((corners[..., :2] - low) * _FINE, light, strict=True):
        draw.polygon([tuple(p) for p in points], fill=int(40 + 215 * bright))
    inside = np.asarray(picture) > 0
    # beyond its edge the bone goes on as bright as it is there: no dark rim
    levels = np.asarray(picture.filter(ImageFilter.GaussianBlur(9)), float)
    cover = np.asarray(Image.fromarray(255 * inside.astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(9)), float) / 255  # fmt: skip
    bright = (levels / np.maximum(cover, 0.05) - 40) / 215
    smooth_edge = Image.fromarray(255 * inside.astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    edge = np.asarray(smooth_edge, float) / 255
    tones = {}
    for tone, limit in _DARK.items():
        field = edge - 0.5 if tone == "outline" else np.minimum(edge - 0.5, limit - bright)
        lines = [line for line in contour_generator(z=field).lines(0.0) if len(line) > 60]
        tones[tone] = tuple(np.asarray(line)[:-1:9] / _FINE + low for line in lines)
    return tones


class SideBone:
    """One bone of `side_lines`, in its tones or, ``far``, pale and flat."""

    def __init__(self, axes: Axes, bone: str, zorder: float, *, far: bool = False) -> None:
        self.shapes = []
        colours = {"outline": BONE, "shade": SHADE, "deep": DEEP}
        for level, (tone, lines) in enumerate(side_lines(bone).items()):
            if not lines or (far and tone != "outline"):
                continue
            look: dict[str, Any] = {"facecolor": colours[tone], "edgecolor": "none", "lw": 0}
            if tone == "outline":
                look |= {"edgecolor": BONE_EDGE, "lw": 1.0, "joinstyle": "round"}
            if far:
                look |= {"facecolor": "#F6F3EC", "edgecolor": "#B4AC9C"}
            self.shapes.append(Shape(axes, lines, zorder + 0.01 * level, **look))

    def move(self, mapping: Mapping) -> None:
        """Draw every tone of the bone where `mapping` puts it."""
        for shape in self.shapes:
            shape.move(mapping)


def between(start: NDArray, end: NDArray, from_start: NDArray, from_end: NDArray) -> Mapping:
    """Turn, scale and shift two points of a bone at rest onto ``start`` and ``end``.

    >>> move = between(*np.array([[0, 0], [0, -1.0], [1, 1], [1, 2]]))
    >>> move(np.array([[0.0, -0.5]]))
    array([[1. , 1.5]])
    """
    rest, now = (complex(*(b - a)) for a, b in ((start, end), (from_start, from_end)))
    turn = now / rest
    matrix = np.array([[turn.real, turn.imag], [-turn.imag, turn.real]])
    return lambda points: (points - start) @ matrix + from_start
