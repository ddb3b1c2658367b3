"""Legs in space: lengths, symmetry, and what a walking person looks like."""

from dataclasses import replace

import numpy as np
import pytest

from hipmech.gait import load_gait
from hipmech.pose import leg_pose
from hipmech.subject import THIGH_SHARE, Subject

GAITS = [("walking", 1.0), ("walking", 1.7), ("running", 2.5), ("running", 4.5)]


@pytest.mark.parametrize(("activity", "speed"), GAITS)
def test_bones_keep_their_length_and_the_pelvis_turns_rigidly(activity, speed):
    subject = Subject(height=1.80)
    pose = leg_pose(load_gait(activity, speed), subject)
    hip, knee, ankle = np.moveaxis(pose.legs, 2, 0)
    length = subject.leg_length
    np.testing.assert_allclose(np.linalg.norm(knee - hip, axis=-1), THIGH_SHARE * length)
    np.testing.assert_allclose(np.linalg.norm(ankle - knee, axis=-1), (1 - THIGH_SHARE) * length)
    np.testing.assert_allclose(np.linalg.norm(hip[:, 0] - hip[:, 1], axis=-1), 0.172)
    np.testing.assert_allclose(np.linalg.det(pose.pelvis), 1)


@pytest.mark.parametrize(("activity", "speed"), GAITS)
def test_foot_on_the_ground_is_ahead_then_behind_and_the_lower_one(activity, speed):
    cycle = load_gait(activity, speed)
    ankle = leg_pose(cycle).legs[:, :, 2]
    forward = ankle[:, 0, 0]
    stance = np.flatnonzero(cycle.percent < cycle.stance_percent)
    assert forward[0] > 0.1 > -0.1 > forward[stance[-1]]
    assert np.all(np.diff(forward[stance[:-3]]) < 0)  # the ground carries it back
    alone = cycle.single_support & (cycle.percent < 0.7 * cycle.stance_percent)
    assert np.all(ankle[alone, 0, 1] < ankle[alone, 1, 1])


@pytest.mark.parametrize(("activity", "speed"), GAITS)
def test_foot_goes_back_about_as_fast_as_the_ground(activity, speed):
    """Mid-stance, where the foot stands still: within a quarter (other legs, no ankle, no foot)."""
    cycle = load_gait(activity, speed)
    forward = leg_pose(cycle).legs[:, 0, 2, 0]
    middle = slice(int(0.25 * cycle.stance_percent), int(0.6 * cycle.stance_percent) + 1)
    rate = np.gradient(forward, cycle.stride_time / 100)[middle].mean()
    assert rate == pytest.approx(-speed, rel=0.25)


def test_signs_of_the_pelvis():
    cycle = load_gait("walking", 1.2)
    zero = np.zeros_like(cycle.pelvis_angles_deg)
    tilt = leg_pose(replace(cycle, pelvis_angles_deg=zero)).pelvis
    up = tilt[0] @ [0, 1, 0]
    assert up[0] < 0  # less tilt than in standing: backwards
    drop = leg_pose(replace(cycle, pelvis_angles_deg=np.add(zero, (0, 5, 0)))).legs[0, :, 0]
    assert drop[1, 1] < drop[0, 1]  # the left side sinks
    turn = leg_pose(replace(cycle, pelvis_angles_deg=np.add(zero, (0, 0, 5)))).legs[0, :, 0]
    assert turn[0, 0] > turn[1, 0]  # the right side is ahead
