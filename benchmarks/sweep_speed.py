"""Gait cycles a second: one after another, swept with bones of their own, with the same bones.

    python benchmarks/sweep_speed.py [samples]

All in one run and in processor time of one core, so that the ratios hold on a busy machine, too; at
the end a million levers, and the plan for a million gait cycles.
"""

import sys
import time

import numpy as np

from hipmech.frontal_plane import single_leg_stance
from hipmech.gait import load_gait
from hipmech.joint_reaction import gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.research import sweep
from hipmech.subject import Subject

WALK, DELP = load_gait("walking", 1.2), MuscleSet.load("delp1990")
BONES = ("pelvis", "femur", "tibia")


def rate(task, count):
    """Samples a second of the better of two runs."""
    seconds = []
    for _ in range(2):
        begun = time.process_time()
        task()
        seconds.append(time.process_time() - begun)
    return count / min(seconds)


def main(count=1000):
    rng = np.random.default_rng(0)
    own = {bone: rng.normal(1, 0.05, count) for bone in BONES}
    shared = {"mass_kg": rng.uniform(50, 100, count), "strength": rng.lognormal(0.3, 0.2, count)}
    few = count // 10

    def loop():
        for i in range(few):
            bones = DELP.scaled(*(own[bone][i] for bone in BONES))
            person = Subject(mass_kg=shared["mass_kg"][i])
            gait_contact_force(WALK, bones, person, strength=shared["strength"][i])

    def levers():
        single_leg_stance(Subject(hip_joint_width=rng.normal(0.172, 0.008, 10**6)))

    rates = {
        "one after another": rate(loop, few),
        "sweep, own bones": rate(lambda: sweep(WALK, DELP, own | shared), count),
        "sweep, the same bones": rate(lambda: sweep(WALK, DELP, shared), count),
    }
    for name, value in rates.items():
        ratio = value / rates["one after another"]
        minutes = 1e6 / value / 60
        print(f"{name:22} {value:6.0f} a second, {ratio:4.1f} x; a million {minutes:3.0f} min")
    print(f"a million levers       {1e6 / rate(levers, 10**6):.2f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
