"""The course as pages: whole, reachable by keyboard, and silent towards the network."""

import doctest
import functools
import http.server
import json
import re
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import axe_playwright_python
import build_site
import nbformat
import pytest
import site_handouts
import site_text

from hipmech.drawing.style import FIGURE, SMALL

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
PAGES = {
    "front page": "index.html",
    "lesson": "lessons/02_the_hip_as_a_fulcrum.html",
    "lesson with a live explorer": "lessons/03_hip_drop.html",
    "stage": "stage.html",
    "module": "reference/hipmech.frontal_plane.html",
    "reference": "reference/index.html",
    "notation": "notation.html",
    "data": "data.html",
    "search": "search.html?q=fulcrum",
    "glossary": "glossary.html",
    "lecturers": "lecturers.html",
    "how to cite": "cite.html",
    "start": "start.html",
}
SCREENS = (1280, 800), (1920, 1080), (390, 844)
TELEPHONES = (390, 844), (844, 390)
browser_test = pytest.mark.browser


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    assert build_site.main(["--quick", "--to", str(folder)]) == 0
    return folder


@pytest.fixture
def page(browser):
    """A page that fails the test for an error in a script and for a request that leaves it."""
    page, faults = browser.new_page(), []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", lambda request: faults.append(request.url) if _leaves(request.url) else None)
    yield page
    page.close()
    assert not faults


def _leaves(url):
    parts = urlsplit(url)
    return parts.scheme not in ("file", "data", "blob") and parts.hostname != "127.0.0.1"


def on_stage(page, site, state=""):
    page.goto(f"{(site / 'stage.html').as_uri()}#{state}")
    page.wait_for_selector("main[data-ready] .hipmech-picture")


def uncovered(page):
    """Wait for the first live explorer of a page, without an answer to what may cover it."""
    page.evaluate("document.querySelectorAll('.hipmech-quiet').forEach((b) => b.click())")
    page.locator(".explorer[data-explorer]").first.scroll_into_view_if_needed()
    page.wait_for_selector(".explorer[data-ready] .hipmech-picture")


def shot(page):
    return page.locator(".hipmech-picture").screenshot()


@pytest.mark.parametrize("module", [site_text, site_handouts, build_site])
def test_the_examples_of_the_builder_hold(module):
    assert doctest.testmod(module).failed == 0


def test_every_link_leads_somewhere(site):
    broken = []
    for file in site.rglob("*.html"):
        text = file.read_text("utf-8")
        for address in re.findall(r'(?:href|src)="([^"#][^"]*|#[^"]*)"', text):
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = file if not parts.path else (file.parent / unquote(parts.path)).resolve()
            named = parts.fragment and target.name != "stage.html"
            if not target.is_file() or (
                named and f'id="{unquote(parts.fragment)}"' not in target.read_text("utf-8")
            ):
                broken.append(f"{file.relative_to(site)}: {address}")
    assert not broken


def test_every_lesson_and_module_has_its_page(site):
    lessons = {file.stem for file in (build_site.ROOT / "notebooks").glob("*.ipynb")}
    assert {file.stem for file in (site / "lessons").glob("*.html")} == lessons
    assert (site / "reference" / "hipmech.muscles.strength.html").is_file()


def test_every_lesson_opens_in_binder_once_the_address_is_known(tmp_path):
    site = build_site.Site(tmp_path, {}, handouts=False)
    site.settings["binder"] = address = "https://mybinder.org/v2/gh/someone/hipmech/main"
    site.read()
    for file in (tmp_path / "lessons").glob("*.html"):
        notebook = f"notebooks/{file.stem}.ipynb"
        assert (build_site.ROOT / notebook).is_file()
        text = file.read_text("utf-8")
        assert f'href="{address}?labpath={notebook}">Open in Binder' in text
        assert f"jupyter lab {notebook}" in text


def test_no_page_of_a_lesson_shows_a_worked_solution(site):
    for file in (site / "lessons").glob("*.html"):
        text = file.read_text("utf-8")
        for id in re.findall(r'data-problem="([\d.]+)"', text):
            for solution in build_site.feedback.problems(id[:2]):
                if solution["id"] == id and len(solution["solution"]) > 20:
                    assert solution["solution"] not in text


@browser_test
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_from_a_disk_in_light_and_dark(page, site, name):
    path, _, query = PAGES[name].partition("?")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{(site / path).as_uri()}?{query}")
        if name in ("front page", "lesson with a live explorer"):
            uncovered(page)
        if name == "stage":
            page.wait_for_selector("main[data-ready]")
        page.evaluate(AXE)
        result = page.evaluate("axe.run()")
        assert result["passes"]
        assert [
            (v["id"], v["nodes"][0]["html"])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ] == []


