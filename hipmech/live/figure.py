"""The picture in the page: a `Stage` whose marks travel to the browser, and the steps ahead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anywidget
import ipywidgets
import traitlets
from matplotlib.figure import Figure

from hipmech.drawing.picture import alt_of
from hipmech.drawing.stage import Stage, own_style
from hipmech.live.fonts import fonts
from hipmech.live.recorder import Mark, Recorder, shifted

_HERE = Path(__file__).parent
SETTLED = 0.7  # seconds after the last change: then the page keeps the whole picture
CHUNK = 0.025  # seconds of looking ahead before other messages have their turn

Ahead = Callable[[int, Sequence[Any]], Iterator[tuple[float, Any, str]]]


class LiveFigure(anywidget.AnyWidget):
    """A picture with a readout that keeps pace with a slider.

    What changes travels as messages: the readout and the marks that differ. The state, which is
    what a page saves, exports or shows in a second view, is always the whole picture; it follows
    when the sliders rest.

    Parameters
    ----------
    figure_class
        See `hipmech.drawing.stage.Stage`.
    inputs
        What a hand moves: name of a control, as a `Handle` of the figure tells it -> widget.
    ahead
        Gives for the number of an input, and the values of all, each step that it can go with its
        result and its readout. When the hand takes a slider, the page asks for them.
    """

    # text, not paths: anywidget would watch the files and keep every closed picture in memory
    _esm = "".join(
        (_HERE / name).read_text("utf-8") for name in ("painter.js", "grips.js", "live.js")
    )
    _css = (_HERE / "live.css").read_text("utf-8")
    _standing = traitlets.Dict(help="size, what stands, and how what moves looks").tag(sync=True)
    _whole = traitlets.Dict(help="all that moves as it stands, and the readout").tag(sync=True)
    _inputs: Any = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    _fonts: Any = traitlets.Any().tag(sync=True, **ipywidgets.widget_serialization)
    alt = traitlets.Unicode().tag(sync=True)
    stage: Stage = None  # type: ignore[assignment] # once closed
    hand: ipywidgets.Widget | None = None  # the slider whose steps the page knows
    _settling: asyncio.TimerHandle | None = None
    _looking: asyncio.TimerHandle | None = None

    def __init__(
        self,
        figure_class: Callable[[Figure], Any],
        inputs: Mapping[str, ipywidgets.Widget] = MappingProxyType({}),
        ahead: Ahead | None = None,
    ) -> None:
        self.stage, self._ahead = Stage(figure_class), ahead
        self.readout = self._said = ""
        self._forgotten = False
        self._born: list[Mark] = []
        self._shown: list[Mark] = []
        self._controls = list(inputs)
        super().__init__(
            _inputs=list(inputs.values()), _fonts=fonts(), alt=alt_of(self.stage.drawing)
        )
        self.on_msg(LiveFigure._asked)

    def _begin(self) -> None:
        """Tell the page what stands, and how what moves looks for a start."""
        self._recorder = Recorder(self.stage.figure)
        with own_style():
            standing = self._recorder.mark(self.stage.figure)
        self._born = self._marks()
        self._standing = {
            "width": self._recorder.width,
            "height": self._recorder.height,
            "standing": standing._asdict(),
            "controls": self._controls,
            "born": [mark.looks for mark in self._born],
        }

    def _asked(self, content: dict[str, Any], buffers: Any) -> None:
        """Send what the page asks for: the whole picture, or the steps of the slider in hand."""
        if not self._born:
            return
        if "hand" not in content:
            frame, numbers = self._frame(self._shown, [])
            self.send({"whole": True, "frame": frame}, [numbers])
        elif self._ahead:
            self.forget()
            self._forgotten, self.hand = False, self._inputs[content["hand"]]
            self._look_ahead(content["id"], self._ahead(content["hand"], content["values"]), [])

    @property
    def png(self) -> bytes:
        """The picture as it stands, as a PNG file."""
        return self.stage.png

    def show(self, result: Any, readout: str) -> None:
        """Move the picture to this result."""
        self.stage.show(result)
        if not self._born:
            self._begin()
        self.readout = readout
        self._travel()

    def say(self, words: str) -> None:
        """Write these words in the place of the readout; the picture stays."""
        self.readout = words
        self._travel()

    def forget(self) -> None:
        """Look no further ahead: what the page knows of steps to come is no longer so."""
        if self._looking:
            self._looking.cancel()
        self._looking, self.hand, self._forgotten = None, None, True

    def _marks(self) -> list[Mark]:
        with own_style():
            return [self._recorder.mark(artist) for artist in self.stage.moving]

    def _frame(
        self,
        marks: list[Mark],
        before: list[Mark],
        readout: str | None = None,
        shift: Callable[[Mark, Mark], tuple[int, bytes] | None] = lambda *_: None,
    ) -> tuple[dict[str, Any], bytes]:
        """Return the marks that differ from those before, or all, with the readout; and numbers.

        `shift` may say in fewer numbers how a mark has moved.
        """
        rows, numbers = [], []
        for slot, mark in enumerate(marks):
            if not before or mark != before[slot]:
                looks = None if mark.looks == self._born[slot].looks else mark.looks
                first, told = (before and shift(before[slot], mark)) or (None, mark.numbers)
                rows.append([slot, looks, len(told) // 4, mark.texts, first])
                numbers.append(told)
        words = self.readout if readout is None else readout
        return {"rows": rows, "readout": words}, b"".join(numbers)

    def _travel(self) -> None:
        if not self._born:
            return
        before, self._shown = self._shown, self._marks()
        if self._shown == before and self.readout == self._said:
            return
        self._said = self.readout
        frame, numbers = self._frame(self._shown, before)
        self.send({"forget": self._forgotten, "frame": frame}, [numbers])
        self._forgotten = False
        if self._settling:
            self._settling.cancel()
        self._settling = _later(SETTLED, self.settle)

    def _look_ahead(
        self, number: int, steps: Iterator[tuple[float, Any, str]], first: list[Mark]
    ) -> None:
        """Send a chunk of steps, each as what differs from the first, and go on later."""
        self._looking = None
        frames, buffers = [], []
        end = time.perf_counter() + CHUNK
        with self.stage.elsewhere() as update:
            for value, result, readout in steps:  # one at least, however slow the machine
                update(result)
                marks = self._marks()
                frame, numbers = self._frame(marks, first, readout, shifted)
                first = first or marks
                frames.append([value, frame])
                buffers.append(numbers)
                if time.perf_counter() > end:
                    break
        if frames:
            self.send({"ahead": number, "steps": frames}, buffers)
            self._looking = _later(0.002, self._look_ahead, number, steps, first)

    def settle(self) -> None:
        """Put the whole picture, as it stands, into the state that the page keeps."""
        if self._shown:
            self._whole = self._now

    @property
    def _now(self) -> dict[str, Any]:
        frame, numbers = self._frame(self._shown, [])
        return {"frame": frame, "numbers": numbers}

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> Any:
        """Return the state that is opened, saved or exported: the whole picture as it stands."""
        state = super().get_state(key, drop_defaults)
        return state | {"_whole": self._now} if key is None and self._shown else state

    def close(self) -> None:
        """Take the picture from the page and from memory."""
        self.forget()
        if self._settling:
            self._settling.cancel()
        super().close()
        self.stage = self._recorder = self._ahead = None  # type: ignore[assignment]
        self._whole, self._standing, self._inputs = {}, {}, []  # Out[n] may still hold us
        self._born = self._shown = []


def _later(seconds: float, work: Callable[..., None], *what: Any) -> asyncio.TimerHandle | None:
    """Do this work in a while, where a kernel runs; elsewhere nobody waits for it."""
    try:
        return asyncio.get_running_loop().call_later(seconds, work, *what)
    except RuntimeError:
        return None
