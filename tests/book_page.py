"""A book as a browser plays it from a disk, held against what Python draws."""

from __future__ import annotations

import base64
import json
import random
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from lab import chromium

from hipmech.live.book import page_script, page_style
from hipmech.live.book.sample import COLOUR, PLACE, Sampler, layout

WIDTH = 1100  # pixels of the picture, in which distances are told
SHADE = 0.02  # of a colour: five steps of 255, less than an eye tells apart
_NUMBER = re.compile(r"[+−-]?\d+(?:\.\d+)?")
PLAY = """async ([name, settings]) => {
  const book = await openBook(name);
  const told = (floats) => {
    const bytes = new Uint8Array(Float32Array.from(floats).buffer);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const times = [];
  const rows = settings.map((values) => {
    const begun = performance.now();
    const { marks, readout, refused, scene } = book.at(values);
    times.push(performance.now() - begun);
    const shown = marks.map((m) => [JSON.stringify(m.looks), told(m.numbers), m.texts]);
    return { readout, refused, scene: scene && told(Object.values(scene).flat()), marks: shown };
  });
  return { rows, ms: times.sort((a, b) => a - b)[times.length >> 1] };
}"""


class Found(NamedTuple):
    """What a book is off by, at worst, and how often it says or shows what is not so."""

    settings: int
    px: float
    colour: float
    scene: float
    strings: int
    off_by_one: int
    off_by_more: int
    wrong_words: int
    wrong_looks: int
    wrong_refusals: int
    ms: float
    worst: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether the bound of a book holds."""
        wrong = self.off_by_more, self.wrong_words, self.wrong_looks, self.wrong_refusals
        return self.px <= 0.5 and self.colour <= SHADE and not any(wrong)


def book_page(context: Any, folder: Path, book: Path, body: str = "", before: str = "") -> Any:
    """Open a page on a disk with one book on it."""
    (folder / "page.js").write_text(page_script(), "utf-8")
    (folder / "page.css").write_text(page_style(), "utf-8")
    html = folder / "page.html"
    html.write_text(
        f'<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css">{body}'
        f'<script src="page.js"></script>{before}<script src="{book.resolve().as_uri()}"></script>',
        "utf-8",
    )
    page = context.new_page()
    page.goto(html.resolve().as_uri())
    return page


def play(folder: Path, name: str, settings: list[dict[str, Any]], size: int = 200) -> Any:
    """Yield what the page shows at each setting, and the milliseconds that it takes."""
    with chromium() as context:
        page = book_page(context, folder, folder / f"{name}.js")
        for start in range(0, len(settings), size):
            told = page.evaluate(PLAY, [name, settings[start : start + size]])
            yield from ((row, told["ms"]) for row in told["rows"])


def _floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(float)


def check(sampler: Sampler, folder: Path, name: str, count: int, seed: int = 11) -> Found:
    """Hold a book against Python at so many settings drawn by lot."""
    rng = random.Random(seed)
    lots = [tuple(rng.randrange(n) for n in sampler.sizes) for _ in range(count)]
    settings = [sampler.values(lot) for lot in lots]
    off = {PLACE: 0.0, COLOUR: 0.0}
    scene, counts = 0.0, dict.fromkeys(("strings", "one", "more", "words", "looks", "refusals"), 0)
    worst: dict[str, int] = {}
    times = []
    scale = WIDTH / sampler.recorder.width

    def note(what: str) -> None:
        worst[what] = worst.get(what, 0) + 1

    for lot, (row, ms) in zip(lots, play(folder, name, settings), strict=True):
        times.append(ms)
        true = sampler.show(lot)
        refused = "refused" in true[sampler.readout].looks[0]
        pairs = [("readout", true[sampler.readout].texts[0], row["readout"])]
        if refused != row["refused"]:
            counts["refusals"] += 1
            continue
        for slot, (looks, told, texts) in enumerate(row["marks"]):
            mark = true[slot]
            numbers, seen = np.frombuffer(mark.numbers, "<f4").astype(float), _floats(told)
            if json.loads(looks) != json.loads(json.dumps(mark.looks)) or (
                len(seen) != len(numbers) or not np.array_equal(np.isnan(seen), np.isnan(numbers))
            ):
                counts["looks"] += 1
                note(f"looks {slot}")
                continue
            kinds = np.array(layout(mark.looks, numbers)[0])
            far = np.nan_to_num(np.abs(seen - numbers))
            for kind in off:
                most = far[kinds == kind].max(initial=0) * (scale if kind == PLACE else 1)
                off[kind] = max(off[kind], most)
                if kind == PLACE and most > 0.5:
                    note(f"place {slot}")
            pairs += [(f"text {slot}", a, b) for a, b in zip(mark.texts, texts, strict=True)]
        if row["scene"]:
            numbers = np.frombuffer(true[sampler.readout + 1].numbers, "<f4")
            scene = max(scene, np.abs(_floats(row["scene"]) - numbers).max(initial=0))
        for where, a, b in pairs:
            counts["strings"] += 1
            if a != b:
                counts[kind_of_error(a, b)] += 1
                if kind_of_error(a, b) != "one":
                    note(f"{where}: {a!r} not {b!r}" if len(worst) < 12 else where)
    return Found(count, off[PLACE], off[COLOUR], scene, counts["strings"], counts["one"],
                 counts["more"], counts["words"], counts["looks"], counts["refusals"],
                 float(np.median(times)), worst)  # fmt: skip


def kind_of_error(true: str, said: str) -> str:
    """Say how two sentences differ: in words, by one unit of a last digit, by more.

    >>> kind_of_error("F 1.50 BW", "F 1.51 BW"), kind_of_error("−0.4", "+1.4")
    ('one', 'more')
    """
    if _NUMBER.sub("#", true) != _NUMBER.sub("#", said):
        return "words"
    for a, b in zip(_NUMBER.findall(true), _NUMBER.findall(said), strict=True):
        unit = 10.0 ** -len(a.partition(".")[2])
        if abs(float(a.replace("−", "-")) - float(b.replace("−", "-"))) > 1.01 * unit:
            return "more"
    return "one"