@browser_test
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_telephone(page, site, name):
    page.set_viewport_size({"width": 390, "height": 844})
    path, _, query = PAGES[name].partition("?")
    page.goto(f"{(site / path).as_uri()}?{query}")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@browser_test
def test_a_static_server_will_do(page, site):
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/lessons/03_hip_drop.html")
        uncovered(page)
        page.goto(f"http://127.0.0.1:{server.server_port}/stage.html#recoil")
        page.wait_for_selector("main[data-ready=recoil_explorer]")
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@browser_test
@pytest.mark.parametrize("size", SCREENS)
def test_the_stage_by_keyboard_alone(page, site, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    on_stage(page, site)
    press = page.keyboard.press
    for _ in range(30):
        press("Tab")
        if page.evaluate("document.activeElement.type") == "range":
            break
    before = shot(page)
    press("ArrowRight")
    assert shot(page) != before
    page.wait_for_function("location.hash === '#hip_drop&drop_deg=5'")

    press("p")  # predict: what was seen stays while the slider moves
    assert page.locator(".cover").is_visible()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.hipmech-readout')).visibility")
        == "hidden"
    )
    press("ArrowRight")
    press("p")
    assert page.locator(".cover").count() == 0
    page.wait_for_function("location.hash === '#hip_drop&drop_deg=10'")

    shown = shot(page)
    press("h")
    assert shot(page) != shown
    assert page.locator("#numbers").get_attribute("aria-pressed") == "true"
    press("h")
    assert shot(page) == shown

    press("1")  # the first start state
    assert page.locator(".hipmech-presets button").first.get_attribute("aria-pressed") == "true"
    press("r")
    page.wait_for_function("location.hash === '#hip_drop'")

    press("PageDown")
    page.wait_for_selector("main[data-ready=recoil_explorer]")
    press("PageUp")
    page.wait_for_selector("main[data-ready=hip_drop_explorer]")
    press("?")
    assert page.locator("#keys").is_visible()
    press("Escape")
    assert not page.locator("#keys").is_visible()


