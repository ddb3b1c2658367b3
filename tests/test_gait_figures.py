"""The gait explorer's picture against the model."""

from dataclasses import replace

import numpy as np
import pytest
from explorers import corners

from hipmech.gait import ACTIVITIES, load_gait, speed_range
from hipmech.joint_reaction import gait_contact_force
from hipmech.lessons.walking.explorer import gait_explorer
from hipmech.lessons.walking.picture import PER_BW
from hipmech.muscles import MuscleSet
from hipmech.subject import Subject

PLAIN = "muscles do it all"


@pytest.fixture(scope="module")
def explorer():
    return gait_explorer()


def view_of(explorer, speed, percent, passive=PLAIN):
    return explorer.solve(speed, percent, passive)


def test_curves_and_arrows_stay_inside_at_every_corner(explorer):
    picture = explorer.live.stage.drawing
    more = [{"speed": 1.8}, {"speed": 2.5}, {"percent": 48}, {"speed": 4.5, "percent": 12}]
    for values in [*corners(explorer), *({**explorer.defaults, **m} for m in more)]:
        picture.update(explorer.solve(**values))
        panels = (curve for panel in picture.panels for curve in panel.lines)
        for curve in (picture.muscles.curve, picture.lever, *panels):
            low, high = curve.axes.get_ylim()
            assert low <= curve.get_ydata().min() and curve.get_ydata().max() <= high
        for stick in picture.sticks:
            low, high = np.transpose([stick.axes.get_xlim(), stick.axes.get_ylim()])
            points = [stick.leg.get_xydata(), stick.other.get_xydata()]
            points += [[a.tail, a.tip] for a in stick.arrows.values()]
            assert np.all((np.vstack(points) >= low) & (np.vstack(points) <= high))
    explorer.reset.click()


def test_every_moment_of_every_gait_stays_inside(explorer):
    axes = explorer.live.stage.drawing.sticks[0].axes
    (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for speed in (0.95, 1.8, 2.5, 4.5):
        view = view_of(explorer, speed, 0)
        x, y = view.pose.legs[..., 0], view.pose.legs[..., 1]
        assert low < x.min() and x.max() < high and bottom < y.min()
        assert view.pose.legs[..., 1].max() + PER_BW * view.load.magnitude_bw.max() < top + 0.05


def test_arrows_are_to_scale_and_point_as_the_forces_do(explorer):
    view = view_of(explorer, 1.2, 15)
    explorer.live.stage.drawing.update(view)
    side, front = explorer.live.stage.drawing.sticks
    contact = side.arrows["contact"]
    np.testing.assert_allclose(contact.tip, view.pose.legs[15, 0, 0, :2])
    assert contact.tip[1] < contact.tail[1]  # presses the head down
    force = view.pose.pelvis[15] @ view.load.contact_bw[15]
    np.testing.assert_allclose((contact.tip - contact.tail) / PER_BW, force[:2], atol=1e-9)
    medial = front.arrows["contact"].tip - front.arrows["contact"].tail
    assert medial[0] / PER_BW == pytest.approx(-force[2])  # lateral is to the viewer's left
    assert front.leg.get_xdata()[0] < 0 < front.other.get_xdata()[0]


@pytest.mark.parametrize("speed", [1.85, 2.1, 2.45])
def test_nobody_was_measured_between_walking_and_running(explorer, speed):
    with pytest.raises(ValueError, match="nobody was measured"):
        view_of(explorer, speed, 0)
    explorer.reset.click()
    before = explorer.live.png
    explorer.inputs["speed"].value = speed
    assert "nobody was measured" in explorer.live.readout
    assert explorer.live.png == before
    explorer.reset.click()


def test_passive_tissue_raises_the_late_peak_of_walking(explorer):
    late = [
        view_of(explorer, 1.2, 48, choice).load.stance_peaks_bw[1]
        for choice in (PLAIN, "passive tissue helps")
    ]
    assert late[1] > late[0] + 0.3


def test_phase_is_that_of_the_feet(explorer):
    expected = {0: "double support", 30: "single support", 55: "double support", 80: "swing"}
    for percent, phase in expected.items():
        assert view_of(explorer, 1.2, percent).phase == phase
    assert view_of(explorer, 3.0, 42).phase == "flight"


def test_speeds_and_the_gap_between_them_are_those_of_the_data(explorer):
    ranges = [speed_range(activity) for activity in ACTIVITIES]
    slider = explorer.controls["speed"]
    assert min(ranges)[0] <= slider.minimum < min(ranges)[0] + slider.step
    assert slider.maximum == max(ranges)[1]
    speeds, peaks = explorer.result.sweeps["highest"]
    known = speeds[np.isfinite(peaks)]
    assert all(any(low <= speed <= high for low, high in ranges) for speed in known)
    assert {high for _, high in ranges} <= set(known.tolist())


def test_a_heavier_person_runs_nearer_to_the_limit_of_the_same_muscles():
    person = Subject(mass_kg=100)
    own = gait_explorer(person).solve(3.5, 12, PLAIN).load
    assert own.body_weight == pytest.approx(person.body_weight)
    muscles = MuscleSet.load("uhlrich2022")
    expected = gait_contact_force(load_gait("running", 3.5), muscles, person)
    assert own == expected
    light = gait_contact_force(load_gait("running", 3.5), muscles, replace(person, mass_kg=60))
    assert light.sharing.feasible.all() and not own.sharing.feasible.all()


def test_muscles_at_their_limit_are_said():
    explorer = gait_explorer(Subject(mass_kg=90))
    title = explorer.live.stage.drawing.title
    assert "limit" not in explorer.readout + title.get_text()
    explorer.move(speed=4.5, percent=12)
    assert "muscles at their limit" in explorer.readout
    assert "muscles at their limit" in title.get_text()
