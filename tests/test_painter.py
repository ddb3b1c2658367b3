"""The painter of the page against Matplotlib's own, and the font that travels with the package."""

import ast
import base64
import io
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from explorers import EXPLORERS
from fontTools.ttLib import TTFont
from page import bare_page, packed
from PIL import Image

import hipmech
from hipmech import lessons
from hipmech.live.controls import Control

STATES = 3  # of each explorer, drawn by lot
MOST, FAR = 0.015, 96  # share of pixels whose colour may differ by more than so much of 255
PACKAGE = Path(hipmech.__file__).parent


def by_lot(explorer, rng):
    """One value of each control."""
    for name, control in explorer.controls.items():
        is_slider = isinstance(control, Control)
        options = control.steps(control.minimum) if is_slider else list(control.options)
        yield name, options[rng.integers(len(options))]


def painted(page, live):
    """What the page shows of the whole picture: (height, width, 3)."""
    frame, numbers = live._frame(live._shown, [])
    data = page.evaluate(
        """async ([frame, numbers]) => {
            shown.model.tell("msg:custom", unpack({ whole: true, frame }), [unpack(numbers)]);
            await document.fonts.ready;
            for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
            return document.querySelector("canvas").toDataURL(); }""",
        [frame, packed(numbers)],
    )
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data.split(",")[1]))).convert("RGB"))


def opened(page, explorer):
    width = explorer.live.stage.picture.shape[1]
    style = f".hipmech-picture {{ width: {width}px !important }}"
    bare_page(page, explorer.live, f"<style>{style}</style><div class=place></div>")
    page.evaluate(
        """async () => {
            window.shown = await show(state, document.querySelector(".place"));
            await hipmechFonts;
        }"""
    )


def compared(page, explorer):
    """Both pictures as they stand: Agg's and the page's."""
    return explorer.live.stage.picture[..., :3], painted(page, explorer.live)


@pytest.fixture(scope="module")
def wide(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", EXPLORERS)
def test_the_page_paints_what_matplotlib_draws(name, wide):
    explorer = getattr(lessons, name)()
    opened(wide, explorer)
    rng = np.random.default_rng(13)
    seen = []
    for state in range(STATES + 1):
        if state:
            explorer.move(**dict(by_lot(explorer, rng)))
        if state == STATES:  # the last with the one before as its ghost
            explorer.keep.value = True
            explorer.move(**dict(by_lot(explorer, rng)))
        true, mine = (picture.astype(int) for picture in compared(wide, explorer))
        assert mine.shape == true.shape
        share = (np.abs(mine - true).max(axis=-1) > FAR).mean()
        assert share < MOST, explorer.values
        seen.append(mine)
    assert all((a != b).any() for a, b in pairwise(seen))


def strings(path):
    """Every string of a module but docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_the_font_has_every_character_of_the_pictures():
    told = ("problems", "stills", "claims", "feedback", "research")  # in other fonts
    paths = [path for path in PACKAGE.rglob("*.py") if not any(n in str(path) for n in told)]
    words = "".join("".join(strings(path)) for path in paths)
    written = set(re.sub(r"\s", "", words))
    assert {"°", "Σ", "−", "₅"} <= written
    for weight in ("dejavu", "dejavu-bold"):
        font = TTFont(PACKAGE / "live" / f"{weight}.woff")
        assert {c for c in written if ord(c) not in font.getBestCmap()} == set()
    assert "Bitstream Vera" in (PACKAGE / "live" / "dejavu.txt").read_text("utf-8")


def test_an_area_is_a_path_with_its_hatch_and_no_stamp():
    live = lessons.recoil_explorer().live
    (look,) = live._recorder.mark(live.stage.drawing.offset_area).looks
    assert look["hatch"] and "marker" not in look  # a stamp has no hatch, and its shape is a look
