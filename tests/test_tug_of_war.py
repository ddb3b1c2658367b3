"""The tug of war: parts that add up, who takes over, and pictures that show it."""

import numpy as np
import pytest
from explorers import corners

from hipmech.gait import load_gait
from hipmech.joint_reaction import COSTS, GROUPS, gait_contact_force
from hipmech.lessons import recruitment_explorer, tug_of_war_explorer
from hipmech.lessons.tug_of_war.costs import DIFFERENCES_BW, MOST_BW
from hipmech.lessons.tug_of_war.explorer import GAITS, tug_of_war_view
from hipmech.lessons.tug_of_war.picture import CORD, HIGHEST_BW, PER_NM
from hipmech.muscles import MuscleSet
from hipmech.subject import Subject
from hipmech.tug_of_war import compare_running_forces, opensim_walk, tug_of_war

ABDUCTORS = "gluteus medius, minimus"


@pytest.mark.parametrize("gait", GAITS.values())
@pytest.mark.parametrize("passive", [False, True])
def test_groups_passive_and_reserve_add_up_to_what_is_needed(gait, passive):
    war = tug_of_war(*gait, weak_group=ABDUCTORS, strength=0.4, passive=passive)
    total = war.moments_Nm.sum(1) + war.passive_Nm + war.reserve_Nm
    assert total == pytest.approx(war.needed_Nm, abs=1e-9)
    assert war.needed_Nm == pytest.approx(70 * load_gait(*gait).moments_Nm_kg)
    assert np.any(war.passive_Nm) == passive


def test_groups_hold_every_muscle_once():
    war = tug_of_war("walking", 1.2)
    plain = gait_contact_force(load_gait("walking", 1.2), MuscleSet.load("uhlrich2022"))
    assert war.load.sharing.forces == pytest.approx(plain.sharing.forces)
    total = plain.sharing.forces.sum(1) / plain.body_weight
    assert war.forces_bw.sum(1) == pytest.approx(total)
    assert war.activations.min() >= 0 and war.activations.max() <= 1 + 1e-9


def test_full_strength_is_the_same_for_every_group():
    usual = tug_of_war("walking", 1.2).load.contact_bw
    for group in GROUPS:
        same = tug_of_war("walking", 1.2, weak_group=group, strength=1.0).load.contact_bw
        assert same == pytest.approx(usual)


def test_a_group_without_strength_does_not_pull():
    war = tug_of_war("running", 2.5, weak_group="hamstrings", strength=0)
    g = war.groups.index("hamstrings")
    assert war.forces_bw[:, g].max() == 0 and war.activations[:, g].max() == 0


def test_weak_abductors_hand_over_and_the_joint_pays():
    strong, half = (tug_of_war("walking", 1.2, weak_group=ABDUCTORS, strength=s) for s in (1, 0.5))
    gain = (half.forces_bw - strong.forces_bw)[15]
    helpers = {half.groups[g] for g in gain.argsort()[-3:]}
    assert helpers == {"tensor fasciae latae", "hamstrings", "gluteus maximus"}
    assert gain[half.groups.index(ABDUCTORS)] < 0
    assert half.load.magnitude_bw[15] > strong.load.magnitude_bw[15]
    weak = tug_of_war("walking", 1.2, weak_group=ABDUCTORS, strength=0.3)
    assert weak.load.magnitude_bw[15] > 1.4 * strong.load.magnitude_bw[15]


def test_the_muscles_of_a_man_of_75_kg_are_enough_for_4_5_m_s():
    war = tug_of_war("running", 4.5, subject=Subject(mass_kg=75))
    assert war.load.sharing.feasible.all()
    assert np.abs(war.needed_Nm).max() > 130


def test_opensims_trial():
    walk = opensim_walk()
    assert np.abs(walk.recomputed_N - walk.opensim_N).max() < 0.01
    ours, theirs = np.linalg.norm([walk.our_contact_bw, walk.opensim_contact_bw], axis=-1)
    assert (ours.max(), theirs.max()) == pytest.approx((3.52, 3.81), abs=0.005)
    assert walk.correlation > 0.98
    peak, rectus = theirs.argmax(), walk.groups.index("rectus femoris, sartorius")
    assert walk.our_forces_bw[peak, rectus] > 2 * walk.opensim_forces_bw[peak, rectus]


def test_running_forces_beside_lenhart():
    """Same order of phases: each muscle's published number stands, ours are not above twice it."""
    table = compare_running_forces((2.5,))
    assert table.published.iloc[0] == 32.1 and len(table) == 11
    assert (table["2.5 m/s"] < 2 * table.published).all()
    assert table.loc[table.phase == "stance", "2.5 m/s"].idxmax() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"cost": "Σ a⁷"}, "cost must be one of 'Σ a', .* got 'Σ a⁷'"),
        ({"weak_group": "glutes"}, "weak_group must be one of '', 'gluteus .* got 'glutes'"),
        ({"strength": 30}, "strength must be 0 to 1 of normal strength, got 30"),
        ({"strength": float("nan")}, "strength must be"),
        ({"strength": 0.5, "weak_group": ""}, "strength=0.5 needs a weak_group"),
        ({"strength": [0.5, 0.6]}, "strength must be one number"),
        ({"subject": Subject(mass_kg=[70, 80])}, "one person, got an array as mass_kg"),
    ],
)
def test_refuses(arguments, words):
    with pytest.raises(ValueError, match=words):
        tug_of_war("walking", 1.2, **{"weak_group": ABDUCTORS, **arguments})


