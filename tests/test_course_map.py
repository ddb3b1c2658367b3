"""The map of lesson 00: every lesson once, drawn, and a link that leads somewhere."""

import json
import re
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

from hipmech.lessons.start.course_map import LESSONS, CourseMap

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def test_every_lesson_is_on_the_map_once_and_in_order():
    links = re.findall(r'<a href="([^"]+)"', CourseMap()._repr_html_())
    assert links == [path.name for path in sorted(NOTEBOOKS.glob("*.ipynb"))][1:]
    assert len(repr(CourseMap()).splitlines()) == len(links)
    for name, (question, _) in LESSONS.items():  # asks what the lesson asks
        notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"))
        assert notebook["cells"][0]["source"][0].strip() == f"# {question}"


def test_icons_are_drawings_and_all_different():
    icons = re.findall(r"base64,([^\"]+)", CourseMap()._repr_html_())
    assert len(set(icons)) == len(icons) == 10
    for icon in icons:
        drawing = ElementTree.fromstring(b64decode(icon))
        assert drawing.tag.endswith("svg") and len(drawing) >= 1
