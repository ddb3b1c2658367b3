"""A Matplotlib renderer that keeps vectors instead of pixels, for `painter.js` to paint.

It knows no figure: any artist draws itself into it. What one artist draws is a `Mark`. An artist
that would paint glyphs or pixels by itself says here what it means (`write`, `stretch`).
"""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform, Transform
from numpy.typing import ArrayLike, NDArray
from PIL import Image

_LETTERS = {Path.STOP: ".", Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q",
            Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}  # fmt: skip
_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}


class Mark(NamedTuple):
    """What one artist draws.

    ``looks`` (JSON: kind, widths, dashes, clip) seldom change; ``texts`` and ``numbers`` do
    (float32: colours 0 to 1, then places in pixels of the figure, y down).
    """

    looks: list[dict[str, Any]]
    numbers: bytes
    texts: list[str]


def shifted(before: Mark, now: Mark) -> tuple[int, bytes] | None:
    """Say how a large outline has moved as a whole: a bone, a limb.

    Returns where its places begin among its numbers, and the matrix (3, 2; float32) that takes
    [x, y, 1] before to [x, y] now, within 0.001 pixel; None for any other change.
    """
    if len(now.looks) != 1 or now.looks != before.looks or len(now.numbers) != len(before.numbers):
        return None
    look = now.looks[0]
    if "fill" not in look or "path" not in look or "marker" in look or len(now.numbers) < 200:
        return None
    first = 4 * (1 + ("line" in look))
    if now.numbers[: 4 * first] != before.numbers[: 4 * first]:
        return None
    rest, inverse = _spread(before.numbers, first)
    places = np.frombuffer(now.numbers, "<f4")[first:].reshape(-1, 2)
    matrix = (inverse @ places).astype("<f4")
    return (first, matrix.tobytes()) if np.abs(rest @ matrix - places).max() < 1e-3 else None


@lru_cache(100)
def _spread(numbers: bytes, first: int) -> tuple[NDArray, NDArray]:
    """Return places as rows [x, y, 1], and the inverse of these."""
    places = np.frombuffer(numbers, "<f4")[first:].reshape(-1, 2).astype(float)
    rows = np.column_stack([np.nan_to_num(places), np.ones(len(places))])
    return rows, np.linalg.pinv(rows)


