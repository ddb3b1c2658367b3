"""What of a picture stands, and what moves: drawn once, then painted over and over.

What moves is *born* moving: `put`, `line`, `Trace`, `QuickText` and `ForceArrow` mark their
artists as animated, and a `Stage` finds them by that mark. A figure class draws everything in
``__init__(figure)`` and moves what moves in ``update(result)``; it keeps no list and no ghost.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.style import GHOST, INK, QUIET, SMALL

WIDTH = 1080  # pixels
_PALE = (0, 0, 0, 0.09)  # what stands shows through it
_MESH = 100  # a collection of more paths than this is one surface
OVER_GHOST = 100  # zorder of curves that may lie on their own ghost: they are painted over it
_GRIP = Path.make_compound_path(Path.circle(), Path.circle(radius=0.35))
_BAR = 8  # corners: a surface of no more may hide its own silhouette
_FINE = 1.0  # points: thinner lines have no ghost
_KEPT = "– – kept"  # what a ghost is called
_KEPT_AT = 0.62, 0.02  # where, unless a figure has another place free
_OURS = {n: v for n, v in matplotlib.rcParamsDefault.items() if not n.startswith("backend")}

A = TypeVar("A", bound=Artist)
P = TypeVar("P", bound=Patch)
_one_thread = threading.RLock()


@contextmanager
def own_style() -> Iterator[None]:
    """Matplotlib's own settings, whatever the user's are, inside a ``with``; one thread at a time.

    A kernel may serve the messages of sliders and buttons in two threads.
    """
    with _one_thread:
        theirs = dict(dict.items(matplotlib.rcParams))
        if _OURS.items() <= theirs.items():
            yield
            return
        ours = {name: value for name, value in _OURS.items() if theirs[name] != value}
        with matplotlib.rc_context(ours):
            yield


def moves(artist: A) -> A:
    """Return the artist, marked as one that moves with the result."""
    artist.set_animated(True)
    return artist


def put(parent: Axes | Figure, artist: A) -> A:
    """Return the artist, put on axes or a figure, as one that moves; no limits follow from it."""
    parent.add_artist(artist)
    return moves(artist)


def line(axes: Axes, **look: Any) -> Line2D:
    """Return a line that moves, in ink and without points yet."""
    return moves(axes.plot([], [], **{"color": INK, **look})[0])


class Handle(Line2D):
    """A point that a hand drags in the page; dragging it moves the slider of one control.

    ``put(x, y)`` it in ``update`` where the thing that the control moves can be gripped. The page
    picks the step of the slider at which the handle would lie nearest to the pointer.
    """

    def __init__(self, axes: Axes, control: str) -> None:
        super().__init__([], [], marker=_GRIP, ms=15, mfc="white", mec=INK, mew=1.6, alpha=0.9,
                         clip_on=False, zorder=OVER_GHOST + 10, gid=control)  # fmt: skip
        put(axes, self)

    def put(self, x: float, y: float) -> None:
        """Put it here, in data units; NaN hides it."""
        self.set_data([x], [y])


class Trace:
    """A curve with a dot on it, and optionally an upright cursor through the dot.

    ``look`` is the curve's; the dot has its colour.
    """

    def __init__(self, axes: Axes, colour: str = INK, *, cursor: bool = False, **look: Any) -> None:
        self.low, self.high = axes.get_ylim()
        zorder = look.pop("zorder", 3)
        self.cursor = line(axes, lw=1, zorder=zorder - 0.5) if cursor else None
        self.curve = line(axes, color=colour, zorder=zorder, **{"lw": 2.4, **look})
        self.dot = line(axes, color=colour, ls="", marker="o", ms=10, mec="white", mew=1.2,
                        clip_on=False, zorder=zorder + 1)  # fmt: skip

    def update(self, x: ArrayLike, y: ArrayLike, at: float, value: float) -> None:
        """Draw the curve y(x) and put the dot at (at, value); NaN hides the dot."""
        self.curve.set_data(x, y)
        self.dot.set_data([at], [value])
        if self.cursor:
            self.cursor.set_data([at, at], [self.low, self.high])


class Stage:
    """A figure that shows results: what stands is drawn once, what moves is painted over it.

    Nothing is painted before somebody asks for the `picture`.

    ``figure_class(figure)`` makes the drawing. A kept result (`keep`) is shown as a ghost of the
    whole picture: surfaces as pale silhouettes below, outlines, curves and bars as grey dashes
    above, with a word that names it; what has not changed since has none. The word stands where
    the drawing has its `kept_at`, in shares of the figure.

    Attributes
    ----------
    drawing : what ``figure_class`` made.
    moving : what moves, in the order of painting.
    """

    def __init__(self, figure_class: Callable[[Figure], Any], width: int = WIDTH) -> None:
        with own_style():
            self.figure = Figure()
            self.canvas = FigureCanvasAgg(self.figure)
            self.drawing = figure_class(self.figure)
            for axes in self.figure.axes:
                axes.patch.set_visible(False)  # a ghost's silhouettes lie below the axes
            look: dict[str, Any] = {"visible": False, "transform": self.figure.transFigure}
            self._below = PathPatch(Path(np.zeros((1, 2))), fc=_PALE, lw=0, zorder=-1, **look)
            self._above = PathPatch(Path(np.zeros((1, 2))), fc="none", ec=GHOST, lw=1.4,
                                    ls=(0, (4, 2.5)), zorder=OVER_GHOST - 1, **look)  # fmt: skip
            put(self.figure, self._below)
            put(self.figure, self._above)
            x, y = getattr(self.drawing, "kept_at", _KEPT_AT)
            self._word = QuickText(self.figure, x, y, _KEPT, color=QUIET, size=SMALL,
                                   zorder=OVER_GHOST, visible=False)  # fmt: skip
        self._result: Any = None
        self._kept: list[list[Path]] = []  # surfaces and lines of the ghost
        found = self.figure.findobj(lambda artist: artist.get_animated())
        self.moving = sorted(found, key=lambda artist: artist.get_zorder())
        self.figure.set_dpi(width / self.figure.get_figwidth())
        self.redraw()

    def redraw(self) -> None:
        """Forget what stood: the next picture is painted from scratch."""
        self._standing: Any = None

    def show(self, result: Any) -> None:
        """Move everything to this result."""
        with own_style():
            self._update(result)
            self._result = result

    @contextmanager
    def elsewhere(self) -> Iterator[Callable[[Any], None]]:
        """Move everything to other results for a while; in the end to the one that is shown."""
        with own_style():
            try:
                yield self._update
            finally:
                self._update(self._result)

    def keep(self, result: Any) -> None:
        """Keep this result as a ghost under and over the picture; None lets it go."""
        with own_style():
            self._kept = []
            if result is not None:
                self.drawing.update(result)
                self._kept = self._outlines()
            self._update(self._result)

    def _update(self, result: Any) -> None:
        self.drawing.update(result)
        now = self._outlines() if self._kept else [[], []]
        size = np.array([self.figure.bbox.width, self.figure.bbox.height])
        for patch, kept, there in zip(
            (self._below, self._above), self._kept or [[], []], now, strict=True
        ):
            same = {_place(path) for path in there}
            changed = [path for path in kept if np.size(path.vertices) and _place(path) not in same]
            patch.set_visible(bool(changed))
            if changed:
                path = Path.make_compound_path(*changed)
                patch.set_path(Path(path.vertices / size, path.codes))
        self._word.set_visible(self._below.get_visible() or self._above.get_visible())

    def _outlines(self) -> list[list[Path]]:
        """Surfaces and lines of what moves, as it stands, in pixels."""
        outlines = _Outlines(self.figure)
        for artist in self.moving:
            if artist not in (self._below, self._above) and not isinstance(artist, Text | Handle):
                outlines.of(artist)
        return [outlines.surfaces, outlines.lines]

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The picture as it stands, (height, width, 4); the next one overwrites it."""
        with own_style():
            if self._standing is None:
                self.canvas.draw()
                self._standing = self.canvas.copy_from_bbox(self.figure.bbox)
            self.canvas.restore_region(self._standing)
            renderer = self.canvas.get_renderer()
            for artist in self.moving:
                artist.draw(renderer)
        return np.asarray(self.canvas.buffer_rgba())

    @contextmanager
    def _without_handles(self) -> Iterator[None]:
        """Hide for a while what only a hand in the page has use for."""
        handles = [artist for artist in self.moving if isinstance(artist, Handle)]
        for handle in handles:
            handle.set_visible(False)
        try:
            yield
        finally:
            for handle in handles:
                handle.set_visible(True)

    @property
    def png(self) -> bytes:
        """The picture as it stands, as a PNG file."""
        stream = io.BytesIO()
        with self._without_handles():
            picture = self.picture
        Image.fromarray(picture).convert("RGB").save(stream, "png")
        return stream.getvalue()

    def save(self, path: Any, dpi: float = 200) -> None:
        """Write the whole picture to a file; its ending tells the format: .pdf, .svg, .png."""
        with own_style():
            for artist in self.moving:
                artist.set_animated(False)
            try:
                with self._without_handles():
                    self.figure.savefig(path, dpi=dpi)
            finally:
                for artist in self.moving:
                    artist.set_animated(True)
                self.figure.set_canvas(self.canvas)


