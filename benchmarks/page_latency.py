"""From key or pointer to painted picture on a page without a kernel, opened from a disk.

    python benchmarks/page_latency.py [recoil_explorer ...] [--slow 4]

Each slider is moved by keys, then dragged from end to end. The time of an event is the browser's
own; it ends with the frame after the painting. ``--slow`` is how many times slower than this
machine's the processor shall be. The books are those of ``tools/build_books.py``.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from book_page import book_page  # noqa: E402
from lab import chromium  # noqa: E402

KEYS, DRAG_S = 60, 2.0
PROBE = """async (name) => {
  window.page = await mountExplorer(place, name);
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  window.up = performance.now();
  window.times = { keydown: [], pointermove: [] };
  let event = null;
  for (const kind of ["keydown", "pointermove"])
    place.addEventListener(kind, (e) => { event = [kind, e.timeStamp]; }, true);
  place.addEventListener("painted", () => {
    if (!event) return;
    const [kind, at] = event;
    event = null;
    requestAnimationFrame(() => times[kind].push(performance.now() - at));
  });
}"""


def told(times: list[float]) -> str:
    """Median and 95th percentile."""
    if len(times) < 3:
        return "      -"
    return f"{statistics.median(times):6.1f} /{sorted(times)[int(0.95 * len(times))]:6.1f}"


def measure(name: str, folder: Path, slow: float) -> None:
    """Print a line for each slider of a book."""
    with chromium() as context:
        page = book_page(context, folder, folder / f"{name}.js", "<div id=place></div>")
        page.evaluate(PROBE, name)
        print(f"{name}: page up in {page.evaluate('up'):.0f} ms (keys, drag: median / 95 %, ms)")
        if slow > 1:
            told_browser = context.new_cdp_session(page)
            told_browser.send("Emulation.setCPUThrottlingRate", {"rate": slow})
        for slider in page.locator("input[type=range]").all():
            page.evaluate("() => { times.keydown = []; times.pointermove = []; }")
            slider.focus()
            for n in range(KEYS):
                page.keyboard.press("ArrowRight" if n // 10 % 2 else "ArrowLeft")
                page.wait_for_timeout(30)
            box = slider.bounding_box()
            y, left, wide = box["y"] + box["height"] / 2, box["x"] + 9, box["width"] - 18
            page.mouse.move(left, y)
            page.mouse.down()
            begin = time.monotonic()
            while (share := (time.monotonic() - begin) / DRAG_S) < 1:
                page.mouse.move(left + wide * (1 - abs(2 * share - 1)), y)
                time.sleep(0.016)
            page.mouse.up()
            page.wait_for_timeout(100)
            keys, drag = page.evaluate("[times.keydown, times.pointermove]")
            label = slider.evaluate("slider => slider.labels[0].querySelector('span').textContent")
            print(f"  {label:28}{told(keys)}   {told(drag)}")


def main() -> None:
    """Measure what is named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=["recoil_explorer"])
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "books")
    parser.add_argument("--slow", type=float, default=1)
    given = parser.parse_args()
    for name in given.names:
        measure(name, given.folder, given.slow)


if __name__ == "__main__":
    main()
