"""The pictures of the femoral neck show what the model says."""

import numpy as np
import pytest
from explorers import corners
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from readable import faults

from hipmech.contact_stress import contact_stress
from hipmech.drawing.style import COMPRESSION, MOST_MPA, TENSION, stress_colours
from hipmech.femoral_neck import NeckSection, directed_force
from hipmech.lessons import neck_explorer, stimulus_explorer
from hipmech.lessons.neck.explorer import PRESETS, neck_view, stimulus_view
from hipmech.lessons.neck.stills import athletes, muscles_alone, stairs
from hipmech.lessons.neck.stimulus import StimulusFigure, StimulusView
from hipmech.subject import Subject


def test_a_bar_ends_in_its_axes_and_is_torn_where_it_would_not():
    explorer = stimulus_explorer()
    for values in corners(explorer):
        explorer.move(**values)
        view, picture = explorer.result, explorer.live.stage.drawing
        today, most = view.at_quadrants(view.today_mpa), StimulusFigure.most_mpa
        heights = [bar.get_height() for bar in picture.bars]
        assert heights == pytest.approx(np.minimum(today, most))
        assert [tear.get_visible() for tear in picture.tears] == (today > most).tolist()


def test_press_and_bend_make_the_stress():
    """What the profile writes adds up, and its edge is the model's stress at top and bottom."""
    explorer = neck_explorer()
    for preset in PRESETS.values():
        explorer.move(**{**explorer.defaults, **preset})
        profile, stress = explorer.live.stage.drawing.profile, explorer.result.stress.quadrants_mpa
        assert profile.edge.get_xdata() == pytest.approx(stress[[0, 2]])
        for text, total in zip(profile.sums, stress[[0, 2]], strict=True):
            words = text.get_text().replace("−", "-").replace(" ", "")
            left, right = words.split("=")
            assert eval(left) == int(right) == round(total)


def test_arrows_leave_the_cut_in_tension_and_come_to_it_in_compression():
    explorer = neck_explorer()
    explorer.move(**PRESETS["walking"])
    arrows = explorer.live.stage.drawing.profile.arrows
    tips = [path.vertices[3, 0] for path in arrows.get_paths()]
    colours = arrows.get_facecolor()
    assert tips[0] == pytest.approx(explorer.result.stress.quadrants_mpa[0])  # pulled: outward
    assert tips[-1] == pytest.approx(0)  # pressed: the tip is on the cut
    assert tuple(colours[0]) == to_rgba(TENSION) and tuple(colours[-1]) == to_rgba(COMPRESSION)


def test_the_cup_carries_the_force():
    """The model's stress on the cup, with the force as it is seen in a level stance."""
    explorer = neck_explorer()
    explorer.move(**PRESETS["walking"])
    view = explorer.result
    angle = 16 - float(view.stance.femur_inclination_deg)
    force = 2.5 * float(view.stance.subject.body_weight)
    assert view.cup.peak == pytest.approx(contact_stress(force, angle, 32).peak)
    deep = float(view.cup.peak)
    explorer.move(hip="shallow cup (18°)")
    assert explorer.result.cup.peak > 1.3 * deep
    assert "MPa" in explorer.live.stage.drawing.hip.peak.get_text()


def test_a_fall_on_the_side_turns_the_stress_over():
    """The top is pressed and the bottom pulled: the reverse of walking (doi 10.3233/BME-161563)."""
    explorer = neck_explorer()
    explorer.move(**PRESETS["walking"])
    top, _, bottom, _ = explorer.result.stress.quadrants_mpa
    assert top > 0 > bottom
    explorer.move(**PRESETS["fall on the side"])
    top, _, bottom, _ = explorer.result.stress.quadrants_mpa
    assert top < -2 * bottom < 0


def test_neutral_axis_is_where_the_curve_crosses_zero():
    explorer = neck_explorer()
    explorer.move(**PRESETS["walking"])
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
    assert not picture.neutral.get_visible() and "all of it is pressed" in picture.note.get_text()


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
    usual = neck_view(2.5, 51, 12, 135).stress.quadrants_mpa
    assert explorer.result.stress.quadrants_mpa == pytest.approx(2 * usual)
    # twice the weight under both the usual and the hard day changes no ratio
    light, heavy = stimulus_explorer().result, stimulus_explorer(person).result
    assert heavy.change_percent == pytest.approx(light.change_percent)
    with pytest.raises(ValueError, match="takes one person, got an array as mass_kg"):
        neck_explorer(Subject(mass_kg=[60, 70]))


@pytest.mark.parametrize("draw", [stairs, athletes, muscles_alone])
def test_stills_are_readable_and_tell_their_figures(draw):
    picture = draw()
    FigureCanvasAgg(picture.figure).draw()
    assert list(faults(picture.figure)) == []
    texts = [text.get_text() for axes in picture.figure.axes for text in axes.texts]
    numbers = {text for text in texts if text[0] in "+−"}
    told = picture.alt.replace("-", "−")
    assert numbers and all(n.removesuffix(" %").lstrip("+") in told for n in numbers)
