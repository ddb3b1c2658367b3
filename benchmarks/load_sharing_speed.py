"""Speed of load sharing against QP solvers, of the whole chain, and of a cohort of gait cycles.

    python benchmarks/load_sharing_speed.py [cycles]

Solvers that are not installed (daqp, quadprog, osqp) are left out. Everything runs in one process
on the same problems, so the ratios are what counts. The cohort (10,000 cycles unless told
otherwise) goes through in chunks; its peak memory is printed.
"""

import importlib
import resource
import sys
import time

import numpy as np
from scipy.optimize import minimize

from hipmech.gait import load_gait
from hipmech.joint_reaction import hip_contact_force
from hipmech.muscles import MuscleSet
from hipmech.static_optimization import share_load

MASS = 75.0
MUSCLES = MuscleSet.load("delp1990")
CYCLE = load_gait("walking", 1.2)
ARMS = MUSCLES.moment_arms(**CYCLE.posture)
MOMENTS = MASS * CYCLE.moments_Nm_kg
N = len(MUSCLES.names)
CAPACITY = ARMS * MUSCLES.max_force[:, None]


def share_all():
    return share_load(ARMS, MUSCLES.max_force, MOMENTS).activations


def chain():
    arms, lines = MUSCLES.pulls(**CYCLE.posture)
    forces = share_load(arms, MUSCLES.max_force, MOMENTS).forces
    return hip_contact_force(forces, lines, MASS * 9.81 * CYCLE.intersegmental_force_bw)


def with_daqp():
    import daqp

    hessian, zero, one = 2 * np.eye(N), np.zeros(N), np.ones(N)
    kinds = np.repeat(np.array([0, 5], np.int32), (N, 3))
    return [
        daqp.solve(hessian, zero, np.ascontiguousarray(g.T), np.concatenate([one, tau]),
                   np.concatenate([zero, tau]), kinds.copy())[0]
        for g, tau in zip(CAPACITY, MOMENTS, strict=True)
    ]  # fmt: skip


def with_quadprog():
    import quadprog

    hessian, zero, box = 2 * np.eye(N), np.zeros(N), np.hstack([np.eye(N), -np.eye(N)])
    limits = np.concatenate([np.zeros(N), -np.ones(N)])
    return [
        quadprog.solve_qp(hessian, zero, np.hstack([g, box]), np.concatenate([tau, limits]), 3)[0]
        for g, tau in zip(CAPACITY, MOMENTS, strict=True)
    ]


def with_osqp():
    import osqp
    from scipy import sparse

    zero, one = np.zeros(N), np.ones(N)
    solver, results = osqp.OSQP(), []
    matrix = sparse.csc_matrix(np.vstack([CAPACITY[0].T, np.eye(N)]))
    hessian = sparse.csc_matrix(2 * np.eye(N))
    low = np.concatenate([MOMENTS[0], zero])
    solver.setup(hessian, zero, matrix, low, low + np.repeat([0, 1], (3, N)), verbose=False)
    for g, tau in zip(CAPACITY, MOMENTS, strict=True):  # same pattern: update, as its users do
        solver.update(
            Ax=np.hstack([g, one[:, None]]).ravel(),
            l=np.concatenate([tau, zero]), u=np.concatenate([tau, one]),
        )  # fmt: skip
        results.append(solver.solve().x)
    return results


def with_slsqp():
    return [
        minimize(
            lambda a: a @ a, np.full(N, 0.1), jac=lambda a: 2 * a, bounds=[(0, 1)] * N,
            method="SLSQP", constraints={"type": "eq", "fun": lambda a, g=g, t=tau: a @ g - t,
                                         "jac": lambda a, g=g: g.T},
        ).x
        for g, tau in zip(CAPACITY, MOMENTS, strict=True)
    ]  # fmt: skip


def best_ms(function, repeats):
    """Median and best of several runs, in ms."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - start))
    return np.median(times), min(times)


def compare_solvers():
    ours, _ = best_ms(share_all, 100)
    expected = share_all()
    print(f"load sharing, {len(MOMENTS)} frames x {N} muscles (median ms, ratio, agreement)")
    print(f"{'hipmech':10}{ours:9.2f}     1")
    for name, solve in {
        "daqp": with_daqp, "quadprog": with_quadprog, "osqp": with_osqp, "slsqp": with_slsqp
    }.items():  # fmt: skip
        if name != "slsqp":
            try:
                importlib.import_module(name)
            except ImportError:
                print(f"{name:10} not installed")
                continue
        median, _ = best_ms(solve, 3 if name == "slsqp" else 15)
        gap = np.abs(np.array(solve()) - expected).max()
        print(f"{name:10}{median:9.2f}{median / ours:6.0f}   {gap:.0e}")


def cohort(cycles):
    """People of different mass and moments, 100 cycles at a time."""
    rng = np.random.default_rng(0)
    peaks, start = [], time.perf_counter()
    for first in range(0, cycles, 100):
        count = min(100, cycles - first)
        posture = {
            name: np.clip(angle + rng.normal(0, 4, (count, 1)), 0 if "knee" in name else -30, 110)
            for name, angle in CYCLE.posture.items()
        }
        mass = rng.normal(75, 10, (count, 1, 1)).clip(45, 120)
        arms, lines = MUSCLES.pulls(**posture)
        forces = share_load(arms, MUSCLES.max_force, mass * CYCLE.moments_Nm_kg).forces
        net = CYCLE.intersegmental_force_bw
        contact = hip_contact_force(forces / (mass * 9.81), lines, net)
        peaks.append(np.sqrt((contact**2).sum(-1)).max(1))
    seconds = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peaks = np.concatenate(peaks)
    print(f"cohort of {cycles} cycles, geometry to contact: {seconds:.1f} s, "
          f"{1e3 * seconds / cycles:.2f} ms a cycle, memory at most {peak_mb:.0f} MB")  # fmt: skip
    print(f"peak {peaks.mean():.2f} ± {peaks.std():.2f} BW")


if __name__ == "__main__":
    compare_solvers()
    median, best = best_ms(chain, 50)
    print(f"moment arms + load sharing + contact force: {median:.2f} ms (best {best:.2f})")
    for power in (1, 3, 5, np.inf):
        median, _ = best_ms(lambda p=power: share_load(ARMS, MUSCLES.max_force, MOMENTS, p), 5)
        print(f"power {power}: {median:.1f} ms")
    cohort(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
