"""The live layer without a browser: wiring, reset, ghost, errors, static pictures, all corners."""

import asyncio
import base64
import gc
import io
import math
import pathlib
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import nbclient
import nbformat
import numpy as np
import pytest
from explorers import EXPLORERS, corners
from ipywidgets.widgets.widget import _instances
from PIL import Image

from hipmech import lessons
from hipmech.drawing.stage import line
from hipmech.live import figure
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer, change
from hipmech.live.figure import LiveFigure
from hipmech.live.fonts import fonts
from hipmech.live.recorder import Mark


@dataclass(frozen=True)
class Result:
    angle_deg: float
    length: float
    colour: str = "black"


class Needle:
    """A needle on a dial.

    More text.
    """

    def __init__(self, figure):
        figure.set_size_inches(4, 2)
        axes = figure.subplots()
        axes.set(xlim=(-1, 1), ylim=(-1, 1))
        self.line = line(axes, linewidth=3)

    def update(self, result):
        angle = math.radians(result.angle_deg)
        end = result.length * math.sin(angle), result.length * math.cos(angle)
        self.line.set_data([0, end[0]], [0, end[1]])
        self.line.set_color(result.colour)


def solve(angle_deg, length, colour="black"):
    if angle_deg > 80:
        raise ValueError(f"angle must be at most 80 degrees, got {angle_deg:g}.")
    return Result(angle_deg, length, colour)


CONTROLS = {
    "angle_deg": Control("Angle", -90, 90, 1, 0, "°"),
    "length": Control("Length", 0, 1, 0.05, 0.8, "m"),
}


def needle(controls=CONTROLS):
    return Explorer(controls, solve, Needle, lambda r: f"{r.angle_deg:g}° at {r.length:g} m")


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def test_moving_a_slider_changes_picture_and_readout():
    explorer = needle()
    before = explorer.live.png
    explorer.inputs["angle_deg"].value = 45
    assert explorer.live.readout == "45° at 0.8 m"
    assert explorer.live.png != before
    explorer.inputs["angle_deg"].value = 0
    assert explorer.live.png == before


def test_picture_equals_a_full_redraw():
    """Blitting leaves nothing behind: same pixels as a figure drawn from scratch."""
    moved, fresh = LiveFigure(Needle), LiveFigure(Needle)
    for angle in (10, 70, -30):
        moved.show(Result(angle, 0.5), "")
    fresh.show(Result(-30, 0.5), "")
    np.testing.assert_array_equal(pixels(moved.png), pixels(fresh.png))


def read(frame, numbers, before, born):
    """As the page reads a frame: marks (looks, numbers, texts), those that differ put in place."""
    marks, at = list(before), 0
    marks += [None] * (len(born) - len(marks))
    for slot, looks, count, texts, first in frame["rows"]:
        told = np.frombuffer(numbers[at : at + 4 * count], "<f4")
        if first is not None:  # a matrix: all places from there on have moved as a whole
            matrix, told = told.reshape(3, 2), before[slot].numbers.copy()
            told[first:] = (told[first:].reshape(-1, 2) @ matrix[:2] + matrix[2]).ravel()
        marks[slot] = Mark(born[slot] if looks is None else looks, told, texts)
        at += 4 * count
    assert at == len(numbers)
    return marks


def same(shown, expected):
    """Nothing differs, but places by some thousandths of a pixel."""
    assert shown[1] == expected[1]
    for mark, wanted in zip(shown[0], expected[0], strict=True):
        assert (mark.looks, mark.texts) == (wanted.looks, wanted.texts)
        np.testing.assert_allclose(mark.numbers, wanted.numbers, atol=2e-3, rtol=0)


class Page:
    """What a browser knows: the marks that were sent, each in its place, and the steps ahead."""

    def __init__(self, live):
        self.live, self.shares, self.steps, self.forgets = live, [], {}, 0
        self.born = live._standing["born"]
        self.receive_whole({"new": live.get_state()["_whole"]})
        live.observe(self.receive_whole, "_whole")
        live.send = self.receive

    def receive_whole(self, change):
        whole = change["new"]
        if not whole:
            return
        self.marks = read(whole["frame"], whole["numbers"], [], self.born)
        self.readout = whole["frame"]["readout"]

    def ask(self, explorer, name):
        """Take a slider into the hand."""
        self.steps, self.first = {}, None
        number, values = list(explorer.inputs).index(name), list(explorer.values.values())
        self.live._handle_custom_msg({"hand": number, "values": values, "id": 0.5}, [])

    def receive(self, content, buffers):
        if "ahead" in content:
            for (value, frame), numbers in zip(content["steps"], buffers, strict=True):
                marks = read(frame, numbers, self.first or [], self.born)
                self.first = self.first or marks
                self.steps[value] = marks, frame["readout"]
            return
        self.forgets += content.get("forget", False)
        before = [] if content.get("whole") else self.marks
        frame = content["frame"]
        self.marks = read(frame, buffers[0], before, self.born)
        self.readout = frame["readout"]
        self.shares.append(len(frame["rows"]) / len(self.marks))

    @property
    def shows(self):
        return self.marks, self.readout


