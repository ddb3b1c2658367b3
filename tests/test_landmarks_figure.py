"""The picture of lesson 01: landmarks and estimates where the model puts them."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from hipmech.landmarks import METHODS, ct_pelves, hip_joint_centre, hip_joint_centre_errors
from hipmech.lessons.where_is_the_hip.explorer import landmarks_explorer
from hipmech.lessons.where_is_the_hip.pelvis import PelvisPicture
from hipmech.lessons.where_is_the_hip.picture import (
    MARKS,
    LandmarksFigure,
    PelvisView,
    landmark_errors_figure,
    landmarks_mm,
)


def view(*sizes):
    return PelvisView(*sizes[:2], {method: hip_joint_centre(method, *sizes) for method in METHODS})


@pytest.fixture(scope="module")
def drawing():
    return LandmarksFigure(Figure())


@pytest.mark.parametrize("method", METHODS)
def test_marks_lie_where_the_model_puts_them(drawing, method):
    state = view(0.28, 0.18, 1.05)
    drawing.update(state)
    x, y, z = 1000 * state.centres[method]
    for front in drawing.front.marks[method]:  # the right hip on the viewer's left
        np.testing.assert_allclose(front.get_xydata(), [[-z, y]], atol=1e-9)
    for side in drawing.side.marks[method]:
        np.testing.assert_allclose(side.get_xydata(), [[x, y]], atol=1e-9)


def test_anterior_spines_follow_the_slider(drawing):
    drawing.update(view(0.28, 0.12, 0.92))
    spines = drawing.front.feel.get_xydata()
    assert [-140, 0] in spines.round(9).tolist() and [140, 0] in spines.round(9).tolist()
    assert [-120, 0] in drawing.side.feel.get_xydata().round(9).tolist()


def test_ellipse_is_mean_and_sd_of_the_ten():
    side = LandmarksFigure(Figure()).side.truth
    pelves = 1000 * ct_pelves()
    assert side.center == pytest.approx(tuple(pelves[["x", "y"]].mean()))
    assert side.width / 2 == pytest.approx(pelves.x.std())


def test_drawn_bones_reach_the_landmarks_of_the_ten():
    """Within 20 mm: the skeleton is one other adult, not the mean of these ten."""
    centre = 1000 * ct_pelves()[["x", "y", "z"]].mean().to_numpy()
    picture = PelvisPicture(Figure().add_subplot(), "front")
    front = picture.extent + np.array([-centre[2], centre[1]])
    points = landmarks_mm()
    assert front[1, 1] == pytest.approx(points["iliac crest top"][1], abs=20)
    assert front[0, 0] == pytest.approx(-points["greater trochanter"][2], abs=20)
    assert front[1, 0] > 120  # both halves of the pelvis


def test_every_method_of_the_model_has_a_mark():
    assert list(MARKS) == list(METHODS)
    assert "unverified" in MARKS["hara"][0]


def test_errors_figure_shows_every_patient():
    figure, errors = Figure(), hip_joint_centre_errors()
    landmark_errors_figure(figure, errors)
    for axes in figure.axes:
        drawn = np.vstack(
            [line.get_xydata() for line in axes.lines if len(line.get_xydata()) == 10]
        )
        assert len(drawn) == len(errors) == 40
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        assert ((drawn > (left, low)) & (drawn < (right, high))).all()


def test_readout_names_the_share_of_the_depth():
    assert landmarks_explorer().readout.startswith(
        "Harrington: 46 mm behind the ASIS line (31 % of the depth), 84 mm below it"
    )
