"""Each explorer in JupyterLab, as it is projected: on one screen, legible in the last row."""

import pytest
from explorers import EXPLORERS
from lab import open_notebook, run_all, shut_kernels

from hipmech import lessons
from hipmech.drawing.style import SMALL

pytestmark = pytest.mark.browser
SCREENS = (1280, 800, 15), (1920, 1080, 25)  # and the smallest type, all in pixels

MEASURE = """async (n) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    await notebook.scrollToItem(n, "start");
    const place = notebook.widgets[n].node, until = Date.now() + 20000;
    const find = (name) => place.querySelector(name);
    while (!find(".hipmech-picture")?.width && Date.now() < until)
        await new Promise((resume) => setTimeout(resume, 50));
    await new Promise((resume) => setTimeout(resume, 400));
    const explorer = find(".hipmech-explorer"), readout = find(".hipmech-readout");
    return {
        height: explorer.offsetHeight, room: notebook.outerNode.clientHeight,
        width: find(".hipmech-picture").clientWidth,
        over: [...explorer.querySelectorAll("*")].filter((node) => node.offsetParent
            && node.getBoundingClientRect().right > explorer.getBoundingClientRect().right + 1
            && !node.closest(".hipmech-scene-stage, .hipmech-spoken")).length,
        unread: readout.scrollHeight - readout.clientHeight,
    };
}"""


def test_every_explorer_is_on_one_screen_and_legible(browser, lab_url):
    """With the file browser open: controls, words and picture; all type in css pixels."""
    page, faults = browser.new_page(), []
    open_notebook(page, lab_url, "explorers.ipynb")
    assert run_all(page) == []
    widths = {name: getattr(lessons, name)().figure.get_figwidth() for name in EXPLORERS}
    for width, height, least in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for n, name in enumerate(EXPLORERS):
            seen = page.evaluate(MEASURE, n)
            size = SMALL * seen["width"] / (72 * widths[name])
            says = f"{name} at {width} x {height}:"
            if seen["height"] > seen["room"]:
                faults.append(f"{says} {seen['height']} px high, there are {seen['room']}")
            if size < least:
                faults.append(f"{says} smallest type {size:.1f} px, should be {least}")
            if seen["over"]:
                faults.append(f"{says} {seen['over']} parts stick out")
            if seen["unread"] > 0:
                faults.append(f"{says} the readout needs {seen['unread']} px more")
    page.close()
    shut_kernels(lab_url)
    assert not faults, "\n".join(faults)
