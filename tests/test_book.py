"""Books: what a page without a kernel shows against what Python draws, and the page itself."""

import random
import re
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from book_page import book_page, check
from lab import CHROMIUM, chromium
from seesaw import seesaw

from hipmech import lessons
from hipmech.lessons import recruitment_explorer
from hipmech.live.book import make_book, script, words
from hipmech.live.book.pack import scene_state
from hipmech.live.book.probe import Probe
from hipmech.live.book.sample import PLACE, TOLD, Sampler
from hipmech.live.book.squeeze import packed
from hipmech.live.scene import HipScene

LIVE = Path(words.__file__).parents[1]
EVERY = {"seesaw": {"push": (0, 2, 5, 8, 9, 12)}}
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium not found")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with two books, and their explorers."""
    folder = tmp_path_factory.mktemp("books")
    explorers = {"recruitment": recruitment_explorer(), "seesaw": seesaw()}
    for name, explorer in explorers.items():
        book = make_book(explorer, lambda _: None, EVERY.get(name, {}))
        (folder / f"{name}.js").write_text(script(name, book), "utf-8")
    return folder, explorers


@needs_chromium
@pytest.mark.parametrize("name", ["recruitment", "seesaw"])
def test_a_book_shows_what_python_draws(shelf, name):
    folder, explorers = shelf
    found = check(Sampler(explorers[name], EVERY.get(name, {})), folder, name, 400)
    assert found.holds, found


@pytest.fixture
def page(shelf):
    folder, _ = shelf
    with chromium() as context:
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        page = book_page(context, folder, folder / "seesaw.js", "<div id=place></div>")
        page.asked, page.faults = asked, []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.evaluate(
            """async () => {
                window.shown = await mountExplorer(place, "seesaw", { hand: true });
                window.pixels = () => shown.picture.toDataURL(); }"""
        )
        page.wait_for_function("shown.painter.scale")
        yield page
        assert not page.faults


@needs_chromium
def test_keys_and_drags_change_the_picture_and_the_words(page):
    before, words_before = page.evaluate("[pixels(), shown.readout.textContent]")
    page.get_by_label("Weight (kg)").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("shown.values.weight") == 11
    now, words_now = page.evaluate("[pixels(), shown.readout.textContent]")
    assert now != before and words_now != words_before
    box = page.get_by_label("Lean (°)").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=5)
    page.mouse.up()
    assert page.evaluate("shown.values.lean") > 15
    page.wait_for_function("before => pixels() !== before", arg=now)


@needs_chromium
def test_what_stays_painted_below_is_as_if_painted_anew(page):
    walk = [{"lean": 10}, {"lean": 15}, {"weight": 3}, {"weight": 4}, {"weight": 5}, {"arm": 1.5},
            {"lean": -5}, {"side": "right"}, {"side": "left"}, {"weight": 4}]  # fmt: skip
    seen = """async ([walk, anew]) => {
        const seen = [], calm = [];
        for (const values of walk) {
            shown.move(values);
            await new Promise(requestAnimationFrame);
            if (anew) shown.painter.renew();
            seen.push(pixels());
            calm.push(shown.painter.calm);
        }
        shown.reset();
        return [seen, calm];
    }"""
    (kept, calm), (anew, none) = (page.evaluate(seen, [walk, anew]) for anew in (False, True))
    assert kept == anew and max(calm) > 0 == max(none)


@needs_chromium
def test_the_thing_itself_can_be_dragged(page):
    start = page.evaluate("shown.readout.textContent")
    box = page.locator(".hipmech-grip").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=6)  # the beam's right end goes up
    page.mouse.up()
    lean = page.evaluate("shown.values.lean")
    assert lean >= 10 and lean % 5 == 0
    assert page.get_by_label("Lean (°)").input_value() == str(lean)
    now = page.locator(".hipmech-grip").bounding_box()
    assert abs(now["y"] + now["height"] / 2 - (y - 60)) < 25  # at the nearest step
    assert page.evaluate("shown.readout.textContent") != start
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("shown.readout.textContent") == start