def whole(live):
    """What the picture is, as a page that has just opened learns it."""
    state = live.get_state()["_whole"]
    marks = read(state["frame"], state["numbers"], [], live._standing["born"])
    return marks, state["frame"]["readout"]


def test_what_differs_adds_up_to_the_picture():
    explorer = needle()
    page = Page(explorer.live)
    for angle in (10, 70, -30, 0):
        explorer.inputs["angle_deg"].value = angle
        same(page.shows, whole(explorer.live))
    assert 0 < max(page.shares) < 0.5


def test_a_picture_that_stays_is_not_sent_again():
    explorer = needle()
    page = Page(explorer.live)
    explorer.move(angle_deg=0)
    assert page.shares == []


def test_a_page_that_opens_asks_for_the_whole_picture():
    explorer = needle()
    page = Page(explorer.live)
    explorer.inputs["angle_deg"].value = 20
    page.marks = page.readout = None
    explorer.live._handle_custom_msg({"whole": True}, [])
    same(page.shows, whole(explorer.live))
    standing = explorer.live._standing
    assert (standing["width"], standing["height"]) == (1080, 540)
    assert explorer.live.alt == "A needle on a dial."


def run(work):
    """What a coroutine gives, also where a browser test before left its loop running here."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


async def looked_ahead(explorer, name):
    """A page with all the steps of a slider."""
    page = Page(explorer.live)
    page.ask(explorer, name)
    while explorer.live._looking:
        await asyncio.sleep(0.005)
    return page


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_steps_ahead_are_what_python_answers(name):
    explorer = getattr(lessons, name)()
    slider = next(n for n, c in explorer.controls.items() if isinstance(c, Control))
    before, png = whole(explorer.live), explorer.live.png
    page = run(looked_ahead(explorer, slider))
    same(whole(explorer.live), before)
    assert explorer.live.png == png
    steps = explorer.controls[slider].steps(explorer.defaults[slider])
    known = [value for value in steps if value in page.steps]
    assert known == list(page.steps)  # the nearest first
    for value in steps[:: -(-len(steps) // 8)]:
        explorer.inputs[slider].value = value
        if value in page.steps:
            for shown in (page.steps[value], whole(explorer.live)):
                same(shown, page.shows)
        else:
            assert explorer.readout.startswith("Not possible")


def test_a_machine_that_stalls_looks_ahead_to_the_end(monkeypatch):
    explorer = needle()
    monkeypatch.setattr("hipmech.live.figure.CHUNK", -1)  # the time is up before the first step
    assert len(run(looked_ahead(explorer, "angle_deg")).steps) > 100


def test_with_a_ghost_the_steps_ahead_have_the_ghost_and_the_difference():
    explorer = needle()
    explorer.keep.value = True
    page = run(looked_ahead(explorer, "angle_deg"))
    explorer.inputs["angle_deg"].value = 40
    same(page.steps[40], page.shows)
    assert "Change: +40° at 0 m" in page.readout
    assert 81 not in page.steps and 80 in page.steps  # what is refused is said by Python


@pytest.mark.parametrize(
    "interrupt",
    [
        lambda explorer: setattr(explorer.inputs["length"], "value", 0.5),
        lambda explorer: setattr(explorer.keep, "value", True),
        lambda explorer: explorer.move(angle_deg=7),
        lambda explorer: explorer.reset.click(),
        lambda explorer: explorer.close(),
    ],
)
def test_new_work_interrupts_looking_ahead(interrupt, monkeypatch):
    monkeypatch.setattr(figure, "CHUNK", 0.002)
    explorer = needle()
    explorer.inputs["angle_deg"].value = 5

    async def interrupted():
        page = Page(explorer.live)
        page.ask(explorer, "angle_deg")
        explorer.inputs["angle_deg"].value = 6  # the hand itself does not
        assert explorer.live._looking and not page.forgets
        known = len(page.steps)
        interrupt(explorer)
        await asyncio.sleep(0.05)
        assert len(page.steps) == known < 180
        assert explorer.live._looking is None
        return page

    page = run(interrupted())
    assert explorer.live.stage is None or page.forgets


def test_one_thread_draws_at_a_time():
    """JupyterLab may serve a slider's look-ahead and a button in two threads."""
    explorer = needle()
    with ThreadPoolExecutor() as pool:
        with explorer.live.stage.elsewhere() as update:
            update(solve(60, 0.5))
            moved = pool.submit(explorer.move, angle_deg=-30)
            with pytest.raises(TimeoutError):
                moved.result(timeout=0.2)
        moved.result(timeout=10)
    assert explorer.live.stage.drawing.line.get_xdata()[1] == pytest.approx(-0.4)