def test_a_folder_with_something_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    assert build_site.main(["--quick", "--to", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").exists()


@browser_test
def test_the_stage_asks_before_it_answers(page, site):
    on_stage(page, site, "hip_drop&ask")
    question = page.locator("#asked")
    assert question.is_visible()
    assert not question.locator("details p").is_visible()
    page.keyboard.press("Escape")
    assert not question.is_visible()
    page.keyboard.press("q")
    assert question.is_visible()


@browser_test
@pytest.mark.parametrize("state", ["hip_drop&drop=10&lean=5", "drop=10&lean=5"])
def test_a_deep_link_sets_the_sliders(page, site, state):
    on_stage(page, site, state)
    values = page.eval_on_selector_all("input[type=range]", "all => all.map(one => +one.value)")
    assert values[:2] == [10, 5]


@browser_test
@pytest.mark.parametrize(
    ("size", "share"),
    [((1280, 800), 0.8), ((1920, 1080), 0.8), ((390, 844), 0.94), ((844, 390), 0.59)],
)
def test_the_picture_fills_the_stage(page, site, size, share):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    on_stage(page, site)
    box = page.locator(".hipmech-picture").bounding_box()
    assert box["width"] > share * size[0]
    for control in page.locator("input[type=range], main button, header button, select").all():
        part = control.bounding_box()
        assert part is None or part["height"] >= 44  # of a finger's size
    if size[1] > 500 < size[0]:  # no telephone: all on one screen
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


@browser_test
@pytest.mark.parametrize("place", ["stage", "lesson"])
@pytest.mark.parametrize("size", TELEPHONES)
def test_a_telephone_shows_the_picture_legible_and_in_sight(page, site, place, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if place == "stage":
        on_stage(page, site)
    else:
        page.goto((site / PAGES["lesson with a live explorer"]).as_uri())
        uncovered(page)
    explorer = page.locator(".hipmech-explorer").first
    slider = explorer.locator("input[type=range]").last
    slider.focus()  # as Tab does: it must not lie behind the picture
    picture, control = explorer.locator("canvas").bounding_box(), slider.bounding_box()
    assert SMALL / 72 * picture["width"] / FIGURE[0] > 10.8
    assert picture["y"] >= -1
    assert control["y"] + control["height"] <= size[1] + 1
    pair = explorer.locator(".hipmech-pair")
    if size[0] > size[1]:  # turned: whole, beside its sliders
        assert picture["y"] + picture["height"] <= size[1]
        assert picture["width"] <= pair.bounding_box()["width"] + 1
        assert picture["x"] + picture["width"] <= control["x"]
        return
    assert picture["y"] + picture["height"] <= control["y"]
    pair.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.hipmech-pair').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollLeft") == 0


@browser_test
def test_a_prediction_uncovers_and_a_problem_replies(page, site):
    page.goto((site / PAGES["lesson"]).as_uri())
    covered = page.locator("[data-covered]").first
    assert not covered.is_visible()
    prediction = page.locator('[data-problem="02.0"]')
    prediction.locator("input").fill("1")
    prediction.locator("button[type=submit]").click()
    assert covered.is_visible()
    problem = page.locator('[data-problem="02.2"]')
    problem.locator("input").fill("1399 N")
    problem.locator("button[type=submit]").click()
    assert "✓" in problem.locator("[role=status]").inner_text()


@browser_test
def test_search_finds_a_lesson_before_code(page, site):
    page.goto((site / "search.html").as_uri())
    page.fill("#query", "cane")
    first = page.locator("#found a").first
    assert "lessons/03_hip_drop" in first.get_attribute("href")
    page.fill("#query", "xyzzy")
    assert page.locator("#found a").count() == 0


@browser_test
def test_handouts_for_students_hold_no_answer(page, tmp_path):
    site = build_site.Site(tmp_path / "site", {}, handouts=True)
    site.lessons = [lesson for lesson in site.lessons if lesson.number == "02"]
    site_handouts.build(site, tmp_path / "handouts", page)
    stem = site.lessons[0].stem
    for name in (stem, f"{stem}_lecturer"):
        assert (tmp_path / "site" / "handouts" / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"
    student, lecturer = (
        (tmp_path / "handouts" / f"{name}.html").read_text("utf-8")
        for name in (stem, f"{stem}_lecturer")
    )
    for problem in site.problems.values():
        if problem["id"].startswith("02") and len(problem["solution"]) > 20:
            solution = site_handouts.rich(problem["solution"])
            assert solution in lecturer
            assert solution not in student


def test_a_lesson_whose_explorer_has_no_book_keeps_its_picture():
    cell = nbformat.v4.new_code_cell("gait_explorer()")
    image = '<img alt="A leg" src="data:image/png;base64,' + "A" * 64 + '">'
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": image})]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    text = site_text.lesson(notebook, lambda name, still, covered: f"<{name}>{still}", str)
    assert re.match(r'<gait_explorer><div class="still" [^>]*><img width=', text)


def test_the_index_of_the_search_is_json(site):
    text = (site / "assets" / "sections.js").read_text("utf-8")
    sections = json.loads(text.removeprefix("window.hipmechSections = ").rstrip(";\n"))
    assert len(sections) > 200


@browser_test
@pytest.mark.parametrize("size", TELEPHONES)
def test_the_stage_by_touch(browser, site, size):
    width, height = size
    context = browser.browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    on_stage(page, site)
    session = context.new_cdp_session(page)

    def finger(*way):
        for kind, points in [("Start", way[:1]), *[("Move", [p]) for p in way[1:]], ("End", [])]:
            event = {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y} for x, y in points]}
            session.send("Input.dispatchTouchEvent", event)

    def middle(place):
        box = place.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.locator(".hipmech-presets button").first.tap()
    assert page.locator(".hipmech-presets button").first.get_attribute("aria-pressed") == "true"
    page.locator(".hipmech-buttons button").first.tap()
    page.locator("input[type=range]").first.tap(position={"x": 5, "y": 20})
    page.wait_for_function("location.hash.includes('drop_deg=-5')")

    page.evaluate("scrollTo(0, 0)")
    pelvis = page.get_by_title("Pelvic drop (°)")
    pelvis.evaluate("e => e.scrollIntoView({ inline: 'center', block: 'nearest' })")
    scrolled = page.evaluate("document.querySelector('.screen').scrollLeft")
    x, y = middle(pelvis)
    finger((x, y), (x + 2, y + 20), (x + 4, y + 40))
    page.wait_for_function("!location.hash.includes('drop_deg=-5')")
    assert page.evaluate("document.querySelector('.screen').scrollLeft") == scrolled

    if width < height:  # beside the handles the picture goes with the finger
        page.evaluate("document.querySelector('.screen').scrollLeft = 0")
        finger(*[(300 - 20 * n, middle(page.locator(".screen"))[1] + 120) for n in range(10)])
        page.wait_for_function("document.querySelector('.screen').scrollLeft > 50")
        page.wait_for_timeout(1000)  # it comes to rest
    page.locator("#predict").tap()
    assert page.locator(".cover").is_visible()
    page.locator("#predict").tap()
    assert page.locator(".cover").count() == 0
    page.locator("#after").tap()
    page.wait_for_selector("main[data-ready=recoil_explorer]")
    context.close()
