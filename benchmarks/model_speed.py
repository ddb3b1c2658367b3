"""How fast `MuscleSet.moment_arms` is: 27 muscles x 3 axes at 10,000 postures, per posture.

    python benchmarks/model_speed.py

Where the package ``opensim`` is installed too (pip install opensim), it reads the same paths from
``data/trials/gait2392_right_hip.osim``, its computeMomentArm runs at some of the same postures, and
the ratio of the times and the largest differences are printed.
"""

import importlib.util
import time
from pathlib import Path

import numpy as np

from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import MuscleSet

MODEL = Path(__file__).resolve().parents[1] / "data" / "trials" / "gait2392_right_hip.osim"
POSTURES, OPENSIM_POSTURES, REPEATS = 10_000, 500, 9


def opensim_solve(postures_deg: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """OpenSim's moment arms (N, 27, 3), lengths (N, 27), and seconds spent on the moment arms."""
    import opensim as osim

    model = osim.Model(str(MODEL))
    state = model.initSystem()
    coordinates = [model.getCoordinateSet().get(i) for i in range(4)]
    muscles = [model.getMuscles().get(i) for i in range(model.getMuscles().getSize())]
    arms = np.empty((len(postures_deg), len(muscles), 3))
    lengths = np.empty(arms.shape[:2])
    seconds = 0.0
    for i, angles in enumerate(np.radians(postures_deg) * (1, 1, 1, -1)):
        for coordinate, angle in zip(coordinates, angles, strict=True):
            coordinate.setValue(state, float(angle), False)
        model.realizePosition(state)
        lengths[i] = [muscle.getLength(state) for muscle in muscles]
        start = time.perf_counter()
        arms[i] = [
            [muscle.computeMomentArm(state, coordinate) for coordinate in coordinates[:3]]
            for muscle in muscles
        ]
        seconds += time.perf_counter() - start
    return arms, lengths, seconds


def main() -> None:
    muscles = MuscleSet.load("delp1990")
    low, high = np.array(list(POSTURE_RANGE_DEG.values())).T
    postures = np.random.default_rng(2392).uniform(low, high, (POSTURES, 4))
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        arms = muscles.moment_arms(*postures.T)
        seconds.append(time.perf_counter() - start)
    best, median = 1e6 * np.array([min(seconds), np.median(seconds)]) / POSTURES
    print(f"hipmech, {len(muscles.names)} muscles x 3 axes at {POSTURES} postures:")
    print(f"  {median:.2f} µs per posture (median of {REPEATS}; best {best:.2f})")
    if importlib.util.find_spec("opensim") is None:
        print("OpenSim is not installed: no comparison.")
        return
    few = postures[:OPENSIM_POSTURES]
    opensim_arms, opensim_lengths, opensim_seconds = opensim_solve(few)
    opensim_time = 1e6 * opensim_seconds / len(few)
    arm_error = 1000 * np.abs(arms[: len(few)] - opensim_arms).max()
    length_error = 1000 * np.abs(muscles.lengths(*few.T) - opensim_lengths).max()
    print(f"OpenSim computeMomentArm at {len(few)} of them:")
    print(f"  {opensim_time:.0f} µs per posture, {opensim_time / median:.0f} times as long")
    print(f"  largest difference: moment arm {arm_error:.1e} mm, length {length_error:.1e} mm")


if __name__ == "__main__":
    main()