def test_looking_ahead_holds_nothing_up_for_long():
    explorer = lessons.hip_drop_explorer()
    longest = 0.0

    async def wait():
        nonlocal longest
        page = Page(explorer.live)
        page.ask(explorer, "lean_deg")
        while explorer.live._looking:
            begun = time.process_time()
            await asyncio.sleep(0)
            longest = max(longest, time.process_time() - begun)

    run(wait())
    assert 0 < longest < 0.05


@pytest.mark.parametrize("names", [["angel_deg", "length"], ["angle_deg"]])
def test_misspelt_or_missing_control_is_refused(names):
    controls = dict.fromkeys(names, Control("Angle", -90, 90, 1, 0, "°"))
    with pytest.raises(ValueError, match=rf"{names[0]}.*solve\(angle_deg, length.*argument"):
        needle(controls)


def test_reset_and_move():
    explorer = needle()
    start = explorer.live.png
    explorer.move(angle_deg=30, length=0.5)
    assert explorer.values == {"angle_deg": 30, "length": 0.5}
    assert explorer.live.readout == "30° at 0.5 m"
    explorer.reset.click()
    assert explorer.values == explorer.defaults
    assert explorer.live.png == start


def test_presets_move_the_controls_and_follow_them():
    presets = {"up": {"angle_deg": 0}, "right": {"angle_deg": 80, "length": 0.5}}
    explorer = Explorer(CONTROLS, solve, Needle, lambda r: f"{r.angle_deg:g}", presets)
    tried = explorer.tried
    assert tried.value == "up"
    tried.value = "right"
    assert explorer.values == {"angle_deg": 80, "length": 0.5}
    explorer.inputs["length"].value = 0.6
    assert tried.value is None
    tried.value = "right"
    assert explorer.values == {"angle_deg": 80, "length": 0.5}
    explorer.reset.click()
    assert tried.value == "up"


def test_whatever_is_saved_or_opened_is_the_whole_picture():
    explorer = needle()
    explorer.inputs["angle_deg"].value = 30
    kept = explorer.live.get_state()["_whole"]
    explorer.move(angle_deg=30)
    assert explorer.live._whole == kept
    assert kept["frame"]["readout"] == "30° at 0.8 m"
    explorer.move(angle_deg=60)
    assert explorer.live._whole == explorer.live.get_state()["_whole"] != kept


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"length": 0.5, "angel_deg": 5}, "no control 'angel_deg'; expected some of angle_deg, le"),
        ({"length": 0.5, "angle_deg": 95}, "angle_deg must be -90 to 90 °, got 95"),
        ({"length": 0.5, "angle_deg": "5"}, "angle_deg"),
        ({"length": 0.5, "angle_deg": math.nan}, "angle_deg must be -90 to 90 °, got nan"),
    ],
)
def test_a_move_is_done_as_a_whole_or_not_at_all(values, words):
    explorer = needle()
    before = explorer.live.png
    with pytest.raises((TypeError, ValueError), match=words):
        explorer.move(**values)
    assert explorer.values == explorer.defaults
    assert explorer.live.png == before
    assert words in explorer.readout
    explorer.move(length=np.float32(0.5))
    assert explorer.readout == "0° at 0.5 m"


@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_the_picture_can_be_saved_whole(tmp_path, ending):
    explorer = needle()
    before = explorer.live.png
    explorer.save(tmp_path / f"needle.{ending}")
    assert explorer.live.png == before
    lines = pathlib.Path(tmp_path / f"needle.{ending}").read_bytes()
    explorer.inputs["length"].value = 0
    explorer.save(tmp_path / f"none.{ending}")
    assert lines != pathlib.Path(tmp_path / f"none.{ending}").read_bytes()
    explorer.reset.click()
    assert explorer.live.png == before


def test_a_closed_explorer_leaves_the_memory():
    fonts()  # of all
    before = set(_instances)
    explorer = needle({**CONTROLS, "angle_deg": Control("Angle", -90, 90, 5, 0, "°", play=1)})
    stage = weakref.ref(explorer.live.stage)
    explorer.close()
    gc.collect()
    assert stage() is None
    assert set(_instances) == before


