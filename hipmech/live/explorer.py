"""The live layer: sliders that move a Matplotlib picture without redrawing all of it."""

import base64
import dataclasses
import inspect
import io
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from hipmech.live.controls import Choice, Control

_HERE = Path(__file__).parent
TILE = 16  # pixels: edge of the squares in which a picture travels
WIDTH = 1080  # pixels: until the page asks for what its screen has


def padded(picture: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """A picture (height, width, 4) as one number per pixel, filled up with 0 to whole squares."""
    height, width = picture.shape[:2]
    pixels = np.zeros([-(-size // TILE) * TILE for size in (height, width)], np.uint32)
    pixels[:height, :width] = picture.view(np.uint32)[..., 0]
    return pixels


def changed_tiles(
    new: NDArray[np.uint32], old: NDArray[np.uint32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """The squares in which two `padded` pictures differ.

    Returns their numbers (n,), counted along rows of squares, and their colours
    (n, TILE, TILE, 3).
    """
    rows, columns = (size // TILE for size in new.shape)
    differ = (new != old).reshape(rows, TILE, -1).any(1).reshape(rows, columns, TILE).any(2)
    tiles = new.reshape(rows, TILE, columns, TILE).swapaxes(1, 2)[differ]
    return np.flatnonzero(differ).astype("<u2"), tiles[..., None].view(np.uint8)[..., :3]


class LiveFigure(anywidget.AnyWidget):
    """A Matplotlib figure that shows results at the pace of a slider.

    ``figure_class(figure)`` draws everything once; its ``update(result)`` moves the artists in
    its list ``moving``, and only those are painted again, over a stored picture of the rest.
    Only the squares of the picture that change travel to the browser.
    """

    _esm = _HERE / "live.js"
    _css = _HERE / "live.css"
    _sent = traitlets.Dict(help="squares of the picture, numbered").tag(sync=True)
    _tile = traitlets.Int(TILE).tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    readout = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float().tag(sync=True)

    def __init__(self, figure_class: Callable[[Figure], Any]) -> None:
        self._figure = Figure()
        self._canvas = FigureCanvasAgg(self._figure)
        self.drawing = figure_class(self._figure)
        for artist in self.drawing.moving:
            artist.set_animated(True)
        width, height = self._figure.get_size_inches()
        super().__init__(
            aspect=width / height,
            alt=" ".join((inspect.getdoc(type(self.drawing)) or "").split("\n\n")[0].split()),
        )
        self._draw_background(WIDTH)
        self.on_msg(lambda _, content, buffers: self.scale(content["width"]))

    def _draw_background(self, width: int) -> None:
        self._figure.set_dpi(width / self._figure.get_figwidth())
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        self._shown = np.zeros_like(padded(self._picture))  # nothing yet, at this size

    @property
    def _picture(self) -> NDArray[np.uint8]:
        return np.asarray(self._canvas.buffer_rgba())

    def _paint(self) -> None:
        self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in sorted(self.drawing.moving, key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        before, self._shown = self._shown, padded(self._picture)
        numbers, colours = changed_tiles(self._shown, before)
        if len(numbers):
            height, width = self._picture.shape[:2]
            self._sent = {
                "size": (width, height),
                "tiles": numbers.tobytes(),
                "colours": zlib.compress(colours.tobytes(), 1),
            }

    @property
    def png(self) -> bytes:
        """The picture as it stands, as a PNG file."""
        stream = io.BytesIO()
        Image.fromarray(self._picture).convert("RGB").save(stream, "png")
        return stream.getvalue()

    def scale(self, width: int) -> None:
        """Send the whole picture anew, this many pixels wide."""
        self._draw_background(width)
        self._paint()

    def show(self, result: Any, readout: str) -> None:
        """Move the picture to this result; picture and readout travel in one message."""
        self.drawing.update(result)
        with self.hold_sync():
            self._paint()
            self.readout = readout


class Explorer(ipywidgets.VBox):
    """Controls, a picture and a one-line readout of ``solve(**values)``.

    controls : name of a parameter of ``solve`` -> `Control` or `Choice`
    solve : returns the result that the figure's ``update`` takes
    figure_class : see `LiveFigure`
    readout : turns a result into one line of text with units

    A result with a field ``ghost`` gets the result that the student kept, to be drawn pale.
    A ValueError from ``solve`` is shown in words; the last good picture stays.
    A printed or exported page shows the picture as it stands.
    """

    def __init__(
        self,
        controls: Mapping[str, Control | Choice],
        solve: Callable[..., Any],
        figure_class: Callable[[Figure], Any],
        readout: Callable[[Any], str],
    ) -> None:
        try:
            inspect.signature(solve).bind(**dict.fromkeys(controls))
        except TypeError as error:
            raise ValueError(
                f"controls {', '.join(controls)} do not fit "
                f"{solve.__name__}{inspect.signature(solve)}: {error}."
            ) from None
        self.controls, self.solve = dict(controls), solve
        self.figure_class, self._readout = figure_class, readout
        self.inputs = {name: control.widget() for name, control in self.controls.items()}
        self.live = LiveFigure(figure_class)
        self.keep = ipywidgets.ToggleButton(description="Keep as ghost", icon="thumb-tack")
        self.reset = ipywidgets.Button(description="Reset", icon="undo")
        self.keep.observe(self._keep, "value")
        self.reset.on_click(lambda _: self.move(**self.defaults))
        for widget in self.inputs.values():
            widget.observe(self._refresh, "value")
        self.result: Any = None
        self._ghost: Any = None
        self._moving = False
        self._refresh()
        rows = [control.row(self.inputs[name]) for name, control in self.controls.items()]
        buttons = [self.reset, self.keep] if hasattr(self.result, "ghost") else [self.reset]
        grid = ipywidgets.Box([*rows, ipywidgets.HBox(buttons)])
        grid.add_class("hipmech-controls")
        super().__init__([grid, self.live])
        self.add_class("hipmech-explorer")

    @property
    def values(self) -> dict[str, Any]:
        """Where the controls stand."""
        return {name: widget.value for name, widget in self.inputs.items()}

    @property
    def defaults(self) -> dict[str, Any]:
        """Where the controls begin."""
        return {name: control.default for name, control in self.controls.items()}

    def move(self, **values: Any) -> None:
        """Set several controls at once, and draw once."""
        self._moving = True
        try:
            for name, value in values.items():
                self.inputs[name].value = value
        finally:
            self._moving = False
        self._refresh()

    def _refresh(self, _: Any = None) -> None:
        if self._moving:
            return
        try:
            result = self.solve(**self.values)
        except ValueError as error:
            self.live.readout = f"Not possible: {error}"
            return
        self.result = result
        if self._ghost is not None:
            result = dataclasses.replace(result, ghost=self._ghost)
        self.live.show(result, self._readout(result))

    def _keep(self, change: Any) -> None:
        self._ghost = self.result if change["new"] else None
        self.keep.description = "Clear ghost" if change["new"] else "Keep as ghost"
        self._refresh()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        stand = ", ".join(
            f"{control.text} {control.format(self.values[name])}"
            for name, control in self.controls.items()
        )
        text = f"{stand}\n{self.live.readout}"
        image = base64.b64encode(self.live.png).decode()
        return {**(data or {}), "text/plain": text, "image/png": image}, metadata
