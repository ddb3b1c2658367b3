"""Books: explorers on a page without a kernel, every slider live.

What an explorer shows is a function of its sliders. A book holds it as tables, sampled beforehand:
at every setting of a page, or of the controls that a number depends on, so that `book.js` looks up
what Python has drawn. It knows no figure: what depends on what is found by probing.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hipmech.live.book.build import Builder
from hipmech.live.book.pack import scene_state, write
from hipmech.live.book.sample import Sampler
from hipmech.live.explorer import Explorer
from hipmech.live.figure import LiveFigure
from hipmech.live.fonts import font_faces
from hipmech.live.scene import HipScene

_LIVE = Path(__file__).parents[1]


def make_book(
    explorer: Explorer,
    progress: Callable[[str], Any] = print,
    every: Mapping[str, int | Sequence[float]] = MappingProxyType({}),
    notes: Iterable[str] = (),
) -> bytes:
    """Return the book of an explorer, compressed.

    Of a slider named in ``every``, only every so-many-th step is on the page, or only those given,
    which it says, as it says the ``notes``. Raises ValueError if there are too many.
    """
    builder = Builder(Sampler(explorer, every), progress)
    builder.build()
    return write(builder, [*notes, *builder.sampler.notes])


def script(name: str, book: bytes) -> str:
    """Return the JavaScript file that brings a book onto a page."""
    text = base64.b64encode(book).decode()
    return f"(globalThis.hipmechBooks ??= {{}})[{json.dumps(name)}] = {json.dumps(text)};\n"


def page_script() -> str:
    """Return the JavaScript that plays books on a page."""
    names = "painter.js", "grips.js", "book.js"
    return "".join((_LIVE / name).read_text("utf-8") for name in names)


def page_style() -> str:
    """Return the style of explorers on a page, fonts included."""
    return (
        font_faces()
        + LiveFigure._css
        + "".join((_LIVE / name).read_text("utf-8") for name in ("scene.css", "page.css"))
    )


def scene_script() -> str:
    """Return the JavaScript file that a page with a scene needs before it."""
    module = (_LIVE / "scene.js").read_text("utf-8")
    parts = {"module": module, "traits": scene_state(HipScene([]), common=True)}
    text = base64.b64encode(gzip.compress(json.dumps(parts).encode(), 9, mtime=0)).decode()
    return f"globalThis.hipmechScene = {json.dumps(text)};\n"
