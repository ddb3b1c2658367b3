"""From key press to changed pixels in JupyterLab: every slider of every explorer.

    python benchmarks/slider_latency.py [fulcrum_explorer | gait_explorer ...] [--delay 80]

Each explorer stands alone in a notebook of its own. It carries, here only, a patch whose colour
spells how many steps from their least its sliders stand that the picture was drawn for, so that the
page can tell which picture is on the screen. Each slider begins where it stands at first: half a
second after it has the focus it is moved by keys within ten steps, then dragged to and fro from end
to end. Then the same again on the same page with a kernel that does not look ahead.

Times are in ms, median / 95th percentile: from key to picture, and by how much the picture lags
behind the handle in a drag. ``--delay`` holds the kernel's websocket back by so many ms, there and
back. Stars: above 16 / 33 ms. On a quiet machine all takes some 15 minutes.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "tests")]

KEYS, DRAG_S, PATIENCE_MS = 40, 2.5, 4000
BARS = 16, 33  # ms: median, 95th percentile

PROBE = """sliders => {
  const probe = window.probe = {latency: [], moved: [], shown: []};
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const same = (a, b) => a && b && a.every((x, i) => Math.abs(x - b[i]) < 3);
  const at = n => {   // steps from the least value to where the n-th slider stands
    const text = document.querySelectorAll('.widget-slider .widget-readout')[n]?.textContent;
    const value = parseFloat(text?.replace('\u2212', '-'));
    return Math.round((value - sliders[n].least) / sliders[n].step);
  };
  probe.value = () => sliders.reduce((sum, _, n) => sum + at(n), 0);
  probe.begin = n => Object.assign(probe, {n, start: at(n), way: 1, want: null, latency: []});
  probe.key = () => {
    const now = at(probe.n);
    if (now >= Math.min(probe.start + 10, sliders[probe.n].steps)) probe.way = -1;
    if (now <= Math.max(probe.start - 10, 0)) probe.way = 1;
    return probe.way > 0 ? 'ArrowRight' : 'ArrowLeft';
  };
  probe.code = k => [(k * 37) % 256, (k * 91 + 40) % 256, (k * 151 + 80) % 256];
  probe.read = () => {   // colour code as painted; null when there is no picture
    const image = document.querySelector('canvas.hipmech-picture'), height = image?.height;
    if (!height) return null;
    pixel.clearRect(0, 0, 1, 1);
    pixel.drawImage(image, 9, height - 9, 1, 1, 0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return a ? [r, g, b] : null;
  };
  probe.settled = () => same(probe.read(), probe.code(probe.value()));
  let painted = '', value = null;
  const loop = () => {
    const now = performance.now(), colour = probe.read();
    if (probe.value() !== value) probe.moved.push([now, value = probe.value()]);
    if (colour && colour.join() !== painted) probe.shown.push([now, painted = colour.join()]);
    if (probe.want != null && same(colour, probe.code(probe.want))) {
      probe.latency.push(now - probe.pressed);
      probe.want = null;
    }
    requestAnimationFrame(loop);
  };
  requestAnimationFrame(loop);
  document.addEventListener('keydown', event => {
    probe.pressed = performance.now();
    probe.want = probe.value() + (event.key === 'ArrowRight' ? 1 : -1);
  }, true);
}"""


def code(k: int) -> str:
    """Colour of the k-th picture, as the page reads it."""
    return f"{k * 37 % 256},{(k * 91 + 40) % 256},{(k * 151 + 80) % 256}"


def sliders_of(explorer: Any) -> dict[str, Any]:
    """The controls that are sliders."""
    from hipmech.live.controls import Control

    return {name: c for name, c in explorer.controls.items() if isinstance(c, Control)}


def coded(name: str) -> Any:
    """The explorer, with the patch: called in the notebook."""
    from matplotlib.patches import Rectangle

    from hipmech import lessons

    explorer = getattr(lessons, name)()
    stage, solve, words = explorer.live.stage, explorer.solve, explorer._words
    figure, sliders = explorer.figure, sliders_of(explorer)
    patch = Rectangle((0, 0), 0.03, 0.05, transform=figure.transFigure, zorder=99, linewidth=0)
    figure.add_artist(patch).set_animated(True)
    stage.moving.append(patch)
    update = stage.drawing.update

    def coded_update(result: Any) -> None:
        values, told = result
        k = sum(round((values[n] - c.minimum) / c.step) for n, c in sliders.items())
        patch.set_facecolor([int(channel) / 255 for channel in code(k).split(",")])
        update(told)

    explorer.solve = lambda **values: (values, solve(**values))  # what is drawn knows for what
    stage.drawing.update = coded_update
    explorer._words = lambda result: words(result[1])
    if hasattr(explorer, "scene"):
        shown = explorer._shown
        explorer._shown = lambda result: shown(result[1])
    explorer.live._born = explorer.live._shown = []  # the page is told anew, with the patch
    explorer.move()
    return explorer


def look_no_further(explorer: Any) -> None:
    """From now on the kernel draws what it is asked for, no more: called in the notebook."""
    explorer.live._ahead = None
    explorer.live.forget()
    explorer.live.say("")


def quantiles(numbers: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    if not numbers:
        return float("nan"), float("nan")
    return statistics.median(numbers), sorted(numbers)[int(0.95 * len(numbers))]


def _wait(page: Any, what: str) -> bool:
    """Whether this came true soon; it does not where a picture is refused."""
    from playwright.sync_api import TimeoutError as TooLong

    try:
        page.wait_for_function(what, polling="raf", timeout=PATIENCE_MS)
    except TooLong:
        return False
    return True


def _drag(page: Any, n: int) -> list[float]:
    """Drag the n-th slider to and fro; return how many ms each picture was late."""
    bar = page.locator(".noUi-base").nth(n).bounding_box()
    handle = page.locator(".noUi-handle").nth(n).bounding_box()
    y, left, right = bar["y"] + bar["height"] / 2, bar["x"] + 6, bar["x"] + bar["width"] - 6
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(left, y)
    page.wait_for_timeout(500)
    page.evaluate("() => { probe.moved = []; probe.shown = []; }")
    begin, moves = time.monotonic(), 0
    while (share := (time.monotonic() - begin) / DRAG_S) < 1:
        page.mouse.move(left + (right - left) * (1 - abs(2 * share - 1)), y)
        moves += 1
        time.sleep(max(0.0, begin + moves * 0.016 - time.monotonic()))
    page.mouse.up()
    _wait(page, "probe.settled()")
    moved, shown = page.evaluate("[probe.moved, probe.shown]")
    lags = []
    for shown_at, colour in shown:
        if earlier := [at for at, k in moved if code(k) == colour and at <= shown_at]:
            lags.append(shown_at - max(earlier))
    return lags


def measure(page: Any, n: int) -> tuple[float, ...]:
    """Median and 95th percentile by key, and in a drag, of the n-th slider."""
    in_kernel(page, "explorer.move(**explorer.defaults)")
    _wait(page, "probe.settled()")
    handle = page.locator(".noUi-handle").nth(n)
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.wait_for_timeout(500)
    page.evaluate("n => probe.begin(n)", n)
    refused = 0
    for _ in range(KEYS):
        page.keyboard.press(page.evaluate("probe.key()"))
        refused += not _wait(page, "probe.want === null")
        if refused > 3:
            break
        page.wait_for_timeout(25)
    return *quantiles(page.evaluate("probe.latency")), *quantiles(_drag(page, n))


def in_kernel(page: Any, source: str) -> None:
    """Run this beside the cells, and wait for its end."""
    page.evaluate(
        """async code => { const { session } = jupyterapp.shell.currentWidget.sessionContext;
                           await session.kernel.requestExecute({ code }).done; }""",
        source,
    )


@contextmanager
def lab(delay: float) -> Iterator[Any]:
    """Yield what opens the page of an explorer, in one JupyterLab."""
    import nbformat
    from lab import chromium, jupyter, open_notebook, run_all, shut_kernels
    from late_link import late_link

    with tempfile.TemporaryDirectory() as temporary:
        folder, state = Path(temporary, "notebooks"), Path(temporary, "state")
        folder.mkdir()
        state.mkdir()

        @contextmanager
        def opened(name: str) -> Iterator[Any]:
            source = f"import sys; sys.path.append({str(HERE)!r})\n"
            source += f"import slider_latency; explorer = slider_latency.coded({name!r}); explorer"
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
            notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(notebook, folder / f"{name}.ipynb")
            page = context.new_page()
            open_notebook(page, near, f"{name}.ipynb")
            if errors := run_all(page):
                raise SystemExit("\n".join(errors))
            page.wait_for_selector(".noUi-handle", timeout=60_000)
            yield page
            page.close()
            shut_kernels(url)

        with (
            jupyter(folder, state, "--expose-app-in-browser") as (url, _),
            late_link(url, delay) if delay else nullcontext(url) as near,
            chromium() as context,
        ):
            yield opened


def cell(median: float, p95: float) -> str:
    """A cell of the table, with a star where it is above the bars."""
    return f"{median:9.1f} /{p95:6.1f}{' *'[median > BARS[0] or p95 > BARS[1]]}"


def main(names: list[str], delay: float) -> None:
    """Measure and print one row for each slider."""
    from hipmech import lessons

    start = time.monotonic()
    print(f"JupyterLab, 1280 x 800, link {delay:g} ms later; load {os.getloadavg()[0]:.1f}")
    print(f"{'':36}{'looking ahead':^36}{'not looking ahead':^36}as fast")
    print(" " * 36 + 2 * f"{'key':^18}{'drag':^18}" + "  times")
    medians, p95s = [], []
    with lab(delay) as opened:
        for name in names or [n for n in lessons.__all__ if n.endswith("explorer")]:
            sliders = list(sliders_of(getattr(lessons, name)()).values())
            ranges = [
                {"least": c.minimum, "step": c.step, "steps": len(c.steps(0)) - 1} for c in sliders
            ]
            with opened(name) as page:
                page.evaluate(PROBE, ranges)
                page.wait_for_function("probe.settled()", timeout=60_000)
                fast = [measure(page, n) for n in range(len(sliders))]
                in_kernel(page, "slider_latency.look_no_further(explorer)")
                slow = [measure(page, n) for n in range(len(sliders))]
            print(f"{name} ({time.monotonic() - start:.0f} s)")
            for control, row, other in zip(sliders, fast, slow, strict=True):
                cells = "".join(cell(*r[k : k + 2]) for r in (row, other) for k in (0, 2))
                print(f"  {control.label:34}{cells}{other[0] / row[0]:6.1f}", flush=True)
                medians.append(row[0])
                p95s.append(row[1])
    print(f"worst by key: {max(medians):.1f} / {max(p95s):.1f}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("explorers", nargs="*")
    parser.add_argument("--delay", type=float, default=0, help="ms, of the link to the kernel")
    given = parser.parse_args()
    main(given.explorers, given.delay)
