"""Each notebook in JupyterLab in a real browser: runs, every slider moves picture and readout.

Skipped where no Chromium is found, except under CI, where that fails.
"""

import re
import time
from urllib.parse import urlsplit

import pytest
from conftest import NOTEBOOKS
from lab import open_notebook, run_all, shut_kernels
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
NARROW = {"width": 900, "height": 800}, {"width": 853, "height": 533}  # the latter: zoom 150 %
STEPS = 12  # key presses after which even the faintest control must show


class Watch:
    """Errors in the console, and requests that leave the machine."""

    def __init__(self, page, url):
        self.errors, self.foreign = [], []
        self._host = urlsplit(url).netloc
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def _console(self, message):
        text = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error":
            self.errors.append(text)

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.foreign.append(request.url)


@pytest.fixture
def page(browser, lab_url):
    page = browser.new_page()
    yield page
    page.close()
    shut_kernels(lab_url)


def shown(explorer):
    """Return what an explorer shows: its picture and scene, and its words."""
    pictures = explorer.locator(".hipmech-picture, .hipmech-scene-stage").all()
    words = explorer.locator(".hipmech-readout, output").all_inner_texts()
    return [picture.screenshot() for picture in pictures], words


def moves(page, explorer, handle):
    """Press the arrow keys until picture and text both differ; say what stayed."""
    page.wait_for_timeout(200)  # what came before comes to rest
    before = shown(explorer)
    at_end = handle.evaluate(
        """e => e.max !== undefined ? e.value === e.max
            : e.getAttribute('aria-valuenow') === e.getAttribute('aria-valuemax')"""
    )
    handle.focus()
    for _ in range(STEPS):
        page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        changed = [new != old for new, old in zip(shown(explorer), before, strict=True)]
        if all(changed):
            return ""
        page.wait_for_timeout(50)
    return f"{handle.get_attribute('aria-label')}: (picture, readout) changed: {changed}"


def show_explorers(page):
    """Scroll through the notebook, so that each explorer is drawn; return them all.

    What a prediction covers is uncovered without an answer.
    """
    count = page.evaluate(
        """async () => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            let expected = 0;
            for (let i = 0; i < notebook.widgets.length; i++) {
                await notebook.scrollToItem(i, 'start');
                for (const output of notebook.model.cells.get(i).toJSON().outputs ?? [])
                    expected += 'application/vnd.jupyter.widget-view+json' in (output.data ?? {});
            }
            return expected;
        }"""
    )
    page.wait_for_function(
        """count => [...document.querySelectorAll('.jp-OutputArea-output')].filter(
            output => output.querySelector('.jupyter-widgets, .hipmech-scene')).length >= count""",
        arg=count,
        timeout=60_000,
    )
    for button in page.get_by_role("button", name="Show me").all():
        button.click()
        expect(button).to_be_disabled()
        page.locator(".hipmech-explorer").first.wait_for(timeout=60_000)
    return page.locator(".hipmech-explorer, .hipmech-scene").all()


@pytest.mark.parametrize("name", NAMES)
def test_notebook_in_the_browser(name, lab_url, page):
    watch = Watch(page, lab_url)
    open_notebook(page, lab_url, f"notebooks/{name}")
    assert run_all(page) == []
    faults = []
    for explorer in show_explorers(page):
        explorer.scroll_into_view_if_needed()
        for handle in explorer.get_by_role("slider").all():
            expect(handle).to_have_accessible_name(re.compile("."), timeout=20_000)
            faults.append(moves(page, explorer, handle))
            explorer.get_by_role("button", name="Reset").first.click()
        for button in explorer.get_by_role("button").all():
            expect(button).to_have_accessible_name(re.compile("."))
    for size in NARROW:
        page.set_viewport_size(size)
        faults += outside(page)
    assert [fault for fault in faults if fault] == []
    assert watch.errors == []
    assert watch.foreign == []


