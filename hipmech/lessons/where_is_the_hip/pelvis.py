"""The pelvis and the right hip as one smoothly shaded picture that is stretched, not redrawn.

One skeleton, levelled (ASIS and PSIS at one height) and stretched so that its ASIS, PSIS and joint
centre lie at the mean of ten CT pelves. It is for looking at; nothing is measured on it.
"""

from functools import cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import TriMesh
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation
from PIL import Image

from hipmech.drawing.bones import VIEWS, load_bones, shades
from hipmech.drawing.style import bare
from hipmech.frames import Array

_TILT_DEG, _STRETCH = 12.2, np.array([1.13, 1.07, 1.016])  # anterior, up, right
_LOWEST, _PIXELS_PER_MM = -110.0, 2.5  # of the picture


class PelvisPicture(Artist):
    """A picture of the bones that can be stretched quickly; Matplotlib's own images take longer."""

    def __init__(self, axes: Axes, view: str):
        super().__init__()
        self.transform = axes.transData
        self.picture, self.extent = _bones_picture(view)
        upright = self.picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        self.upright = upright.convert("RGBA")
        self.size = 0, 0
        self.set(zorder=1, clip_box=axes.bbox, animated=True)
        axes.add_artist(self)

    def place(self, x: float, y: float, across: float, up: float) -> None:
        """Put the joint centre of the bones at (x, y) and stretch them about it."""
        self.corners = self.extent * [across, up] + [x, y]
        self.stale = True

    def draw(self, renderer: RendererBase) -> None:
        """Paint the pixels in their place."""
        gc = renderer.new_gc()
        gc.set_clip_rectangle(self.get_clip_box())
        box = self.transform.transform(self.corners)
        if hasattr(renderer, "stretch"):  # it keeps the picture, not its pixels
            renderer.stretch(gc, self.upright, box)
            return
        (left, bottom), (right, top) = box.round()
        size = int(right - left), int(top - bottom)
        if size != self.size:
            self.size, stretched = size, self.picture.resize(size, Image.Resampling.BILINEAR)
            self.pixels = np.array(stretched.convert("RGBA"))
        renderer.draw_image(gc, left, bottom, self.pixels)
        gc.restore()


@cache
def _bones_picture(view: str) -> tuple[Image.Image, Array]:
    """Pelvis, sacrum and right femur, colours times opacity; its ends, mm from the joint centre."""
    screen = np.vstack([VIEWS[view][:2], np.cross(*VIEWS[view][:2])])
    c, s = np.cos(np.radians(_TILT_DEG)), np.sin(np.radians(_TILT_DEG))
    level = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    points, normals, corners = np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3), int)
    for bone in load_bones():
        if bone.name in ("hip bone", "sacrum", "femur"):
            turn = level if bone.body == "pelvis" else np.eye(3)
            vertices = 1000 * (bone.vertices @ turn.T * _STRETCH) @ screen.T
            a, b, c = vertices[bone.triangles.T]
            normal = np.zeros_like(vertices)
            for corner in bone.triangles.T:
                np.add.at(normal, corner, np.cross(b - a, c - a))
            corners = np.vstack([corners, bone.triangles + len(points)])
            points = np.vstack([points, vertices])
            normals = np.vstack([normals, normal])
    (x, y, z), (a, b, c) = points.T, points[corners.T]
    corners = corners[np.cross(b - a, c - a)[:, 2] > 0]  # what faces the viewer
    corners = corners[np.argsort(z[corners].mean(axis=1))]  # the farthest first
    mesh = TriMesh(Triangulation(x, y, corners))
    mesh.set(facecolor=shades(normals))
    extent = np.array([(x.min() - 2, _LOWEST), (x.max() + 2, y.max() + 2)])
    figure = Figure(
        figsize=_PIXELS_PER_MM * (extent[1] - extent[0]) / 100, dpi=100, facecolor="none"
    )
    axes = figure.add_axes((0, 0, 1, 1))
    bare(axes, *extent.T)
    axes.add_collection(mesh, autolim=False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    upright = Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGBa")
    return upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM), extent
