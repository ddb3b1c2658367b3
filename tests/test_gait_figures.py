"""The gait explorer's picture against the model."""

from dataclasses import replace

import numpy as np
import pytest
from explorers import corners

from hipmech.drawing.walker import PER_BW
from hipmech.gait import load_gait
from hipmech.joint_reaction import gait_contact_force, least_contact_force
from hipmech.lessons.walking.explorer import gait_explorer
from hipmech.lessons.walking.picture import CURVES
from hipmech.muscles import MuscleSet
from hipmech.pose import BALL, HEEL, footing, leg_pose
from hipmech.subject import Subject

FORCE = next(iter(CURVES))


@pytest.fixture(scope="module")
def explorer():
    return gait_explorer()


def at(explorer, percent=None, **values):
    """The view at these values, or at this percent of the walker's cycle."""
    if percent is not None:
        period = load_gait("walking", values.get("speed", 1.0)).stride_time
        values["time_ms"] = 10 * percent * period
    return explorer.solve(**{**explorer.defaults, **values})


def test_every_moment_of_every_gait_stays_inside(explorer):
    picture = explorer.live.stage.drawing
    for speed, running in ((0.95, 2.5), (1.4, 3.5), (1.8, 4.5)):
        picture.update(at(explorer, speed=speed, running=running))
        for walker in picture.walkers:
            (left, right), (low, high) = walker.axes.get_xlim(), walker.axes.get_ylim()
            x, y = walker.loop.get_data()
            assert left < x.min() and x.max() < right and low < y.min() and y.max() < high
        for percent in range(0, 100, 3):
            picture.update(at(explorer, speed=speed, running=running, percent=percent))
            for walker in picture.walkers:
                (left, right), (low, high) = walker.axes.get_xlim(), walker.axes.get_ylim()
                for bone in (b for leg in walker.legs for b in leg.values()):
                    x, y = bone.shapes[0].patch.get_path().vertices.T
                    assert left < x.min() and x.max() < right and low < y.min() and y.max() < high


def test_what_has_not_changed_stays_and_is_right(explorer):
    moves = ({"curve": "hip flexion"}, {"time_ms": 700}, {"running": 3.5}, {"speed": 1.6},
             {"time_ms": 180, "speed": 1.0})  # fmt: skip
    moved = gait_explorer()
    for values in moves:
        moved.move(**values)
        fresh = gait_explorer()
        fresh.move(**moved.values)
        assert np.array_equal(moved.live.stage.picture, fresh.live.stage.picture), values


def test_the_trail_of_the_force_ends_at_the_arrow_and_has_always_as_many_points(explorer):
    picture = explorer.live.stage.drawing
    for percent in (0, 30, 90):
        picture.update(at(explorer, speed=1.2, percent=percent))
        trail, arrow = picture.walkers[0].past.get_xydata(), picture.walkers[0].arrows["contact"]
        last = np.isfinite(trail[:, 0]).sum() - 1
        assert len(trail) == 101 and last == percent
        assert trail[last] == pytest.approx(arrow.tail)


def test_no_curve_leaves_its_axis(explorer):
    for name, curve in CURVES.items():
        for speed, running in ((0.95, 2.5), (1.2, 3.0), (1.8, 4.5)):
            for stride in at(explorer, speed=speed, running=running, curve=name).gaits:
                values = curve.values(stride)[4:97]  # walking is smeared at its ends
                assert curve.low <= values.min() and values.max() <= curve.high, (name, stride.name)


def test_arrows_are_to_scale_and_point_as_the_forces_do(explorer):
    view = at(explorer, speed=1.2, percent=15)
    picture = explorer.live.stage.drawing
    picture.update(view)
    for walker, stride, frame in zip(picture.walkers, view.gaits, view.frames, strict=True):
        contact, ground = walker.arrows["contact"], walker.arrows["ground"]
        force = stride.pose.pelvis[frame] @ stride.load.contact_bw[frame]
        np.testing.assert_allclose((contact.tip - contact.tail) / PER_BW, force[:2], atol=1e-9)
        hip = stride.pose.legs[frame, 0, 0, :2] + [0, stride.footing.height[frame]]
        np.testing.assert_allclose(contact.tip, hip)  # presses on the head
        np.testing.assert_allclose(np.transpose(walker.loop.get_data())[frame], contact.tail)
        pushed = (ground.tip - ground.tail) / PER_BW
        np.testing.assert_allclose(pushed, stride.cycle.ground_reaction_bw[frame, :2], atol=1e-9)