def test_an_answer_uncovers_the_picture(lab_url, page):
    """After Run All the picture is covered; the prediction by keyboard shows it, with the reply."""
    open_notebook(page, lab_url, "notebooks/02_the_hip_as_a_fulcrum.ipynb")
    assert run_all(page) == []
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.scrollToItem(0, 'start')")
    field = page.get_by_label("Your answer (BW)")
    field.wait_for(timeout=60_000)
    assert page.locator(".hipmech-explorer").count() == 0
    assert "Measured" not in page.locator(".jp-Notebook").inner_text()
    field.fill("much")
    field.press("Enter")
    expect(page.get_by_role("status").filter(has_text="not a number")).to_be_visible()
    assert page.locator(".hipmech-explorer").count() == 0
    field.fill("2,5")
    field.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Close: 2.6 BW")).to_be_visible()
    page.locator(".hipmech-explorer canvas").wait_for(timeout=60_000)
    expect(field).to_be_disabled()


def outside(page):
    """What a student could not see in this window: parts of explorers cut off at a side."""
    page.wait_for_timeout(500)
    return page.evaluate(
        """() => {
            const cut = (part) => {
                const frame = part.closest(".jp-OutputArea-output").getBoundingClientRect();
                const box = part.getBoundingClientRect();
                return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || (part.matches(".widget-label") && part.scrollWidth > part.clientWidth + 1));
            };
            const parts = document.querySelectorAll(":is(.hipmech-explorer, .hipmech-scene) "
                + ":is(canvas, button, select, input, textarea, output, label, .noUi-handle, "
                + ".widget-readout, .hipmech-readout)");
            return [...parts].filter(cut).map(
                (part) => `at ${innerWidth} px cut: ${part.className} ${part.textContent}`);
        }"""
    )


def at_rest(page, picture):
    """The canvas once it stands still."""
    seen = ""
    for _ in range(40):
        page.wait_for_timeout(500)
        now = picture.evaluate("e => e.toDataURL()")
        if now == seen:
            return now
        seen = now
    raise AssertionError("the canvas did not come to rest")


