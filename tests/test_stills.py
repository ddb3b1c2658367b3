import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from hipmech.drawing.picture import Picture
from hipmech.lessons.course_map import course_map
from hipmech.lessons.one_leg.two_ways_out import two_ways_out_figure


def dot(figure, x):
    figure.add_subplot().plot([x], [x], "o")


def test_a_picture_carries_its_text_and_always_the_same_bytes():
    picture, again = (Picture(dot, 1.0, alt="A dot.", size=(2, 1)) for _ in range(2))
    assert repr(picture) == "A dot."
    assert imread(io.BytesIO(picture._repr_png_())).shape[:2] == (100, 200)
    assert picture._repr_png_() == again._repr_png_()


@pytest.mark.parametrize("count", [1, 3, 4, 10])
def test_the_map_shows_every_lesson_once_and_in_order(count):
    png = Picture(dot, 1.0, alt="", size=(2, 1))._repr_png_()
    titles = [f"{i:02d} lesson" for i in range(count)]
    figure = Figure(figsize=(12, 8))
    course_map(figure, dict.fromkeys(titles, png))
    assert [axes.get_title(loc="left") for axes in figure.axes] == titles
    places = [(-round(axes.get_position().y0, 3), axes.get_position().x0) for axes in figure.axes]
    assert places == sorted(places)


def test_two_ways_out_draws_what_it_is_given():
    strength = np.linspace(0.2, 1.0, 21)
    lean = np.linspace(18, 0, 21)
    drops = {2.0: lean, 4.0: lean / 2}
    figure = Figure(figsize=(11, 4.5))
    two_ways_out_figure(figure, strength, lean, drops)
    compensated, uncompensated = figure.axes
    assert np.array_equal(compensated.lines[0].get_xydata(), np.c_[100 * strength, lean])
    drawn = [line.get_ydata() for line in uncompensated.lines]
    assert all(np.array_equal(a, b) for a, b in zip(drawn, drops.values(), strict=True))
    words = {text.get_text() for text in uncompensated.texts}
    assert {"2 N·m/°", "4 N·m/°"} <= words
