"""From key press to changed pixels: the live layer against plain ``interact``, in JupyterLab.

    python benchmarks/slider_latency.py [fulcrum_explorer | gait_explorer ...]

Each picture carries, here only, a patch whose colour spells how many steps from their least the
values are that it was drawn for, so that the page can tell which are on the screen. Both variants
draw the same figure on the same server and kernel; the plain one makes a new inline figure for each
value, as interact does (without inline's tight bounding box, which would make it slower and move
the patch). Each slider is moved by keys within ten steps of where it stands, then dragged from end
to end and left at its least value.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "tests")]

KEYS, TICKS, DRAG_S = 80, 1000, 4.0
EXPLORERS = (
    "fulcrum_explorer",
    "hip_drop_explorer",
    "gait_explorer",
    "tug_of_war_explorer",
    "recruitment_explorer",
)

PROBE = """sliders => {
  const probe = window.probe = {latency: [], moved: [], shown: [], frames: 0, blank: 0};
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const same = (a, b) => a && b && a.every((x, i) => Math.abs(x - b[i]) < 3);
  const at = n => {   // steps from the least value to where the n-th slider stands
    const text = document.querySelectorAll('.widget-slider .widget-readout')[n]?.textContent;
    const value = parseFloat(text?.replace('\u2212', '-'));
    return Math.round((value - sliders[n].least) / sliders[n].step);
  };
  probe.value = () => sliders.reduce((sum, _, n) => sum + at(n), 0);
  probe.begin = n => Object.assign(probe, {n, start: at(n), way: 1, latency: []});
  probe.key = () => {
    const now = at(probe.n);
    if (now >= Math.min(probe.start + 10, sliders[probe.n].steps)) probe.way = -1;
    if (now <= Math.max(probe.start - 10, 0)) probe.way = 1;
    return probe.way > 0 ? 'ArrowRight' : 'ArrowLeft';
  };
  probe.code = k => [(k * 37) % 256, (k * 91 + 40) % 256, (k * 151 + 80) % 256];
  probe.read = () => {   // colour code as painted; null when there is no picture
    const image = document.querySelector('canvas.hipmech-picture')
      ?? [...document.querySelectorAll('.jp-OutputArea img')].pop();
    const height = image?.naturalHeight ?? image?.height;
    if (!height) return null;
    pixel.clearRect(0, 0, 1, 1);
    pixel.drawImage(image, 14, height - 14, 1, 1, 0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return a ? [r, g, b] : null;
  };
  probe.settled = () => same(probe.read(), probe.code(probe.value()));
  let painted = '', value = null;
  const loop = () => {
    const now = performance.now(), colour = probe.read();
    probe.frames++;
    if (probe.value() !== value) probe.moved.push([now, value = probe.value()]);
    if (!colour) probe.blank++;
    else if (colour.join() !== painted) probe.shown.push([now, painted = colour.join()]);
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


def code(k: int) -> tuple[int, int, int]:
    """Colour of the k-th value of a slider."""
    return k * 37 % 256, (k * 91 + 40) % 256, (k * 151 + 80) % 256


def _patch(explorer: Any, figure: Any) -> Any:
    from matplotlib.patches import Rectangle

    patch = Rectangle((0, 0), 0.05, 0.08, transform=figure.transFigure, zorder=99, linewidth=0)
    return figure.add_artist(patch)


def _sliders(explorer: Any) -> dict[str, Any]:
    from hipmech.live.controls import Control

    return {name: c for name, c in explorer.controls.items() if isinstance(c, Control)}


def _paint(patch: Any, explorer: Any, values: dict[str, Any]) -> None:
    k = sum(
        round((values[name] - control.minimum) / control.step)
        for name, control in _sliders(explorer).items()
    )
    patch.set_facecolor([channel / 255 for channel in code(k)])


def live(name: str) -> Any:
    """The explorer, with the patch: called in the notebook."""
    from hipmech import lessons

    explorer = getattr(lessons, name)()
    stage, solve, words = explorer.live.stage, explorer.solve, explorer._words
    patch = _patch(explorer, explorer.figure)
    patch.set_animated(True)
    stage.moving.append(patch)
    update = stage.drawing.update

    def coded_solve(**values: Any) -> Any:  # what is drawn knows the values that it is drawn for
        return values, solve(**values)

    def coded_update(coded: Any) -> None:
        values, result = coded
        _paint(patch, explorer, values)
        update(result)

    explorer.solve, stage.drawing.update = coded_solve, coded_update
    explorer._words = lambda coded: words(coded[1])
    if hasattr(explorer, "scene"):
        shown = explorer._shown
        explorer._shown = lambda coded: shown(coded[1])
    explorer.live._born = explorer.live._shown = []  # the page is told anew, with the patch
    explorer.move()
    return explorer


def plain(name: str) -> None:
    """The same figure under ``interact``: called in the notebook."""
    import ipywidgets
    import matplotlib.pyplot as plt

    from hipmech import lessons

    explorer = getattr(lessons, name)()

    def draw(**values: Any) -> None:
        figure = plt.figure()
        drawing = type(explorer.live.stage.drawing)(figure)
        drawing.update(explorer.solve(**values))
        _paint(_patch(explorer, figure), explorer, values)
        plt.show()

    sliders = {key: control.widget() for key, control in explorer.controls.items()}
    ipywidgets.interact(draw, **sliders)


def _quantile(numbers: list[float], q: float) -> float:
    return (
        sorted(numbers)[min(len(numbers) - 1, int(q * len(numbers)))] if numbers else float("nan")
    )


def _kernel_mb(server: int) -> float:
    import psutil

    kernels = psutil.Process(server).children()
    return sum(child.memory_info().rss for child in kernels) / 2**20


def _tick(page: Any) -> None:
    """One key press, turning round at the slider's ends, and wait for its picture."""
    page.keyboard.press(page.evaluate("probe.key()"))
    page.wait_for_function("probe.want === null", polling="raf", timeout=10_000)


def _drag(page: Any, n: int) -> float:
    """Drag the n-th slider to and fro; return the ms from the last move to the final picture."""
    bar = page.locator(".noUi-base").nth(n).bounding_box()
    handle = page.locator(".noUi-handle").nth(n).bounding_box()
    y, left, right = bar["y"] + bar["height"] / 2, bar["x"] + 6, bar["x"] + bar["width"] - 6
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(left, y)
    page.wait_for_timeout(800)
    page.evaluate("() => { probe.moved = []; probe.shown = []; probe.frames = probe.blank = 0; }")
    begin, moves = time.monotonic(), 0
    while (share := (time.monotonic() - begin) / DRAG_S) < 1:
        page.mouse.move(left + (right - left) * (1 - abs(2 * share - 1)), y)
        moves += 1
        time.sleep(max(0.0, begin + moves * 0.016 - time.monotonic()))
    end = page.evaluate("performance.now()")
    page.mouse.up()
    page.wait_for_function("probe.settled()", polling="raf", timeout=20_000)
    return page.evaluate("performance.now()") - end


def measure(page: Any, n: int) -> dict[str, float]:
    """Latency by key and lag in a drag of the n-th slider."""
    page.locator(".noUi-handle").nth(n).focus()
    page.evaluate("n => probe.begin(n)", n)
    for _ in range(KEYS):
        _tick(page)
        page.wait_for_timeout(40)
    latency = page.evaluate("probe.latency")[20:]
    settle = _drag(page, n)
    seen = page.evaluate("({moved: probe.moved, shown: probe.shown, blank: probe.blank})")
    lags = []
    for shown_at, colour in seen["shown"]:
        same = [at for at, k in seen["moved"] if ",".join(map(str, code(k))) == colour]
        if earlier := [at for at in same if at <= shown_at]:
            lags.append(shown_at - max(earlier))
    return {
        "median ms": statistics.median(latency),
        "p95 ms": _quantile(latency, 0.95),
        "drag lag": _quantile(lags, 0.5),
        "lag p95": _quantile(lags, 0.95),
        "settle": settle,
        "blank": seen["blank"],
    }


def growth(page: Any, server: int) -> float:
    """MB by which the kernel grows over many ticks of the first slider."""
    page.locator(".noUi-handle").first.focus()
    page.evaluate("probe.begin(0)")
    for _ in range(TICKS // 10):
        _tick(page)
    before = _kernel_mb(server)
    for _ in range(TICKS):
        _tick(page)
    return _kernel_mb(server) - before


@contextmanager
def opened(name: str, variant: str) -> Iterator[tuple[Any, int]]:
    """A page with the explorer, ``live`` or ``plain``, and the server's process id."""
    import nbformat
    from lab import chromium, jupyter, open_notebook, run_all, shut_kernels

    with tempfile.TemporaryDirectory() as temporary:
        folder, state = Path(temporary, "notebooks"), Path(temporary, "state")
        folder.mkdir()
        state.mkdir()
        source = "%matplotlib inline\n"
        source += "%config InlineBackend.print_figure_kwargs = {'bbox_inches': None}\n"
        source += f"import sys; sys.path.append({str(HERE)!r})\n"
        source += f"import slider_latency; slider_latency.{variant}({name!r})"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, folder / "bench.ipynb")
        with (
            jupyter(folder, state, "--expose-app-in-browser") as (url, server),
            chromium() as context,
        ):
            page = context.new_page()
            open_notebook(page, url, "bench.ipynb")
            if errors := run_all(page):
                raise SystemExit("\n".join(errors))
            page.wait_for_selector(".noUi-handle", timeout=60_000)
            yield page, server
            shut_kernels(url)


def main(names: list[str]) -> None:
    """Measure every slider of each explorer, live and plain; print one table for each."""
    from hipmech import lessons

    for name in names:
        sliders = _sliders(getattr(lessons, name)())
        ranges = [
            {"least": c.minimum, "step": c.step, "steps": round((c.maximum - c.minimum) / c.step)}
            for c in sliders.values()
        ]
        rows: dict[str, list[dict[str, float]]] = {}
        for variant in ("live", "plain"):
            with opened(name, variant) as (page, server):
                page.evaluate(PROBE, ranges)
                page.wait_for_function("probe.settled()", timeout=60_000)
                rows[variant] = [measure(page, n) for n in range(len(sliders))]
                if variant == "live":
                    grown = growth(page, server)
        print(f"\n{name} in JupyterLab, 1280 x 800; {KEYS - 20} keys, ms")
        print(f"{'slider':20}{''.join(f'{column:>11}' for column in rows['live'][0])}")
        for control, fast, slow in zip(sliders.values(), rows["live"], rows["plain"], strict=True):
            print(f"{control.label:20}{''.join(f'{number:11.1f}' for number in fast.values())}")
            print(f"{'  interact':20}{''.join(f'{number:11.1f}' for number in slow.values())}")
            print(f"{'  times as fast':20}{slow['median ms'] / fast['median ms']:11.1f}")
        print(f"kernel memory after {TICKS} ticks: {grown:+.1f} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or list(EXPLORERS))
