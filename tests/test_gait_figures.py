"""The gait explorer's picture at its corners, and its still pictures."""

import itertools

import numpy as np
import pytest
from explorers import corners
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from hipmech.gait import load_gait
from hipmech.joint_reaction import GROUPS, gait_contact_force
from hipmech.lessons.walking.explorer import gait_explorer, gait_view
from hipmech.lessons.walking.picture import PER_BW, abductor_timing_figure
from hipmech.muscles import MuscleSet


@pytest.fixture(scope="module")
def explorer():
    return gait_explorer()


def texts(figure):
    renderer = figure.canvas.get_renderer()
    shown = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [(t, t.get_window_extent(renderer)) for t in shown]


def check_texts(figure):
    boxes = texts(figure)
    for text, box in boxes:
        assert text.get_fontsize() >= 12
        assert box.x0 >= 0 and box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, text
    for (a, box_a), (b, box_b) in itertools.combinations(boxes, 2):
        assert not box_a.overlaps(box_b), (a, b)


def test_picture_at_its_corners(explorer):
    live = explorer.live
    figure, picture = live._figure, live.drawing
    limits = [(a.get_xlim(), a.get_ylim(), a.get_position().bounds) for a in figure.axes]
    number = len(figure.findobj())
    more = [{"speed": 1.8}, {"speed": 2.5}, {"percent": 48}, {"speed": 4.5, "percent": 12}]
    for values in [*corners(explorer), *({**explorer.defaults, **m} for m in more)]:
        view = gait_view(**values)
        assert set(picture.update(view)) <= set(picture.moving)
        check_texts(figure)
        for line in (
            picture.muscles,
            picture.lever,
            *(ln for p in picture.panels for ln in p.lines),
        ):
            low, high = line.axes.get_ylim()
            assert low <= line.get_ydata().min() and line.get_ydata().max() <= high
        for stick in picture.sticks:
            low, high = np.transpose([stick.axes.get_xlim(), stick.axes.get_ylim()])
            points = [stick.leg.get_xydata(), stick.other.get_xydata()]
            points += [[a.tail, a.tip] for a in stick.arrows.values()]
            assert np.all((np.vstack(points) >= low) & (np.vstack(points) <= high))
    assert [(a.get_xlim(), a.get_ylim(), a.get_position().bounds) for a in figure.axes] == limits
    assert len(figure.findobj()) == number


def test_every_moment_of_every_gait_stays_inside(explorer):
    (low, high), (bottom, top) = (
        f() for f in (explorer.live.drawing.sticks[0].axes.get_xlim,
                      explorer.live.drawing.sticks[0].axes.get_ylim)
    )  # fmt: skip
    for speed in (0.95, 1.8, 2.5, 4.5):
        view = gait_view(speed, 0, "muscles do it all")
        x, y = view.pose.legs[..., 0], view.pose.legs[..., 1]
        assert low < x.min() and x.max() < high and bottom < y.min()
        assert view.pose.legs[..., 1].max() + PER_BW * view.load.magnitude_bw.max() < top + 0.05


def test_arrows_are_to_scale_and_point_as_the_forces_do(explorer):
    view = gait_view(1.2, 15, "muscles do it all")
    explorer.live.drawing.update(view)
    side, front = explorer.live.drawing.sticks
    contact = side.arrows["contact"]
    np.testing.assert_allclose(contact.tip, view.pose.legs[15, 0, 0, :2])
    assert contact.tip[1] < contact.tail[1]  # presses the head down
    force = view.pose.pelvis[15] @ view.load.contact_bw[15]
    np.testing.assert_allclose((contact.tip - contact.tail) / PER_BW, force[:2], atol=1e-9)
    medial = front.arrows["contact"].tip - front.arrows["contact"].tail
    assert medial[0] / PER_BW == pytest.approx(-force[2])  # lateral is to the viewer's left
    assert front.leg.get_xdata()[0] < 0 < front.other.get_xdata()[0]


def test_moving_artists_are_what_changes(explorer):
    figure, picture = explorer.live._figure, explorer.live.drawing
    pictures = []
    for values in ((1.2, 15, "muscles do it all"), (4.5, 60, "passive tissue helps")):
        picture.update(gait_view(*values))
        figure.canvas.draw()
        pictures.append(np.array(figure.canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pictures)


@pytest.mark.parametrize("speed", [1.85, 2.1, 2.45])
def test_nobody_was_measured_between_walking_and_running(explorer, speed):
    with pytest.raises(ValueError, match="nobody was measured"):
        gait_view(speed, 0, "muscles do it all")
    explorer.reset.click()
    before = explorer.live.png
    explorer.inputs["speed"].value = speed
    assert "nobody was measured" in explorer.live.readout
    assert explorer.live.png == before
    explorer.reset.click()


def test_passive_tissue_lowers_the_late_peak_of_walking():
    late = [
        gait_view(1.2, 48, choice).load.stance_peaks_bw[1]
        for choice in ("muscles do it all", "passive tissue helps")
    ]
    assert late[1] < late[0] - 0.3


def test_phase_is_that_of_the_feet():
    expected = {0: "double support", 30: "single support", 55: "double support", 80: "swing"}
    for percent, phase in expected.items():
        assert gait_view(1.2, percent, "muscles do it all").phase == phase
    assert gait_view(3.0, 42, "muscles do it all").phase == "flight"


def test_abductor_timing_figure():
    muscles = MuscleSet.load("delp1990")
    loads = {
        "walking": gait_contact_force(load_gait("walking", 1.2), muscles),
        "jogging": gait_contact_force(load_gait("running", 2.5), muscles),
        "running": gait_contact_force(load_gait("running", 4.5), muscles),
    }
    figure = Figure(figsize=(11, 4), dpi=100)
    FigureCanvasAgg(figure)
    abductor_timing_figure(figure, loads, GROUPS["gluteus medius, minimus"])
    figure.canvas.draw()
    check_texts(figure)
    for axes in figure.axes:
        assert axes.lines[0].get_ydata().max() < 4.1  # below the words


def test_muscles_at_their_limit_are_said(explorer):
    explorer.move(speed=4.5, percent=12, passive="muscles do it all")
    assert "muscles at their limit" in explorer.live.readout
    assert "muscles at their limit" in explorer.live.drawing.title.get_text()
    explorer.reset.click()
    assert "limit" not in explorer.live.readout + explorer.live.drawing.title.get_text()
