"""What is written in a picture: large enough, inside, and apart."""

import itertools

from matplotlib.text import Text

from hipmech.drawing.style import SMALL


def assert_readable(figure, where=""):
    """Every text that is shown has its size and its place; the figure must have been drawn."""
    renderer = figure.canvas.get_renderer()
    off = [axis for a in figure.axes if not a.axison for axis in (a.xaxis, a.yaxis)]
    hidden = {text for axis in off for text in axis.findobj(Text)}
    written = [t for t in figure.findobj(Text) if t not in hidden]
    shown = [t for t in written if t.get_visible() and t.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    for text, (words, box) in zip(shown, boxes, strict=True):
        assert text.get_fontsize() >= SMALL, (words, where)
        assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, (words, where)
        assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, (words, where)
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        beside = a.x1 <= b.x0 or b.x1 <= a.x0
        assert beside or a.y1 <= b.y0 or b.y1 <= a.y0, (one, other, where)
