"""Bones and body of a person in one-leg stance, seen from the front, moved by a `Stance`.

The bones are real outlines (data/pelvis_femur_outline.csv). The pelvis is scaled to the subject's
hip joint width; the proximal femur is bent so that head, neck base and trochanter lie where neck
length and neck-shaft angle put them.
"""

from collections.abc import Callable, Iterable
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from hipmech.drawing.stage import line, put
from hipmech.drawing.style import FORCES
from hipmech.results import frozen
from hipmech.stance import Stance
from hipmech.tables import load_table

BONE, SHADE, DEEP, BONE_EDGE = "#F3ECDD", "#E2D6BE", "#C9B892", "#6A5F4B"
BODY, BODY_EDGE = "#ECEAE6", "#BDB8AF"
OUTLINE_WIDTH = 0.15452  # m between the hip joint centres of the traced pelvis
_NECK_BASE = np.array([-0.0385, -0.0395])  # of the traced femur, where neck and shaft axes meet
_THIGH = 0.43  # m, head centre to knee of the traced femur
HEAD_RADIUS = 0.0223  # m

Mapping = Callable[[NDArray], NDArray]
Lines = MappingProxyType[str, tuple[NDArray, ...]]


@cache
def bone_lines(bone: str) -> Lines:
    """Return closed lines (n, 2) in m of one bone, by tone: outline (with its holes), shade, deep.

    >>> sorted(bone_lines("femur"))
    ['deep', 'outline', 'shade']
    """
    tones: dict[str, list[NDArray]] = {"outline": [], "shade": [], "deep": []}
    table = load_table("pelvis_femur_outline").query("bone == @bone")
    for part, rows in table.groupby("part", sort=False):
        tone = str(part).split("_")[0].replace("hole", "outline")
        tones[tone].append(frozen(rows[["medial_mm", "up_mm"]].to_numpy() / 1000))
    return MappingProxyType({tone: tuple(lines) for tone, lines in tones.items()})


def compound(lines: Iterable[NDArray]) -> Path:
    """Several closed lines as one path; a line that runs the other way round is a hole."""
    return Path.make_compound_path(*(Path(np.vstack([p, p[:1]]), closed=True) for p in lines))


def rotate(points: NDArray, angle_deg: ArrayLike) -> NDArray:
    """Points (..., 2) turned anticlockwise about the origin."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return points @ np.array([[c, s], [-s, c]])


class Shape:
    """Filled outlines that keep their form at rest and are drawn where a mapping puts them."""

    def __init__(self, axes: Axes, lines: Iterable[NDArray], zorder: float, **look: Any):
        self.rest = compound(lines)
        self.patch = put(axes, PathPatch(self.rest.deepcopy(), zorder=zorder, **look))

    def move(self, mapping: Mapping) -> None:
        """Draw the outlines where `mapping` puts them."""
        self.patch.get_path().vertices = mapping(np.asarray(self.rest.vertices))
        self.patch.stale = True


class Bone:
    """One bone in up to three tones."""

    def __init__(
        self,
        axes: Axes,
        bone: str,
        zorder: float,
        *,
        mirrored: bool = False,
        ghost: bool = False,
        shaded: bool = True,
        linewidth: float = 1.1,
    ):
        self.shapes = []
        colours = {"outline": BONE, "shade": SHADE, "deep": DEEP}
        for level, (tone, lines) in enumerate(bone_lines(bone).items()):
            if not lines or (tone != "outline" and (ghost or not shaded)):
                continue
            look: dict[str, Any] = {"facecolor": colours[tone], "edgecolor": "none"}
            if tone == "outline":
                look |= {"edgecolor": BONE_EDGE, "linewidth": linewidth, "joinstyle": "round"}
            if ghost:
                look |= {"facecolor": "#FBF9F5", "edgecolor": BODY_EDGE, "linestyle": (0, (4, 2))}
            if mirrored:
                lines = tuple(np.array([OUTLINE_WIDTH, 0]) + line * [-1, 1] for line in lines)
            self.shapes.append(Shape(axes, lines, zorder + 0.01 * level, **look))

    def move(self, mapping: Mapping) -> None:
        """Draw every shape of the bone where `mapping` puts it."""
        for shape in self.shapes:
            shape.move(mapping)


def on_pelvis(stance: Stance) -> Mapping:
    """Traced pelvis → the subject's pelvis in this stance, stance hip joint centre = origin."""
    scale = float(stance.subject.hip_joint_width) / OUTLINE_WIDTH
    return lambda points: rotate(points * scale, -float(stance.drop_deg))


def on_stance_femur(stance: Stance) -> Mapping:
    """Traced femur → the stance femur."""
    return _femur(stance.neck_base, float(stance.femur_inclination_deg), stance)


def on_swing_femur(stance: Stance) -> Mapping:
    """Traced femur → the swing femur, which hangs straight down."""
    straight = rotate(stance.neck_base, -float(stance.femur_inclination_deg))
    femur = _femur(straight, 0.0, stance)
    return lambda points: stance.swing_hip + femur(points) * [-1, 1]


