"""The live layer: sliders that move a Matplotlib picture without redrawing all of it."""

import base64
import dataclasses
import inspect
import struct
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

_HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Control:
    """A slider: what it is called, its range, step, default and unit.

    ``play`` adds a play button; range and step must then be whole numbers.

    >>> Control("Trunk lean", -5, 25, 1, 0, "°").text
    'Trunk lean (°)'
    >>> Control("Trunk lean", -5, 25, 1, 40, "°")
    Traceback (most recent call last):
    ValueError: Trunk lean: default must be -5 to 25 °, got 40.
    """

    label: str
    minimum: float
    maximum: float
    step: float
    default: float
    unit: str = ""
    play: bool = False

    def __post_init__(self) -> None:
        numbers = (self.minimum, self.maximum, self.step, self.default)
        if not np.all(np.isfinite(numbers)):
            raise ValueError(f"{self.label}: numbers must be finite, got {numbers}.")
        if not (self.minimum < self.maximum and 0 < self.step <= self.maximum - self.minimum):
            raise ValueError(
                f"{self.label}: expected minimum < maximum and a positive step within the range, "
                f"got {self.minimum}, {self.maximum} and step {self.step} {self.unit}."
            )
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(
                f"{self.label}: default must be {self.minimum} to {self.maximum} {self.unit}, "
                f"got {self.default}."
            )
        if self.play and any(float(number) % 1 for number in numbers):
            raise ValueError(f"{self.label}: a play button needs whole numbers, got {numbers}.")

    @property
    def text(self) -> str:
        """Label with unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def extremes(self) -> tuple[float, float]:
        """Both ends of the range."""
        return self.minimum, self.maximum

    @property
    def _decimals(self) -> int:
        return max(0, -int(np.floor(np.log10(self.step))))

    def format(self, value: float) -> str:
        """A value with as many decimals as the step has."""
        return f"{value:.{self._decimals}f}"

    def widget(self) -> ipywidgets.FloatSlider:
        """The slider itself."""
        return ipywidgets.FloatSlider(
            self.default,
            min=self.minimum,
            max=self.maximum,
            step=self.step,
            description=self.text,
            readout_format=f".{self._decimals}f",
            layout={"width": "auto", "flex": "1"},
        )

    def row(self, slider: ipywidgets.FloatSlider) -> ipywidgets.Widget:
        """The slider as it is laid out: alone, or with its play button."""
        if not self.play:
            return slider
        button = ipywidgets.Play(
            value=int(slider.value),
            min=int(self.minimum),
            max=int(self.maximum),
            step=int(self.step),
            interval=50,
        )
        ipywidgets.jslink((button, "value"), (slider, "value"))
        return ipywidgets.HBox([button, slider])


@dataclasses.dataclass(frozen=True)
class Choice:
    """A drop-down list: what it is called, its options and the one to begin with.

    >>> Choice("Activity", ("walking", "running"), "hopping")
    Traceback (most recent call last):
    ValueError: Activity: default must be one of walking, running, got 'hopping'.
    """

    label: str
    options: tuple[str, ...]
    default: str

    def __post_init__(self) -> None:
        if self.default not in self.options:
            raise ValueError(
                f"{self.label}: default must be one of {', '.join(self.options)}, "
                f"got {self.default!r}."
            )

    @property
    def text(self) -> str:
        """The label."""
        return self.label

    @property
    def extremes(self) -> tuple[str, ...]:
        """All options."""
        return self.options

    def format(self, value: str) -> str:
        """The option as it is written."""
        return value

    def widget(self) -> ipywidgets.Dropdown:
        """The list itself."""
        return ipywidgets.Dropdown(
            options=self.options,
            value=self.default,
            description=self.text,
            layout={"width": "auto"},
        )

    def row(self, dropdown: ipywidgets.Dropdown) -> ipywidgets.Widget:
        """The list as it is laid out."""
        return dropdown


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (height, width, 3 or 4) as a PNG file without transparency.

    The rows go unfiltered into zlib: for line drawings half the time of a general encoder.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: 0, none
    for channel in range(3):  # three strided copies beat one of the interleaved picture
        rows[:, 1 + channel :: 3] = pixels[..., channel]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, RGB
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.data, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


class LiveFigure(anywidget.AnyWidget):
    """A Matplotlib figure that shows results at the pace of a slider.

    ``figure_class(figure)`` draws everything once; its ``update(result)`` moves the artists in
    its list ``moving``, and only those are painted again, over a stored picture of the rest.
    """

    _esm = _HERE / "live.js"
    _css = _HERE / "live.css"
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    readout = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float().tag(sync=True)
    width = traitlets.Int(1080, help="pixels; the page asks for what its screen has").tag(sync=True)

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
        self._draw_background()

    def _draw_background(self) -> None:
        self._figure.set_dpi(self.width / self._figure.get_figwidth())
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self._figure.bbox)

    @traitlets.observe("width")
    def _rescale(self, change: Any) -> None:
        self._draw_background()
        self.png = self._paint()

    def _paint(self) -> bytes:
        self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in sorted(self.drawing.moving, key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        return encode_png(np.asarray(self._canvas.buffer_rgba()))

    def show(self, result: Any, readout: str) -> None:
        """Move the picture to this result; picture and readout travel in one message."""
        self.drawing.update(result)
        with self.hold_sync():
            self.png = self._paint()
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