def test_ropes_are_as_thick_as_their_moments_and_the_post_bends_under_the_sum():
    explorer = tug_of_war_explorer()
    explorer.move(percent=14, strength_percent=30)
    war, picture = explorer.result.now, explorer.live.stage.drawing
    ends = [path.vertices[12, 1] - path.vertices[13, 1] for path in picture.ropes.get_paths()]
    moments = np.abs(war.moments_Nm[14])
    for moment in moments[moments >= 0.5]:
        assert np.abs(np.subtract(ends, max(PER_NM * moment, CORD))).min() < 1e-9
    thick = [end for end in ends if end > CORD + 1e-9]
    assert sum(thick) == pytest.approx(PER_NM * moments[PER_NM * moments > CORD].sum())
    for axis, row in enumerate(picture.rows):
        x, _ = row.post.get_data()
        net = war.moments_Nm[14, :, axis].sum()
        assert (x[-1] - x[0]) * net >= 0 and abs(x[-1] - x[0]) == pytest.approx(
            0.0034 * abs(net), abs=1e-9
        )


def test_no_rope_leaves_its_post_and_no_curve_its_axes():
    explorer = tug_of_war_explorer()
    for values in corners(explorer):
        war = explorer.solve(**values).now
        pulls = np.clip(np.stack([war.moments_Nm, -war.moments_Nm]), 0, None)
        assert PER_NM * pulls.sum(2).max() < 1.04  # the post's height
        assert war.load.magnitude_bw.max() < HIGHEST_BW


def test_no_dot_and_no_curve_of_another_cost_leaves_its_axes():
    explorer = recruitment_explorer()
    for values in corners(explorer):
        view = explorer.solve(**values)
        usual = view.wars["Σ a²"].load.magnitude_bw
        for war in view.wars.values():
            assert war.forces_bw.max() < MOST_BW
            change = war.load.magnitude_bw - usual
            assert DIFFERENCES_BW[0] < change.min() and change.max() < DIFFERENCES_BW[1]


def test_costs_are_shown_as_solved():
    explorer = recruitment_explorer()
    explorer.move(percent=15, cost="min-max a", passive="carries its share")
    war = tug_of_war("walking", 1.2, "min-max a", passive=True)
    picture = explorer.live.stage.drawing
    assert picture.pulls.get_xdata() == pytest.approx(war.forces_bw[15])
    usual = tug_of_war("walking", 1.2, passive=True).load.magnitude_bw
    assert picture.difference.get_ydata() == pytest.approx(war.load.magnitude_bw - usual)


def test_scene_follows_and_scrubbing_solves_nothing_anew():
    explorer = tug_of_war_explorer()
    explorer.move(percent=48)
    now = explorer.result.now
    assert explorer.scene.flexion_deg == pytest.approx(now.load.cycle.posture["flexion_deg"][48])
    assert explorer.scene.values == pytest.approx(now.load.sharing.activations[48])
    assert explorer.scene.force == pytest.approx(now.load.contact_bw[48])
    explorer.inputs["percent"].value = 50
    assert explorer.result.now is now
    explorer.reset.click()
    assert explorer.scene.flexion_deg == pytest.approx(now.load.cycle.posture["flexion_deg"][40])


def test_the_title_says_what_was_changed():
    gait = "walking, 1.2 m/s"
    assert tug_of_war_view(0, gait).title.endswith("all at full strength")
    assert tug_of_war_view(0, gait, "adductors", 50).title.endswith("adductors at 50 %")


def test_readout_says_what_is_missing():
    explorer = tug_of_war_explorer()
    assert "missing" not in explorer.live.readout
    explorer.move(gait="running, 4.5 m/s", percent=12, strength_percent=30)
    assert "missing moment up to 46.9" in explorer.live.readout


def test_every_cost_of_the_list_works_in_the_explorer():
    explorer = recruitment_explorer()
    assert explorer.controls["cost"].options == tuple(COSTS)


def test_explorers_belong_to_a_person_and_a_set_of_muscles():
    person, delp = Subject(mass_kg=90), MuscleSet.load("delp1990")
    own = delp.scaled(pelvis=1.1, femur=1.1, tibia=1.1)
    explorer = tug_of_war_explorer(person, own)
    load = explorer.result.now.load
    assert load.body_weight == pytest.approx(90 * 9.81, rel=1e-3)
    assert load.moment_arms == pytest.approx(1.1 * delp.moment_arms(**load.cycle.posture))
    assert explorer.scene.muscles == own
    # a part of the strong muscles' set is a set too; the groups that it lacks give nothing
    few = tug_of_war("walking", 1.2, muscles=delp.select(["glut_med1", "psoas", "semimem"]))
    assert few.forces_bw[:, few.groups.index("adductors")].max() == 0
    with pytest.raises(ValueError, match="needs muscles in GROUPS, the units of delp1990; dostal"):
        tug_of_war("walking", 1.2, muscles=MuscleSet.load("dostal1981"))


def test_a_kept_team_stays_as_a_ghost_of_its_ropes():
    explorer = tug_of_war_explorer()
    explorer.move(percent=15)
    explorer.keep.value = True
    explorer.move(strength_percent=35)
    x, y = explorer.live.stage._above.get_path().vertices.T  # shares of the figure
    assert ((x > 0.33) & (x < 0.45) & (y < 0.65)).sum() > 20  # left of the posts: ropes alone