def test_both_gaits_are_shown_at_the_same_second(explorer):
    view = at(explorer, speed=1.2, running=3.0, percent=20)
    walk, run = (stride.cycle for stride in view.gaits)
    assert view.time == pytest.approx(0.2 * walk.stride_time)
    assert view.frames[1] == pytest.approx(100 * view.time / run.stride_time, abs=0.5)
    assert view.frames[0] == 20
    later = at(explorer, speed=1.2, running=3.0, percent=90)  # in the runner's second stride
    assert later.frames[1] == pytest.approx(100 * (later.time / run.stride_time - 1), abs=0.5)


@pytest.mark.parametrize(("activity", "speed"), [("walking", 1.2), ("running", 2.5)])
def test_feet_stand_on_the_ground_and_clear_it(activity, speed):
    cycle = load_gait(activity, speed)
    pose = leg_pose(cycle)
    feet = footing(cycle, pose)
    c, s = np.cos(feet.pitch[:, 0]), np.sin(feet.pitch[:, 0])
    sole = [s * x + c * y + feet.ankles[:, 0, 1] + feet.height for x, y in (HEEL, BALL)]
    lowest = np.min(sole, axis=0)
    stand = (cycle.percent > 3) & (cycle.percent < cycle.stance_percent - 2)
    assert np.abs(lowest[stand]).max() < 0.025
    assert lowest.min() > -0.02
    middle = (cycle.percent > cycle.stance_percent + 10) & (cycle.percent < 90)
    assert lowest[middle].min() > 0.004


def test_hips_rise_and_fall_as_newton_has_it():
    """Twice differentiated the height is the sum of both feet's push, less weight."""
    cycle = load_gait("running", 3.0)
    height = footing(cycle, leg_pose(cycle)).height[:100]
    step = cycle.stride_time / 100
    rate = (np.roll(height, -1) - 2 * height + np.roll(height, 1)) / step**2
    up = cycle.ground_reaction_bw[:100, 1]
    push = up + np.roll(up, 50)
    np.testing.assert_allclose(rate / 9.81, push - push.mean(), atol=0.05)
    assert push.mean() == pytest.approx(1, abs=0.1)  # measured: over a stride the weight
    assert height[cycle.flight[:100]].mean() > height[cycle.stance[:100]].mean()


def test_phase_is_that_of_the_feet(explorer):
    walk, run = at(explorer, speed=1.2, running=3.0).gaits
    expected = {0: "double support", 30: "single support", 55: "double support", 80: "swing"}
    for percent, phase in expected.items():
        assert walk.phase(percent) == phase
    assert run.phase(42) == "flight"


def test_the_band_is_the_least_contact_force_of_stance(explorer):
    muscles = MuscleSet.load("uhlrich2022")
    for stride in at(explorer, speed=1.2, running=2.5).gaits:
        floor = least_contact_force(stride.cycle, muscles).magnitude_bw
        down = stride.cycle.stance
        down[-1] = False
        assert np.abs(stride.least_bw - floor)[down][:-3].max() < 0.12
        assert (stride.least_bw <= stride.load.magnitude_bw + 1e-3).all()


def test_a_heavier_person_runs_nearer_to_the_limit_of_the_same_muscles():
    person = Subject(mass_kg=100)
    explorer = gait_explorer(person)
    own = at(explorer, running=3.5).gaits[1].load
    assert own.body_weight == pytest.approx(person.body_weight)
    muscles = MuscleSet.load("uhlrich2022")
    expected = gait_contact_force(load_gait("running", 3.5), muscles, person)
    assert own == expected
    light = gait_contact_force(load_gait("running", 3.5), muscles, replace(person, mass_kg=60))
    assert light.sharing.feasible.all() and not own.sharing.feasible.all()


def test_muscles_at_their_limit_are_said():
    explorer = gait_explorer(Subject(mass_kg=90))
    phases = explorer.live.stage.drawing.phases
    assert "limit" not in explorer.readout + phases[1].get_text()
    explorer.move(speed=1.8, running=4.5, time_ms=80)
    assert explorer.result.frames[1] == 12
    assert "muscles at their limit" in explorer.readout
    assert "muscles at their limit" in phases[1].get_text()


def test_corners_are_drawn_without_complaint(explorer):
    for values in corners(explorer):
        explorer.live.stage.drawing.update(explorer.solve(**values))
