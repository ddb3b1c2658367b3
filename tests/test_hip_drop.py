import numpy as np
import pytest

from hipmech.frontal_plane import single_leg_stance
from hipmech.hip_drop import compensating_lean, uncompensated_drop
from hipmech.muscles.strength import abductor_strength
from hipmech.subject import Subject

WEAK = Subject(strength=np.linspace(0.1, 0.25, 5))


def test_the_lean_found_asks_for_exactly_the_strength_there_is():
    lean = compensating_lean(WEAK)
    assert single_leg_stance(WEAK, lean_deg=lean).demand == pytest.approx(np.ones(5), abs=1e-9)
    assert (np.diff(lean) < 0).all()


def test_no_lean_and_no_drop_when_strength_suffices():
    assert compensating_lean(Subject()) == 0
    assert uncompensated_drop(Subject(), 4.0) == 0


def test_the_drop_found_balances_with_the_passive_spring():
    stiffness = 4.0
    drop = uncompensated_drop(WEAK, stiffness)
    s = single_leg_stance(WEAK, drop)
    carried = abductor_strength(WEAK, s.hip_adduction_deg) + stiffness * drop
    assert s.abduction_moment == pytest.approx(carried, rel=1e-9)


def test_a_trunk_that_follows_the_pelvis_sinks_further():
    follow = uncompensated_drop(WEAK, 8.0, trunk_follows_pelvis=True)
    assert (follow > uncompensated_drop(WEAK, 8.0)).all()


def test_a_drop_weakens_the_muscles_that_carry_it():
    """The load hardly changes, but an adducted hip has shorter arms: sinking asks for more."""
    level, sunk = single_leg_stance(Subject(), 0), single_leg_stance(Subject(), 10)
    assert sunk.abduction_moment == pytest.approx(level.abduction_moment, rel=0.02)
    assert sunk.demand > 1.1 * level.demand


def test_without_passive_tissue_nothing_stops_the_drop():
    assert np.isnan(uncompensated_drop(Subject(strength=0.2), 0.0))


def test_a_drop_beyond_which_no_posture_is_possible_is_found():
    """With a heavy bag and a trunk that follows, 30° of drop put the foot out of reach."""
    weak, bag = Subject(strength=0.3), {"contralateral_load_bw": 0.8, "trunk_follows_pelvis": True}
    with pytest.raises(ValueError, match="impossible posture"):
        single_leg_stance(weak, 30, **bag)
    drop = uncompensated_drop(weak, 20.0, **bag)
    s = single_leg_stance(weak, drop, **bag)
    held = abductor_strength(weak, s.hip_adduction_deg)
    assert 0 < drop < 30
    assert s.abduction_moment == pytest.approx(held + 20.0 * drop, rel=1e-9)
    assert np.isnan(uncompensated_drop(weak, 5.0, **bag))


def test_a_lean_is_found_although_upright_is_impossible():
    broad, heavy = Subject(height=1.4, hip_joint_width=0.3), {"contralateral_load_bw": 1.0}
    with pytest.raises(ValueError, match="impossible posture"):
        single_leg_stance(broad, **heavy)
    lean = compensating_lean(broad, **heavy)
    assert single_leg_stance(broad, lean_deg=lean, **heavy).demand == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("name", ["lean_deg", "contralateral_load", "bag"])
def test_what_is_no_load_is_refused(name):
    for function, given in ((compensating_lean, ()), (uncompensated_drop, (4.0,))):
        with pytest.raises(TypeError, match=f"{name} is not a load; expected contralateral"):
            function(Subject(), *given, **{name: 0.1})


def test_a_cane_replaces_lean():
    assert compensating_lean(Subject(strength=0.4), cane_push_bw=0.1) == 0


def test_negative_stiffness_is_refused():
    with pytest.raises(ValueError, match="passive_stiffness must be"):
        uncompensated_drop(Subject(), -1)