@needs_chromium
def test_presets_reset_ghost_and_links_work(page):
    start = page.evaluate("shown.readout.textContent")
    page.get_by_role("button", name="far out").click()
    assert page.evaluate("[shown.values.arm, shown.values.weight]") == [2, 20]
    page.get_by_role("button", name="Keep as ghost").click()
    ghost = "shown.book.ghost.map((n) => shown.painter.marks[n]).map((m) => [!m.looks[0], m.texts])"
    assert page.evaluate(ghost) == [[True, []]] * 3  # nothing has changed
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate(ghost)[1:] == [[False, []], [False, ["– – kept"]]]
    kept = page.evaluate("shown.readout.textContent").split("\n")
    assert kept[0] == start and kept[1].startswith("Change: Pull −")
    page.get_by_role("button", name="Clear ghost").click()
    assert page.evaluate("shown.readout.textContent") == start
    assert page.evaluate("hashOf({ ...shown.values, arm: 1.5 }, shown.book)") == "arm=1.5"
    page.evaluate("() => { location.hash = '#weight=7&side=right'; }")
    page.wait_for_function("shown.values.weight === 7 && shown.values.side === 'right'")


@needs_chromium
def test_what_python_refuses_is_refused_in_its_words_and_the_picture_stays(page):
    page.evaluate("shown.move({ push: 8, weight: 12 })")
    before = page.evaluate("pixels()")
    page.evaluate("shown.move({ push: 9 })")
    assert "never measured" in page.evaluate("shown.readout.textContent")
    page.wait_for_timeout(100)
    assert page.evaluate("pixels()") == before


@needs_chromium
def test_a_page_on_a_disk_asks_nobody(page):
    push = page.get_by_label("Push (N)")
    push.press("ArrowRight")
    assert page.evaluate("shown.values.push") == 5  # the page leaves some steps out
    assert push.get_attribute("aria-valuetext") == "5 N"
    push.press("End")
    assert page.asked and all(url.startswith(("file:", "blob:", "data:")) for url in page.asked)


def test_a_scene_on_a_page_begins_with_all_that_its_script_reads():
    code = (LIVE / "scene_js" / "src" / "scene.js").read_text("utf-8")
    read = set(re.findall(r'model\.get\("(\w+)"\)', code))
    scene = HipScene(["psoas"])
    assert read <= {*scene_state(scene), *scene_state(scene, common=True)}


def test_sentences_come_apart():
    sentence = words.parse("F −1.50 BW (+3 %), 12 of 27")
    assert sentence.words == "F # BW (# %), # of #"
    assert sentence.shown == (-1.5, 3, 12, 27)
    assert (sentence.decimals, sentence.signs) == ((2, 0, 0, 0), ("−", "+", "", ""))


class _Seldom:
    """Three controls; a mark shows at one of 60 steps of the first, and then moves with the two
    others; a number beside it moves with the second."""

    names, sizes, count, readout = ["rare", "b", "c"], [60, 9, 5], 2, 1
    kinds, owners = [PLACE, TOLD], [0, 1]
    states: ClassVar[list] = [[{"at": 0, "count": 1, "told": 1, "formats": []}] * 2,
                              [{"at": 1, "count": 0, "told": 1, "formats": [0]}]]  # fmt: skip

    class explorer:
        presets: ClassVar[dict] = {}

    def index(self, values):
        return (0, 0, 0)

    def row(self, setting, slots=None):
        a, b, c = setting
        shown = [[10.0 * b + c]] if a == 41 else [[]]
        return {0: (int(a == 41), np.array(shown[0]), np.zeros(0)),
                1: (0, np.zeros(0), np.array([float(b)]))}  # fmt: skip


def test_what_shows_seldom_is_visited_to_see_what_moves_it():
    masks = Probe(_Seldom()).masks
    columns = {c: key for key, (some, _) in masks.items() for c in some}
    assert columns == {0: (1, 2), 1: (1,)}
    (shows,) = (key for key, (_, slots) in masks.items() if 0 in slots)
    assert 0 in shows


def test_whole_numbers_pack_small():
    rng = np.random.default_rng(3)
    steady = np.cumsum(rng.integers(-3, 4, (500, 4)), axis=0)
    assert packed(steady)[1] == 1  # one byte each


@pytest.mark.parametrize(
    "name", ["stretch_explorer", "hip_drop_explorer", "gait_explorer", "fulcrum_explorer"]
)
def test_a_picture_remembers_nothing_and_what_is_untouched_is_the_same(name):
    """Settings look the same in another order, if what seems untouched is not drawn anew."""
    sampler, lot = Sampler(getattr(lessons, name)()), random.Random(2)
    settings = [tuple(lot.randrange(n) for n in sampler.sizes) for _ in range(6)]
    drawn = [sampler.show(setting) for setting in settings]
    marks = {}
    for setting, before in zip(settings[::-1], drawn[::-1], strict=True):
        marks = sampler.show(setting, before=marks)
        assert marks == before
