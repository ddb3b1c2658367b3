"""What is written in a picture: large enough, inside, apart, and what stands stays where it is.

``python tests/readable.py hip_drop_explorer 1000`` lists all that offends at the corners and at so
many random states of an explorer.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from explorers import corners
from matplotlib.figure import Figure
from matplotlib.text import Text

from hipmech import lessons
from hipmech.drawing.stage import own_style
from hipmech.drawing.style import SMALL
from hipmech.live.controls import Control

_NUMBER = re.compile(r"[+−-]?\d+(\.\d+)?")


def written(figure: Figure) -> list[Text]:
    """Every text that is shown."""
    off = [axis for a in figure.axes if not a.axison for axis in (a.xaxis, a.yaxis)]
    hidden = {text for axis in off for text in axis.findobj(Text)}
    hidden |= {text for a in figure.axes if not a.get_visible() for text in a.findobj(Text)}
    for axis in (axis for a in figure.axes for axis in (a.xaxis, a.yaxis)):
        low, high = np.sort(axis.get_view_interval())
        hidden |= {t.label1 for t in axis.get_major_ticks() if not low <= t.get_loc() <= high}
    return [
        text
        for text in figure.findobj(Text)
        if text not in hidden and text.get_visible() and text.get_text().strip()
    ]


def faults(figure: Figure) -> Iterator[str]:
    """What cannot be read, in words; digits as #, so that the same fault has the same words."""
    shown, renderer = written(figure), figure.canvas.get_renderer()
    words = [
        re.sub(r"[+−-]?\d+(\.\d+)?", "#", text.get_text()).replace("\n", " / ") for text in shown
    ]
    boxes = np.array([text.get_window_extent(renderer).extents for text in shown])
    for text, word, (left, low, right, high) in zip(shown, words, boxes, strict=True):
        if text.get_fontsize() < SMALL:
            yield f"smaller than {SMALL} points: {word!r}"
        if left < -1 or low < -1 or right > figure.bbox.x1 + 1 or high > figure.bbox.y1 + 1:
            yield f"beyond the edge: {word!r}"
    low, high = boxes[:, :2], boxes[:, 2:]
    over = ((low[:, None] < high) & (low < high[:, None])).all(axis=-1)
    slanting = np.array([text.get_rotation() % 90 != 0 for text in shown])
    over &= ~(slanting[:, None] & slanting)  # their boxes overlap, their letters do not
    for one, other in np.argwhere(np.triu(over, 1)):
        yield f"one over the other: {words[one]!r} and {words[other]!r}"


def standing(figure: Figure) -> dict[Any, Any]:
    """What must not move: limits and places of axes, and every text that was not born moving."""
    texts = {t: (t.get_text(), *t.get_position()) for t in written(figure) if not t.get_animated()}
    axes = {a: (*a.get_xlim(), *a.get_ylim(), *a.get_position().bounds) for a in figure.axes}
    return texts | axes


def states(explorer: Any, corners_most: int, random: int) -> Iterator[dict[str, Any]]:
    """Where it begins, corners, thinned evenly where there are many, then any states."""
    found = list(corners(explorer))
    yield from found[:: -(-len(found) // corners_most)]
    dice = np.random.default_rng(1)
    for _ in range(random):
        yield {
            name: dice.choice(c.steps(c.default) if isinstance(c, Control) else c.options).item()
            for name, c in explorer.controls.items()
        }


def offenders(explorer: Any, at: Iterable[dict[str, Any]]) -> str:
    """List each fault once, with how often and where first; nothing, if there is none."""
    figure, stage, found = explorer.figure, explorer.live.stage, {}
    with own_style():
        figure.canvas.draw()  # axes place their ticks and labels
    before, number, tried = standing(figure), len(figure.findobj()), 0  # of states
    for values in at:
        tried += 1
        try:
            result = explorer.solve(**values)
        except ValueError:
            continue  # said in words; the picture stays
        stage.show(result)
        now = standing(figure)
        moved = [f"what stands moved: {one!s}" for one in before if before[one] != now.get(one)]
        for fault in {*faults(figure), *moved}:
            found.setdefault(fault, []).append(values)
    if len(figure.findobj()) != number:
        found["artists were made on the way"] = [explorer.defaults]
    start = explorer.defaults
    return "\n".join(
        f"{fault}: {len(where)} of {tried} states, first "
        + str({n: v for n, v in where[0].items() if v != start[n]} or "at the start")
        for fault, where in sorted(found.items(), key=lambda item: -len(item[1]))
    )


if __name__ == "__main__":
    name, count = (*sys.argv[1:], "200")[:2]
    explorer = getattr(lessons, name)()
    print(offenders(explorer, states(explorer, 10**6, int(count))) or "nothing offends")
