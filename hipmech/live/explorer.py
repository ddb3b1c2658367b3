"""Controls bound to a model, and the picture that follows them."""

from __future__ import annotations

import inspect
import re
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import ipywidgets
from IPython.core.getipython import get_ipython
from matplotlib.figure import Figure

from hipmech.drawing.picture import described
from hipmech.live import STILL
from hipmech.live.controls import Choice, Control
from hipmech.live.figure import LiveFigure

_NUMBER = re.compile(r"[+−-]?\d+(?:\.(\d+))?")
_made: dict[str, tuple[str, Any]] = {}  # cell: its last run and, weakly, the explorers it made


class Explorer(ipywidgets.VBox):
    """Controls, a picture and a one-line readout of ``solve(**values)``.

    A ValueError from ``solve`` is shown in words, and the last good picture stays. "Keep" holds the
    present picture as a ghost and shows the difference in numbers. A printed or exported page shows
    the picture as it stands. Running a cell again closes the explorers that it made before.

    Parameters
    ----------
    controls
        Name of a parameter of ``solve`` -> `Control` or `Choice`.
    solve
        Returns the result that the figure's ``update`` takes.
    figure_class
        See `hipmech.drawing.stage.Stage`.
    readout
        Turns a result into one line of text with units.
    presets
        Name -> values of some controls. The buttons "Try" set them; pressed is always the one at
        which the controls stand.

    Attributes
    ----------
    values, defaults
        Where the controls stand, and where they begin.
    result
        What ``solve`` gave for the picture that is shown.
    readout
        The line of text beside the picture.
    figure
        The Matplotlib figure; use `save` to write it to a file.
    """

    def __init__(
        self,
        controls: Mapping[str, Control | Choice],
        solve: Callable[..., Any],
        figure_class: Callable[[Figure], Any],
        readout: Callable[[Any], str],
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        try:
            inspect.signature(solve).bind(**dict.fromkeys(controls))
        except TypeError as error:
            raise ValueError(
                f"controls {', '.join(controls)} do not fit "
                f"{solve.__name__}{inspect.signature(solve)}: {error}."
            ) from None
        self.controls, self.solve, self._words = dict(controls), solve, readout
        self.inputs = {name: control.widget() for name, control in self.controls.items()}
        self.presets = dict(presets or {})
        self.tried = ipywidgets.ToggleButtons(
            options=list(self.presets), value=None, description="Try"
        )
        self.tried.observe(self._try, "value")
        self.live = LiveFigure(figure_class, self.inputs, self._ahead)
        self.keep = ipywidgets.ToggleButton(description="Keep as ghost", icon="thumb-tack")
        self.reset = ipywidgets.Button(description="Reset", icon="undo")
        self.keep.observe(self._keep, "value")
        self.reset.on_click(lambda _: self.move(**self.defaults))
        for widget in self.inputs.values():
            widget.observe(self._refresh, "value")
        self.result: Any = None
        self._kept = ""
        self._moving = False
        self._refresh()
        self.live.settle()
        rows = [control.row(self.inputs[name]) for name, control in self.controls.items()]
        bar = ipywidgets.Box([*([self.tried] if self.presets else []), self.reset, self.keep])
        bar.add_class("hipmech-bar")
        grid = ipywidgets.Box([*rows, bar])
        grid.add_class("hipmech-controls")
        super().__init__([grid, self.live])
        self.add_class("hipmech-explorer")
        _close_earlier_runs(self)

    @property
    def values(self) -> dict[str, Any]:
        """Where the controls stand."""
        return {name: c.check(name, self.inputs[name].value) for name, c in self.controls.items()}

    @property
    def defaults(self) -> dict[str, Any]:
        """Where the controls begin."""
        return {name: control.default for name, control in self.controls.items()}

    @property
    def readout(self) -> str:
        """The line of text beside the picture."""
        return self.live.readout

    @property
    def figure(self) -> Figure:
        """The Matplotlib figure that is shown."""
        return self.live.stage.figure

    def save(self, path: Any, dpi: float = 200) -> None:
        """Write the picture as it stands to a file: .pdf and .svg as lines, .png at ``dpi``."""
        self.live.stage.save(path, dpi)

    def move(self, **values: Any) -> None:
        """Set several controls at once, and draw once.

        Raises ValueError for a name that is no control and for a value that its control does not
        reach; nothing moves then.
        """
        try:
            unknown = [name for name in values if name not in self.controls]
            if unknown:
                raise ValueError(
                    f"no control {unknown[0]!r}; expected some of {', '.join(self.controls)}."
                )
            values = {name: self.controls[name].check(name, v) for name, v in values.items()}
        except (TypeError, ValueError) as error:
            self.live.forget()
            self.live.say(f"Not possible: {error}")
            raise
        self._moving = True
        try:
            for name, value in values.items():
                self.inputs[name].value = value
        finally:
            self._moving = False
        self._refresh()
        self.live.settle()

    def _try(self, event: Any) -> None:
        """Move to the preset that was chosen, unless the buttons only follow the controls."""
        if event["new"] and not self._stands_at(event["new"]):
            self.move(**self.presets[event["new"]])

    def _stands_at(self, preset: str | None) -> bool:
        return preset is not None and self.presets[preset].items() <= self.values.items()

    def _ahead(self, number: int, values: Sequence[Any]) -> Iterator[tuple[float, Any, str]]:
        """Yield each step of one slider with its result and words, the nearest first.

        Left out is what ``solve`` refuses: the answer then depends on what was shown before.
        """
        name, control = list(self.controls.items())[number]
        assert isinstance(control, Control)  # a list has no steps
        at = {
            n: self.inputs[n].value if v is None else c.check(n, v)  # a page knows no list's value
            for (n, c), v in zip(self.controls.items(), values, strict=True)
        }
        for value in control.steps(float(at[name])):
            with suppress(ValueError):
                result = self.solve(**{**at, name: value})
                yield value, result, self._told(result)

    def _refresh(self, event: Any = None) -> None:
        if self._moving:
            return
        if event is None or event["owner"] is not self.live.hand:
            self.live.forget()
        if self.presets and not self._stands_at(self.tried.value):
            self.tried.value = next(filter(self._stands_at, self.presets), None)
        try:
            self.result = self.solve(**self.values)
            self._show(self.result)
        except ValueError as error:
            self.live.say(f"Not possible: {error}")
        except Exception as error:
            self.live.say(f"This is a fault of hipmech, not yours: {type(error).__name__}: {error}")
            raise

    def _told(self, result: Any) -> str:
        """Return the readout of a result, with what changed against a kept one."""
        words = self._words(result)
        return f"{words}\n{change(words, self._kept)}" if self._kept else words

    def _show(self, result: Any) -> None:
        self.live.show(result, self._told(result))

    def _keep(self, event: Any) -> None:
        self._kept = self._words(self.result) if event["new"] else ""
        self.keep.description = "Clear ghost" if event["new"] else "Keep as ghost"
        self.live.forget()
        self.live.stage.keep(self.result if event["new"] else None)
        self._show(self.result)

    def close(self) -> None:
        """Take everything from the page and from memory."""
        tried = getattr(self, "tried", None)  # none if the explorer was refused
        for widget in [*_parts(self), *(_parts(tried) if tried else ())]:
            if widget is not self:
                widget.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        stand = ", ".join(
            f"{control.text} {control.format(self.values[name])}"
            for name, control in self.controls.items()
        )
        words = f"{stand}\n{self.readout}"
        still = described(self.live.stage.png, self.live.alt, words, STILL)
        return {**(data or {}), **still}, metadata


def change(words: str, kept: str) -> str:
    """Return what changed against a kept readout: each number as a signed difference.

    >>> change("F 1.50 BW at 8°.", "F 1.60 BW at 8°.")
    'Change: F −0.10 BW at 0°.'
    >>> change("slack", "F 1.60 BW")
    'Kept: F 1.60 BW'
    """
    if _NUMBER.sub("#", words) != _NUMBER.sub("#", kept):
        return f"Kept: {kept}"
    before = iter(_NUMBER.findall(kept) and [m.group() for m in _NUMBER.finditer(kept)])

    def difference(match: re.Match[str]) -> str:
        then = next(before)
        now, places = match.group(), len(match.group(1) or "")
        value = round(float(now.replace("−", "-")) - float(then.replace("−", "-")), places)
        return f"{value:+.{places}f}".replace("-", "−") if value else "0"

    return "Change: " + _NUMBER.sub(difference, words)


def _parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """Yield a widget and all that it is made of: nothing stays registered when it closes."""
    yield widget
    yield from (getattr(widget, name) for name in ("layout", "style") if hasattr(widget, name))
    for part in (*getattr(widget, "children", ()), *getattr(widget, "links", ())):
        yield from _parts(part)


def _close_earlier_runs(explorer: Explorer) -> None:
    """Close what an earlier run of the notebook's cell made: each explorer holds some 15 MB."""
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel else {}
    cell = request.get("metadata", {}).get("cellId")
    if not cell:
        return
    run = request["header"]["msg_id"]
    if _made.get(cell, ("", ()))[0] != run:
        for earlier in list(_made.get(cell, ("", ()))[1]):
            earlier.close()
        _made[cell] = run, weakref.WeakSet()
    _made[cell][1].add(explorer)