def test_the_page_knows_the_steps_of_the_slider_in_hand(lab_url, page):
    """While the kernel is busy the picture follows all the same, and the answer changes nothing."""
    open_notebook(page, lab_url, "notebooks/03_hip_drop.ipynb")
    assert run_all(page) == []
    explorer = show_explorers(page)[0]
    explorer.scroll_into_view_if_needed()
    picture, readout = explorer.locator("canvas"), explorer.locator(".hipmech-readout")
    slider = explorer.get_by_role("slider").first
    expect(slider).to_have_accessible_name(re.compile("."), timeout=20_000)
    before = at_rest(page, picture)
    slider.focus()
    page.wait_for_timeout(2000)
    page.evaluate(
        """code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({ code }); }""",
        "import time; time.sleep(4)",
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    ahead, words = picture.evaluate("e => e.toDataURL()"), readout.inner_text()
    assert ahead != before
    page.wait_for_timeout(5000)
    assert at_rest(page, picture) == ahead
    assert readout.inner_text() == words
    explorer.get_by_role("button", name="Reset").first.click()
    page.wait_for_timeout(500)
    assert at_rest(page, picture) == before
    size = page.viewport_size
    page.set_viewport_size({**size, "width": size["width"] - 150})
    assert at_rest(page, picture) != before
    page.set_viewport_size(size)
    assert at_rest(page, picture) == before


CUT = """window.sockets = []; window.isCut = false;
window.WebSocket = class extends window.WebSocket {
    constructor(url, ...rest) {
        super(isCut ? "ws://127.0.0.1:7777/" : url, ...rest);
        sockets.push(this);
    }
};"""
READY = """() => window.jupyterapp?.shell.currentWidget?.sessionContext
    ?.session?.kernel?.status === 'idle'"""


def move(page, explorer, times=3):
    """Press the first slider's arrow key so often; return the words that it led to."""
    readout = explorer.locator(".hipmech-readout")
    before = readout.inner_text()
    explorer.get_by_role("slider").first.focus()
    for _ in range(times):
        page.keyboard.press("ArrowRight")
    expect(readout).not_to_have_text(before, timeout=20_000)
    page.wait_for_timeout(500)
    return readout.inner_text()


def test_the_page_says_what_became_of_the_kernel(lab_url, page):
    """A second view, a lost connection, a kernel killed, one restarted, a page opened anew."""
    page.add_init_script(CUT)
    open_notebook(page, lab_url, "notebooks/03_hip_drop.ipynb")
    kernel = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    assert page.evaluate(f"{kernel}.commsOverSubshells") == "disabled"  # one thread draws
    assert run_all(page) == []
    explorer = show_explorers(page)[0]
    picture, alert = explorer.locator("canvas"), explorer.locator(".hipmech-fault")
    readout = explorer.locator(".hipmech-readout")
    before, words = at_rest(page, picture), readout.inner_text()
    expect(alert).to_be_empty()

    def reset():
        explorer.get_by_role("button", name="Reset").click()
        expect(readout).to_have_text(words, timeout=20_000)
        assert at_rest(page, picture) == before

    page.evaluate(
        """async () => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.findIndex(
                (cell) => cell.node.querySelector(".hipmech-explorer"));
            await jupyterapp.commands.execute("notebook:create-output-view");
        }"""
    )
    second = page.locator(".hipmech-explorer").nth(1)
    expect(second.locator(".hipmech-readout")).not_to_be_empty(timeout=20_000)
    for moved, other in ((explorer, second), (second, explorer)):  # each follows the other
        now = move(page, moved)
        expect(other.locator(".hipmech-readout")).to_have_text(now, timeout=20_000)
    drawn = at_rest(page, second.locator("canvas"))
    page.set_viewport_size({"width": 1200, "height": 800})  # all is painted again
    page.set_viewport_size({"width": 1280, "height": 800})
    assert at_rest(page, second.locator("canvas")) == drawn
    page.evaluate("jupyterapp.shell.currentWidget.close()")
    expect(page.locator(".hipmech-explorer")).to_have_count(1)
    reset()

    page.evaluate("isCut = true; sockets.forEach((socket) => socket.close())")
    expect(alert).to_contain_text("No connection to the kernel", timeout=20_000)
    explorer.get_by_role("button", name="Trendelenburg").click()
    page.evaluate("isCut = false")
    expect(alert).to_be_empty(timeout=60_000)
    expect(readout).to_contain_text("157 % of strength", timeout=20_000)  # in the end
    reset()

    run = """code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
        .requestExecute({ code }); }"""
    page.evaluate(run, "import os; os.kill(os.getpid(), 9)")
    expect(alert).to_contain_text("The kernel has stopped", timeout=30_000)
    expect(alert).to_contain_text("Run the cell again")
    assert at_rest(page, picture) == before
    page.locator(".jp-Dialog button").last.click()  # Lab's own word about it
    page.wait_for_function(READY, timeout=60_000)
    assert run_all(page) == []
    explorer = show_explorers(page)[0]
    expect(explorer.locator(".hipmech-fault")).to_be_empty()
    assert at_rest(page, explorer.locator("canvas")) == before

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    expect(explorer.locator(".hipmech-fault")).to_contain_text("The kernel has stopped")
    page.wait_for_function(READY, timeout=60_000)
    explorer.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")  # and it goes on saying so
    page.wait_for_timeout(500)
    expect(explorer.locator(".hipmech-fault")).to_contain_text("The kernel has stopped")
    assert at_rest(page, explorer.locator("canvas")) == before

    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.model?.dirty")
    page.reload()
    page.wait_for_function(READY, timeout=90_000)
    page.evaluate("() => jupyterapp.shell.currentWidget.content.scrollToItem(0, 'start')")
    still = page.get_by_text("Still picture: run the cell.").first
    expect(still).to_be_attached(timeout=20_000)
    expect(page.get_by_text("model not found")).to_have_count(0)


@pytest.mark.skipif("09_exercise_planner.ipynb" not in NAMES, reason="no planner lesson")
def test_a_list_is_chosen_from_by_keyboard(lab_url, page):
    """Letters typed in a list choose an entry; JupyterLab does not take them for shortcuts."""
    open_notebook(page, lab_url, "notebooks/09_exercise_planner.ipynb")
    assert run_all(page) == []
    explorer = show_explorers(page)[0]
    explorer.scroll_into_view_if_needed()
    choice = explorer.get_by_role("combobox").first
    readout = explorer.locator(".hipmech-readout")
    before = readout.inner_text()
    expect(choice).to_have_attribute("data-lm-suppress-shortcuts", "true", timeout=20_000)
    start = choice.input_value()
    for _ in range(10):  # until the page is awake; a key that JupyterLab takes never arrives
        choice.focus()
        page.keyboard.press("c")  # JupyterLab copies a cell with it
        page.wait_for_timeout(500)
        if choice.input_value() != start:
            break
    expect(choice).to_have_value("clam")
    expect(readout).not_to_have_text(before)
