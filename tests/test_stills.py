"""Still pictures: their text, their bytes, and that all of it can be read."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread
from readable import faults

from hipmech.drawing.picture import Picture
from hipmech.femoral_neck import neck_stress
from hipmech.gait import load_gait
from hipmech.landmarks import hip_joint_centre_errors
from hipmech.lessons.lines_of_pull import stills as lines_of_pull
from hipmech.lessons.neck.stills import stairs_figure
from hipmech.lessons.one_leg.two_ways_out import two_ways_out_figure
from hipmech.lessons.stretch import stills as stretch
from hipmech.lessons.tug_of_war import stills as tug_of_war
from hipmech.lessons.walking import stills as walking
from hipmech.lessons.where_is_the_hip.picture import landmark_errors_figure
from hipmech.muscles.actions import two_geometries
from hipmech.muscles.stretch import gait_recoil
from hipmech.tables import load_table


def dot(figure, x):
    figure.add_subplot().plot([x], [x], "o")


def test_a_picture_carries_its_text_and_always_the_same_bytes():
    picture, again = (Picture(dot, 1.0, alt="A dot.", size=(2, 1)) for _ in range(2))
    assert repr(picture) == "A dot."
    assert imread(io.BytesIO(picture.png)).shape[:2] == (100, 200)
    assert picture.png == again.png


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


GAITS = {"walking": load_gait("walking", 1.2), "running": load_gait("running", 4.5)}


def gait_moments(figure):
    recoils = {title: gait_recoil(cycle) for title, cycle in GAITS.items()}
    off = {title: cycle.stance_percent for title, cycle in GAITS.items()}
    stretch.gait_moments_figure(figure, GAITS["walking"].percent, recoils, off)


def stairs(figure):
    published = load_table("femoral_neck_stress_published").query(
        "study == 'Deng 2018' and side in ['superior', 'inferior'] and peak == 2"
    )
    models = {f"beam, {size} BW": neck_stress([0, -600 * size, 140 * size]) for size in (2.6, 4.8)}
    stairs_figure(figure, published, models)


@pytest.mark.parametrize(
    ("draw", "size"),
    [
        (walking.peaks_figure, (11, 3.6)),
        (walking.shares_figure, (11, 2.3)),
        (walking.timing_figure, (11, 3.1)),
        (walking.power_figure, (11, 3.1)),
        (gait_moments, (11, 4.2)),
        (lambda figure: landmark_errors_figure(figure, hip_joint_centre_errors()), (11, 4.6)),
        (lambda figure: lines_of_pull.two_geometries_figure(figure, two_geometries()), (11, 5.4)),
        (lines_of_pull.sciatic_nerve_figure, (11, 4.8)),
        (lines_of_pull.actions_figure, (11, 7.2)),
        (stretch.stretches_figure, (11, 4.5)),
        (tug_of_war.timing_figure, (11, 3.2)),
        (tug_of_war.weakness_figure, (11, 3.1)),
        (tug_of_war.tests_figure, (11, 3.1)),
        (stairs, (11, 4.6)),
    ],
)
def test_still_pictures_are_readable(draw, size):
    figure = Picture(draw, alt="", size=size).figure
    FigureCanvasAgg(figure).draw()
    assert list(faults(figure)) == []
