"""The picture in the page: a `Stage` whose changed squares travel to the browser."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hipmech.drawing.picture import alt_of
from hipmech.drawing.stage import Stage

_HERE = Path(__file__).parent
TILE = 16  # pixels: edge of the squares in which a picture travels
SETTLED = 0.7  # seconds after the last change: then the page keeps the whole picture


def padded(picture: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return a picture (height, width, 4), one number per pixel, filled to whole squares."""
    height, width = picture.shape[:2]
    pixels = np.zeros([-(-size // TILE) * TILE for size in (height, width)], np.uint32)
    pixels[:height, :width] = picture.view(np.uint32)[..., 0]
    return pixels


def changed_tiles(
    new: NDArray[np.uint32], old: NDArray[np.uint32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Return the squares in which two `padded` pictures differ.

    Returns their numbers (n,), counted along rows of squares, and their colours
    (n, TILE, TILE, 3).
    """
    rows, columns = (size // TILE for size in new.shape)
    differ = (new != old).reshape(rows, TILE, -1).any(1).reshape(rows, columns, TILE).any(2)
    tiles = new.reshape(rows, TILE, columns, TILE).swapaxes(1, 2)[differ]
    return np.flatnonzero(differ).astype("<u2"), tiles[..., None].view(np.uint8)[..., :3]


class LiveFigure(anywidget.AnyWidget):
    """A picture with a readout that keeps pace with a slider.

    What changes travels as messages: the readout and the squares of the picture that differ. The
    state, which is what a page saves, exports or shows in a second view, is always the whole
    picture; it follows when the sliders rest.
    """

    # text, not paths: anywidget would watch the files and keep every closed picture in memory
    _esm = (_HERE / "live.js").read_text("utf-8")
    _css = (_HERE / "live.css").read_text("utf-8")
    _whole = traitlets.Dict(help="the whole picture as PNG, with its readout").tag(sync=True)
    _tile = traitlets.Int(TILE).tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float().tag(sync=True)
    stage: Stage = None  # type: ignore[assignment] # once closed
    _settling: asyncio.TimerHandle | None = None

    def __init__(self, figure_class: Callable[[Figure], Any]) -> None:
        self.stage = Stage(figure_class)
        self.readout = self._said = ""
        self._shown = padded(0 * self.stage.picture)
        width, height = self.stage.figure.get_size_inches()
        super().__init__(aspect=width / height, alt=alt_of(self.stage.drawing))
        self.on_msg(LiveFigure._asked)

    def _asked(self, content: dict[str, Any], buffers: Any) -> None:
        """Send the page the whole picture, as many pixels wide as it has room."""
        self.scale(content["width"])

    @property
    def png(self) -> bytes:
        """The picture as it stands, as a PNG file."""
        return self.stage.png

    def scale(self, width: int) -> None:
        """Send the whole picture anew, this many pixels wide."""
        self.stage.resize(width)
        self._shown = padded(0 * self.stage.picture)
        self._travel()

    def show(self, result: Any, readout: str) -> None:
        """Move the picture to this result."""
        self.stage.show(result)
        self.readout = readout
        self._travel()

    def say(self, words: str) -> None:
        """Write these words in the place of the readout; the picture stays."""
        self.readout = words
        self._travel()

    def _travel(self) -> None:
        before, self._shown = self._shown, padded(self.stage.picture)
        numbers, colours = changed_tiles(self._shown, before)
        if not len(numbers) and self.readout == self._said:
            return
        self._said = self.readout
        height, width = self.stage.picture.shape[:2]
        self.send(
            {"size": (width, height), "readout": self.readout},
            [numbers.tobytes(), zlib.compress(colours.tobytes(), 1)],
        )
        if self._settling:
            self._settling.cancel()
        try:
            self._settling = asyncio.get_running_loop().call_later(SETTLED, self.settle)
        except RuntimeError:  # no kernel runs: nothing waits for the state
            self._settling = None

    def settle(self) -> None:
        """Put the whole picture, as it stands, into the state that the page keeps."""
        if self.stage:
            self._whole = self._now

    @property
    def _now(self) -> dict[str, Any]:
        return {"png": self.png, "readout": self.readout}

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> Any:
        """Return the state that is opened, saved or exported: the whole picture as it stands."""
        state = super().get_state(key, drop_defaults)
        return state | {"_whole": self._now} if key is None and self.stage else state

    def close(self) -> None:
        """Take the picture from the page and from memory."""
        if self._settling:
            self._settling.cancel()
        super().close()
        self.stage = None  # type: ignore[assignment]
        self._whole, self._shown = {}, np.zeros((0, 0), np.uint32)  # Out[n] may still hold us
