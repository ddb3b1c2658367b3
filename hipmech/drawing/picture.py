"""A still picture for a notebook, with its text for those who cannot see it."""

import io
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure


class Picture:
    """What ``draw(figure, *data)`` draws, as a PNG with `alt` as its text.

    draw : one of the functions that take a figure first
    alt : what the picture shows, in one or two sentences
    size : inches
    """

    def __init__(
        self, draw: Callable[..., Any], *data: Any, alt: str, size: tuple[float, float] = (11, 5.5)
    ) -> None:
        self.figure, self.alt = Figure(figsize=size), alt
        draw(self.figure, *data)

    def __repr__(self) -> str:
        return self.alt

    def _repr_png_(self) -> bytes:
        png = io.BytesIO()
        self.figure.savefig(png, format="png", dpi=100, metadata={"Software": None})
        return png.getvalue()
