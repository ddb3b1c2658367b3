"""Picture and scene in a real browser, on a bare page: what may happen to them there."""

from base64 import b64decode, b64encode
from io import BytesIO

import numpy as np
import pytest
from page import bare_page, packed
from PIL import Image
from playwright.sync_api import expect

from hipmech.drawing.bones import VIEWS
from hipmech.drawing.stage import Handle, line
from hipmech.lessons import fulcrum_explorer, neck_explorer, tug_of_war_explorer
from hipmech.live.controls import Control
from hipmech.live.explorer import Explorer
from hipmech.live.scene import HipScene

pytestmark = pytest.mark.browser
SCENES = 20  # more than a browser has contexts


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    page.close()
    assert page.faults == []


def opened(page, widget, count=1, style="width: 800px"):
    """Show a widget so many times below each other; return their places."""
    bare_page(page, widget, f"<div class=place style='{style}'></div>" * count)
    page.evaluate(
        """async () => { window.shown = [];
            for (const place of document.querySelectorAll(".place"))
                shown.push(await show(state, place)); }"""
    )
    return page.locator(".place").all()


def set_traits(page, n=0, **traits):
    page.evaluate(
        """([n, traits]) => { for (const [name, value] of Object.entries(traits))
            shown[n].model.set(name, value); }""",
        [n, traits],
    )


def pixels(page, place):
    """What a scene shows after its next frame: (height, width, 3)."""
    data = place.locator("canvas").evaluate(
        """async (canvas) => {
            for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
            return canvas.toDataURL(); }"""
    )
    return np.asarray(Image.open(BytesIO(b64decode(data.split(",")[1]))).convert("RGB"), int)


def inked(picture):
    return (picture.min(axis=2) < 245) & (picture.sum(axis=2) > 0)


def is_drawn(picture):
    return 0.03 < inked(picture).mean() < 0.6


def contexts(page):
    return page.evaluate("contexts.filter((context) => !context.isContextLost()).length")


def test_a_lost_context_leaves_no_hole(page):
    [place] = opened(page, HipScene())
    before = pixels(page, place)
    assert is_drawn(before)
    page.evaluate(
        """() => { for (const context of contexts)
            context.getExtension("WEBGL_lose_context")?.loseContext(); }"""
    )
    assert contexts(page) == 0
    np.testing.assert_array_equal(pixels(page, place), before)
    set_traits(page, flexion_deg=60)
    after = pixels(page, place)
    assert is_drawn(after) and (after != before).any()
    set_traits(page, flexion_deg=0)
    np.testing.assert_array_equal(pixels(page, place), before)


def test_a_browser_out_of_contexts_says_so_until_it_has_one_again(page):
    [place] = opened(page, HipScene())
    pixels(page, place)
    page.evaluate(
        """() => { contexts.at(-1).getExtension("WEBGL_lose_context").loseContext();
            window.give = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = () => null; }"""
    )
    set_traits(page, flexion_deg=60)
    words = page.locator(".hipmech-scene-fault")
    expect(words).to_contain_text("The 3-D picture cannot be drawn: ")
    page.evaluate("() => { HTMLCanvasElement.prototype.getContext = give; }")
    expect(words).to_be_hidden()
    assert is_drawn(pixels(page, place))


def test_a_browser_without_webgl_asks_python_for_a_picture(page):
    page.add_init_script(
        """const give = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind) {
            return kind.startsWith("webgl") ? null : give.call(this, kind); };"""
    )
    scene = HipScene(["psoas"])
    [place] = opened(page, scene)
    place.get_by_role("button", name="Side").click()
    page.wait_for_function("shown[0].model.sent.at(-1)?.view === 'side'")
    page.evaluate(
        """(png) => shown[0].model.tell("msg:custom", { png: true }, [unpack({ bytes: png })])""",
        b64encode(scene.picture("side")).decode(),
    )
    expect(place.locator("img")).to_have_js_property("complete", True)
    assert place.locator("img").bounding_box()["height"] > 300


