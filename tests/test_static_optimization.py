import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog, lsq_linear, minimize

from hipmech.static_optimization import POWERS, share_least_contact, share_load
from hipmech.tables import load_table

N_MUSCLES = 27


def problems(count, seed, reach="inside", activity=1.0):
    """Random hips: arms of some 5 cm, forces of 50 to 1500 N, moments of known reach."""
    rng = np.random.default_rng(seed)
    arms = np.clip(rng.normal(0, 0.05, (count, N_MUSCLES, 3)), -0.3, 0.3)
    force = rng.uniform(50, 1500, (count, N_MUSCLES))
    capacity = arms * force[..., None]
    if reach == "boundary":  # all muscles that help in one direction, at full activation
        direction = rng.normal(size=(count, 3, 1))
        activation = ((capacity @ direction)[..., 0] > 0).astype(float)
    else:
        activation = activity * rng.uniform(size=(count, N_MUSCLES))
    moments = np.einsum("fn,fnk->fk", activation, capacity)
    if reach == "outside":
        direction = rng.normal(size=(count, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        moments = direction * np.abs(capacity).sum((1, 2))[:, None]
    return arms, force, moments


@pytest.fixture(scope="module")
def walk():
    """Moment arms (101, 27, 3), maximum forces (27,) and moments (101, 3) of OpenSim's trial."""
    muscles, frames = (load_table(f"opensim_gait2392_walk_{x}") for x in ("muscles", "frames"))
    arms = muscles.filter(like="ma_").to_numpy().reshape(101, N_MUSCLES, 3)
    force = muscles.max_force_N.to_numpy()[:N_MUSCLES]
    return arms, force, frames.filter(like="moment_").to_numpy()


def check_bounds_and_balance(sharing, arms, force, moments):
    assert sharing.activations.min() >= 0
    assert sharing.activations.max() <= 1
    assert sharing.forces == pytest.approx(sharing.activations * force)
    given = np.einsum("...n,...nk->...k", sharing.forces, arms)
    assert np.abs(moments - given - sharing.reserve_moments).max() < 1e-6


@pytest.mark.parametrize("reach", ["inside", "boundary", "outside"])
def test_ten_thousand_random_hips(reach):
    arms, force, moments = problems(10_000, 1, reach)
    sharing = share_load(arms, force, moments)
    check_bounds_and_balance(sharing, arms, force, moments)
    assert sharing.feasible.all() == (reach != "outside")
    if reach == "outside":
        assert not sharing.feasible.any()
    else:
        assert np.abs(sharing.reserve_moments).max() < 1e-4


@pytest.mark.parametrize("activity", [1.0, 0.1])
@pytest.mark.parametrize("weights", ["activation", "force"])
def test_objective_agrees_with_a_qp_solver(weights, activity):
    daqp = pytest.importorskip("daqp")
    arms, force, moments = problems(1500, 2, activity=activity)
    weight = (force / force.max()) ** 2 if weights == "force" else np.ones_like(force)
    sharing = share_load(arms, force, moments, weights=weights)
    ours = (weight * sharing.activations**2).sum(1)
    kinds = np.repeat(np.array([0, 5], np.int32), (N_MUSCLES, 3))
    low, high = np.zeros(N_MUSCLES), np.ones(N_MUSCLES)
    for f, (g, tau) in enumerate(zip(arms * force[..., None], moments, strict=True)):
        bounds = np.concatenate([high, tau]), np.concatenate([low, tau])
        hessian = np.diag(2 * weight[f])
        _, best, flag, _ = daqp.solve(
            hessian, low, np.ascontiguousarray(g.T), *bounds, kinds.copy(), primal_tol=1e-10
        )
        assert flag > 0
        assert ours[f] == pytest.approx(best, rel=1e-6)


def test_least_reserve_where_out_of_reach():
    """The reserve is the distance from the moments to what the muscles can reach."""
    arms, force, moments = problems(200, 3, "outside")
    for power in POWERS:
        reserve = share_load(arms, force, moments, power).reserve_moments
        for g, tau, got in zip(arms * force[..., None], moments, reserve, strict=True):
            least = lsq_linear(g.T, tau, (0, 1), method="bvls", tol=1e-14).fun
            assert np.linalg.norm(got) == pytest.approx(np.linalg.norm(least), rel=1e-6)


@pytest.mark.parametrize("power", [3, 4, 5])
def test_other_powers_agree_with_slsqp(walk, power):
    arms, force, moments = walk
    sharing = share_load(arms, force, moments, power)
    assert sharing.feasible.all()
    for f in range(0, 101, 20):
        start = share_load(arms[f], force, moments[f]).activations
        capacity = (arms[f] * force[:, None]).T
        best = minimize(
            lambda a: (a**power).sum(), start, jac=lambda a: power * a ** (power - 1),
            bounds=[(0, 1)] * N_MUSCLES, method="SLSQP", options={"ftol": 1e-13, "maxiter": 500},
            constraints={"type": "eq", "fun": lambda a, g=capacity, t=moments[f]: g @ a - t,
                         "jac": lambda a, g=capacity: g},
        )  # fmt: skip
        assert best.success
        assert (sharing.activations[f] ** power).sum() == pytest.approx(best.fun, 1e-4, 1e-8)


def test_power_one_and_min_max_agree_with_linear_programmes(walk):
    arms, force, moments = walk
    least_sum = share_load(arms, force, moments, 1).activations.sum(1)
    least_peak = share_load(arms, force, moments, np.inf).activations.max(1)
    for f in range(0, 101, 10):
        capacity = (arms[f] * force[:, None]).T
        one = linprog(np.ones(N_MUSCLES), A_eq=capacity, b_eq=moments[f], bounds=(0, 1))
        assert least_sum[f] == pytest.approx(one.fun, rel=1e-6)
        peak = linprog(
            np.eye(N_MUSCLES + 1)[-1],
            A_ub=np.hstack([np.eye(N_MUSCLES), -np.ones((N_MUSCLES, 1))]),
            b_ub=np.zeros(N_MUSCLES),
            A_eq=np.hstack([capacity, np.zeros((3, 1))]),
            b_eq=moments[f],
            bounds=(0, 1),
        )
        assert least_peak[f] == pytest.approx(peak.fun, rel=1e-5)


def test_each_cost_is_least_under_its_own_measure(walk):
    measured = {}
    for power in POWERS:
        a = share_load(*walk, power).activations
        measured[power] = np.array(
            [a.max(1).sum() if np.isinf(q) else (a**q).sum() for q in POWERS]
        )
    for i, power in enumerate(POWERS):
        for other in measured.values():
            assert measured[power][i] <= other[i] * (1 + 1e-5)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("reach", ["inside", "boundary"])
def test_every_power_meets_moments_within_reach(power, reach):
    arms, force, moments = problems(300, 4, reach)
    sharing = share_load(arms, force, moments, power)
    check_bounds_and_balance(sharing, arms, force, moments)
    assert sharing.feasible.all()


@pytest.mark.parametrize("power", POWERS)
def test_degenerate_hips_do_not_break(power):
    arms, force, moments = problems(100, 5)
    arms[..., 2] = arms[..., 1]  # rotation cannot be had apart from adduction
    force[:, 3:8] = 0
    sharing = share_load(arms, force, moments, power)
    assert np.isfinite(sharing.activations).all()
    assert (sharing.activations[:, 3:8] == 0).all()
    # the nearest reachable moments have equal second and third components
    assert sharing.reserve_moments[:, 1] == pytest.approx(-sharing.reserve_moments[:, 2], abs=1e-2)
    nothing = share_load(np.zeros((4, 3)), np.ones(4), [1.0, 2.0, 2.0], power)
    assert nothing.reserve_moments == pytest.approx([1, 2, 2])
    assert not nothing.feasible
    rest = share_load(arms, force, np.zeros(3), power)
    assert rest.activations.max() < 1e-9
    assert rest.feasible.all()


def test_shapes_broadcast_and_frames_do_not_mix(walk):
    arms, force, moments = walk
    strength = np.array([1.0, 0.6])[:, None, None] * force
    sharing = share_load(arms, strength, moments)
    assert sharing.activations.shape == (2, 101, N_MUSCLES)
    assert sharing.reserve_moments.shape == (2, 101, 3)
    assert sharing.feasible.shape == (2, 101)
    alone = share_load(arms[7], strength[1, 0], moments[7])
    assert alone.activations == pytest.approx(sharing.activations[1, 7], abs=1e-9)
    assert alone.feasible.shape == ()


def test_weights(walk):
    """Force² and volume as the cost, against their own definitions by perturbation."""
    arms, force, moments = walk
    lengths = np.linspace(0.05, 0.3, N_MUSCLES)
    costs = {"activation": np.ones(N_MUSCLES), "force": force**2.0, "volume": force * lengths}
    shared = {
        kind: share_load(
            arms, force, moments, 2, kind, lengths if kind == "volume" else None
        ).activations
        for kind in costs
    }
    for kind, cost in costs.items():
        best = (cost * shared[kind] ** 2).sum()
        for other in costs:
            assert best <= (cost * shared[other] ** 2).sum() * (1 + 1e-9)


def test_own_weights_are_the_weights(walk):
    """A weight for every muscle, the same or another in every frame; only their ratio counts."""
    arms, force, moments = walk
    own = np.linspace(1, 5, N_MUSCLES)
    sharing = share_load(arms, force, moments, weights=own)
    check_bounds_and_balance(sharing, arms, force, moments)
    equal = share_load(arms, force, moments).activations
    assert ((own * sharing.activations**2).sum(1) <= (own * equal**2).sum(1) + 1e-12).all()
    assert sharing.activations[:, 0].sum() > equal[:, 0].sum()
    same = share_load(arms, force, moments, weights=np.tile(7 * own, (101, 1))).activations
    assert same == pytest.approx(sharing.activations, abs=1e-7)
    lengths = own / 20
    volume = share_load(arms, force, moments, weights="volume", fibre_lengths=lengths)
    by_hand = share_load(arms, force, moments, weights=force * lengths)
    assert by_hand.activations == pytest.approx(volume.activations, abs=1e-7)


def test_two_muscles_share_in_the_ratio_of_arm_over_weight():
    """Minimise Σ w a² with Σ a F r = τ: a is as F r / w."""
    sharing = share_load([[0.04, 0, 0], [0.02, 0, 0]], [1000, 1000], [20, 0, 0], weights=[2, 1])
    assert sharing.activations == pytest.approx([1 / 3, 1 / 3], abs=1e-6)


def test_weakness_is_taken_over_by_others(walk):
    """Half the strength of the gluteus medius: it pulls less, and the total cost rises."""
    arms, force, moments = walk
    weak = np.where(np.arange(N_MUSCLES) < 3, 0.5, 1.0) * force
    before, after = share_load(arms, force, moments), share_load(arms, weak, moments)
    assert after.feasible.all()
    assert (after.forces[:, :3].sum(1) <= before.forces[:, :3].sum(1) + 1e-6).all()
    assert ((after.activations**2).sum(1) >= (before.activations**2).sum(1) - 1e-9).all()


ARMS, FORCE, MOMENTS = np.full((5, 2, 3), 0.04), np.array([500.0, 800.0]), np.ones((5, 3))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"moment_arms": ARMS[..., :2]}, r"moment_arms must have shape \(..., muscles, 3\)"),
        ({"moments": np.ones(4)}, r"moments must have shape"),
        ({"moments": np.ones((4, 3))}, "broadcast"),
        ({"max_force": np.ones(3)}, "max_force must have shape"),
        ({"moments": [3e4, -6e4, 5e3]}, "moments must be .* N·m, got 30000; this looks like N·mm"),
        ({"max_force": [-1, 2]}, "max_force must be 0 N or more, got -1"),
        ({"max_force": pd.Series({"psoas": 1.0, "peri": 2.0})}, "max_force has labels"),
        ({"moments": np.full((5, 3), np.nan)}, "moments must be .* N·m, got nan"),
        ({"moments": np.ma.masked_greater(MOMENTS, 0.5)}, "masked"),
        ({"moment_arms": ARMS * np.inf}, "moment_arms must be -1 to 1 m, got inf"),
        ({"moment_arms": ARMS * 1000}, "millimetres"),
        ({"power": 0.5}, "power must be 1, 2, 3, 4, 5 or numpy.inf"),
        ({"power": "cubic"}, "power must be"),
        ({"weights": "fatigue"}, "weights must be one of 'activation', 'force', 'volume'"),
        ({"weights": [1, 0]}, "weights must be 1e-09 or more, got 0"),
        ({"weights": [1, 2, 3]}, r"weights must have shape \(..., 2\), a number for each muscle"),
        ({"weights": [1, 2], "power": np.inf}, "min-max"),
        ({"weights": "volume", "fibre_lengths": [100, 200]}, "looks like"),
        ({"weights": "volume"}, "needs fibre_lengths, .* got weights='volume' without them"),
        ({"fibre_lengths": [0.1, 0.2]}, "nothing else does; got weights='activation' with them"),
        ({"weights": "force", "power": np.inf}, "min-max"),
    ],
)
def test_bad_input_is_refused(changed, message):
    arguments = {"moment_arms": ARMS, "max_force": FORCE, "moments": MOMENTS} | changed
    with pytest.raises(ValueError, match=message):
        share_load(**arguments)