class Recorder(RendererBase):
    """Turns artists into marks.

    Parameters
    ----------
    figure
        Whose pixels are the unit; its resolution must stay.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.dpi = figure.dpi
        self.width, self.height = map(int, figure.bbox.size)  # as Agg has them
        self._group: str | None = None
        self._stamps = False  # each path is a shape, whose transform says where it stands
        self._codes: dict[bytes, str] = {}
        self._pngs: dict[int, tuple[Image.Image, str]] = {}  # the image is kept, so is its id

    def mark(self, artist: Artist) -> Mark:
        """Return what this artist draws, as it stands."""
        self._looks: list[dict[str, Any]] = []
        self._numbers: list[NDArray] = [np.empty(0)]
        self._texts: list[str] = []
        artist.draw(self)
        numbers = np.concatenate(self._numbers).astype("<f4").tobytes()
        return Mark(self._looks, numbers, self._texts)

    def _add(self, gc: GraphicsContextBase, look: dict[str, Any], *numbers: ArrayLike) -> None:
        if self._group:
            look["handle"] = self._group
        box = gc.get_clip_rectangle()
        if box is not None:
            x, y, right, top = box.extents
            look["clip"] = [round(float(v), 2) for v in (x, self.height - top, right - x, top - y)]
        self._looks.append(look)
        self._numbers += [np.ravel(np.asarray(n, float)) for n in numbers]

    def write(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        weight: str | int,
        ha: str = "left",
        angle: float = 0.0,
        step: float = 0.0,
        halo: float = 0.0,
    ) -> None:
        """Write lines of DejaVu Sans, ``step`` sizes apart; (x, y) is the first one's baseline.

        ``halo`` is the width in points of a white line around the letters.
        """
        look: dict[str, Any] = {"text": round(self.points_to_pixels(size), 3)}
        look |= {"bold": 1} if weight in ("bold", 700) else {}
        look |= {"ha": ha} if ha != "left" else {}
        look |= {"angle": angle} if angle else {}
        look |= {"step": step} if step else {}
        look |= {"halo": round(self.points_to_pixels(halo), 3)} if halo else {}
        self._add(gc, look, gc.get_rgb(), [x, self.height - y])
        self._texts.append(words)

    def stretch(self, gc: GraphicsContextBase, image: Image.Image, box: ArrayLike) -> None:
        """Put an upright image on the box [[left, bottom], [right, top]]."""
        if id(image) not in self._pngs:
            stream = io.BytesIO()
            image.save(stream, "png")
            self._pngs[id(image)] = image, base64.b64encode(stream.getvalue()).decode()
        (left, bottom), (right, top) = np.asarray(box)
        place = [left, self.height - top, right - left, top - bottom]
        self._add(gc, {"image": self._pngs[id(image)][1]}, place)

    # what Matplotlib asks of a renderer

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the figure's size."""
        return self.width, self.height

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Note the name of an artist: that of the control which a hand moves by it."""
        self._group = gid

    def close_group(self, s: str) -> None:
        """Note that the artist has been drawn."""
        self._group = None

    def points_to_pixels(self, points: Any) -> Any:
        """Return 1/72 inch in pixels of the figure."""
        return points * self.dpi / 72

    def flipy(self) -> bool:
        """Say that y points up until it is recorded."""
        return False

    def draw_path(
        self, gc: GraphicsContextBase, path: Any, transform: Transform, rgbFace: Any = None
    ) -> None:
        """Record a line or an area."""
        if self._stamps:
            (a, c, x), (b, d, y), _ = transform.get_matrix()
            shape, place = Affine2D.from_values(a, b, c, d, 0, 0), Path([[x, y]])
            self.draw_markers(gc, path, shape, place, IdentityTransform(), rgbFace)
            return
        look, colours = self._style(gc, rgbFace)
        if look and len(path.vertices):
            look["path"] = self._kinds(path)
            if (snap := gc.get_snap()) is not None:
                look["snap"] = int(snap)
            self._add(gc, look, *colours, self._place(transform.transform(path.vertices)))

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Any,
        marker_trans: Transform,
        path: Any,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Record one shape at many places."""
        points = self._place(trans.transform(path.vertices))
        points = points[np.isfinite(points).all(axis=1)]
        look, colours = self._style(gc, rgbFace)
        if look and len(points):
            shape = marker_trans.transform(marker_path.vertices) * [1, -1]
            look |= {"marker": shape.round(3).ravel().tolist(), "path": self._kinds(marker_path)}
            self._add(gc, look, [len(points)], *colours, points)

    def draw_path_collection(
        self,
        gc: GraphicsContextBase,
        master_transform: Transform,
        paths: Any,
        all_transforms: Any,
        offsets: Any,
        offset_trans: Transform,
        facecolors: Any,
        edgecolors: Any,
        linewidths: Any,
        linestyles: Any,
        *others: Any,
        **more: Any,
    ) -> None:
        """Record many polygons with as many corners each as one look."""
        corners = {len(path.vertices) for path in paths}
        one_look = len(linewidths) < 2 and len(linestyles) < 2 and not gc.get_hatch()
        placed = len(all_transforms) > 0 or np.any(offsets)
        if placed or not one_look or len(corners) != 1 or len(paths) < 3:
            has_places = not isinstance(offset_trans, IdentityTransform)
            self._stamps = has_places and len(paths) == 1 and len(all_transforms) < 2
            super().draw_path_collection(
                gc, master_transform, paths, all_transforms, offsets, offset_trans, facecolors,
                edgecolors, linewidths, linestyles, *others, **more)  # fmt: skip
            self._stamps = False
            return
        vertices = np.concatenate([path.vertices for path in paths])
        points = self._place(master_transform.transform(vertices))
        look: dict[str, Any] = {"each": corners.pop(), "join": str(gc.get_joinstyle())}
        if paths[0].codes is not None and paths[0].codes[-1] == Path.CLOSEPOLY:
            look["closed"] = 1
        width = self.points_to_pixels(linewidths[0]) if len(linewidths) else 0
        if width and len(edgecolors):
            look["line"] = round(float(width), 3)
        else:
            edgecolors = np.empty((0, 4))
        if np.array_equal(facecolors, edgecolors):
            edgecolors = np.empty((0, 4))  # the face's
        counts = [len(paths), len(facecolors), len(edgecolors)]
        self._add(gc, look, counts, facecolors, edgecolors, points)

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        """Record words; mathematics as outlines."""
        if ismath:
            self._draw_text_as_path(gc, x, y, s, prop, angle, ismath)  # type: ignore[attr-defined]
            return
        ha = "left" if mtext is None or angle else mtext.get_horizontalalignment()
        x += _SHARE[ha] * self.get_text_width_height_descent(s, prop, False)[0]
        size, weight = prop.get_size_in_points(), prop.get_weight()
        self.write(gc, x, y, s, size=size, weight=weight, ha=ha, angle=angle)

    def draw_image(
        self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None
    ) -> None:
        """Record pixels, whose first row is the lowest."""
        height, width = im.shape[:2]
        box = [[x, y], [x + width, y + height]]
        self.stretch(gc, Image.fromarray(np.ascontiguousarray(im[::-1])), box)

    def _style(self, gc: GraphicsContextBase, face: Any) -> tuple[dict[str, Any], list[Any]]:
        """Look of a path, empty where nothing shows, and its colours: fill, then line."""
        look: dict[str, Any] = {}
        colours: list[Any] = []
        if face is not None and (len(face) == 3 or face[3] > 0):
            opaque = gc.get_alpha() if len(face) == 3 or gc.get_forced_alpha() else face[3]
            look["fill"] = 1
            colours.append([*face[:3], opaque])
        width, stroke = self.points_to_pixels(gc.get_linewidth()), gc.get_rgb()
        if width > 0 and stroke[3] > 0:
            look["line"] = round(float(width), 3)
            look |= {"cap": str(gc.get_capstyle()), "join": str(gc.get_joinstyle())}
            start, dashes = gc.get_dashes()
            if dashes is not None:
                look["dash"] = [round(float(d), 3) for d in self.points_to_pixels(np.array(dashes))]
                look["start"] = round(float(self.points_to_pixels(start)), 3)
            colours.append(stroke)
        if gc.get_hatch():
            path: Any = gc.get_hatch_path()
            lines, line = path.vertices.round(4).ravel(), gc.get_hatch_linewidth()
            look["hatch"] = {"lines": lines.tolist(), "path": self._kinds(path), "edge": self.dpi,
                             "line": self.points_to_pixels(line),
                             "colour": list(gc.get_hatch_color())}  # fmt: skip
        return look, colours

    def _place(self, points: NDArray) -> NDArray:
        return points * [1, -1] + [0, self.height]

    def _kinds(self, path: Any) -> Any:
        """Say what a path's points are: their number if a line with gaps, else letters."""
        if path.codes is None:
            return len(path.vertices)
        codes = np.asarray(path.codes)
        key = codes.tobytes()
        if key not in self._codes:
            letters = "".join(_LETTERS[code] for code in codes)
            short = re.sub(r"(.)\1{3,}", lambda run: f"{run[1]}{len(run[0])}", letters)
            if len(letters) > 500:
                return short
            self._codes[key] = short
        return self._codes[key]
