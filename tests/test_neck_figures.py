"""The pictures of the femoral neck show what the model says."""

import numpy as np
import pytest
from explorers import corners

from hipmech.drawing.style import MOST_MPA, stress_colours
from hipmech.femoral_neck import NeckSection, directed_force
from hipmech.lessons import neck_explorer, neck_shape_explorer, stimulus_explorer
from hipmech.lessons.neck.explorer import neck_view, stimulus_view
from hipmech.lessons.neck.picture import StimulusView
from hipmech.subject import Subject


@pytest.mark.parametrize("make", [neck_explorer, neck_shape_explorer, stimulus_explorer])
def test_no_curve_leaves_its_axes(make):
    explorer = make()
    low, high = explorer.live.stage.drawing.plot.axes.get_ylim()
    for values in corners(explorer):
        view = explorer.solve(**values)
        curve = view.stress.stress_mpa if hasattr(view, "stress") else view.today_mpa
        assert low <= curve.min() and curve.max() <= high


def test_neutral_axis_is_where_the_curve_crosses_zero():
    explorer = neck_explorer()
    picture = explorer.live.stage.drawing
    view = explorer.result
    (x0, x1), (y0, y1) = picture.neutral.get_data()
    section, stress = view.section, view.stress
    for x, y in ((x0, y0), (x1, y1)):
        on_rim = (2 * x / section.width) ** 2 + (2 * y / section.height) ** 2
        assert 1 < on_rim < 1.3  # a little longer than the chord
        angle = np.degrees(np.arctan2(x, y)) % 360
        there = np.interp(angle, stress.angles_deg, stress.stress_mpa)
        assert abs(there) < 0.1 * np.abs(stress.stress_mpa).max()
    explorer.move(frontal_deg=38, neck_shaft_angle_deg=140)
    assert explorer.result.stress.stress_mpa.max() < 0
    assert not picture.neutral.get_visible() and "no neutral axis" in picture.note.get_text()


def test_colours_tell_tension_from_compression():
    tension, none, compression = stress_colours([MOST_MPA / 2, 0, -MOST_MPA / 2])
    assert tension[0] > tension[2] and compression[2] > compression[0] and min(none) > 0.95


def test_a_usual_day_stays_in_the_lazy_zone_and_a_rest_does_not():
    usual = stimulus_view(5000, 0, 5, 4)
    assert usual.change_percent == pytest.approx(0)
    assert (stimulus_view(0, 0, 5, 4).change_percent == -100).all()


def test_few_hard_loads_count_for_more_as_m_grows():
    inferior = [stimulus_view(5000, 50, 5, m).change_percent[2] for m in (1, 2, 4, 8)]
    assert inferior == sorted(inferior) and inferior[0] < 5 < inferior[-1]


def test_only_a_new_direction_reaches_the_anterior_side():
    along, back = (stimulus_view(5000, 50, 5, 4, d).change_percent for d in
                   ("as in walking", "20° further backward"))  # fmt: skip
    # scaled loads in the same direction scale all sides alike
    assert np.ptp(along) < 1e-9 and back[1] > 50 + back[2]


def test_view_keeps_what_the_model_says():
    view = neck_view(2.5, 16, 6)
    assert np.linalg.norm(view.force_bw) == pytest.approx(2.5)
    assert isinstance(view.section, NeckSection)
    assert isinstance(stimulus_view(1, 1, 2, 1), StimulusView)


def test_directed_force_has_the_size_and_the_angles():
    x, y, z = directed_force(3.0, [10, 40], [20, -15]).T
    assert np.hypot(np.hypot(x, y), z) == pytest.approx(3.0)
    assert np.degrees(np.arctan2(z, -y)) == pytest.approx([10, 40])
    assert np.degrees(np.arctan2(-x, -y)) == pytest.approx([20, -15])
    with pytest.raises(ValueError, match="size must be 0 or more, got -1"):
        directed_force(-1, 0, 0)
    with pytest.raises(ValueError, match="frontal_deg must be -80 to 80 degrees"):
        directed_force(1, 90, 0)


def test_explorers_belong_to_a_person():
    """Stress is proportional to weight, and the slider begins at the person's own neck."""
    person = Subject(mass_kg=140, neck_shaft_angle_deg=135)
    explorer = neck_explorer(person)
    assert explorer.defaults["neck_shaft_angle_deg"] == 135
    usual = neck_view(2.5, 16, 6, 135).stress.quadrants_mpa
    assert explorer.result.stress.quadrants_mpa == pytest.approx(2 * usual)
    assert neck_shape_explorer(person).defaults["neck_shaft_angle_deg"] == 135
    # twice the weight under both the usual and the hard day changes no ratio
    light, heavy = stimulus_explorer().result, stimulus_explorer(person).result
    assert heavy.change_percent == pytest.approx(light.change_percent)
    with pytest.raises(ValueError, match="takes one person, got an array as mass_kg"):
        neck_explorer(Subject(mass_kg=[60, 70]))