def pressed(sharing, lines, net):
    """Contact force (..., 3)."""
    return net - np.einsum("...n,...nk->...k", sharing.forces, lines)


def hips_that_press(count, seed):
    arms, force, moments = problems(count, seed, activity=0.3)
    rng = np.random.default_rng(seed)
    lines = rng.normal((0, 1.5, -0.3), 0.5, (count, N_MUSCLES, 3))
    lines /= np.linalg.norm(lines, axis=-1, keepdims=True)
    return arms, lines, force, moments, rng.normal((0, -500, 0), 200, (count, 3))


def test_least_contact_agrees_with_a_qp_solver():
    daqp = pytest.importorskip("daqp")
    arms, lines, force, moments, net = hips_that_press(200, 4)
    sharing = share_least_contact(arms, lines, force, moments, net)
    ours = np.linalg.norm(pressed(sharing, lines, net), axis=-1)
    kinds = np.repeat(np.array([0, 5], np.int32), (N_MUSCLES, 3))
    low, high = np.zeros(N_MUSCLES), np.ones(N_MUSCLES)
    for f, tau in enumerate(moments):
        g, u = arms[f] * force[f, :, None], lines[f] * force[f, :, None] / 1000
        bounds = np.concatenate([high, tau]), np.concatenate([low, tau])
        hessian = u @ u.T + 1e-9 * np.eye(N_MUSCLES)
        a, _, flag, _ = daqp.solve(
            hessian, -u @ net[f] / 1000, np.ascontiguousarray(g.T), *bounds, kinds.copy()
        )
        assert flag > 0
        assert ours[f] == pytest.approx(np.linalg.norm(net[f] - 1000 * a @ u), abs=0.1)


