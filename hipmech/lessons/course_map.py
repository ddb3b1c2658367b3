"""The lessons at a glance: one picture each."""

import io
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.image import imread

from hipmech.drawing.style import BODY, INK

COLUMNS = 3


def course_map(figure: Figure, pictures: Mapping[str, bytes]) -> None:
    """Draw a grid of pictures (PNG bytes) under their lessons' titles, in reading order."""
    rows = -(-len(pictures) // COLUMNS)
    figure.subplots_adjust(0.01, 0.01, 0.99, 1 - 0.10 / rows, 0.05, 0.22)
    for place, (title, png) in enumerate(pictures.items(), start=1):
        axes = figure.add_subplot(rows, COLUMNS, place)
        axes.imshow(imread(io.BytesIO(png)), interpolation="lanczos")
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
        axes.axis("off")