def test_an_exception_in_the_model_is_said_and_raised():
    def broken(angle_deg, length):
        if angle_deg:
            raise ZeroDivisionError("division by zero")
        return Result(angle_deg, length)

    explorer = Explorer(CONTROLS, broken, Needle, lambda r: f"{r.angle_deg:g}°")
    before = explorer.live.png
    with pytest.raises(ZeroDivisionError):
        explorer.inputs["angle_deg"].value = 5
    assert "a fault of hipmech" in explorer.readout
    assert explorer.live.png == before


def test_change_names_every_number():
    assert change("R 2.41 BW (−3 %)", "R 2.75 BW (4 %)") == "Change: R −0.34 BW (−7 %)"
    assert change("slack", "R 2.75 BW") == "Kept: R 2.75 BW"


def test_ghost_is_the_state_that_was_kept():
    explorer = needle()
    explorer.move(angle_deg=30)
    plain = explorer.live.png
    explorer.inputs["angle_deg"].value = 0
    alone = explorer.live.png
    explorer.inputs["angle_deg"].value = 30
    explorer.keep.value = True
    explorer.inputs["angle_deg"].value = 0
    assert explorer.live.png != alone
    explorer.keep.value = False
    assert explorer.live.png == alone
    explorer.inputs["angle_deg"].value = 30
    assert explorer.live.png == plain


def test_impossible_value_is_explained_and_the_last_picture_stays():
    explorer = needle()
    explorer.inputs["angle_deg"].value = 80
    good = explorer.live.png
    explorer.inputs["angle_deg"].value = 85
    assert explorer.live.readout == "Not possible: angle must be at most 80 degrees, got 85."
    assert explorer.live.png == good
    explorer.inputs["angle_deg"].value = 10
    assert explorer.live.readout == "10° at 0.8 m"


def test_static_page_carries_picture_and_text():
    explorer = needle()
    explorer.move(angle_deg=30)
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == "Angle (°) 30, Length (m) 0.80\n30° at 0.8 m"
    assert base64.b64decode(data["image/png"]) == explorer.live.png
    assert "application/vnd.jupyter.widget-view+json" in data


def test_choice_and_play_button():
    explorer = needle(
        {
            "angle_deg": Control("Angle", -90, 90, 5, 0, "°", play=2),
            "length": CONTROLS["length"],
            "colour": Choice("Colour", ("black", "red"), "black"),
        }
    )
    before = explorer.live.png
    explorer.inputs["colour"].value = "red"
    assert explorer.live.png != before
    play, slider = explorer.children[0].children[0].children
    assert (play.min, play.max, play.step) == (-90, 90, 10)
    assert slider is explorer.inputs["angle_deg"]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((10, 5, 1, 7), "minimum < maximum"),
        ((0, 10, 0, 5), "positive step"),
        ((0, 10, 20, 5), "positive step within the range"),
        ((0, 10, 1, 11), "default must be 0 to 10 mm, got 11"),
        ((0, math.nan, 1, 0), "finite"),
    ],
)
def test_impossible_control_is_refused(numbers, words):
    with pytest.raises(ValueError, match=f"Arm: .*{words}"):
        Control("Arm", *numbers, unit="mm")


def test_play_needs_whole_numbers():
    with pytest.raises(ValueError, match="whole numbers"):
        Control("Cycle", 0, 100, 0.5, 0, "%", play=1)


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_explorer_at_its_corners(name):
    """Each result is drawn or refused in words; no exception, and the widgets agree."""
    explorer = getattr(lessons, name)()
    for values in corners(explorer):
        explorer.move(**values)
        assert explorer.values == values
        assert explorer.live.readout
        assert "nan" not in explorer.live.readout.lower()
    explorer.reset.click()
    assert not explorer.live.readout.startswith("Not possible")


def test_a_page_executed_without_a_browser_saves_the_whole_picture_where_it_was_moved():
    """What nbconvert --execute and a Lab that saves its widgets keep (torn pictures, once)."""
    code = (
        "from hipmech.lessons import hip_drop_explorer\n"
        "explorer = hip_drop_explorer()\n"
        "explorer.move(lean_deg=10)\n"
        "explorer.move(lean_deg=20, drop_deg=5)\n"
        "explorer"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=60).execute()
    kind = "application/vnd.jupyter.widget-state+json"
    models = notebook.metadata.widgets[kind]["state"].values()
    (saved,) = (model for model in models if "_whole" in model["state"])
    (numbers,) = (b["data"] for b in saved["buffers"] if b["path"] == ["_whole", "numbers"])
    explorer = lessons.hip_drop_explorer()
    explorer.move(lean_deg=20, drop_deg=5)
    assert saved["state"]["_whole"]["frame"] == explorer.live._whole["frame"]
    assert base64.b64decode(numbers) == explorer.live._whole["numbers"]
    assert saved["state"]["_standing"]["born"] == explorer.live._standing["born"]
