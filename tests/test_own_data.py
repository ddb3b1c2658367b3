"""The walk that lesson 10 brings: the published choices, the planted faults, the spread."""

import warnings

import numpy as np
import pytest

from hipmech.gait import load_gait
from hipmech.lessons.own_data.picture import four_faults, implants_bw, spread_picture
from hipmech.lessons.own_data.trial import FAULTS, faulty, solved_by_opensim, walk
from hipmech.muscles import MuscleSet
from hipmech.research import doubts, spread


def test_the_walk_is_opensims_as_far_as_markers_can_tell():
    ours, theirs = walk().cycle, solved_by_opensim().cycles()[0]
    error = (ours.moments_Nm_kg - theirs.moments_Nm_kg)[ours.stance]
    assert (np.sqrt((error**2).mean(0)) <= [0.10, 0.12, 0.05]).all()
    assert ours.stride_time == pytest.approx(theirs.stride_time, abs=1e-3)


def test_what_the_laboratory_chooses_moves_the_peak():
    outward = [walk(outward_mm=mm).load.stance_peaks_bw for mm in (-20, 0, 20)]
    assert (np.diff(outward, axis=0) > 0.1).all()
    assert walk(threshold=200).cycle.stance_percent < walk(threshold=5).cycle.stance_percent
    late = walk(late_ms=40)
    assert late.series.contacts[1] - walk().series.contacts[1] == pytest.approx([0.04, 0.04])
    rough = {hz: np.abs(np.diff(walk(cut_off=hz).load.magnitude_bw, 2)).sum() for hz in (3, 12)}
    assert rough[12] > 1.5 * rough[3]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_what_its_name_says(fault):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cycle, sound = faulty(fault), walk().cycle
    assert bool(doubts(cycle)) == (fault != "forces too late")
    same = {
        name: np.allclose(getattr(cycle, name), getattr(sound, name), atol=1e-9)
        for name in ("hip_angles_deg", "ground_reaction_bw", "moments_Nm_kg")
    }
    assert not same["moments_Nm_kg"]
    assert same["hip_angles_deg"] == (fault != "forces too late")
    assert same["ground_reaction_bw"] == (fault == "the moment's sign")


def test_implants_are_the_published_mean():
    assert np.round(implants_bw(), 2) == pytest.approx([2.47, 0.20])  # Bergmann 2016, level walking


def test_spread_blames_what_moves_the_force():
    gait, muscles = load_gait("walking", 1.2), MuscleSet.load("delp1990")
    ranges = {"hip_lateral_m": (-0.01, 0.01), "mass_kg": (70.0, 70.01)}
    found, shares = spread(gait, muscles, ranges, count=64)
    assert (shares["hip_lateral_m"] > 0.95).all() and (shares["mass_kg"] < 0.05).all()
    assert found.hip_lateral_m.values.min() >= -0.01 and found.hip_lateral_m.values.max() <= 0.01
    picture = spread_picture(found, shares)
    assert "share of the spread" in picture.alt and picture.png
    assert four_faults().png