def test_more_scenes_than_contexts(page):
    places = opened(
        page, HipScene(["psoas"], height=300), SCENES, "width: 400px; min-height: 340px"
    )
    for n, place in enumerate(places):
        place.scroll_into_view_if_needed()
        page.wait_for_function(f"document.querySelectorAll('canvas')[{n}].height > 200")
    assert all(is_drawn(pixels(page, place)) for place in places)  # though out of view
    assert contexts(page) == 1
    places[0].scroll_into_view_if_needed()
    before = pixels(page, places[0])
    set_traits(page, 0, flexion_deg=60)
    after = pixels(page, places[0])
    assert is_drawn(after) and (after != before).any()


def test_a_closed_scene_frees_its_context(page):
    places = opened(page, HipScene(["psoas"], height=200), 3, "width: 300px")
    assert is_drawn(pixels(page, places[0])) and contexts(page) == 1
    page.evaluate("() => { for (const { close } of shown) close(); }")
    assert contexts(page) == 0
    assert page.evaluate("shown.map(({ model }) => model.reactions.length)") == [0, 0, 0]


def test_a_closed_picture_listens_no_more(page):
    opened(page, fulcrum_explorer().live)
    assert page.evaluate("shown[0].model.reactions.length") > 0
    page.evaluate("shown[0].close()")
    assert page.evaluate("shown[0].model.reactions.length") == 0
    asked = page.evaluate("shown[0].model.sent.length")
    page.set_viewport_size({"width": 700, "height": 720})
    page.wait_for_timeout(400)
    assert page.evaluate("shown[0].model.sent.length") == asked


@pytest.mark.parametrize("width", [800, 280])
def test_the_leg_stays_on_the_stage(page, width):
    """No bone and no muscle touches the upper, left or right edge, whatever the posture."""
    [place] = opened(page, HipScene(height=400), style=f"width: {width}px")
    for posture in (
        {},
        {"flexion_deg": 120},
        {"flexion_deg": 120, "knee_flexion_deg": 120},
        {"flexion_deg": 0, "knee_flexion_deg": 120},
        {"flexion_deg": -30, "adduction_deg": -50},
    ):
        set_traits(page, **posture)
        for view in VIEWS:
            place.get_by_role("button", name=view.title()).click()
            drawn = inked(pixels(page, place))
            assert drawn.mean() > 0.02, (posture, view)
            edges = drawn[:2].any(), drawn[:, :2].any(), drawn[:, -2:].any()
            assert not any(edges), (posture, view, edges)


@pytest.mark.parametrize("make", [neck_explorer, tug_of_war_explorer])
def test_labels_stay_on_the_stage(page, make):
    explorer = make()
    [place] = opened(page, explorer.scene, style="width: 270px")
    set_traits(page, force=[-1.0, -9.0, 3.0])
    for view in VIEWS:
        place.get_by_role("button", name=view.title()).click()
        page.wait_for_timeout(400)  # a scene that follows lets the picture go first
        stage = place.locator(".hipmech-scene-stage").bounding_box()
        for label in place.locator(".hipmech-scene-axis, .hipmech-scene-force").all():
            if label.is_visible():
                box = label.bounding_box()
                assert box["x"] >= stage["x"] - 0.5
                assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 0.5
                assert box["y"] >= stage["y"] - 0.5


@pytest.mark.parametrize("kind", ["picture", "scene"])
def test_a_finer_screen_gets_a_finer_picture(page, browser, kind):
    [place] = opened(page, fulcrum_explorer().live if kind == "picture" else HipScene(["psoas"]))
    pixels(page, place)
    session = browser.new_cdp_session(page)

    def screen(ratio):
        size = {"width": 1280, "height": 800 + ratio}  # as a zoom changes it: pages hear of both
        session.send(
            "Emulation.setDeviceMetricsOverride",
            {**size, "deviceScaleFactor": ratio, "mobile": False},
        )
        page.wait_for_timeout(600)
        canvas = place.locator("canvas")
        return canvas.evaluate("canvas => canvas.width")

    once, twice = screen(1), screen(2)
    assert twice == 2 * once > 0


def test_a_scene_that_fails_says_so(page):
    scene = HipScene(["psoas"])
    bare_page(page, scene, "<div class=place></div>")
    page.evaluate("async () => show({ ...state, _bones: 5 }, document.querySelector('.place'))")
    words = page.get_by_role("alert")
    expect(words).to_contain_text("The 3-D picture cannot be drawn: ")