def _femur(neck_base: NDArray, inclination_deg: float, stance: Stance) -> Mapping:
    """Shaft with trochanters and head each move rigidly; the neck blends the two."""
    turn = np.degrees(np.arctan2(*neck_base[::-1]) - np.arctan2(*_NECK_BASE[::-1]))
    thigh = float(np.hypot(*stance.knee)) / _THIGH

    neck_end = np.array([0.0, 0.1])

    def bend(points: NDArray) -> NDArray:
        along = (points - _NECK_BASE) @ -_NECK_BASE / (_NECK_BASE @ _NECK_BASE)
        share = np.clip((along - 0.4) / 0.4, 0, 1)[:, None]
        share = share**2 * (3 - 2 * share)
        below = np.where(points[:, 1:] < -0.1, [1.0, thigh], 1.0) * (points + neck_end) - neck_end
        shaft = neck_base + rotate(below - _NECK_BASE, inclination_deg)
        return share * rotate(points, turn) + (1 - share) * shaft

    return bend


class Skeleton:
    """Pelvis, sacrum, stance femur and ghosted swing femur, with the socket of the stance hip."""

    def __init__(self, axes: Axes, *, shaded: bool = True, linewidth: float = 1.1):
        look: dict[str, Any] = {"shaded": shaded, "linewidth": linewidth}
        self.pelvis = [
            Bone(axes, "hip_bone", 2.0, **look),
            Bone(axes, "hip_bone", 2.0, mirrored=True, **look),
            Bone(axes, "sacrum", 2.1, **look),
        ]
        self.femur = Bone(axes, "femur", 2.3, **look)
        self.swing_femur = Bone(axes, "femur", 1.5, ghost=True, linewidth=linewidth)

    def update(self, stance: Stance, origin: NDArray | tuple[float, float] = (0.0, 0.0)) -> None:
        """Move all bones; `origin` is where the stance hip joint centre is drawn."""

        def shifted(mapping: Mapping) -> Mapping:
            return lambda points: mapping(points) + origin

        for bone in self.pelvis:
            bone.move(shifted(on_pelvis(stance)))
        self.femur.move(shifted(on_stance_femur(stance)))
        self.swing_femur.move(shifted(on_swing_femur(stance)))


class Abductors:
    """Gluteus medius and minimus as one fan from the ilium to the greater trochanter.

    They arise from the outer face of the ilium, so that the fan is strong beside the bone and
    faint where the bone is in front of it.
    """

    # Upper edge of the fan in the traced pelvis, from the hip joint centre, m.
    _CREST = np.column_stack(
        (
            [-0.0515, -0.0535, -0.048, -0.036, -0.018, 0.002, 0.018, 0.027],
            [0.088, 0.104, 0.124, 0.142, 0.155, 0.158, 0.150, 0.128],
        )
    )

    def __init__(self, axes: Axes, linewidth: float = 0.9):
        colour = FORCES["abductors"].colour
        n = 2 * 9 + len(self._CREST)
        self.fans = []
        for zorder, alpha in ((1.8, 0.45), (2.6, 0.14)):
            path = Path(np.zeros((n, 2)), closed=True)
            fan = PathPatch(path, zorder=zorder, facecolor=colour, linewidth=0, alpha=alpha)
            self.fans.append(put(axes, fan))
        self.fibres = line(axes, color=colour, alpha=0.45, lw=linewidth, zorder=2.61)

    def update(self, stance: Stance, origin: NDArray | tuple[float, float] = (0.0, 0.0)) -> None:
        """Draw the muscle in this stance, the hip joint centre at `origin`."""
        crest = on_pelvis(stance)(self._CREST) + origin
        end = np.asarray(stance.abductor_insertion) + origin
        down = rotate(np.array([0.0, -1.0]), float(stance.femur_inclination_deg))
        side = np.array([-down[1], down[0]])
        front, back = end - 0.010 * side + 0.008 * down, end + 0.008 * side - 0.004 * down
        t = np.linspace(0, 1, 10)[1:, None]
        lateral = _curve(crest[0], front, (crest[0] + front) / 2 - 0.010 * side, t)
        medial = _curve(crest[-1], back, (crest[-1] + back) / 2 + 0.002 * side, t)
        for fan in self.fans:
            fan.get_path().vertices = np.vstack([crest[::-1], lateral, medial[::-1]])
            fan.stale = True
        towards = front + (back - front) * np.linspace(0.1, 0.9, len(crest) - 2)[:, None]
        lines = np.full((3 * len(towards), 2), np.nan)
        lines[0::3], lines[1::3] = crest[1:-1] + 0.06 * (towards - crest[1:-1]), towards
        self.fibres.set_data(lines.T)


def _curve(a: NDArray, b: NDArray, control: NDArray, t: NDArray) -> NDArray:
    """Quadratic Bézier curve from a to b."""
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