def test_least_contact_meets_the_moments_and_no_cost_gets_below_it():
    arms, lines, force, moments, net = hips_that_press(300, 5)
    least = share_least_contact(arms, lines, force, moments, net)
    assert least.feasible.all() and np.abs(least.reserve_moments).max() < 1e-3
    check_bounds_and_balance(least, arms, force, moments)
    floor = np.linalg.norm(pressed(least, lines, net), axis=-1)
    for power in POWERS:
        other = pressed(share_load(arms, force, moments, power), lines, net)
        assert (np.linalg.norm(other, axis=-1) > floor - 0.1).all()


def test_least_contact_of_muscles_that_pull_one_way_is_by_hand():
    """All lines upward: least force is least sum of forces, so the longest arm works first."""
    arms = np.zeros((3, 3))
    arms[:, 0] = 0.06, 0.04, 0.02
    sharing = share_least_contact(
        arms, np.tile([0, 1, 0], (3, 1)), [500.0] * 3, [40, 0, 0], [0] * 3
    )
    np.testing.assert_allclose(sharing.forces, [500, 250, 0], atol=0.01)
    # a weight that hangs on the leg is lifted for nothing: the muscles carry it, not the joint
    lifted = share_least_contact(
        arms, np.tile([0, 1, 0], (3, 1)), [500.0] * 3, [30, 0, 0], [0, 500, 0]
    )
    assert np.abs(pressed(lifted, np.tile([0, 1, 0], (3, 1)), np.array([0, 500, 0]))).max() < 0.1


def test_least_contact_refuses():
    arms, lines, force, moments, net = (x[0] for x in hips_that_press(1, 6))
    for bad, words in (
        ((arms, lines[:5], force, moments, net), "lines_of_pull must have shape"),
        ((arms, lines, force, moments, net[:2]), "intersegmental_force must have shape"),
        ((arms, 1000 * lines, force, moments, net), "lines_of_pull must be -1"),
        ((arms, lines, force[:5], moments, net), "max_force must have shape"),
    ):
        with pytest.raises(ValueError, match=words):
            share_least_contact(*bad)
