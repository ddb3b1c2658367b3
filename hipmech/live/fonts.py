"""The font of the pictures, DejaVu Sans: it travels once a page, whatever stands there."""

from __future__ import annotations

import base64
from pathlib import Path

import ipywidgets
import traitlets

_FILES = {"normal": "dejavu.woff", "bold": "dejavu-bold.woff"}  # by weight
_made: list[Fonts] = []


class Fonts(ipywidgets.Widget):
    """Both weights, as the pictures of one kernel share them."""

    faces = traitlets.Dict().tag(sync=True)


def _read() -> dict[str, bytes]:
    return {weight: Path(__file__).with_name(name).read_bytes() for weight, name in _FILES.items()}


def fonts() -> Fonts:
    """Return the one widget that holds the fonts, made anew if somebody has closed it."""
    if not _made or _made[0].comm is None:
        _made[:] = [Fonts(faces=_read())]
    return _made[0]


def font_faces() -> str:
    """Return the fonts as a style sheet, for a page without a kernel."""
    return "".join(
        f"@font-face {{ font-family: hipmech; font-weight: {weight}; "
        f"src: url(data:font/woff;base64,{base64.b64encode(data).decode()}); }}\n"
        for weight, data in _read().items()
    )