FRAME = """([rows, readout]) => shown[0].model.tell("msg:custom",
    { whole: true, frame: { rows, readout } }, [unpack({ bytes: "" })])"""


def test_a_fault_in_the_page_is_said_until_it_is_over(page):
    opened(page, fulcrum_explorer().live)
    page.evaluate(FRAME, [5, "torn"])
    expect(page.get_by_role("alert")).to_contain_text("Fault in the picture: ")
    page.evaluate(FRAME, [[], "whole"])
    expect(page.locator(".hipmech-fault")).to_be_empty()
    expect(page.locator(".hipmech-readout")).to_have_text("whole")


def test_what_differs_is_painted_only_over_a_whole_picture(page):
    explorer = fulcrum_explorer()
    [place] = opened(page, explorer.live)
    before = pixels(page, place)
    page.evaluate(
        """() => shown[0].model.tell("msg:custom",
            { frame: { rows: [], readout: "later" } }, [unpack({ bytes: "" })])"""
    )
    np.testing.assert_array_equal(pixels(page, place), before)
    expect(page.locator(".hipmech-readout")).not_to_have_text("later")


AHEAD = """async ([inputs, number]) => {
    const explorer = document.querySelector(".hipmech-explorer");
    const models = inputs.map((input) => new Model(input));
    for (const model of models) {
        const slider = document.createElement("button");
        explorer.append(Object.assign(slider, { className: "widget-slider" }));
    }
    const widget_manager = { get_model: async (name) => models[name] ?? new Model(fonts) };
    const _inputs = models.map((_, n) => `IPY_MODEL_${n}`);
    window.models = models;
    const { default: widget } = await import(URL.createObjectURL(new Blob(
        [await (await fetch("widget.js")).text()], { type: "text/javascript" })));
    const model = new Model({ ...state, _inputs });
    model.widget_manager = widget_manager;
    window.shown = [{ model, close: await widget.render({
        model, el: document.querySelector(".place") }) }];
}"""


class Dial:
    """A needle whose tip a hand can drag."""

    def __init__(self, figure):
        figure.set_size_inches(4, 4)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(-1, 1), ylim=(-1, 1))
        self.needle, self.tip = line(axes, lw=3), Handle(axes, "angle_deg")

    def update(self, result):
        (angle_deg, length) = result
        end = length * np.array([np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))])
        self.needle.set_data([0, end[0]], [0, end[1]])
        self.tip.put(*end)


def dial():
    controls = {
        "angle_deg": Control("Angle", -90, 90, 1, 0, "°"),
        "length": Control("Length", 0.1, 1, 0.1, 0.5),
    }
    return Explorer(
        controls,
        lambda angle_deg, length: (angle_deg, length),
        Dial,
        lambda result: f"{result[0]:.1f}° at {result[1]:.1f}",
    )


def states_of(explorer):
    """What the page knows of the sliders."""
    names = {"value", "step", "description", "_view_name"}
    return [{n: getattr(widget, n) for n in names} for widget in explorer.inputs.values()]


TELL = """messages => { for (const [content, buffers] of messages)
    shown[0].model.tell("msg:custom", content, unpack(buffers)); }"""


