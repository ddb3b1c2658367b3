"""A still picture for a notebook, with its text for those who cannot see it."""

from __future__ import annotations

import base64
import html
import inspect
import io
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from hipmech.drawing.stage import Handle, own_style


def alt_of(drawing: Any) -> str:
    """Return what a figure class says that it shows: the first paragraph of its docstring."""
    return " ".join((inspect.getdoc(type(drawing)) or "").split("\n\n")[0].split())


def described(png: bytes, alt: str, words: str, note: str = "") -> dict[str, str]:
    """Return a picture by MIME type: HTML with ``alt``, PNG, words; so each page has its text.

    ``note`` stands below the picture where it is shown instead of something livelier.
    """
    data = base64.b64encode(png).decode()
    image = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}">'
    image += f"<p><em>{html.escape(note)}</em></p>" if note else ""
    return {"text/html": image, "image/png": data, "text/plain": words}


class Picture:
    """What ``draw(figure, *data)`` draws, with `alt` as its text.

    Parameters
    ----------
    draw : a function that takes a figure first.
    alt : what the picture shows, in one or two sentences.
    size : width and height in inches.
    """

    def __init__(
        self, draw: Callable[..., Any], *data: Any, alt: str, size: tuple[float, float] = (11, 5.5)
    ) -> None:
        with own_style():
            self.figure, self.alt = Figure(figsize=size), alt
            draw(self.figure, *data)
            for artist in self.figure.findobj(lambda artist: artist.get_animated()):
                artist.set_animated(False)
                if isinstance(artist, Handle):
                    artist.set_visible(False)  # no hand reaches it

    def __repr__(self) -> str:
        return self.alt

    @property
    def png(self) -> bytes:
        """The picture as a PNG file."""
        stream = io.BytesIO()
        with own_style():
            self.figure.savefig(stream, format="png", dpi=100, metadata={"Software": None})
        return stream.getvalue()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return described(self.png, self.alt, self.alt)
