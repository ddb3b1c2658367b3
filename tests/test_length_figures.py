"""Pictures of length and recoil: every corner inside the figure, limits fixed, lengths to scale."""

import itertools

import numpy as np
import pytest
from explorers import corners
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from hipmech.drawing.style import signed
from hipmech.gait import load_gait
from hipmech.lessons.stretch.explorer import measured_gaits, recoil_explorer, stretch_explorer
from hipmech.lessons.stretch.picture import change_colours
from hipmech.lessons.stretch.recoil import gait_moments_figure
from hipmech.muscles.stretch import gait_recoil

EXPLORERS = [stretch_explorer, recoil_explorer]


def limits(figure):
    return [(*a.get_xlim(), *a.get_ylim(), *a.get_position().bounds) for a in figure.axes]


def check_texts(figure):
    """Every text large enough and inside the figure, no two overlapping."""
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [t.get_window_extent(renderer) for t in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert text.get_fontsize() >= 12
        assert box.x0 >= 0 and box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, text
    for (a, box_a), (b, box_b) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        assert not box_a.overlaps(box_b), (a, b)


def some(explorer):
    """Defaults, each control at its ends, and every 25th of the corners."""
    places = list(corners(explorer))
    alone = 1 + 2 * len(explorer.controls)
    return places[:alone] + places[alone::25]


@pytest.mark.parametrize("make", EXPLORERS)
def test_picture_at_its_corners(make):
    explorer = make()
    ghost = explorer.result
    figure = Figure(dpi=100)
    FigureCanvasAgg(figure)
    picture = explorer.figure_class(figure)
    figure.canvas.draw()  # axis labels find their place
    before, number = limits(figure), None
    for values in some(explorer):
        view = explorer.solve(**values)
        for kept in (None, ghost):
            object.__setattr__(view, "ghost", kept)
            assert set(picture.update(view)) <= set(picture.moving)
        number = number or len(figure.findobj())
        check_texts(figure)
    assert limits(figure) == before
    assert len(figure.findobj()) == number  # nothing was created on the way


@pytest.mark.parametrize("make", EXPLORERS)
def test_moving_artists_are_what_changes(make):
    """With the moving artists hidden, two different results give the same picture."""
    explorer = make()
    figure = Figure(dpi=60)
    FigureCanvasAgg(figure)
    picture = explorer.figure_class(figure)
    for artist in picture.moving:
        artist.set_animated(True)
    pictures = []
    places = list(corners(explorer))
    for values in (places[0], places[-1]):
        picture.update(explorer.solve(**values))
        figure.canvas.draw()
        pictures.append(np.array(figure.canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pictures)


def test_bars_fibres_and_path_show_the_result():
    explorer = stretch_explorer()
    explorer.inputs["stretch"].value = "couch stretch"
    drawing, change = explorer.live.drawing, explorer.result.change
    assert [bar.get_width() for bar in drawing.bars] == pytest.approx(change.change_percent)
    assert drawing.dots.get_offsets()[:, 0] == pytest.approx(change.fibre_length_norm)
    words = [text.get_text() for text in drawing.strength]
    assert [word == "slack" for word in words] == change.slack.tolist()
    assert drawing.numbers[1].get_text() == "+77 %"


def test_all_values_that_a_posture_can_have_fit_the_scales():
    explorer = stretch_explorer()
    drawing = explorer.live.drawing
    low, high = drawing.change_range
    for values in corners(explorer):
        change = explorer.solve(**values).change
        assert low < change.change_percent.min() and change.change_percent.max() < high
        assert change.fibre_length_norm.min() > 0.1
        assert change.fibre_length_norm.max() < drawing.longest


def test_a_named_stretch_moves_the_sliders_and_gives_its_name_up_when_they_move_on():
    explorer = stretch_explorer()
    explorer.inputs["stretch"].value = "couch stretch"
    assert (explorer.values["flexion_deg"], explorer.values["knee_flexion_deg"]) == (-15, 120)
    assert explorer.live.readout.startswith("couch stretch: most lengthened rectus femoris +77 %")
    explorer.inputs["knee_flexion_deg"].value = 0
    assert explorer.live.readout.startswith("your own posture: most lengthened iliopsoas +10 %")
    explorer.inputs["stretch"].value = "standing"
    assert explorer.live.readout == "standing: every muscle as long as in standing"


def test_a_measured_gait_moves_the_sliders():
    explorer = recoil_explorer()
    explorer.inputs["gait"].value = "running, 2.5 m/s"
    assert (explorer.values["extension_deg"], explorer.values["knee_flexion_deg"]) == (8, 15)
    assert explorer.result.title == "Peak extension of running, 2.5 m/s"


def test_stored_energy_is_drawn_to_scale():
    explorer = recoil_explorer()
    drawing, view = explorer.live.drawing, explorer.result
    top = drawing.rise_bar.get_y() + drawing.rise_bar.get_height()
    assert top == pytest.approx(view.stored)
    assert drawing.offset_bar.get_height() == pytest.approx(view.offset)
    assert drawing.back_bar.get_height() == pytest.approx(0.82 * view.stored)
    assert max(gait.stored for gait in measured_gaits().values()) < drawing.highest
    assert explorer.solve("your own angles", 30, 0, 100).stored < drawing.highest - 1


def test_longer_and_shorter_have_their_colour_and_sign():
    shorter, same, longer = change_colours(np.array([-80, 0, 80]))
    assert shorter[2] > shorter[0] and longer[0] > longer[2] and np.ptp(same[:3]) < 0.05
    assert [signed(x) for x in (-3.4, -0.2, 0.2, 3.6)] == ["−3", "0", "0", "+4"]


def test_gait_moments_figure():
    cycle = load_gait("walking", 1.2)
    figure = Figure(figsize=(11, 4.5), dpi=100)
    FigureCanvasAgg(figure)
    gaits = {"walking": gait_recoil(cycle), "running": gait_recoil(load_gait("running", 4.5))}
    gait_moments_figure(figure, cycle.percent, gaits, dict.fromkeys(gaits, 40.0))
    figure.canvas.draw()
    check_texts(figure)