def _place(path: Path) -> bytes:
    """Return where an outline is, to a tenth of a pixel."""
    return (np.round(np.asarray(path.vertices), 1) + 0.0).tobytes()


class _Outlines(RendererBase):
    """A renderer that paints nothing and keeps the outlines of what is drawn on it."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.dpi, self.size = figure.dpi, (figure.bbox.width, figure.bbox.height)
        self.lines: list[Path] = []
        self.surfaces: list[Path] = []

    def of(self, artist: Artist) -> None:
        self.mesh = isinstance(artist, Collection) and len(artist.get_paths()) > _MESH
        artist.draw(self)

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Any, rgbFace: Any = None
    ) -> None:
        shape, box = transform.transform_path(path), gc.get_clip_rectangle()
        width = gc.get_linewidth()
        if self.mesh or (rgbFace is not None and width == 0):
            polygons = [Path(corners, closed=True) for corners in shape.to_polygons()]
            self.surfaces += [p.clip_to_bbox(box) if box else p for p in polygons]
        bar = rgbFace is not None and width == 0 and len(path) <= _BAR
        if not self.mesh and (width >= _FINE or bar):
            flat = [Path(corners) for corners in shape.to_polygons(closed_only=False)]
            self.lines += [p.cleaned(clip=box.extents if box else None) for p in flat]

    def points_to_pixels(self, points: Any) -> Any:
        return points * self.dpi / 72

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.size

    def draw_image(self, *args: Any, **kwargs: Any) -> None:
        pass
