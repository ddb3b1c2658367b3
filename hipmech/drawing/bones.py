"""Pelvis and right leg as meshes, and a shaded picture of them with the muscles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.anatomy import BONE_EDGE, rotate
from hipmech.drawing.stage import put
from hipmech.drawing.style import FORCES, INK, LARGE, bare
from hipmech.frames import POSTURE_RANGE_DEG, Array, hip_rotation
from hipmech.muscles import MuscleSet
from hipmech.muscles.knee import kneecap, tibia_origin
from hipmech.muscles.sets import GAIT2392_HIP_CENTRE
from hipmech.results import Result, frozen
from hipmech.tables import load_table

BONE_COLOUR = "#E8DCC3"
FORCE_SCALE = 0.04  # m of arrow per body weight
VIEWS = {  # where right and up of the picture point in pelvis axes, and its limits in m
    "front": ((0, 0, -1), (0, 1, 0), (-0.16, 0.28), (-0.40, 0.23)),
    "side": ((1, 0, 0), (0, 1, 0), (-0.22, 0.22), (-0.40, 0.23)),
    "back": ((0, 0, 1), (0, 1, 0), (-0.28, 0.16), (-0.40, 0.23)),
    "top": ((0, 0, 1), (1, 0, 0), (-0.28, 0.16), (-0.30, 0.33)),
}
_LIGHT = np.array([-0.36, 0.48, 0.8])
_TUBEROSITY = np.array([0.027, -0.062, 0.008])  # where the patellar ligament ends on the tibia
_PATELLA = np.array([[0.0121, 0.0437, 0.0], [0.005, 0.0025, 0.0]])  # its upper and lower tendon


class Bone(Result):
    """A surface: vertices (n, 3) in m in the axes of its body, triangles (m, 3)."""

    name: str
    body: str
    vertices: Array
    triangles: NDArray[np.int64]


@cache
def load_bones() -> tuple[Bone, ...]:
    """Both hip bones, sacrum, two vertebrae and the right leg's bones.

    The hip joint centre is the origin of pelvis and femur; the left hip bone mirrors the right.

    >>> [bone.name for bone in load_bones() if bone.body == "femur"]
    ['femur']
    """
    vertices, triangles = load_table("bone_vertices"), load_table("bone_triangles")
    corners = triangles.groupby("bone")[["a", "b", "c"]]
    bones = []
    for (name, body), rows in vertices.groupby(["bone", "body"], sort=False):
        points = rows[["x_mm", "y_mm", "z_mm"]].to_numpy() / 1000
        bones.append(Bone(str(name), str(body), points, corners.get_group(name).to_numpy()))
        if name == "hip bone":
            mirrored = points * (1, 1, -1) - (0, 0, 2 * GAIT2392_HIP_CENTRE[2])
            inside_out = bones[-1].triangles[:, ::-1]
            bones.append(replace(bones[-1], vertices=mirrored, triangles=inside_out))
    return tuple(bones)


@cache
def knee_motion() -> MappingProxyType[str, Array]:
    """Return what the knee moves, at every whole degree of its flexion, in femur axes.

    ``tibia`` (k, 3) m, where its origin is; ``kneecap`` (k, 3) m, the end of the rectus femoris;
    ``patella`` (k, 4), its origin in m and its tilt in degrees: it hangs from the rectus femoris
    toward the tibial tuberosity, which is a drawing, not a measurement.

    >>> knee_motion()["tibia"][0].round(3)
    array([-0.004, -0.396,  0.   ])
    """
    knee = np.arange(POSTURE_RANGE_DEG["knee_flexion_deg"][1] + 1)
    tibia, turn = tibia_origin(knee), hip_rotation(-knee)
    upper = tibia + (turn @ kneecap(knee)[..., None])[..., 0]
    tuberosity = tibia + turn @ _TUBEROSITY

    def direction(vector: Array) -> Array:
        return np.degrees(np.arctan2(vector[..., 1], vector[..., 0]))

    tilt = direction(tuberosity - upper) - direction(_PATELLA[1] - _PATELLA[0])
    origin = upper - (hip_rotation(tilt) @ _PATELLA[0])
    patella = np.column_stack([origin, tilt])
    parts = {"tibia": frozen(tibia), "kneecap": frozen(upper), "patella": frozen(patella)}
    return MappingProxyType(parts)


def poses(
    flexion_deg: float = 0.0,
    adduction_deg: float = 0.0,
    rotation_deg: float = 0.0,
    knee_flexion_deg: float = 0.0,
) -> dict[str, tuple[Array, Array]]:
    """Rotation (3, 3) and origin (3) m of every body of `load_bones`, in pelvis axes.

    >>> rotation, origin = poses(flexion_deg=90)["tibia"]
    >>> origin.round(3)
    array([ 0.396, -0.004,  0.   ])
    """
    row = max(round(knee_flexion_deg), 0)
    motion = {name: table[row] for name, table in knee_motion().items()}
    hip = hip_rotation(flexion_deg, adduction_deg, rotation_deg)
    patella = motion["patella"]
    return {
        "pelvis": (np.eye(3), np.zeros(3)),
        "femur": (hip, np.zeros(3)),
        "tibia": (hip @ hip_rotation(-knee_flexion_deg), hip @ motion["tibia"]),
        "patella": (hip @ hip_rotation(patella[3]), hip @ patella[:3]),
    }


def tube_radius(muscles: MuscleSet) -> Array:
    """Radius (n) in m of the drawn tubes: its square follows the maximum force, so the PCSA."""
    return 1.6e-4 * np.sqrt(muscles.max_force)


class HipPicture:
    """Pelvis and right leg with the muscles in one posture, nearest parts painted last."""

    def __init__(
        self,
        axes: Axes,
        muscles: MuscleSet,
        colours: Sequence[str],
        posture: Mapping[str, float],
        view: str = "front",
        force: ArrayLike = (),
    ) -> None:
        right, up, xlim, ylim = VIEWS[view]
        self.screen = np.array([right, up, np.cross(right, up)], float)
        self.polygons: list[NDArray] = []
        self.colours: list[NDArray] = []
        self.depths: list[NDArray] = []
        bare(axes, xlim, ylim)
        pose = poses(**posture)
        for bone in load_bones():
            rotation, origin = pose[bone.body]
            self._surface(bone.vertices @ rotation.T + origin, bone.triangles)
        paths = muscles.path_points(**posture)
        for path, radius, colour in zip(paths, tube_radius(muscles), colours, strict=True):
            self._tube(path, radius, colour)
        order = np.argsort(np.concatenate(self.depths))
        polygons = [polygon for group in self.polygons for polygon in group]
        sorted_polygons = [polygons[i] for i in order]
        shades = np.concatenate(self.colours)[order]
        axes.add_collection(
            PolyCollection(sorted_polygons, facecolors=shades, edgecolors=shades, linewidths=0.4)
        )
        axes.plot(0, 0, "o", color=INK, ms=5)
        if np.any(force):
            x, y, _ = -FORCE_SCALE * (self.screen @ np.asarray(force, float))
            colour, size = FORCES["contact"].colour, f"{np.linalg.norm(force):.1f} BW"
            look = {"color": colour, "width": 4, "headwidth": 13}
            axes.annotate("", (0, 0), (x, y), arrowprops=look)
            halo = [withStroke(linewidth=4, foreground="white")]
            axes.text(x, y + 0.01, f" {size}", color=colour, size=LARGE, weight="bold",
                      va="bottom", path_effects=halo)  # fmt: skip

    def _surface(self, vertices: Array, triangles: NDArray) -> None:
        corners, colours = _faces(vertices @ self.screen.T, triangles)
        self.polygons.append(corners[..., :2])
        self.depths.append(corners[..., 2].mean(axis=1))
        self.colours.append(colours)

    def _tube(self, path: Array, radius: float, colour: str) -> None:
        """Rows of short strips, dark at the rim and light in the middle."""
        points = path @ self.screen.T
        for start, end in pairwise(points):
            length = np.linalg.norm(end - start)
            flat = np.hypot(*(end - start)[:2])
            if flat < 1e-6:
                continue
            pieces = np.linspace(start, end, int(length / 0.008) + 2)
            across = radius * np.array([start[1] - end[1], end[0] - start[0]]) / flat
            along = 0.3 * radius * (end - start)[:2] / flat
            for inner, outer, light in ((-1, -0.55, 0.62), (-0.55, 0.4, 1.0), (0.4, 1, 0.72)):
                a, b = pieces[:-1, :2] - along, pieces[1:, :2] + along
                low, high = inner * across, outer * across
                self.polygons.append(np.stack([a + low, b + low, b + high, a + high], axis=1))
                self.depths.append((pieces[:-1, 2] + pieces[1:, 2]) / 2 + radius)
                self.colours.append(np.tile(light * np.array(to_rgb(colour)), (len(a), 1)))


class SidePelvis:
    """Pelvis and lowest spine seen from the right, shaded; it stands."""

    def __init__(self, axes: Axes, zorder: float) -> None:
        bones = [bone for bone in load_bones() if bone.body == "pelvis"]
        parts = [_faces(bone.vertices, bone.triangles) for bone in bones]
        corners, colours = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(corners[:, :, 2].mean(axis=1))
        look: Any = {"linewidths": 0.4, "edgecolors": "face", "zorder": zorder}
        faces = PolyCollection(list(corners[order, :, :2]), facecolors=colours[order], **look)
        axes.add_collection(faces, autolim=False)


@cache
def leg_outlines() -> tuple[tuple[str, Array], ...]:
    """Body and closed outline (n, 3) in m of each bone of the leg as the right side shows it.

    The foremost and the hindmost point of the mesh at 40 heights, in the axes of its body: few
    points, which any posture carries along.

    >>> [(body, outline.shape) for body, outline in leg_outlines()][0]
    ('femur', (80, 3))
    """
    outlines = []
    for bone in load_bones():
        if bone.body == "pelvis":
            continue
        ends = bone.vertices[bone.triangles[:, [[0, 1], [1, 2], [2, 0]]]].reshape(-1, 2, 3)
        low, high = np.sort(ends[..., 1], axis=1).T
        turn = np.linspace(0.02, np.pi - 0.02, 40)  # denser where the bone ends
        bottom, top = bone.vertices[:, 1].min(), bone.vertices[:, 1].max()
        sides: tuple[list[Array], list[Array]] = ([], [])
        for height in (bottom + top) / 2 - (top - bottom) / 2 * np.cos(turn):
            a, b = np.moveaxis(ends[(low <= height) & (height < high)], 1, 0)
            share = (height - a[:, 1]) / (b[:, 1] - a[:, 1])
            cut = a + share[:, None] * (b - a)
            sides[0].append(cut[cut[:, 0].argmax()])
            sides[1].append(cut[cut[:, 0].argmin()])
        outlines.append((bone.body, frozen(np.array(sides[0] + sides[1][::-1]))))
    return tuple(outlines)


class SideLeg:
    """The right leg from its right side: outlines of its bones, moved with the posture."""

    def __init__(self, axes: Axes, zorder: float) -> None:
        look: dict[str, Any] = {"fc": BONE_COLOUR, "ec": BONE_EDGE, "lw": 1.1, "zorder": zorder}
        self.shapes = [
            (body, outline, put(axes, Polygon(outline[:, :2], closed=True, **look)))
            for body, outline in leg_outlines()
        ]

    def update(self, posture: Mapping[str, float], tilt_deg: float = 0.0) -> None:
        """Draw the bones in this posture, on a pelvis that is tilted forward."""
        pose = poses(**posture)
        for body, outline, shape in self.shapes:
            rotation, origin = pose[body]
            shape.set_xy(rotate((outline @ rotation.T + origin)[:, :2], -tilt_deg))


def _faces(vertices: Array, triangles: NDArray) -> tuple[NDArray, NDArray]:
    """Corners (n, 3, 3) of the triangles that face a viewer on the third axis; colours (n, 3)."""
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    seen = normals[:, 2] > 0
    return corners[seen], shades(normals[seen])


def shades(normals: Array) -> Array:
    """Colours (n, 3) of bone with these normals (n, 3) of any length, seen along axis 3."""
    towards = normals @ _LIGHT / (np.linalg.norm(normals, axis=1) + 1e-15)
    return (0.45 + 0.55 * np.clip(towards, 0, 1))[:, None] * to_rgb(BONE_COLOUR)