def test_the_steps_ahead_are_painted_before_python_answers_and_go_when_python_says_so(page):
    explorer = dial()
    names = list(explorer.inputs)
    bare_page(page, explorer.live, "<div class=hipmech-explorer><div class=place></div></div>")
    inputs = states_of(explorer)
    page.evaluate(AHEAD, [inputs, 0])
    place = page.locator(".place")
    start = pixels(page, place)

    told = []
    explorer.live.send = lambda content, buffers: told.append([content, packed(buffers)])

    def tell():
        page.wait_for_timeout(500)  # Playwright's loop looks ahead, as a kernel's
        page.evaluate(TELL, told)
        told.clear()

    def at(value):
        page.evaluate(
            "value => { models[0].set('value', value); models[0].tell('change:value'); }", value
        )
        return pixels(page, place), place.locator(".hipmech-readout").inner_text()

    explorer.live._asked({"whole": True}, [])
    tell()
    page.locator(".widget-slider").first.focus()
    page.wait_for_function("shown[0].model.sent.some((sent) => 'hand' in sent)")
    asked = page.evaluate("shown[0].model.sent.at(-1)")
    assert asked["values"] == list(explorer.values.values())
    value = explorer.controls[names[0]].steps(inputs[0]["value"])[2]
    assert (at(value)[0] == start).all()  # nothing is known yet
    at(inputs[0]["value"])
    explorer.live._asked(asked, [])
    tell()
    ahead, words = at(value)
    assert (ahead != start).any()
    explorer.inputs[names[0]].value = value
    assert words == explorer.readout
    tell()
    answer, said = at(value)
    np.testing.assert_array_equal(answer, ahead)
    assert said == words
    explorer.keep.value = True
    explorer.inputs[names[0]].value = inputs[0]["value"]
    tell()
    ghost, _ = at(inputs[0]["value"])
    assert (ghost != start).any()
    words = page.locator(".hipmech-readout").inner_text()
    assert words.split() == explorer.readout.split() and "Change" in words


@pytest.mark.parametrize("touch", [False, True])
def test_a_hand_drags_the_thing_and_its_slider_follows(page, touch):
    explorer = dial()
    bare_page(page, explorer.live, "<div class=hipmech-explorer><div class=place></div></div>")
    page.evaluate(AHEAD, [states_of(explorer), 0])
    grip, box = page.get_by_title("Angle (°)"), page.locator("canvas").bounding_box()
    assert min(grip.bounding_box()[side] for side in ("width", "height")) >= 44
    scale, kind = box["width"] / 2, "touch" if touch else "mouse"

    def at(angle_deg, radius=0.5):
        angle = np.radians(angle_deg)
        x = box["x"] + scale * (1 + radius * np.sin(angle))
        return {"clientX": x, "clientY": box["y"] + scale * (1 - radius * np.cos(angle))}

    def hand(event, place):
        if touch:
            look = {"pointerId": 1, "pointerType": kind, "bubbles": True, **place}
            grip.dispatch_event(event, look)
            return
        page.mouse.move(place["clientX"], place["clientY"])
        if event != "pointermove":
            getattr(page.mouse, event.removeprefix("pointer"))()

    if touch:  # a finger that was not there cannot be captured
        page.evaluate("Element.prototype.setPointerCapture = () => {}")
    hand("pointerdown", at(3))  # not quite on its centre
    asked = page.evaluate("shown[0].model.sent.at(-1)")
    assert asked["hand"] == 0
    told = []
    explorer.live.send = lambda content, buffers: told.append([content, packed(buffers)])
    hand("pointermove", at(23))  # nothing is known yet; it follows when it is
    explorer.live._asked({"whole": True}, [])
    explorer.live._asked(asked, [])
    page.wait_for_timeout(500)
    page.evaluate(TELL, told)
    assert page.evaluate("models[0].get('value')") == 20
    hand("pointermove", at(43, radius=0.9))
    value = page.evaluate("models[0].get('value')")
    assert abs(value - 41) <= 2
    assert page.locator(".hipmech-readout").inner_text() == f"{value:.1f}° at 0.5"
    middle = grip.bounding_box()
    place = at(value)
    assert abs(middle["x"] + middle["width"] / 2 - place["clientX"]) < 1
    assert abs(middle["y"] + middle["height"] / 2 - place["clientY"]) < 1


def test_the_picture_keeps_its_place_and_the_readout_is_spoken_at_rest(page):
    [place] = opened(page, fulcrum_explorer().live, style="width: 500px")
    spoken, top = page.get_by_role("status"), place.locator("canvas").bounding_box()["y"]
    expect(spoken).not_to_be_empty()
    first = spoken.inner_text()
    for n in range(4):
        page.evaluate(FRAME, [[], f"{n} words " * (1 + 12 * n)])
        assert spoken.inner_text() == first
        assert place.locator("canvas").bounding_box()["y"] == top
        page.wait_for_timeout(100)
    expect(spoken).to_contain_text("3 words")
